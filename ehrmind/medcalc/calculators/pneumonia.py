"""The Pneumonia Severity Index (PSI) of community-acquired pneumonia.

{"age": 67, "sex": "female", "nursing_home": True, "renal_disease": True}  ->  67 - 10 + 10 + 10 = 77
"""

from ehrmind.medcalc.conditions import AnyOf, AtLeast, Below, ByUnit, Has, Is
from ehrmind.medcalc.findings import HEART_FAILURE
from ehrmind.medcalc.findings.pneumonia import (
    ALTERED,
    CANCER,
    CEREBROVASCULAR,
    EFFUSION,
    LIVER_DISEASE,
    NURSING_HOME,
    RENAL_DISEASE,
)
from ehrmind.medcalc.forms import Citation
from ehrmind.medcalc.measures import (
    AGE,
    ARTERIAL_PH,
    BUN,
    GLUCOSE,
    HEART_RATE,
    HEMATOCRIT,
    PAO2,
    RESPIRATORY_RATE,
    SEX,
    SODIUM,
    SYSTOLIC,
    TEMPERATURE,
)
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Amount, Criterion, score
from ehrmind.medcalc.variants.severity import VARIANTS

MEASURED = (
    *(RESPIRATORY_RATE, SYSTOLIC, TEMPERATURE, HEART_RATE),
    *(ARTERIAL_PH, BUN, SODIUM, GLUCOSE, HEMATOCRIT, PAO2),
)

CALCULATORS = (
    score(
        id=29,
        name="PSI Score: Pneumonia Severity Index for CAP",
        category="severity",
        question=asks(
            "the patient's Pneumonia Severity Index (PSI, Fine 1997) in points",
            " Judge the oxygenation by the PaO2 (below 60 mmHg).",
        ),
        citation=Citation("Fine et al.", 1997, "10.1056/NEJM199701233360402"),
        optional=tuple(item.name for item in MEASURED),
        missing_rule="A finding or a measurement that is not stated counts as absent or normal (0 points).",
        criteria=(
            Amount("Age in years", AGE),
            Criterion("Female sex", -10, Is(SEX, "female")),
            Criterion("Nursing home resident", 10, Has(NURSING_HOME)),
            Criterion("Neoplastic disease", 30, Has(CANCER)),
            Criterion("Liver disease", 20, Has(LIVER_DISEASE)),
            Criterion("Congestive heart failure", 10, Has(HEART_FAILURE)),
            Criterion("Cerebrovascular disease", 10, Has(CEREBROVASCULAR)),
            Criterion("Renal disease", 10, Has(RENAL_DISEASE)),
            Criterion("Altered mental status", 20, Has(ALTERED)),
            Criterion("Respiratory rate at least 30", 20, AtLeast(RESPIRATORY_RATE, 30)),
            Criterion("Systolic pressure below 90 mmHg", 20, Below(SYSTOLIC, 90)),
            Criterion(
                *("Temperature below 35 or at least 40 °C", 15),
                AnyOf((Below(TEMPERATURE, 35), AtLeast(TEMPERATURE, 40))),
            ),
            Criterion("Pulse at least 125", 10, AtLeast(HEART_RATE, 125)),
            Criterion("Arterial pH below 7.35", 30, Below(ARTERIAL_PH, 7.35)),
            Criterion("BUN at least 30 mg/dL (11 mmol/L)", 20, ByUnit(AtLeast(BUN, 30), AtLeast(BUN, 11))),
            Criterion("Sodium below 130 mEq/L", 20, Below(SODIUM, 130)),
            Criterion(
                *("Glucose at least 250 mg/dL (14 mmol/L)", 10),
                ByUnit(AtLeast(GLUCOSE, 250), AtLeast(GLUCOSE, 14)),
            ),
            Criterion("Hematocrit below 30 %", 10, Below(HEMATOCRIT, 30)),
            Criterion("PaO2 below 60 mmHg", 10, Below(PAO2, 60)),
            Criterion("Pleural effusion", 10, Has(EFFUSION)),
        ),
        variants=VARIANTS[29],
    ),
)
