"""Diagnostic criteria."""

from ehrmind.medcalc.conditions import Above, AnyOf, Below
from ehrmind.medcalc.forms import Citation
from ehrmind.medcalc.measures import HEART_RATE, RESPIRATORY_RATE, TEMPERATURE, WHITE_CELLS
from ehrmind.medcalc.scores import Criterion, score

CALCULATORS = (
    score(
        id=51,
        name="SIRS Criteria",
        category="diagnosis",
        unit="criteria",
        question="How many SIRS criteria does the patient meet?",
        citation=Citation("Bone et al.", 1992, "10.1378/chest.101.6.1644"),
        criteria=(
            Criterion(
                "Temperature above 38 or below 36 °C", 1, AnyOf((Above(TEMPERATURE, 38), Below(TEMPERATURE, 36)))
            ),
            Criterion("Heart rate above 90", 1, Above(HEART_RATE, 90)),
            Criterion("Respiratory rate above 20", 1, Above(RESPIRATORY_RATE, 20)),
            Criterion(
                "White cells above 12 or below 4 ×10⁹/L", 1, AnyOf((Above(WHITE_CELLS, 12), Below(WHITE_CELLS, 4)))
            ),
        ),
    ),
)
