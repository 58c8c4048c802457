"""How MedCalc-Bench's Caprini answers differ from Caprini 2005.

Age 45, earlier embolism and swollen legs, elective knee replacement planned: 6 points there, 10 in Caprini 2005.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ehrmind.medcalc.forms import Solve, Values, Variant

AGES = ((75, 3), (61, 2), (41, 1))
SURGERY = {
    "minor": 1,
    "major": 2,
    "laparoscopic": 2,
    "arthroscopic": 2,
    "elective major lower extremity arthroplasty": 5,
}
COUNTED = ("age", "sex", "surgery", "mobility")
MOBILITY = {"on bed rest": 1, "confined to bed for more than 72 hours": 2}


def program(values: Values, entities: Mapping[str, Any]) -> float | None:
    """What the benchmark's program adds up: age, planned surgery and mobility."""
    if values.get("age") is None:
        return None
    age = next((points for low, points in AGES if values["age"] >= low), 0)
    return float(age + SURGERY.get(values.get("surgery", ""), 0) + MOBILITY.get(values.get("mobility", ""), 0))


def faults(values: Values, entities: Mapping[str, Any], solve: Solve) -> Iterator[tuple[str, float]]:
    """The factors that the note has and the program does not count."""
    for name in values:
        if name not in COUNTED:
            without = {other: value for other, value in values.items() if other != name}
            yield f"does not count {name.replace('_', ' ')}", solve(without) - solve(values)


VARIANTS: dict[int, tuple[Variant, ...]] = {
    36: (
        Variant(
            "code",
            "the benchmark's program names the points of events, diseases, tests and BMI and counts age, type of "
            "surgery and mobility alone; Caprini 2005 (10.1016/j.disamonth.2005.02.003) adds all of them",
            *(program, faults),
        ),
    ),
}
