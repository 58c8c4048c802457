"""How published severity scores differ from ours.

VARIANTS[21][0].answer({}, {"Best eye response": "eye opening to pain", "Best verbal response": "confused",
                            "Best motor response": "obeys commands"})  ->  2 + 4 + 4 + 6 = 16, ours 12
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ehrmind.medcalc.conditions import AtLeast, Below, Condition, holds
from ehrmind.medcalc.forms import Solve, Values, Variant
from ehrmind.medcalc.measures import (
    ARTERIAL_PH,
    BUN,
    GLUCOSE,
    HEART_RATE,
    HEMATOCRIT,
    PAO2,
    RESPIRATORY_RATE,
    SODIUM,
    SYSTOLIC,
)

Entities = Mapping[str, Any]

EYES = {
    "eyes open spontaneously": 4,
    "eye opening to verbal command": 3,
    "eye opening to pain": 2,
    "no eye opening": 1,
    "not testable": 4,
}
VERBAL = {
    "oriented": 5,
    "confused": 4,
    "inappropriate words": 3,
    "incomprehensible sounds": 2,
    "no verbal response": 1,
    "not testable": 4,
}
MOTOR = {
    "obeys commands": 6,
    "localizes pain": 5,
    "withdrawal from pain": 4,
    "flexion to pain": 3,
    "extension to pain": 2,
    "no motor response": 1,
}
ASCITES = {"Absent": 1, "Slight": 2, "Moderate": 3}
ENCEPHALOPATHY = {"No Encephalopathy": 1, "Grade 1-2": 2, "Grade 3-4": 3}
PSI_FINDINGS = {
    "nursing_home": 10,
    "neoplastic_disease": 30,
    "liver_disease": 20,
    "heart_failure": 10,
    "cerebrovascular_disease": 10,
    "renal_disease": 10,
    "altered_mental_status": 20,
    "pleural_effusion": 10,
}
PSI_CUTS: tuple[tuple[int, Condition], ...] = (
    (20, AtLeast(RESPIRATORY_RATE, 30)),
    (20, Below(SYSTOLIC, 90)),
    (10, AtLeast(HEART_RATE, 125)),
    (30, Below(ARTERIAL_PH, 7.35)),
    (20, AtLeast(BUN, 30)),
    (20, Below(SODIUM, 130)),
    (10, AtLeast(GLUCOSE, 250)),
    (10, Below(HEMATOCRIT, 30)),
    (10, Below(PAO2, 60)),
)


def _coma(values: Values, entities: Entities, *, verbal_twice: bool) -> float | None:
    try:
        eyes = EYES[entities["Best eye response"]]
        verbal = VERBAL[entities["Best verbal response"]]
        motor = MOTOR[entities["Best motor response"]]
    except KeyError:
        return None
    return eyes + motor + verbal * (2 if verbal_twice else 1)


def _coma_faults(
    values: Values, entities: Entities, solve: Solve, *, verbal_twice: bool
) -> Iterator[tuple[str, float]]:
    if verbal_twice:
        yield "adds the verbal response twice", VERBAL[entities["Best verbal response"]]
    for part in ("eye", "verbal", "motor"):
        if entities[f"Best {part} response"] == "not testable":
            yield f"gives 4 points for the {part} response, which is not testable, so that there is no total", 4


def _child_pugh(values: Values, entities: Entities) -> float | None:
    """The program's points, part by part."""
    if any(values.get(name) is None for name in ("bilirubin", "albumin", "inr")):
        return None
    parts = ("bilirubin", "albumin", "inr", "ascites", "encephalopathy")
    return float(sum(_child_pugh_part(part, values, entities) for part in parts))


def _child_pugh_part(part: str, values: Values, entities: Entities) -> int:
    if part == "ascites":
        return ASCITES.get(str(entities.get("Ascites", "Absent")), 0)
    if part == "encephalopathy":
        return ENCEPHALOPATHY.get(str(entities.get("Encephalopathy", "No Encephalopathy")), 0)
    value = values[part]
    if part == "inr":
        return 1 if value < 1.7 else 2 if value <= 2.3 else 3
    if part == "albumin":
        return 1 if value > 3.5 else 2 if value > 2.8 else 3
    return 1 if value < 2 else 0 if value == 2 else 2 if value < 3 else 3


