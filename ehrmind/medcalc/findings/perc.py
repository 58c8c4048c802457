"""What notes say of the criteria of the PERC rule: whether a clot in the lungs can be ruled out at the bedside.

"{He} changes a transdermal [ethinylestradiol|estradiol] patch twice a week."     estrogen use
"""

from ehrmind.medcalc.findings.clots import COUGHED_BLOOD, OLD_EMBOLISM, OLD_THROMBOSIS
from ehrmind.medcalc.findings.frames import event
from ehrmind.medcalc.forms import Finding

ONE_LEG_SWOLLEN = Finding(
    "unilateral_leg_swelling",
    (
        "{His} [left|right] leg alone is [swollen|visibly swollen].",
        "There is swelling of the [right|left] [leg|calf] only.",
        "[One|The left|The right] calf is visibly swollen.",
        "[Exam|Examination] shows unilateral leg swelling.",
    ),
    (
        "Neither leg is swollen.",
        "[There is no|No] [leg|calf|unilateral leg] swelling.",
        "{He} has no [unilateral|] leg swelling.",
    ),
    label="unilateral leg swelling",
    implied=(
        "The [right|left] calf measures clearly more around than the other one.",
        "{His} [left|right] boot no longer closes over the calf, while the other one does.",
        "The tape around the calves reads thirty-four centimeters on one side and [thirty-nine|forty] on the other.",
        "Seen from the foot of the bed, one leg is clearly [thicker|larger] than its fellow.",
    ),
    names=("unilateral leg swelling", "swelling of one leg only"),
    place="exam",
    prevalence=(0.08, 0.1),
    entities=("Unilateral Leg Swelling",),
)
COUGHING_BLOOD = Finding(
    "hemoptysis",
    (
        "{He} [coughed up|has been coughing up|is coughing up] blood.",
        "{He} [reports|describes|has had] hemoptysis.",
        "[There was|One episode of|Positive for] hemoptysis [this morning|today].",
    ),
    (
        "{He} [has no|denies|reports no] [hemoptysis|coughing up of blood].",
        "[There is no|No] [hemoptysis|blood in the sputum].",
    ),
    label="hemoptysis",
    implied=COUGHED_BLOOD,
    names=("hemoptysis", "coughing up of blood"),
    place="story",
    prevalence=(0.05, 0.05),
    entities=("Hemoptysis",),
)
ANESTHESIA = Finding(
    "surgery_or_trauma",
    (
        "{He} had [knee|shoulder|bowel] surgery under general anesthesia [two|three] weeks ago.",
        "{He} had an abdominal operation under general anesthesia [last week|ten days ago].",
        "A broken [femur|tibia] was fixed under general anesthesia [ten days|a fortnight] ago.",
    ),
    (
        "{He} [had no|denies|reports no] recent surgery or trauma.",
        "There was no surgery [and no|or] trauma in the past [month|four weeks].",
        "[No|Negative for] recent [surgery or trauma|trauma or surgery].",
        "No surgery or trauma [within|in the past] four weeks.",
    ),
    label="surgery or trauma with general anesthesia in the past four weeks",
    implied=(
        "{He} went home from the surgical ward last week without {his} [gallbladder|spleen|appendix].",
        "The staples of {his} [open bowel resection|splenectomy] were removed three days after last week's operation.",
        "Last week surgeons [plated|nailed] {his} broken femur while {he} was intubated.",
        "{He} was intubated for the removal of {his} [appendix|thyroid] [ten days|a fortnight] ago.",
    ),
    place="story",
    prevalence=(0.06, 0.06),
    entities=("Recent surgery or trauma",),
)
EARLIER_CLOT = event(
    *("earlier_clot", "deep vein thrombosis", "DVT", "pulmonary embolism", "PE"),
    denied=("DVT or PE", "deep vein thrombosis or pulmonary embolism", "venous thromboembolism"),
    present=("{He} [had|was treated for] a [deep vein thrombosis|DVT|pulmonary embolism|PE] some years ago.",),
    absent=("{He} has never had a [DVT or PE|deep vein thrombosis or pulmonary embolism].",),
    implied=(*OLD_THROMBOSIS[:3], *OLD_EMBOLISM[:3]),
    names=("prior VTE", "previous venous thromboembolism"),
    prevalence=(0.05, 0.1),
    entities=("Previously Documented Pulmonary Embolism", "Previously documented Deep Vein Thrombosis"),
)
HORMONES = Finding(
    "hormone_use",
    (
        "{He} takes [estrogen|estradiol] tablets [daily|].",
        "{He} uses an [estrogen|estradiol] patch.",
        "{He} is on [estrogen replacement|estrogen therapy|estradiol].",
        "Medications include [oral estradiol|an estrogen patch|transdermal estradiol].",
    ),
    (
        "{He} takes no [sex hormones|estrogen|estrogens].",
        "{He} does not [take|use] [estrogen|hormones|hormone therapy].",
        "[No|Denies] [hormone therapy|estrogen use|use of hormones].",
    ),
    label="estrogen use",
    implied=(
        "{He} has been prescribed conjugated equine estrogens since [last year|the spring].",
        "{He} changes a transdermal [ethinylestradiol|estradiol] patch twice a week.",
        "{He} rubs [estradiol|estrogen] gel into {his} forearm every morning.",
        "{He} refilled {his} [estradiol valerate|conjugated estrogens] prescription [last week|this month].",
    ),
    names=("estrogen use", "estrogen therapy"),
    place="medication",
    prevalence=(0.12, 0.03),
    entities=("Hormone use",),
)
