"""Risk of stroke: ABCD2 after a transient ischemic attack, CHADS2 in atrial fibrillation.

ABCD2 at 71 years, 152/84 mmHg, speech disturbance for 40 minutes, no diabetes: 1 + 1 + 1 + 1 + 0 = 4 points.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import AnyOf, AtLeast, Has
from ehrmind.medcalc.findings import DIABETES, HEART_FAILURE, HYPERTENSION, STROKE
from ehrmind.medcalc.findings.bedside import DEFICIT
from ehrmind.medcalc.forms import Citation, Measure
from ehrmind.medcalc.measures import AGE, DIASTOLIC, SYSTOLIC
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, Options, score

DURATION = Measure(
    *("duration", "minutes", 2, 180),
    says=("duration of the attack", "duration of the symptoms"),
    place="story",
)

CALCULATORS = (
    score(
        id=110,
        name="ABCD2 Score for Transient Ischemic Attack",
        category="risk",
        question=asks(
            "the patient's ABCD2 score after the [transient ischemic attack|TIA] (Johnston 2007), from 0 to 7",
        ),
        citation=Citation("Johnston et al.", 2007, "10.1016/S0140-6736(07)60150-0"),
        missing_rule="Diabetes that is not stated counts as absent.",
        criteria=(
            Criterion("Age at least 60", 1, AtLeast(AGE, 60)),
            Criterion(
                *("Systolic at least 140 or diastolic at least 90 mmHg", 1),
                AnyOf((AtLeast(SYSTOLIC, 140), AtLeast(DIASTOLIC, 90))),
            ),
            Options("Clinical features", DEFICIT, dict(zip(DEFICIT.options, (0, 1, 2), strict=True))),
            Bands("Duration in minutes", DURATION, ((0, 0), (10, 1), (60, 2))),
            Criterion("Diabetes", 1, Has(DIABETES)),
        ),
        possible=lambda values: 20 <= values["systolic"] - values["diastolic"] <= 90,
    ),
    score(
        id=111,
        name="CHADS2 Score for Atrial Fibrillation Stroke Risk",
        category="risk",
        question=asks(
            "the patient's CHADS2 score (Gage 2001, not CHA2DS2-VASc), from 0 to 6",
        ),
        citation=Citation("Gage et al.", 2001, "10.1001/jama.285.22.2864"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Congestive heart failure", 1, Has(HEART_FAILURE)),
            Criterion("Hypertension", 1, Has(HYPERTENSION)),
            Criterion("Age at least 75", 1, AtLeast(AGE, 75)),
            Criterion("Diabetes", 1, Has(DIABETES)),
            Criterion("Stroke or transient ischemic attack", 2, Has(STROKE)),
        ),
    ),
)
