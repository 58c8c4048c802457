"""Caprini 2005: the risk of venous thromboembolism, from some thirty risk factors.

Age 45 (+1), BMI 31 (+1), elective knee replacement (+5), earlier embolism (+3), swollen legs (+1): 11 points.
The three factors for women only (hormones, pregnancy, pregnancy loss) are not asked for.
"""

from dataclasses import replace

from ehrmind.medcalc import measures
from ehrmind.medcalc.calculators.charlson import COPD
from ehrmind.medcalc.conditions import Above, Has
from ehrmind.medcalc.findings import history
from ehrmind.medcalc.forms import Choice, Citation, Finding, Values
from ehrmind.medcalc.measures import AGE, BMI
from ehrmind.medcalc.scores import Bands, Criterion, Options, score
from ehrmind.medcalc.variants.caprini import VARIANTS

SEX = replace(measures.SEX, required=False)  # the score does not depend on it


def last_month(name: str, phrase: str, bare: str, implied: tuple[str, ...], entity: str) -> Finding:
    """An event of the last month; `bare` is its phrase without the article."""
    return Finding(
        name,
        (
            f"{{He}} had {phrase} within the last month.",
            f"Two weeks ago {{he}} had {phrase}.",
            f"In the past month {{he}} had {phrase}.",
        ),
        (
            f"{{He}} had no {bare} in the last month.",
            f"There was no {bare} within the past month.",
            f"{{He}} denies any {bare} in the past month.",
        ),
        label=f"{bare} in the last month",
        implied=implied,
        entities=(entity,),
    )


def tested(name: str, phrase: str, bare: str, implied: tuple[str, ...], entity: str) -> Finding:
    """A result of the laboratory; `bare` is its phrase without the article."""
    return Finding(
        name,
        (f"Tests show {phrase}.", f"{{He}} was found to have {phrase}.", f"Earlier tests have shown {phrase}."),
        (f"Tests show no {bare}.", f"{{He}} has no {bare}.", f"Earlier tests have shown no {bare}."),
        label=bare,
        implied=implied,
        entities=(entity,),
    )


SURGERY = Choice(
    "surgery",
    {
        "none": ("No operation is planned.", "{He} is not scheduled for surgery."),
        "minor": ("{He} is scheduled for minor surgery.", "A minor operation is planned."),
        "major": ("{He} is scheduled for major open surgery.", "A long major open operation is planned."),
        "laparoscopic": (
            "{He} is scheduled for laparoscopic surgery of more than an hour.",
            "A laparoscopic operation that takes over an hour is planned.",
        ),
        "arthroscopic": ("{He} is scheduled for arthroscopic surgery.", "Arthroscopic shoulder surgery is planned."),
        "elective major lower extremity arthroplasty": (
            "{He} is scheduled for elective total knee replacement.",
            "An elective total hip arthroplasty is planned.",
        ),
    },
    label="Type of surgery",
    entities=("Surgery Type",),
)
MOBILITY = Choice(
    "mobility",
    {
        "normal": ("{He} moves about without help.", "{He} is up and out of bed."),
        "on bed rest": ("{He} is on bed rest since this morning.", "{He} was put on bed rest today."),
        "confined to bed for more than 72 hours": (
            "{He} has been confined to bed for a week.",
            "{He} has not left {his} bed for five days.",
        ),
    },
    label="Mobility",
    entities=("Mobility",),
    benchmark={"confined to bed >72 hours": "confined to bed for more than 72 hours"},
)

RECENT_SURGERY = last_month(
    *("major_surgery_last_month", "major surgery", "major surgery"),
    ("The staples of {his} open bowel resection were removed last week.",),
    "Major Surgery in the last month",
)
RECENT_HEART_FAILURE = last_month(
    *("heart_failure_last_month", "congestive heart failure", "congestive heart failure"),
    ("Last week {he} was given diuretics for lung edema from a failing left ventricle.",),
    "Congestive Heart Failure in the last month",
)
RECENT_SEPSIS = last_month(
    *("sepsis_last_month", "sepsis", "sepsis"),
    ("Last week {he} needed vasopressors for bacteria in {his} blood.",),
    "Sepsis in the last month",
)
RECENT_PNEUMONIA = last_month(
    *("pneumonia_last_month", "pneumonia", "pneumonia"),
    ("Last week {he} finished antibiotics for fever, purulent sputum and a lobar infiltrate.",),
    "Pneumonia in the last month",
)
RECENT_CAST = last_month(
    *("cast_last_month", "an immobilizing plaster cast", "immobilizing plaster cast"),
    ("Until last week {his} ankle was fixed in plaster for a torn ligament.",),
    "Immobilizing plaster cast in the last month",
)
RECENT_FRACTURE = last_month(
    *("fracture_last_month", "a fracture of the pelvis", "hip, pelvis or leg fracture"),
    ("Last week {he} fell and broke {his} thigh bone.",),
    "Hip, pelvis, or leg fracture in the last month",
)
RECENT_STROKE = last_month(
    *("stroke_last_month", "a stroke", "stroke"),
    ("Ten days ago a clot was pulled from {his} middle cerebral artery.",),
    "Stroke in the last month",
)
RECENT_TRAUMA = last_month(
    *("trauma_last_month", "multiple trauma", "multiple trauma"),
    ("Last week a car crash injured {his} chest, spleen and face severely.",),
    "Multiple trauma in the last month",
)
RECENT_SPINAL_INJURY = last_month(
    *("spinal_injury_last_month", "an acute spinal cord injury with paralysis", "acute spinal cord injury"),
    ("Since {his} spinal cord was crushed last week {he} cannot move {his} legs.",),
    "Acute spinal cord injury causing paralysis in the last month",
)

