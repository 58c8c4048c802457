"""Values of one body: each follows from the disease and its severity, and from the values it hangs together with.

    measured(SYSTOLIC, SEPTIC_SHOCK, 0.9, {"age": 71}, rng)                -> 84.2
    measured(DIASTOLIC, SEPTIC_SHOCK, 0.9, {..., "systolic": 84}, rng)     -> 49.8   a share of the systolic
    measured(CHLORIDE, KETOACIDOSIS, 0.6, {"sodium": 132, "bicarbonate": 12}, rng)  -> 93.1   by the anion gap

Values are in the measure's own unit, neither rounded nor cut to its range.
"""

import random
from collections.abc import Callable, Mapping
from math import cbrt, log10, sqrt
from typing import Any

from ehrmind.medcalc.calculators.dosage import EQUIVALENT
from ehrmind.medcalc.diseases import Disease
from ehrmind.medcalc.forms import Measure
from ehrmind.medcalc.measures import AGE, BICARBONATE, PACO2

ADULT = 18  # years
OWN_SHARE = 0.4  # of a value that the severity does not decide
USUAL = {  # of what no calculator asks for, where a disease does not say
    "anion_gap": (7, 12),
    "qtc": (372, 438),  # ms
    "oxygenation": (400, 475),  # PaO2/FiO2, mmHg
    "bmi": (20.5, 33.5),
    "ldl": (76, 158),  # mg/dL
    "pulse_pressure_share": (0.55, 0.66),
}
SOLUBILITY = 0.0307  # of carbon dioxide in plasma, mmol/L for each mmHg
HEIGHTS = {"male": (176.0, 7.0), "female": (162.5, 6.5)}  # mean and deviation in cm, NHANES 2015-2018
# What must be drawn before what: a value that drives another comes first.
DRIVERS = ("age", "height", "systolic", "sodium", "bicarbonate", "heart_rate", "fio2", "pao2", "hdl", "triglycerides")

