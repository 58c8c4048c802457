"""What notes say of the risks of bleeding: HAS-BLED and Glasgow-Blatchford.

"Of {his} last ten INR checks [only three|just four] were in range."     labile INR
"""

from dataclasses import replace

from ehrmind.medcalc.findings.frames import event, history
from ehrmind.medcalc.findings.shared import CEREBRAL_INFARCTION, HEART_FAILURE
from ehrmind.medcalc.forms import Finding

UNCONTROLLED_HYPERTENSION = Finding(
    "uncontrolled_hypertension",
    (
        "{He} has [uncontrolled|poorly controlled] hypertension, with systolic readings [above|over] one hundred and "
        "sixty.",
        "{His} systolic pressure [at home|in clinic|at repeated visits] keeps exceeding one hundred and sixty.",
        "[Hypertension|HTN] remains uncontrolled, with [clinic|home|office] systolics above one hundred and sixty.",
    ),
    (
        "{He} has no uncontrolled [hypertension|HTN].",
        "[No|There is no] uncontrolled [hypertension|HTN].",
        "{His} systolic pressure [at home|in clinic] [does not exceed|never exceeds] one hundred and sixty.",
        "{His} [hypertension|HTN] is well controlled, with [home|clinic] systolics below one hundred and thirty.",
    ),
    label="uncontrolled hypertension",
    implied=(
        "At {his} last [three|four] visits systolic pressure was between one hundred and seventy and one hundred and "
        "ninety.",
        "Although {he} takes three drugs for {his} pressure, cuff readings stay near one hundred and eighty over "
        "[ninety|one hundred].",
        "The practice nurse has logged systolic pressures of one hundred and [seventy|eighty] or more "
        "[every month|at every visit] this year.",
        "[Ambulatory|Twenty-four-hour] monitoring last [week|month] gave a mean pressure of one hundred and "
        "seventy-four over ninety-six.",
    ),
    noun="hypertension",
    names=("uncontrolled hypertension", "uncontrolled HTN"),
    prevalence=(0.03, 0.2),
    entities=("Hypertension history", "Hypertension"),
)
RENAL_DISEASE = Finding(
    "renal_disease",
    (
        "{He} is on [chronic|maintenance|long-term] [dialysis|hemodialysis|peritoneal dialysis].",
        "{He} [has|lives with] a [renal|kidney] transplant.",
        "{He} has chronic renal disease with a [baseline|stable] creatinine above two hundred micromoles per liter.",
    ),
    (
        "{He} has no [renal disease|kidney disease|renal impairment|history of kidney disease].",
        "[There is no|No] [history of kidney disease|known renal disease|renal impairment].",
        "{He} has never needed dialysis or a kidney transplant, and renal function is not impaired.",
    ),
    label="abnormal renal function",
    implied=(
        "{He} spends three [mornings|afternoons] a week on the artificial kidney.",
        "{His} arteriovenous fistula is needled [three times a week|every other day] for treatment at the renal unit.",
        "{He} runs [overnight|nightly] exchanges through a peritoneal catheter because {his} kidneys have failed.",
        "{He} takes [tacrolimus|ciclosporin] to protect a kidney donated by a [relative|stranger].",
    ),
    noun="kidney disease",
    prevalence=(0.02, 0.12),
    entities=("Renal disease criteria for the HAS-BLED rule",),
)
CIRRHOSIS = history(
    *("liver_disease", "cirrhosis of the liver", "liver cirrhosis", "cirrhosis"),
    denied=("liver disease", "chronic liver disease", "cirrhosis or other liver disease"),
    label="abnormal liver function",
    implied=(
        "{His} liver biopsy showed bridging septa and regenerating nodules [throughout|in every field].",
        "Ultrasound showed a shrunken, [nodular|knobbly] liver with [reversed portal flow|an enlarged spleen].",
        "{He} is on the waiting list for a liver transplant because of end-stage [autoimmune|viral] hepatitis.",
        "{He} takes [lactulose and rifaximin|rifaximin] for encephalopathy from a scarred, nodular liver.",
    ),
    noun="liver disease",
    names=("cirrhosis", "liver cirrhosis", "cirrhosis of the liver"),
    prevalence=(0.02, 0.04),
    entities=("Liver disease criteria for the HAS-BLED rule",),
)
PAST_STROKE = event(
    *("stroke", "stroke", "ischemic stroke", "CVA"),
    present=("{He} [had|suffered] a stroke [some years ago|in the past].",),
    absent=("{He} has never had a stroke.",),
    implied=CEREBRAL_INFARCTION,
    noun="a stroke",
    names=("prior stroke", "prior CVA", "previous ischemic stroke"),
    prevalence=(0.02, 0.2),
    entities=("Stroke",),
)
BLEEDING = Finding(
    "bleeding",
    (
        "{He} [had|suffered] [a major hemorrhage|major bleeding|a major bleed] [in the past|some years ago].",
        "{He} was once [hospitalized|admitted|transfused] for [a major hemorrhage|major bleeding].",
        "{He} has a [known|congenital] bleeding disorder.",
    ),
    (
        "{He} has no history of major bleeding and no [predisposition to it|bleeding disorder|bleeding tendency].",
        "[There is no|No] [prior|previous] major bleeding and no [bleeding tendency|bleeding diathesis].",
        "{He} denies major bleeding and any bleeding disorder.",
    ),
    label="prior major bleeding or predisposition",
    implied=(
        "Last year a duodenal ulcer bled so much that {he} [needed six units of blood|was taken to intensive care].",
        "{His} factor eight activity has been [very low|a tenth of normal] since birth.",
        "A subdural hematoma had to be drained through burr holes [two years ago|the year before last].",
        "{He} once lost so much blood from a colonic [diverticulum|angiodysplasia] that the artery was embolized.",
    ),
    prevalence=(0.03, 0.12),
    entities=("Prior major bleeding or predisposition to bleeding",),
)
LABILE_INR = Finding(
    "labile_inr",
    (
        "{His} INR is [labile|unstable|erratic].",
        "{His} INR values [have been|are] [unstable|erratic|labile], often out of range.",
        "[Time in therapeutic range|INR time in range] is below [sixty|fifty] percent.",
    ),
    (
        "{His} INR is not [labile|unstable|erratic].",
        "{His} INR values have not been [unstable|labile].",
        "[There is no|No] lability of the INR.",
        "{His} INR has [never been labile|not been out of range this year].",
    ),
    label="labile INR",
    implied=(
        "From [month to month|visit to visit] {his} INR swings between far too low and far too high.",
        "Of {his} last ten INR checks [only three|just four] were in range.",
        "{His} warfarin dose is changed at almost every visit, since the INR [overshoots or undershoots|is off target] "
        "each time.",
        "In the anticoagulation clinic's record two INRs of every three lie outside the [target|therapeutic] range.",
    ),
    names=("labile INR", "unstable INR"),
    place="results",
    prevalence=(0.12, 0.2),
    entities=("Labile international normalized ratio",),
)
BLEEDING_DRUGS = Finding(
    "bleeding_drugs",
    (
        "{He} takes [aspirin|low-dose aspirin|clopidogrel|naproxen] [daily|every day|every morning].",
        "{He} uses [ibuprofen|diclofenac] [regularly|daily].",
        "Medications include [aspirin|clopidogrel|regular ibuprofen].",
    ),
    (
        "{He} takes no [antiplatelet drugs or NSAIDs|antiplatelet or anti-inflammatory drugs].",
        "[No|Not on] aspirin, [clopidogrel or|other antiplatelets or] NSAIDs.",
        "{He} [does not use|denies use of|denies taking] aspirin, clopidogrel or ibuprofen.",
        "Neither antiplatelet nor anti-inflammatory drugs are prescribed.",
    ),
    label="antiplatelet or anti-inflammatory drugs",
    implied=(
        "{He} swallows [naproxen|ibuprofen] most days for {his} aching [knees|back].",
        "{He} [buys|gets] diclofenac tablets at the pharmacy and takes [two|three] a day for {his} back.",
        "{He} was told never to stop the clopidogrel that keeps {his} [stent|bypass] open.",
        "{He} chews a baby aspirin [every morning|with breakfast].",
    ),
    place="medication",
    prevalence=(0.15, 0.3),
    entities=("Medication usage predisposing to bleeding",),
)

