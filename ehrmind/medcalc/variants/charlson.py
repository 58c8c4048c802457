"""How MedCalc-Bench's Charlson answers differ from Charlson 1987.

'Diabetes mellitus criteria for CCI rule': 'End-organ damage' gets 1 point there, and 'None or diet-controlled' too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ehrmind.medcalc.forms import Solve, Values, Variant

AGES = ((80, 4), (70, 3), (60, 2), (50, 1))
ONE_POINT = (
    *("myocardial_infarction", "heart_failure", "peripheral_vascular_disease", "cerebrovascular_disease", "dementia"),
    *("copd", "connective_tissue_disease", "peptic_ulcer_disease"),
)
TWO_POINTS = ("hemiplegia", "kidney_disease", "leukemia", "lymphoma")
DIABETES = "Diabetes mellitus criteria for CCI rule"
GRADED = {  # the words that the program knows, in lower case
    DIABETES: {
        "none or diet-controlled": 0,
        "uncomplicated": 1,
        "end-organ damage": 2,
    },
    "Liver disease severity": {"none": 0, "mild": 1, "moderate to severe": 3},
    "Solid tumor": {"none": 0, "localized": 2, "metastatic": 6},
}
INPUTS = {DIABETES: "diabetes_severity", "Liver disease severity": "liver_disease", "Solid tumor": "solid_tumor"}


def program(values: Values, entities: Mapping[str, Any]) -> float | None:
    """What the benchmark's program adds up: 1 point for every grade that is stated and not in lower case."""
    if values.get("age") is None:
        return None
    total = next((points for low, points in AGES if values["age"] >= low), 0)
    total += sum(1 for name in ONE_POINT if values.get(name))
    total += sum(2 for name in TWO_POINTS if values.get(name))
    total += 6 if values.get("aids") else 0
    for name, points in GRADED.items():
        total += _graded(entities.get(name), points)
    return float(total)


def faults(values: Values, entities: Mapping[str, Any], solve: Solve) -> Iterator[tuple[str, float]]:
    """The grades that the program does not know by their capitals."""
    for name, points in GRADED.items():
        stated = entities.get(name)
        ours = solve(values) - solve({key: value for key, value in values.items() if key != INPUTS[name]})
        does = f"gives 1 point for {stated!r} as" if stated else "does not count"
        yield f"{does} {INPUTS[name].replace('_', ' ')}", _graded(stated, points) - ours


def _graded(stated: Any, points: Mapping[str, int]) -> int:
    return points.get(stated, 1) if stated else 0


VARIANTS: dict[int, tuple[Variant, ...]] = {
    32: (
        Variant(
            "code",
            "the benchmark's program compares capitalized grades with lower-case words, finds none equal, and gives 1 "
            "point for any stated grade of diabetes, liver disease or solid tumor; Charlson 1987 "
            "(10.1016/0021-9681(87)90171-8) gives 0, 1 or 2, 1 or 3, and 2 or 6",
            *(program, faults),
        ),
    ),
}
