"""Risk of bleeding: HAS-BLED under anticoagulation, and Glasgow-Blatchford of an upper gastrointestinal bleed.

Glasgow-Blatchford of a man with hemoglobin 11 g/dL, BUN 30 mg/dL, 95 mmHg systolic, pulse 104, melena:
3 + 4 + 2 + 1 + 1 = 11.
"""

from dataclasses import replace

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AllOf, AtLeast, Below, Condition, Has, Is
from ehrmind.medcalc.findings import HEART_FAILURE, history
from ehrmind.medcalc.forms import Citation, Finding, Measure
from ehrmind.medcalc.measures import AGE, BUN, HEART_RATE, HEMOGLOBIN, SEX, SYSTOLIC
from ehrmind.medcalc.scores import Bands, Criterion, score
from ehrmind.medcalc.variants.risk import VARIANTS

UNCONTROLLED_HYPERTENSION = Finding(
    "uncontrolled_hypertension",
    (
        "{He} has uncontrolled hypertension.",
        "{His} systolic pressure at home keeps exceeding one hundred and sixty.",
        "{His} hypertension is uncontrolled, with high systolic readings at home.",
    ),
    (
        "{He} has no uncontrolled hypertension.",
        "There is no uncontrolled hypertension.",
        "{His} systolic pressure at home does not exceed one hundred and sixty.",
    ),
    label="uncontrolled hypertension",
    implied=(
        "At {his} last three visits systolic pressure was between one hundred and seventy and one hundred and ninety.",
    ),
    noun="hypertension",
    entities=("Hypertension history", "Hypertension"),
)
RENAL_DISEASE = Finding(
    "renal_disease",
    (
        "{He} is on chronic dialysis.",
        "{He} has a renal transplant.",
        "{He} has chronic renal disease with a creatinine above two hundred micromoles per liter.",
    ),
    (
        "{He} has no renal disease.",
        "There is no history of kidney disease.",
        "{He} has neither dialysis nor a renal transplant, and renal function is not impaired.",
    ),
    label="abnormal renal function",
    implied=("{He} spends three mornings a week on the artificial kidney.",),
    noun="kidney disease",
    entities=("Renal disease criteria for the HAS-BLED rule",),
)
CIRRHOSIS = Finding(
    "liver_disease",
    (
        "{He} has cirrhosis of the liver.",
        "{He} has chronic liver disease with cirrhosis.",
        "Liver function is severely abnormal from known cirrhosis.",
    ),
    ("{He} has no liver disease.", "There is no history of liver disease.", "{He} denies liver disease."),
    label="abnormal liver function",
    implied=("{His} liver biopsy showed bridging septa and regenerating nodules throughout.",),
    noun="liver disease",
    entities=("Liver disease criteria for the HAS-BLED rule",),
)
PAST_STROKE = history(
    *("stroke", "stroke", "ischemic stroke"),
    implied=("{He} recovered from a cerebral infarction some years ago.",),
    noun="a stroke",
    entities=("Stroke",),
)
BLEEDING = Finding(
    "bleeding",
    (
        "{He} had major bleeding in the past.",
        "{He} has a bleeding disorder.",
        "{He} was once hospitalized for a major hemorrhage.",
    ),
    (
        "{He} has no history of major bleeding and no predisposition to it.",
        "There is no prior major bleeding and no bleeding tendency.",
        "{He} denies major bleeding and any bleeding disorder.",
    ),
    label="prior major bleeding or predisposition",
    implied=("Last year a duodenal ulcer bled so much that {he} was taken to intensive care.",),
    entities=("Prior major bleeding or predisposition to bleeding",),
)
LABILE_INR = Finding(
    "labile_inr",
    (
        "{His} INR is labile.",
        "{His} INR values have been unstable.",
        "{His} INR is in the therapeutic range less than half of the time.",
    ),
    ("{His} INR is not labile.", "{His} INR values have not been unstable.", "There is no lability of the INR."),
    label="labile INR",
    implied=("From month to month {his} INR swings between far too low and far too high.",),
    entities=("Labile international normalized ratio",),
)
BLEEDING_DRUGS = Finding(
    "bleeding_drugs",
    ("{He} takes aspirin daily.", "{He} takes clopidogrel.", "{He} uses ibuprofen regularly."),
    (
        "{He} takes no antiplatelet or anti-inflammatory drugs.",
        "{He} does not use aspirin, clopidogrel or ibuprofen.",
        "Neither antiplatelet nor anti-inflammatory drugs are prescribed.",
    ),
    label="antiplatelet or anti-inflammatory drugs",
    implied=("{He} swallows naproxen most days for {his} aching knees.",),
    entities=("Medication usage predisposing to bleeding",),
)
ALCOHOL = Measure(
    *("alcohol", "", 0, 20),
    says=("number of alcoholic drinks a week", "usual number of alcoholic drinks a week"),
    place="body",
    entities=("Number of Alcoholic Drinks Per Week",),
    usual=(0, 7),
)

