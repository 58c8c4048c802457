"""Risk scores of stroke and of pneumonia.

CHA2DS2-VASc of an 80-year-old woman with hypertension: age 2 + female sex 1 + hypertension 1 = 4.
"""

from ehrmind.medcalc.conditions import Above, AllOf, AnyOf, AtLeast, AtMost, Below, Has, Is
from ehrmind.medcalc.findings import CONFUSION, DIABETES, HEART_FAILURE, HYPERTENSION, STROKE, VASCULAR_DISEASE
from ehrmind.medcalc.forms import Citation
from ehrmind.medcalc.measures import AGE, BUN, DIASTOLIC, RESPIRATORY_RATE, SEX, SYSTOLIC
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Criterion, score
from ehrmind.medcalc.variants.risk import VARIANTS

UNSTATED_IS_ABSENT = "A finding that the note does not state counts as absent."
UREA_7_MMOL = 19.61  # mg/dL urea nitrogen; Lim 2003 gives the cut as urea above 7 mmol/L = 19.61 mg/dL

CALCULATORS = (
    score(
        id=4,
        name="CHA2DS2-VASc Score for Atrial Fibrillation Stroke Risk",
        category="risk",
        points=tuple(range(10)),
        question=asks("the patient's CHA2DS2-VASc score (Lip 2010), [from 0 to 9|on its scale of 0 to 9]"),
        citation=Citation("Lip et al.", 2010, "10.1378/chest.09-1584"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Age at least 75", 2, AtLeast(AGE, 75)),
            Criterion("Age 65 to 74", 1, AllOf((AtLeast(AGE, 65), Below(AGE, 75)))),
            Criterion("Female sex", 1, Is(SEX, "female")),
            Criterion("Congestive heart failure", 1, Has(HEART_FAILURE)),
            Criterion("Hypertension", 1, Has(HYPERTENSION)),
            Criterion("Stroke, TIA or thromboembolism", 2, Has(STROKE)),
            Criterion("Vascular disease", 1, Has(VASCULAR_DISEASE)),
            Criterion("Diabetes", 1, Has(DIABETES)),
        ),
    ),
    score(
        id=45,
        name="CURB-65 Score for Pneumonia Severity",
        category="risk",
        question=asks("the patient's CURB-65 score (Lim 2003), [from 0 to 5|on its scale of 0 to 5]"),
        citation=Citation("Lim et al.", 2003, "10.1136/thorax.58.5.377"),
        missing_rule=UNSTATED_IS_ABSENT,
        variants=VARIANTS[45],
        criteria=(
            Criterion("Confusion", 1, Has(CONFUSION)),
            Criterion("Urea above 7 mmol/L (BUN above 19.61 mg/dL)", 1, Above(BUN, UREA_7_MMOL)),
            Criterion("Respiratory rate at least 30", 1, AtLeast(RESPIRATORY_RATE, 30)),
            Criterion(
                "Systolic below 90 or diastolic at most 60", 1, AnyOf((Below(SYSTOLIC, 90), AtMost(DIASTOLIC, 60)))
            ),
            Criterion("Age at least 65", 1, AtLeast(AGE, 65)),
        ),
        possible=lambda values: 20 <= values["systolic"] - values["diastolic"] <= 90,
    ),
)
