"""Risk scores."""

from ehrmind.medcalc.conditions import Above, AnyOf, AtLeast, AtMost, Below, Between, Has, Is
from ehrmind.medcalc.findings import CONFUSION, DIABETES, HEART_FAILURE, HYPERTENSION, STROKE, VASCULAR_DISEASE
from ehrmind.medcalc.forms import Citation
from ehrmind.medcalc.measures import AGE, BUN, DIASTOLIC, RESPIRATORY_RATE, SEX, SYSTOLIC
from ehrmind.medcalc.scores import Criterion, score

CALCULATORS = (
    score(
        id=4,
        name="CHA2DS2-VASc Score for Atrial Fibrillation Stroke Risk",
        category="risk",
        question="What is the patient's CHA2DS2-VASc score?",
        citation=Citation("Lip et al.", 2010, "10.1378/chest.09-1584"),
        criteria=(
            Criterion("Age at least 75", 2, AtLeast(AGE, 75)),
            Criterion("Age 65 to 74", 1, Between(AGE, 65, 74)),
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
        question="What is the patient's CURB-65 score?",
        citation=Citation("Lim et al.", 2003, "10.1136/thorax.58.5.377"),
        criteria=(
            Criterion("Confusion", 1, Has(CONFUSION)),
            Criterion("BUN above 19 mg/dL", 1, Above(BUN, 19)),
            Criterion("Respiratory rate at least 30", 1, AtLeast(RESPIRATORY_RATE, 30)),
            Criterion(
                "Systolic below 90 or diastolic at most 60", 1, AnyOf((Below(SYSTOLIC, 90), AtMost(DIASTOLIC, 60)))
            ),
            Criterion("Age at least 65", 1, AtLeast(AGE, 65)),
        ),
        possible=lambda values: 20 <= values["systolic"] - values["diastolic"] <= 90,
    ),
)