VARICOSE_VEINS = Finding(
    "varicose_veins",
    ("{He} has varicose veins.", "There are varicose veins on the legs.", "Varicose veins are visible."),
    ("{He} has no varicose veins.", "There are no varicose veins.", "Varicose veins are absent."),
    label="varicose veins",
    implied=("Wide, winding veins bulge under the skin of {his} calves.",),
    entities=("Varicose veins",),
)
SWOLLEN_LEGS = Finding(
    "leg_swelling",
    ("{His} legs are swollen.", "Both legs are swollen at present.", "There is current swelling of the legs."),
    ("{His} legs are not swollen.", "There is no swelling of the legs.", "Neither leg is swollen."),
    label="current swollen legs",
    implied=("A finger pressed on {his} shins leaves a deep pit.",),
    entities=("Current swollen legs",),
)
CENTRAL_LINE = Finding(
    "central_line",
    ("{He} has a central venous catheter.", "A central venous line is in place.", "{He} has central venous access."),
    ("{He} has no central venous catheter.", "No central venous line is in place.", "Central access is absent."),
    label="current central venous access",
    implied=("Infusions run through a port into {his} superior vena cava.",),
    entities=("Current central venous access",),
)
PREVIOUS_THROMBOSIS = history(
    *("previous_thrombosis", "deep vein thrombosis", "pulmonary embolism"),
    implied=("Some years ago an ultrasound found a clot in {his} femoral vein.",),
    entities=("Previously documented Deep Vein Thrombosis", "Previously Documented Pulmonary Embolism"),
)
FAMILY_THROMBOSIS = Finding(
    "family_thrombosis",
    (
        "There is a family history of thrombosis.",
        "{His} mother had a deep vein thrombosis.",
        "{His} brother had a pulmonary embolism.",
    ),
    (
        "There is no family history of thrombosis.",
        "No relative has had a thrombosis.",
        "Thrombosis does not run in {his} family.",
    ),
    label="family history of thrombosis",
    implied=("{His} father took warfarin after clots in the veins of both legs.",),
    entities=("Family history of thrombosis",),
)
FACTOR_V = tested(
    *("factor_v", "a factor V Leiden mutation", "factor V Leiden"),
    ("Resistance to activated protein C was traced to a point mutation of {his} factor V gene.",),
    "Positive Factor V Leiden",
)
PROTHROMBIN = tested(
    *("prothrombin", "a prothrombin gene mutation", "prothrombin gene mutation"),
    ("{He} carries the guanine to adenine change in the untranslated end of the prothrombin gene.",),
    "Positive prothrombin 20210A",
)
HOMOCYSTEINE = tested(
    *("homocysteine", "an elevated serum homocysteine", "elevated serum homocysteine"),
    ("{He} was born with homocystinuria, and {his} serum levels stay far above normal.",),
    "Elevated serum homocysteine",
)
LUPUS_ANTICOAGULANT = tested(
    *("lupus_anticoagulant", "a lupus anticoagulant", "lupus anticoagulant"),
    ("{His} prolonged Russell viper venom time did not correct on mixing but did with phospholipid.",),
    "Positive lupus anticoagulant",
)
ANTICARDIOLIPIN = tested(
    *("anticardiolipin", "elevated anticardiolipin antibodies", "elevated anticardiolipin antibodies"),
    ("Repeated tests found high titers of antibodies against cardiolipin.",),
    "Elevated anticardiolipin antibody",
)
HEPARIN_THROMBOCYTOPENIA = history(
    *("heparin_thrombocytopenia", "heparin-induced thrombocytopenia"),
    implied=("On heparin {his} platelets once fell by half, and antibodies to platelet factor four were found.",),
    entities=("Heparin-induced thrombocytopenia",),
)
OTHER_THROMBOPHILIA = tested(
    *("other_thrombophilia", "an inherited protein C deficiency", "other congenital or acquired thrombophilia"),
    ("{His} antithrombin activity has been less than half of normal since birth.",),
    "Other congenital or acquired thrombophilia",
)
BOWEL_DISEASE = history(
    *("bowel_disease", "inflammatory bowel disease", "ulcerative colitis"),
    implied=("{He} takes infliximab for bloody diarrhea from a chronically ulcerated colon.",),
    noun="ulcerative colitis",
    entities=("History of inflammatory bowel disease",),
)
ACUTE_INFARCTION = Finding(
    "acute_infarction",
    (
        "{He} has an acute myocardial infarction.",
        "An acute myocardial infarction was diagnosed today.",
        "{He} is being treated for an acute myocardial infarction.",
    ),
    (
        "There is no acute myocardial infarction.",
        "No acute myocardial infarction was found.",
        "{He} does not have an acute myocardial infarction.",
    ),
    label="acute myocardial infarction",
    implied=("This morning an occluded coronary artery was opened for chest pain with ST elevation.",),
    entities=("Acute Myocardial infarction",),
)
MALIGNANCY = history(
    *("malignancy", "cancer", "malignancy"),
    implied=("Some years ago {he} was treated for an adenocarcinoma of the colon.",),
    noun="cancer",
    entities=("Present or previous malignancy",),
)

