"""How MedCalc-Bench's Caprini answers differ from Caprini 2005.

Age 45, earlier embolism and swollen legs, elective knee replacement planned: 6 points there, 10 in Caprini 2005.
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.medcalc.forms import Values, Variant

AGES = ((75, 3), (61, 2), (41, 1))
SURGERY = {
    "minor": 1,
    "major": 2,
    "laparoscopic": 2,
    "arthroscopic": 2,
    "elective major lower extremity arthroplasty": 5,
}
MOBILITY = {"on bed rest": 1, "confined to bed for more than 72 hours": 2}


def program(values: Values, entities: Mapping[str, Any]) -> float | None:
    """What the benchmark's program adds up: age, planned surgery and mobility."""
    if values.get("age") is None:
        return None
    age = next((points for low, points in AGES if values["age"] >= low), 0)
    return float(age + SURGERY.get(values.get("surgery", ""), 0) + MOBILITY.get(values.get("mobility", ""), 0))


VARIANTS: dict[int, tuple[Variant, ...]] = {
    36: (
        Variant(
            "code",
            "the benchmark's program names the points of every event, disease and test but never adds them to the "
            "total, and does not read the BMI: only age, type of surgery and mobility count; Caprini 2005 "
            "(10.1016/j.disamonth.2005.02.003) adds all of them",
            program,
        ),
    ),
}