PREDNISONE = (5, 7.5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # mg a day, as prescribed

Known = Mapping[str, Any]


def measured(measure: Measure, disease: Disease, severity: float, known: Known, rng: random.Random) -> float:
    """A value of this patient in the measure's own unit; `known` holds the age and what was drawn before."""
    driven = _DRIVEN.get(measure.name)
    value = driven(disease, severity, known, rng) if driven else None
    if value is not None:
        return value
    if measure.name in disease.measures:
        return along(measure.name, disease, severity, rng, usual_of(measure))
    return _between(usual_of(measure), rng)


def along(name: str, disease: Disease, severity: float, rng: random.Random, usual: tuple[float, float]) -> float:
    """Where a value of the disease lies between its mild and its grave end; a usual one where it is not touched."""
    course = disease.measures.get(name)
    if course is None or (len(course) == 3 and rng.random() >= course[2]):
        return _between(usual, rng)
    mild, grave = course[:2]
    return mild + (grave - mild) * ((1 - OWN_SHARE) * severity + OWN_SHARE * rng.random())


def usual_of(measure: Measure) -> tuple[float, float]:
    """The range of a healthy adult."""
    return measure.usual or (measure.low, measure.high)


def _between(ends: tuple[float, float], rng: random.Random) -> float:
    low, high = ends
    return low + (high - low) * (rng.random() + rng.random()) / 2


def _driver(name: str, disease: Disease, severity: float, rng: random.Random) -> float:
    return along(name, disease, severity, rng, USUAL[name])


def _diastolic(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    if "systolic" not in known or "diastolic" in disease.measures:
        return None
    return float(known["systolic"]) * _driver("pulse_pressure_share", disease, severity, rng)


def _hematocrit(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    return float(known["hemoglobin"]) * 3 + rng.uniform(-1, 1) if "hemoglobin" in known else None


def _hemoglobin(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """A third of the hematocrit, which is the number of red cells times their volume."""
    if {"mcv", "red_cells"} <= known.keys():
        return float(known["mcv"] * known["red_cells"]) / 30 - rng.uniform(0, 0.6)
    return float(known["hematocrit"]) / 3 + rng.uniform(-0.3, 0.3) if "hematocrit" in known else None


def _chloride(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """By the anion gap; a bicarbonate that the note keeps to itself is drawn for it."""
    if "sodium" not in known:
        return None
    bicarbonate = known.get("bicarbonate") or along("bicarbonate", disease, severity, rng, usual_of(BICARBONATE))
    return float(known["sodium"] - bicarbonate) - _driver("anion_gap", disease, severity, rng)


def _ph(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """By Henderson and Hasselbalch; a carbon dioxide that is not known is as compensation leaves it."""
    if "bicarbonate" not in known:
        return None
    bicarbonate = float(known["bicarbonate"])
    tension = float(known["paco2"]) if "paco2" in known else compensated(bicarbonate)
    return 6.1 + log10(bicarbonate / (SOLUBILITY * tension))


def compensated(bicarbonate: float) -> float:
    """The PaCO2 in mmHg of a metabolic acidosis (Winter: Albert 1967) or alkalosis (0.7 mmHg for each mEq/L)."""
    return 1.5 * bicarbonate + 8 if bicarbonate < 22 else 40 + 0.7 * (bicarbonate - 24)


def _qt(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    return _driver("qtc", disease, severity, rng) * sqrt(60 / known["heart_rate"])  # Bazett, solved for QT


def _pao2(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """By the oxygen that is breathed, or by the saturation."""
    if "fio2" in known and "oxygenation" in disease.measures:
        return _driver("oxygenation", disease, severity, rng) * float(known["fio2"]) / 100
    return tension_at(float(known["oxygen_saturation"])) if "oxygen_saturation" in known else None


def _saturation(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    return saturation_at(float(known["pao2"])) if "pao2" in known else None


def saturation_at(tension: float) -> float:
    """The saturation in percent at a PaO2 in mmHg (Severinghaus 1979)."""
    return 100 / (23400 / (tension**3 + 150 * tension) + 1)


def tension_at(saturation: float) -> float:
    """The PaO2 in mmHg at a saturation in percent, at most that of 98 % (Severinghaus 1979, inverted by Ellis 1989)."""
    share = min(saturation, 98) / 100
    half = 11700 * share / (1 - share)
    root = sqrt(half**2 + 50**3)
    return cbrt(root + half) - cbrt(root - half)


def _creatinine(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """Of a healthy child by its age, in mg/dL: 0.2 to 0.4 at three years, 0.4 to 0.8 at fourteen (Ceriotti 2008)."""
    if known["age"] >= ADULT or "creatinine" in disease.measures:
        return None
    return (0.2 + 0.03 * float(known["age"])) * rng.uniform(0.85, 1.25)


def _bun(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """Of kidneys that were ill before as well, more than the disease makes it."""
    if not known.get("renal_disease"):
        return None
    return along("bun", disease, severity, rng, (8, 20)) + rng.uniform(14, 32)


def _gradient(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """By the alveolar gas equation of 760 mmHg: 7.13 × FiO2 in % - PaCO2 / 0.8 is the tension in the lungs."""
    if not {"fio2", "pao2"} <= known.keys():
        return None
    carbon_dioxide = along("paco2", disease, severity, rng, usual_of(PACO2))
    return float(7.13 * known["fio2"] - carbon_dioxide / 0.8 - known["pao2"])


def _carbon_dioxide(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """What the gradient that was drawn leaves for it."""
    if not {"fio2", "pao2", "aa_gradient"} <= known.keys():
        return None
    return 0.8 * float(7.13 * known["fio2"] - known["pao2"] - known["aa_gradient"])


def _cholesterol(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    if not {"hdl", "triglycerides"} <= known.keys():
        return None
    return _driver("ldl", disease, severity, rng) + float(known["hdl"] + known["triglycerides"] / 5)


def _height(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    mean, deviation = HEIGHTS[known["sex"]]
    return rng.gauss(mean, deviation) if known["age"] >= ADULT else None


def _weight(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """By the height and the BMI; of a child by its age (APLS: 2 × (age + 4) kg up to five years, 3 × age + 7 after)."""
    age = float(known["age"])
    if age < ADULT:
        expected = 4 + 6 * age if age < 1 else 2 * (age + 4) if age <= 5 else 3 * age + 7
        return expected * rng.uniform(0.85, 1.15)
    height = known.get("height") or _height(disease, severity, known, rng) or 0.0
    return _driver("bmi", disease, severity, rng) * (height / 100) ** 2


def _steroid(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    """A usual dose of prednisone, as the steroid that is taken; the disease's dose is in mg of prednisone."""
    low, high = disease.measures.get("dose", (PREDNISONE[0], PREDNISONE[-1]))[:2]
    usual = [dose for dose in PREDNISONE if low <= dose <= high]
    return rng.choice(usual) * EQUIVALENT[known["steroid"]] / EQUIVALENT["oral prednisone"]


def _age(disease: Disease, severity: float, known: Known, rng: random.Random) -> float | None:
    youngest, usual, oldest = disease.age
    return rng.triangular(youngest, oldest, usual)


_DRIVEN: dict[str, Callable[[Disease, float, Known, random.Random], float | None]] = {
    AGE.name: _age,
    "height": _height,
    "weight": _weight,
    "diastolic": _diastolic,
    "hematocrit": _hematocrit,
    "hemoglobin": _hemoglobin,
    "chloride": _chloride,
    "qt": _qt,
    "ph": _ph,
    "pao2": _pao2,
    "oxygen_saturation": _saturation,
    "creatinine": _creatinine,
    "bun": _bun,
    "aa_gradient": _gradient,
    "paco2": _carbon_dioxide,
    "total_cholesterol": _cholesterol,
    "dose": _steroid,
}
