"""What notes say of a sore throat: FeverPAIN and the Centor score as modified by McIsaac.

"Creamy yellow [plugs|flecks] ooze from both tonsils."     pus on the tonsils
"""

from ehrmind.medcalc.forms import Choice, Finding

FEVER = Finding(
    "fever_past_day",
    (
        "{He} [had|reports|describes] a fever [in the past day|within the past day|in the last twenty-four hours].",
        "{He} has had a fever since [last night|yesterday evening|this morning].",
        "{He} measured a fever at home [this morning|last night].",
        "[Febrile|Feverish] at home since [last night|yesterday evening].",
    ),
    (
        "{He} [had|reports|has had] no fever [in the past day|in the last twenty-four hours|since yesterday].",
        "There was no fever since yesterday.",
        "{He} denies [any fever|fever] today or yesterday.",
        "No fever [in the past day|today or yesterday].",
    ),
    label="fever in the past day",
    implied=(
        "[Last night|This morning] {his} thermometer at home read [well above normal|above thirty-nine degrees].",
        "{He} [shivered and sweated|burned] through the night, with thirty-nine degrees on the thermometer.",
        "Paracetamol brought {him} down from thirty-nine degrees [last night|this morning].",
        "A home reading of [thirty-nine|nearly forty] degrees [last night|this morning] made {him} come.",
    ),
    place="story",
    prevalence=(0.5, 0.5),
    entities=("Fever in past 24 hours",),
)
PURULENCE = Finding(
    "purulent_tonsils",
    (
        "There is [pus|purulent exudate] on the tonsils.",
        "The tonsils are [purulent|coated with pus|covered in pus].",
        "[Both tonsils|The tonsils] carry a purulent exudate.",
        "[Examination|Exam|Throat exam] [shows|reveals] purulent tonsils.",
    ),
    (
        "[There is no|No] [pus|purulent exudate] on the tonsils.",
        "The tonsils are not [purulent|coated with pus].",
        "No tonsillar [pus|exudate] is seen.",
        "The tonsils [show no pus|carry no pus].",
    ),
    label="pus on the tonsils",
    implied=(
        "The tonsillar crypts are filled with [thick yellow exudate|creamy yellow exudate].",
        "Swabbing the tonsils brings away [thick yellow|greenish yellow] material.",
        "Creamy yellow [plugs|flecks] ooze from both tonsils.",
        "The tonsils are dotted with [thick yellow|creamy] matter that wipes off.",
    ),
    names=("pus on the tonsils", "purulent tonsils"),
    place="exam",
    prevalence=(0.35, 0.2),
    entities=("Purulent tonsils",),
)
EARLY = Finding(
    "early_attendance",
    (
        "{His} sore throat [began|started] [yesterday|two days ago|the day before yesterday].",
        "{His} throat has been sore for [two days|one day].",
        "{He} comes on the second day of a sore throat.",
        "[Sore throat|Throat pain] [for two days|since yesterday|of two days' duration].",
    ),
    (
        "{His} sore throat did not begin within the last three days.",
        "{His} throat symptoms did not [start|begin] in the last three days.",
        "{His} sore throat is not of recent onset and has lasted [ten days|a week|nine days].",
        "The sore throat has lasted [ten days|a week|eight days], not less than three days.",
    ),
    label="symptom onset within three days",
    implied=(
        "{His} throat felt normal until the day before yesterday and has hurt [since then|ever since].",
        "{He} could swallow [without any pain|quite normally] the day before yesterday.",
        "Only since [yesterday's breakfast|last night] has swallowing been painful.",
        "{He} woke with a raw throat [yesterday|this] morning, having gone to bed well.",
    ),
    may_be_silent=False,
    place="story",
    prevalence=(0.5, 0.5),
    entities=("Symptom onset ≤3 days", "Symptom onset <=3 days"),
)
INFLAMED = Finding(
    "severe_inflammation",
    (
        "The tonsils are [severely|very severely|intensely] inflamed.",
        "There is severe inflammation of [the|both] tonsils.",
        "Both tonsils [show|have] severe inflammation.",
        "[Throat exam|Exam|Examination] [shows|reveals] severely inflamed tonsils.",
    ),
    (
        "The tonsils are not [severely|very|badly] inflamed.",
        "[There is no|No] severe [inflammation of the tonsils|tonsillar inflammation].",
        "Neither tonsil [shows severe inflammation|is severely inflamed].",
    ),
    label="severe inflammation of the tonsils",
    implied=(
        "Both tonsils are fiery red and so swollen that they [almost touch|nearly meet].",
        "The [angry|beefy] red tonsils almost close off the back of the throat.",
        "Deep crimson tonsils [bulge to|meet in] the midline and bleed at the touch of the swab.",
        "Hugely swollen, [scarlet|crimson] tonsils leave [barely a gap|hardly any room] for the spatula.",
    ),
    names=("severe tonsillar inflammation", "severely inflamed tonsils"),
    place="exam",
    prevalence=(0.3, 0.2),
    entities=("Severe tonsil inflammation",),
)
COUGH_OR_CORYZA = Choice(
    "cough_or_coryza",
    {
        "not stated": (),
        "present": (
            "{He} has a [cough|dry cough] and a [runny nose|blocked, runny nose].",
            "{He} [also has|reports|describes] [a runny nose|coryza|a cough].",
            "[Cough and coryza are present|Positive for cough and coryza|Coryzal, with a cough].",
        ),
        "absent": (
            "{He} has no cough and no [coryza|runny nose].",
            "There is neither cough nor [a runny nose|coryza].",
            "{He} denies [cough and coryza|cough or runny nose|any cough or coryza].",
            "No [cough or coryza|cough, no runny nose|cough or runny nose].",
        ),
    },
    label="Cough or coryza",
    entities=("Absence of cough or coryza",),
    benchmark={"true": "absent", "false": "present"},
    place="story",
    weights={"not stated": 0.1, "present": 0.5, "absent": 0.4},
)