def _child_pugh_faults(values: Values, entities: Entities, solve: Solve) -> Iterator[tuple[str, float]]:
    """Words that it does not know, and the two cuts, against our points with the part normal."""
    words = {"ascites": entities.get("Ascites"), "encephalopathy": entities.get("Encephalopathy")}
    normal: dict[str, float | None] = {"bilirubin": 1, "albumin": 4, "ascites": None, "encephalopathy": None}
    for part, value in normal.items():
        without = {name: other for name, other in values.items() if name != part} | ({part: value} if value else {})
        points = _child_pugh_part(part, values, entities) - (solve(values) - solve(without) + 1)
        if part in words:
            yield f"gives {_child_pugh_part(part, values, entities)} points for {part} {words[part]!r}", points
        else:
            yield f"has another limit at exactly {values[part]:g} of {part}", points


def _centor_without_cough(values: Values, entities: Entities) -> float | None:
    if "Cough Absent" in entities or "age" not in values or "temperature" not in values:
        return None
    age = values["age"]
    total = 1 if 3 <= age < 15 else -1 if age >= 45 else 0
    signs = (values["temperature"] > 38, values.get("tonsillar_exudate"), values.get("tender_nodes"))
    return total + sum(map(bool, signs)) + 1


def _psi_celsius_as_fahrenheit(values: Values, entities: Entities) -> float | None:
    number, unit = entities.get("Temperature", (0, "degrees celsius"))
    if unit == "degrees celsius" or not str(unit).lower().startswith("degrees c") or "age" not in values:
        return None
    temperature = (number - 32) * 5 / 9
    total = values["age"] - (10 if values.get("sex") == "female" else 0)
    total += sum(points for name, points in PSI_FINDINGS.items() if values.get(name))
    total += sum(points for points, condition in PSI_CUTS if holds(condition, values))
    return float(total + (15 if temperature < 35 or temperature > 39.9 else 0))


VARIANTS: dict[int, tuple[Variant, ...]] = {
    15: (
        Variant(
            "code",
            "the benchmark's program compares the words of ascites and encephalopathy letter by letter, without a "
            "point for one that it does not know, and has other points at 2 and 3 mg/dL bilirubin and 2.8 g/dL "
            "albumin; each part has 1 to 3 points (Pugh 1973, 10.1002/bjs.1800600817)",
            *(_child_pugh, _child_pugh_faults),
        ),
    ),
    20: (
        Variant(
            "entity",
            "a later edition of the benchmark counts a cough that the row does not mention as absent (+1); ours counts "
            "a stated absence only (McIsaac 1998 scores the absence of cough).",
            _centor_without_cough,
        ),
    ),
    21: (
        Variant(
            "code",
            "the benchmark's program departs from the sum of the three responses, which has no total where one is not "
            "testable (Teasdale 2014, 10.1016/S1474-4422(14)70120-6)",
            *(partial(_coma, verbal_twice=True), partial(_coma_faults, verbal_twice=True)),
        ),
        Variant(
            "code",
            "the benchmark's program, in a later edition, departs from the sum of the three responses, which has no "
            "total where one is not testable (Teasdale 2014, 10.1016/S1474-4422(14)70120-6)",
            *(partial(_coma, verbal_twice=False), partial(_coma_faults, verbal_twice=False)),
        ),
    ),
    29: (
        Variant(
            "unit",
            "the benchmark's program takes a temperature for Fahrenheit unless its unit is spelled 'degrees celsius', "
            "so 'degrees celsisus' becomes a hypothermia of 15 points (Fine 1997: below 35 or from 40 °C).",
            _psi_celsius_as_fahrenheit,
        ),
    ),
}
