"""What notes say of Caprini's illnesses, of the planned operation and of how far the patient moves.

"on bed rest":  "{He} was put on bed rest [today|this morning]."
"""

from ehrmind.medcalc.findings.frames import history
from ehrmind.medcalc.forms import Choice, Finding

BOWEL_DISEASE = history(
    *("bowel_disease", "inflammatory bowel disease", "ulcerative colitis", "Crohn disease", "IBD"),
    denied=("inflammatory bowel disease", "IBD", "Crohn disease or ulcerative colitis"),
    implied=(
        "{He} takes infliximab for bloody diarrhea from a chronically ulcerated colon.",
        "Colonoscopy showed [skip lesions|cobblestones], and biopsies of the terminal ileum held granulomas.",
        "{He} takes [mesalazine|azathioprine] for a colon that has been inflamed and ulcerated for years.",
        "{His} terminal ileum has been narrowed by transmural inflammation, and {he} is given "
        "[adalimumab|vedolizumab].",
    ),
    noun="ulcerative colitis",
    names=("inflammatory bowel disease", "IBD"),
    prevalence=(0.05, 0.03),
    entities=("History of inflammatory bowel disease",),
)
ACUTE_INFARCTION = Finding(
    "acute_infarction",
    (
        "{He} has an acute [myocardial infarction|MI].",
        "An acute [myocardial infarction|MI] was diagnosed [today|this morning|on arrival].",
        "{He} is being treated for an acute [myocardial infarction|MI].",
        "[Admitted with|Diagnosis on admission:] acute [myocardial infarction|MI].",
    ),
    (
        "[There is no|No] acute [myocardial infarction|MI].",
        "No acute [myocardial infarction|MI] was found.",
        "{He} does not have an acute [myocardial infarction|MI].",
        "ECG and troponins [show no|give no sign of] acute myocardial infarction.",
    ),
    label="acute myocardial infarction",
    implied=(
        "This morning an occluded coronary artery was opened for chest pain with ST elevation.",
        "Crushing chest pain [since this morning|tonight] came with ST elevation and a steep rise of troponin.",
        "{He} was taken to the catheter laboratory today, where a clotted [right coronary|circumflex] artery was "
        "stented.",
        "Troponin has risen to [fifty|forty] times the limit since this morning's chest pain, with new Q waves.",
    ),
    place="story",
    prevalence=(0.01, 0.05),
    entities=("Acute Myocardial infarction",),
)
MALIGNANCY = history(
    *("malignancy", "cancer", "malignancy", "malignant disease"),
    present=("{He} was treated for [colon cancer|a lymphoma|melanoma] some years ago.",),
    absent=("{He} has never had [cancer|a malignancy].",),
    implied=(
        "Some years ago {he} was treated for an adenocarcinoma of the colon.",
        "{He} is between two cycles of chemotherapy for [a carcinoma of the lung|an adenocarcinoma].",
        "A [melanoma|renal cell carcinoma] was cut out [five|six] years ago.",
        "{He} is still followed by the oncologist [three|four] years after radiotherapy for a carcinoma of the throat.",
    ),
    noun="cancer",
    names=("current or past cancer", "present or previous malignancy"),
    prevalence=(0.03, 0.25),
    entities=("Present or previous malignancy",),
)
SURGERY = Choice(
    "surgery",
    {
        "none": (
            "[No operation|No surgery] is planned.",
            "{He} is not [scheduled|listed|booked] for [surgery|an operation].",
            "[No surgery is planned|No operation is planned], the reason is medical.",
        ),
        "minor": (
            "{He} is [scheduled|listed|booked] for minor surgery.",
            "A minor operation is [planned|scheduled].",
            "[Plan|Planned procedure]: minor surgery under local anesthesia, [half an hour|twenty minutes].",
        ),
        "major": (
            "{He} is [scheduled|listed|booked] for major open surgery [of three hours|].",
            "A long major open operation is [planned|scheduled].",
            "[Plan|Planned procedure]: major open surgery, [two|three] hours.",
        ),
        "laparoscopic": (
            "{He} is [scheduled|listed|booked] for laparoscopic surgery of more than an hour.",
            "A laparoscopic operation that takes [over an hour|two hours] is planned.",
            "[Plan|Planned procedure]: laparoscopic surgery, [ninety minutes|two hours].",
        ),
        "arthroscopic": (
            "{He} is [scheduled|listed|booked] for arthroscopic surgery.",
            "Arthroscopic [shoulder|knee] surgery is planned.",
            "[Plan|Planned procedure]: [knee|shoulder] arthroscopy.",
        ),
        "elective major lower extremity arthroplasty": (
            "{He} is [scheduled|listed|booked] for elective total [knee|hip] replacement.",
            "An elective total [hip|knee] arthroplasty is planned.",
            "[Plan|Planned procedure]: elective total [knee|hip] replacement.",
        ),
    },
    label="Type of surgery",
    entities=("Surgery Type",),
    place="plan",
    weights={
        "none": 0.3,
        "minor": 0.14,
        "major": 0.14,
        "laparoscopic": 0.14,
        "arthroscopic": 0.14,
        "elective major lower extremity arthroplasty": 0.14,
    },
)
MOBILITY = Choice(
    "mobility",
    {
        "normal": (
            "{He} moves about without help.",
            "{He} is up and [out of bed|about].",
            "[Fully mobile|Mobile without help|Ambulates independently].",
            "{He} [walks the ward|walks about] unaided.",
        ),
        "on bed rest": (
            "{He} [is on|has been on] bed rest since [this morning|last night|yesterday evening].",
            "{He} was put on bed rest [today|this morning].",
            "[Activity|Mobility]: bed rest since [this morning|today].",
        ),
        "confined to bed for more than 72 hours": (
            "{He} has been confined to bed for [a week|five days|six days].",
            "{He} has not left {his} bed for [five|six] days.",
            "[Activity|Mobility]: bedbound for [the past week|five days].",
        ),
    },
    label="Mobility",
    entities=("Mobility",),
    benchmark={"confined to bed >72 hours": "confined to bed for more than 72 hours"},
    place="exam",
    weights={"normal": 0.6, "on bed rest": 0.22, "confined to bed for more than 72 hours": 0.18},
)