MELENA = Finding(
    "melena",
    ("{He} has melena.", "{He} passes black tarry stools.", "Rectal examination finds melena."),
    ("{He} has no melena.", "{He} denies melena.", "There is no melena on rectal examination."),
    label="melena",
    implied=("{His} stools have been black, sticky and foul-smelling since yesterday.",),
    entities=("Melena present", "Melena Present"),
)
SYNCOPE = Finding(
    "syncope",
    ("{He} fainted shortly before admission.", "{He} had a syncope.", "{He} presented with syncope."),
    ("{He} has not fainted.", "There was no syncope.", "{He} denies syncope."),
    label="recent syncope",
    implied=("At home {he} slumped to the floor, unconscious for a moment, and then recovered fully.",),
    entities=("Recent syncope", "Recent Syncope"),
)
LIVER_DISEASE = Finding(
    "liver_disease",
    ("{He} has known liver disease.", "{He} has cirrhosis of the liver.", "{He} has a history of hepatic disease."),
    ("{He} has no liver disease.", "There is no history of hepatic disease.", "{He} denies liver disease."),
    label="hepatic disease",
    implied=("{He} was listed for a liver transplant last year.",),
    noun="liver disease",
    entities=("Hepatic disease history",),
)
CARDIAC_FAILURE = replace(HEART_FAILURE, entities=("Cardiac failure present", "Cardiac Failure Present"))


def _from(measure: Measure, low: float, below: float) -> Condition:
    """The measure is at least `low` and below `below`."""
    return AllOf((AtLeast(measure, low), Below(measure, below)))


MAN, WOMAN = Is(SEX, "male"), Is(SEX, "female")
# Blatchford 2000 gives urea in mmol/L: 6.5, 8, 10 and 25, times 2.8 mg/dL of urea nitrogen.
UREA_BANDS = ((0, 0), (18.2, 2), (22.4, 3), (28, 4), (70, 6))
SYSTOLIC_BANDS = ((0, 3), (90, 2), (100, 1), (110, 0))

CALCULATORS = (
    score(
        id=25,
        name="HAS-BLED Score for Major Bleeding Risk",
        category="risk",
        question=(
            "What is the patient's HAS-BLED score (Pisters 2010), from 0 to 9? Age counts above 65 years, "
            "alcohol from 8 drinks a week."
        ),
        citation=Citation("Pisters et al.", 2010, "10.1378/chest.10-0134"),
        optional=("alcohol",),
        missing_rule=UNSTATED_IS_ABSENT + " An alcohol intake that is not stated counts as below 8 drinks a week.",
        criteria=(
            Criterion("Uncontrolled hypertension, above 160 mmHg systolic", 1, Has(UNCONTROLLED_HYPERTENSION)),
            Criterion("Abnormal renal function", 1, Has(RENAL_DISEASE)),
            Criterion("Abnormal liver function", 1, Has(CIRRHOSIS)),
            Criterion("Stroke", 1, Has(PAST_STROKE)),
            Criterion("Prior major bleeding or predisposition", 1, Has(BLEEDING)),
            Criterion("Labile INR", 1, Has(LABILE_INR)),
            Criterion("Age above 65", 1, Above(AGE, 65)),
            Criterion("Antiplatelet or anti-inflammatory drugs", 1, Has(BLEEDING_DRUGS)),
            Criterion("Alcohol, at least 8 drinks a week", 1, AtLeast(ALCOHOL, 8)),
        ),
    ),
    score(
        id=27,
        name="Glasgow-Blatchford Bleeding Score (GBS)",
        category="risk",
        points=tuple(range(24)),
        question="What is the patient's Glasgow-Blatchford bleeding score (Blatchford 2000), from 0 to 23?",
        citation=Citation("Blatchford et al.", 2000, "10.1016/S0140-6736(00)02816-6"),
        missing_rule=UNSTATED_IS_ABSENT,
        variants=VARIANTS[27],
        criteria=(
            Bands("BUN in mg/dL", BUN, UREA_BANDS),
            Criterion("Man with hemoglobin 12 to below 13 g/dL", 1, AllOf((MAN, _from(HEMOGLOBIN, 12, 13)))),
            Criterion("Man with hemoglobin 10 to below 12 g/dL", 3, AllOf((MAN, _from(HEMOGLOBIN, 10, 12)))),
            Criterion("Woman with hemoglobin 10 to below 12 g/dL", 1, AllOf((WOMAN, _from(HEMOGLOBIN, 10, 12)))),
            Criterion("Hemoglobin below 10 g/dL", 6, Below(HEMOGLOBIN, 10)),
            Bands("Systolic blood pressure", SYSTOLIC, SYSTOLIC_BANDS),
            Criterion("Pulse at least 100", 1, AtLeast(HEART_RATE, 100)),
            Criterion("Melena", 1, Has(MELENA)),
            Criterion("Recent syncope", 2, Has(SYNCOPE)),
            Criterion("Hepatic disease", 2, Has(LIVER_DISEASE)),
            Criterion("Cardiac failure", 2, Has(CARDIAC_FAILURE)),
        ),
    ),
)
