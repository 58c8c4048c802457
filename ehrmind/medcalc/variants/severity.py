"""How published severity scores differ from ours.

VARIANTS[21][0].answer({}, {"Best eye response": "eye opening to pain", "Best verbal response": "confused",
                            "Best motor response": "obeys commands"})  ->  2 + 4 + 4 + 6 = 16, ours 12
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from ehrmind.medcalc.conditions import AtLeast, Below, Condition, holds
from ehrmind.medcalc.forms import Values, Variant
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


def _child_pugh(values: Values, entities: Entities, *, words: bool, cuts: bool) -> float | None:
    try:
        bilirubin, albumin, inr = values["bilirubin"], values["albumin"], values["inr"]
    except KeyError:
        return None
    ascites, mind = str(entities.get("Ascites", "Absent")), str(entities.get("Encephalopathy", "No Encephalopathy"))
    if not words:
        ascites, mind = ascites.capitalize(), "No Encephalopathy" if mind == "Grade 0" else mind
    total = ASCITES.get(ascites, 0) + ENCEPHALOPATHY.get(mind, 0)
    total += 1 if inr < 1.7 else 2 if inr <= 2.3 else 3
    if cuts:
        total += 1 if bilirubin < 2 else 0 if bilirubin == 2 else 2 if bilirubin < 3 else 3
        total += 1 if albumin > 3.5 else 2 if albumin > 2.8 else 3
    else:
        total += 1 if bilirubin < 2 else 2 if bilirubin <= 3 else 3
        total += 1 if albumin > 3.5 else 2 if albumin >= 2.8 else 3
    return total


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


_WORDS = (
    "The benchmark's program compares the words of ascites and encephalopathy letter by letter, and gives no point for "
    "'moderate', 'absent' or 'Grade 0'; each has 1 to 3 points (Pugh 1973)."
)
_CUTS = (
    "The benchmark's program gives 3 points at exactly 3 mg/dL bilirubin and 2.8 g/dL albumin, and none at exactly 2 "
    "mg/dL bilirubin; from 2 to 3 mg/dL and from 2.8 to 3.5 g/dL are 2 points (Pugh 1973)."
)

VARIANTS: dict[int, tuple[Variant, ...]] = {
    15: (
        Variant("code", _WORDS, partial(_child_pugh, words=True, cuts=False)),
        Variant("code", _CUTS, partial(_child_pugh, words=False, cuts=True)),
        Variant("code", f"{_WORDS} {_CUTS}", partial(_child_pugh, words=True, cuts=True)),
    ),
    20: (
        Variant(
            "entity",
            "A later edition of the benchmark counts a cough that the row does not mention as absent (+1); ours counts "
            "a stated absence only (McIsaac 1998 scores the absence of cough).",
            _centor_without_cough,
        ),
    ),
    21: (
        Variant(
            "code",
            "The benchmark's program adds the verbal response twice, and takes a component that is not testable for 4 "
            "points; the score is the sum of the three, without a total when one is not testable (Teasdale 2014).",
            partial(_coma, verbal_twice=True),
        ),
        Variant(
            "code",
            "The benchmark's program takes a component that is not testable for 4 points; then there is no total "
            "(Teasdale 2014).",
            partial(_coma, verbal_twice=False),
        ),
    ),
    29: (
        Variant(
            "unit",
            "The benchmark's program takes a temperature for Fahrenheit unless its unit is spelled 'degrees celsius', "
            "so 'degrees celsisus' becomes a hypothermia of 15 points (Fine 1997: below 35 or from 40 °C).",
            _psi_celsius_as_fahrenheit,
        ),
    ),
}
