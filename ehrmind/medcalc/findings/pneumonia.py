"""What notes say of the criteria of the Pneumonia Severity Index.

"A meniscus of fluid hides the [left|right] costophrenic angle on the film."     pleural effusion
"""

from ehrmind.medcalc.findings.frames import event, history
from ehrmind.medcalc.findings.shared import CEREBRAL_INFARCTION
from ehrmind.medcalc.forms import Finding

NURSING_HOME = Finding(
    "nursing_home",
    (
        "{He} [lives|resides|has lived for some time] in a nursing home.",
        "{He} is a [nursing home|long-term nursing home] resident[ of several years|].",
        "{He} was [sent in|transferred|brought in] from the nursing home where {he} lives.",
        "[Nursing home resident|Resident of a nursing home|Long-term nursing home resident].",
    ),
    (
        "{He} does not [live|reside] in a nursing home.",
        "{He} is not a [nursing home resident|resident of a nursing home].",
        "{He} [was not living|has never lived] in a nursing home.",
        "{He} lives in {his} own [home|flat], not in a nursing home.",
    ),
    label="nursing home residence",
    implied=(
        "{He} has long been cared for in a skilled nursing facility, whose staff [sent {him} in|called the ambulance].",
        "The night nurse of the long-term care facility where {he} [lives|has a room] called the doctor.",
        "The transfer letter from {his} care facility [lists|gives] the drugs that its nurses have handed {him} "
        "for years.",
        "{He} gave up {his} [flat|house] years ago for a bed in a facility with round-the-clock nursing.",
    ),
    place="social",
    prevalence=(0.01, 0.25),
    entities=("Nursing home resident",),
)
CANCER = Finding(
    "neoplastic_disease",
    (
        "{He} has active [lung cancer|kidney cancer|bladder cancer].",
        "{He} is [treated for|being treated for] [metastatic colon cancer|a lymphoma|pancreatic cancer].",
        "{He} has [an active lymphoma|an active malignancy].",
        "[Active malignancy|Known active cancer|Hx of cancer, still under treatment].",
    ),
    (
        "{He} has no [cancer|history of cancer|known malignancy].",
        "[There is no|No] [neoplastic disease|history of malignancy|known cancer].",
        "{He} [denies|has never had] [any cancer|cancer].",
    ),
    label="neoplastic disease",
    implied=(
        "{He} is between two cycles of chemotherapy for [a tumor of the colon|an adenocarcinoma].",
        "{He} is given [nivolumab|pembrolizumab] every three weeks for [melanoma|renal cell carcinoma].",
        "A course of radiotherapy for {his} [throat|esophageal] carcinoma ended last month.",
        "{His} oncologist stages {his} [pancreatic|bronchial] adenocarcinoma anew every [two|three] months.",
    ),
    noun="cancer",
    names=("active cancer", "active malignancy"),
    prevalence=(0.02, 0.12),
    entities=("Neoplastic disease",),
)
LIVER_DISEASE = history(
    *("liver_disease", "chronic liver disease", "cirrhosis of the liver", "liver cirrhosis"),
    denied=("chronic liver disease", "liver disease", "cirrhosis or chronic hepatitis"),
    implied=(
        "{He} has had banding of esophageal varices from portal hypertension in a shrunken, nodular liver.",
        "{His} liver biopsy showed bridging septa and [regenerating|regenerative] nodules.",
        "{He} was listed for a liver transplant [last year|some months ago].",
        "{He} takes spironolactone for [ascites|fluid in the belly] from a scarred, nodular liver.",
    ),
    noun="cirrhosis of the liver",
    names=("chronic liver disease", "chronic hepatic disease"),
    prevalence=(0.03, 0.05),
    entities=("Liver disease severity", "Liver disease history"),
)
CEREBROVASCULAR = event(
    *("cerebrovascular_disease", "ischemic stroke", "stroke", "CVA", "TIA"),
    denied=("cerebrovascular disease", "stroke or TIA", "CVA or TIA"),
    label="cerebrovascular disease",
    present=("{He} [had|suffered] a stroke [some years ago|in the past].",),
    absent=("{He} has never had a stroke or a TIA.",),
    implied=CEREBRAL_INFARCTION,
    noun="ischemic stroke",
    names=("prior CVA/TIA", "previous stroke or TIA"),
    prevalence=(0.01, 0.2),
    entities=("Cerebrovascular disease history",),
)
RENAL_DISEASE = history(
    *("renal_disease", "chronic kidney disease", "CKD", "chronic renal disease"),
    denied=("kidney disease", "chronic kidney disease", "CKD", "renal disease"),
    implied=(
        "{He} goes to hemodialysis three times a week.",
        "{He} runs [overnight|nightly] exchanges through a peritoneal catheter because {his} kidneys have failed.",
        "{His} glomerular filtration rate has been [in the twenties|below thirty] for years.",
        "A fistula was made in {his} forearm for the dialysis that {his} [failing|scarred] kidneys will soon need.",
    ),
    noun="chronic kidney disease",
    names=("chronic kidney disease", "CKD"),
    prevalence=(0.02, 0.25),
    entities=("Renal disease", "Renal disease history"),
)
ALTERED = Finding(
    "altered_mental_status",
    (
        "{He} is [newly disoriented|acutely disoriented|stuporous|newly confused].",
        "{His} mental status is acutely altered.",
        "[Altered mental status|Acute confusion|New disorientation] [on arrival|is noted|since this morning].",
    ),
    (
        "{He} is not [disoriented|confused].",
        "There is no [alteration of mental status|change in mental status|confusion].",
        "{His} mental status is not altered.",
        "No [altered mental status|acute confusion|change in mental status].",
    ),
    label="altered mental status",
    implied=(
        "Since this morning {he} does not know where {he} is and takes the [nurse|doctor] for {his} mother.",
        "{He} no longer [recognises|knows] {his} own family, which is new.",
        "{He} gives the wrong [year|month] and town, [unlike|in contrast to] the day before.",
        "{He} can be roused only by [vigorous shaking|a loud voice and shaking] and drifts off again at once.",
    ),
    names=("altered mental status", "acute confusion"),
    place="exam",
    prevalence=(0.08, 0.3),
    entities=("Altered mental status",),
)
EFFUSION = Finding(
    "pleural_effusion",
    (
        "The [chest radiograph|chest film|CXR] shows a [pleural effusion|small pleural effusion|left pleural "
        "effusion].",
        "There is a pleural effusion on the [chest radiograph|CXR].",
        "A [left|right] pleural effusion is seen on the [radiograph|CXR].",
        "[CXR|Chest radiograph]: [pleural effusion on one side|pleural effusion].",
    ),
    (
        "The [chest radiograph|chest film|CXR] shows no pleural [effusion|fluid].",
        "[There is no|No] pleural effusion on the [chest radiograph|CXR].",
        "No pleural [effusion|fluid] is seen on the [radiograph|CXR].",
        "[CXR|Chest radiograph]: no [effusion|pleural effusion].",
    ),
    label="pleural effusion",
    implied=(
        "The radiograph shows fluid layering above the right diaphragm with a blunted costophrenic angle.",
        "A meniscus of fluid hides the [left|right] costophrenic angle on the film.",
        "On the decubitus film fluid [runs|layers] along the chest wall.",
        "Half a liter of [straw-colored|cloudy] fluid was drawn from the pleural space that the film had shown opaque.",
    ),
    names=("pleural effusion", "pleural fluid on the radiograph"),
    place="results",
    prevalence=(0.12, 0.25),
    entities=("Pleural effusion on x-ray",),
)