COUGH = Choice(
    "cough",
    {
        "not stated": (),
        "present": (
            "{He} [has|reports|also has] [a cough|a dry cough|a nagging cough].",
            "{He} [also coughs|is coughing].",
        ),
        "absent": (
            "{He} [has no|denies|reports no|is without] cough.",
            "{He} does not cough.",
            "[There is no|No|Negative for] cough.",
        ),
    },
    label="Cough",
    entities=("Cough Absent",),
    benchmark={"true": "absent", "false": "present"},
    place="story",
    weights={"not stated": 0.1, "present": 0.45, "absent": 0.45},
)
TONSILS = Finding(
    "tonsillar_exudate",
    (
        "There is [exudate on the tonsils|tonsillar exudate|tonsillar swelling].",
        "[The|Both] tonsils are [swollen|enlarged and coated|swollen with exudate].",
        "[Throat exam|Exam|Examination] [shows|reveals] [tonsillar exudate|swollen tonsils].",
    ),
    (
        "The tonsils show neither swelling nor exudate.",
        "[There is no|No] tonsillar [exudate or swelling|swelling or exudate].",
        "There is no swelling and no exudate on the tonsils.",
        "The tonsils are not [swollen or coated|enlarged, and bear no exudate].",
        "The tonsils [bear no exudate and are not enlarged|are small, with no exudate].",
    ),
    label="tonsillar exudate or swelling",
    implied=(
        "White patches of pus cover both sides of the throat behind the palatal folds, on bulging tonsils.",
        "The tonsillar crypts are filled with [thick yellow|creamy white] material.",
        "Two [big|plum-sized], white-spotted tonsils almost meet in the midline.",
        "A [yellow|gray-white] coat lies on both tonsils and [wipes off|comes away on the swab].",
    ),
    names=("tonsillar exudate or swelling", "swollen or coated tonsils"),
    place="exam",
    prevalence=(0.4, 0.25),
    entities=("Exudate or swelling on tonsils",),
)
NECK_NODES = Finding(
    "tender_nodes",
    (
        "The anterior cervical [lymph nodes|nodes] are [tender|swollen and tender|enlarged and tender].",
        "[Tender|Swollen, tender] nodes are [felt|palpable] at the front of the neck.",
        "[Exam|Examination] [shows|finds] tender anterior cervical [lymph nodes|lymphadenopathy].",
    ),
    (
        "[There are no|No] tender or swollen anterior cervical [lymph nodes|nodes].",
        "[There is no|No] anterior cervical lymphadenopathy or tenderness.",
        "No enlarged or tender [node|lymph node] is felt at the front of the neck.",
        "Anterior cervical nodes are [not palpable|neither enlarged nor tender].",
    ),
    label="tender anterior cervical lymph nodes",
    implied=(
        "{He} winces when the enlarged glands along the front of {his} neck are touched.",
        "Lumps the size of [cherries|hazelnuts] below the angle of the jaw hurt when [pressed|rolled under the "
        "finger].",
        "In front of the sternomastoid, [several|two or three] bean-sized glands are sore to the touch.",
        "Palpating along the front of the neck meets [swollen|plump] glands and makes {him} [flinch|pull away].",
    ),
    names=("tender anterior cervical lymph nodes", "tender anterior cervical lymphadenopathy"),
    place="exam",
    prevalence=(0.45, 0.25),
    entities=("Tender/swollen anterior cervical lymph nodes",),
)