WEIGHTS = (
    (1, (RECENT_SURGERY, RECENT_HEART_FAILURE, RECENT_SEPSIS, RECENT_PNEUMONIA, VARICOSE_VEINS, SWOLLEN_LEGS)),
    (1, (BOWEL_DISEASE, ACUTE_INFARCTION, COPD)),
    (2, (RECENT_CAST, CENTRAL_LINE, MALIGNANCY)),
    (3, (PREVIOUS_THROMBOSIS, FAMILY_THROMBOSIS, FACTOR_V, PROTHROMBIN, HOMOCYSTEINE, LUPUS_ANTICOAGULANT)),
    (3, (ANTICARDIOLIPIN, HEPARIN_THROMBOCYTOPENIA, OTHER_THROMBOPHILIA)),
    (5, (RECENT_FRACTURE, RECENT_STROKE, RECENT_TRAUMA, RECENT_SPINAL_INJURY)),
)
LABELS = {
    "previous_thrombosis": "Earlier deep vein thrombosis or pulmonary embolism",
    "prothrombin": "Prothrombin 20210A mutation",
    "malignancy": "Present or previous malignancy",
    "spinal_injury_last_month": "Acute spinal cord injury with paralysis in the last month",
}


def _possible(values: Values) -> bool:
    """No elective joint replacement with a fresh fracture; nobody walks with a crushed spinal cord."""
    elective = values["surgery"] == "elective major lower extremity arthroplasty"
    walks = values["mobility"] == "normal"
    return not (elective and values["fracture_last_month"]) and not (walks and values["spinal_injury_last_month"])


CALCULATORS = (
    score(
        id=36,
        name="Caprini Score for Venous Thromboembolism (2005)",
        category="risk",
        question=(
            "What is the patient's Caprini score for venous thromboembolism (2005 version) in points? Earlier deep "
            "vein thrombosis and pulmonary embolism count once; leave out the three factors for women only (hormones, "
            "pregnancy and pregnancy loss)."
        ),
        citation=Citation("Caprini", 2005, "10.1016/j.disamonth.2005.02.003"),
        inputs=(AGE, SEX),
        criteria=(
            Bands("Age in years", AGE, ((0, 0), (41, 1), (61, 2), (75, 3))),
            Options(
                "Planned surgery (major and laparoscopic: over 45 minutes)",
                SURGERY,
                dict(zip(SURGERY.options, (0, 1, 2, 2, 2, 5), strict=True)),
            ),
            Options("Mobility", MOBILITY, dict(zip(MOBILITY.options, (0, 1, 2), strict=True))),
            Criterion("BMI above 25 kg/m²", 1, Above(BMI, 25)),
            *(
                Criterion(LABELS.get(item.name, item.label[0].upper() + item.label[1:]), points, Has(item))
                for points, findings in WEIGHTS
                for item in findings
            ),
        ),
        possible=_possible,
        optional=("bmi",),
        missing_rule="A risk factor that the note does not state counts as absent.",
        variants=VARIANTS[36],
    ),
)
