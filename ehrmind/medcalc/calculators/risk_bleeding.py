"""Risk of bleeding: HAS-BLED under anticoagulation, and Glasgow-Blatchford of an upper gastrointestinal bleed.

Glasgow-Blatchford of a man with hemoglobin 11 g/dL, BUN 30 mg/dL, 95 mmHg systolic, pulse 104, melena:
3 + 4 + 2 + 1 + 1 = 11.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AllOf, AtLeast, Below, Condition, Has, Is
from ehrmind.medcalc.findings.bleeding import (
    BLEEDING,
    BLEEDING_DRUGS,
    CARDIAC_FAILURE,
    CIRRHOSIS,
    LABILE_INR,
    LIVER_DISEASE,
    MELENA,
    PAST_STROKE,
    RENAL_DISEASE,
    SYNCOPE,
    UNCONTROLLED_HYPERTENSION,
)
from ehrmind.medcalc.forms import Citation, Measure
from ehrmind.medcalc.measures import AGE, BUN, HEART_RATE, HEMOGLOBIN, SEX, SYSTOLIC
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, score
from ehrmind.medcalc.variants.risk import VARIANTS

ALCOHOL = Measure(
    *("alcohol", "", 0, 20),
    says=("number of alcoholic drinks a week", "usual number of alcoholic drinks a week"),
    place="social",
    entities=("Number of Alcoholic Drinks Per Week",),
    usual=(0, 7),
)


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
        question=asks(
            "the patient's HAS-BLED score (Pisters 2010), from 0 to 9",
            " Hypertension counts only if it is uncontrolled, above 160 mmHg systolic; age counts above 65 years, "
            "alcohol from 8 drinks a week.",
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
        question=asks(
            "the patient's Glasgow-Blatchford bleeding score (Blatchford 2000), [from 0 to 23|on its scale of 0 to 23]"
        ),
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