MELENA = Finding(
    "melena",
    (
        "{He} [has|reports|describes|presents with] melena.",
        "{He} [has passed|is passing|reports] black tarry stools.",
        "[Rectal examination|Digital rectal exam|DRE] [finds|reveals|confirms] melena.",
    ),
    (
        "{He} [has no|denies|reports no] [melena|black or tarry stools].",
        "[There is no|No] melena [on rectal examination|on DRE|].",
    ),
    label="melena",
    implied=(
        "{His} stools have been black, sticky and foul-smelling since [yesterday|the day before].",
        "The gloved finger came back covered in [tarry black|pitch-black, sticky] stool.",
        "[Last night|Overnight] the bedpan held [jet-black|coal-black], tarry, offensive stool.",
        "{His} bowel motions look like [road tar|wet tar] and smell of digested blood.",
    ),
    names=("melena", "black tarry stools"),
    place="story",
    prevalence=(0.5, 0.55),
    entities=("Melena present", "Melena Present"),
)
SYNCOPE = Finding(
    "syncope",
    (
        "{He} [fainted|passed out|had a syncope] [shortly before admission|this morning|on the way to hospital].",
        "{He} presented with [syncope|a syncopal episode].",
        "[Syncope|A syncopal episode] [today|this morning|at presentation].",
    ),
    (
        "{He} [denies|has had no|reports no] [syncope|fainting|loss of consciousness].",
        "[There was no|No] [syncope|loss of consciousness|syncopal episode].",
    ),
    label="recent syncope",
    implied=(
        "At home {he} slumped to the floor, [unconscious for a moment|out for some seconds], and then recovered fully.",
        "On getting up [this morning|today] everything went black, and {he} came round on the [floor|carpet].",
        "Paramedics were told that {he} went limp and unresponsive for [half a minute|some seconds] and woke by "
        "{him}self.",
        "{He} crumpled [in the bathroom|at home] today, answered nobody for a moment and was soon {him}self again.",
    ),
    names=("syncope", "loss of consciousness"),
    place="story",
    prevalence=(0.1, 0.2),
    entities=("Recent syncope", "Recent Syncope"),
)
LIVER_DISEASE = history(
    *("liver_disease", "liver disease", "chronic liver disease", "cirrhosis", "hepatic disease"),
    denied=("liver disease", "hepatic disease"),
    label="hepatic disease",
    implied=(
        "{He} was listed for a liver transplant [last year|some months ago].",
        "{His} liver biopsy showed bridging septa and [regenerating|regenerative] nodules.",
        "Ultrasound last year showed a shrunken, nodular liver with [an enlarged spleen|reversed portal flow].",
        "{He} takes [entecavir|tenofovir] for chronic hepatitis B with [scarring|fibrosis] on elastography.",
    ),
    noun="liver disease",
    names=("liver disease", "hepatic disease"),
    prevalence=(0.1, 0.1),
    entities=("Hepatic disease history",),
)
CARDIAC_FAILURE = replace(HEART_FAILURE, entities=("Cardiac failure present", "Cardiac Failure Present"))
