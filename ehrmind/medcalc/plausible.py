"""What a living patient can have: the lowest and highest survivable value of every number that published rows hold.

    check("white_cells", 6.37e-09, "×10⁹/L")   [6370, 'm^3'] of a row, written for 6370 per mm³
    -> Implausible: white_cells = 6.37e-09 ×10⁹/L is outside 0.05 to 1000

A bound is no reference range: it is wider than the extremes of case reports, so that what lies outside is a misread
unit, power of ten or decimal point, and not a very ill patient. Each is in the unit of its input, which a test holds.
Nothing is guessed from such a value; the row is named and not computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass


class Implausible(ValueError):
    """A value that no living patient has; the message names it and its bounds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lowest and highest plausible value, inclusive, in this unit."""

    low: float
    high: float
    unit: str


_PATIENT = {
    "age": Bounds(0, 120, "years"),
    "weight": Bounds(0.2, 650, "kg"),  # from a newborn of 23 weeks on
    "height": Bounds(20, 275, "cm"),
    "bmi": Bounds(7, 210, "kg/m²"),
    "target_bmi": Bounds(7, 210, "kg/m²"),
    "cycle_length": Bounds(15, 90, "days"),
    "alcohol": Bounds(0, 300, ""),  # drinks a week
}
_VITALS = {
    "systolic": Bounds(30, 320, "mmHg"),
    "diastolic": Bounds(10, 220, "mmHg"),
    "heart_rate": Bounds(15, 350, "beats/min"),  # supraventricular tachycardia of a newborn
    "respiratory_rate": Bounds(3, 120, "breaths/min"),
    "temperature": Bounds(13, 46.5, "°C"),  # accidental hypothermia, heat stroke
    "oxygen_saturation": Bounds(20, 100, "%"),
    "gcs": Bounds(3, 15, "points"),
    "urine_output": Bounds(0, 25_000, "mL/day"),  # diabetes insipidus
    "qt": Bounds(150, 900, "ms"),
}
_GASES = {
    "ph": Bounds(6.4, 8.0, ""),
    "pao2": Bounds(10, 700, "mmHg"),
    "paco2": Bounds(5, 250, "mmHg"),
    "fio2": Bounds(21, 100, "%"),
    "aa_gradient": Bounds(-20, 700, "mmHg"),
}
_CHEMISTRY = {
    "sodium": Bounds(85, 210, "mEq/L"),
    "potassium": Bounds(0.9, 14, "mEq/L"),
    "chloride": Bounds(50, 160, "mEq/L"),
    "bicarbonate": Bounds(1, 75, "mEq/L"),
    "urine_sodium": Bounds(0, 400, "mEq/L"),
    "creatinine": Bounds(0.1, 50, "mg/dL"),
    "urine_creatinine": Bounds(1, 800, "mg/dL"),
    "bun": Bounds(1, 350, "mg/dL"),
    "glucose": Bounds(10, 2700, "mg/dL"),
    "calcium": Bounds(4, 25, "mg/dL"),  # of total calcium: 3.18 mg/dL is an ionized one
    "bilirubin": Bounds(0.05, 90, "mg/dL"),
    "albumin": Bounds(0.6, 8, "g/dL"),
    "ast": Bounds(1, 30_000, "U/L"),
    "alt": Bounds(1, 30_000, "U/L"),
    "total_cholesterol": Bounds(20, 2000, "mg/dL"),
    "hdl": Bounds(3, 200, "mg/dL"),
    "triglycerides": Bounds(10, 35_000, "mg/dL"),
    "insulin": Bounds(0.1, 5000, "µIU/mL"),
}
_BLOOD = {
    "hemoglobin": Bounds(1.5, 28, "g/dL"),
    "hematocrit": Bounds(5, 80, "%"),
    "platelets": Bounds(0.5, 5000, "×10⁹/L"),
    "white_cells": Bounds(0.05, 1000, "×10⁹/L"),  # aplasia, leukemia
    "bands": Bounds(0, 100, "%"),
    "inr": Bounds(0.5, 30, ""),
}
_DOSES = {  # a single dose, or the rate of an infusion
    "dose": Bounds(0.01, 10_000, "mg"),  # of a steroid
    "dopamine": Bounds(0, 100, "mcg/kg/min"),
    "dobutamine": Bounds(0, 100, "mcg/kg/min"),
    "epinephrine": Bounds(0, 10, "mcg/kg/min"),
    "norepinephrine": Bounds(0, 10, "mcg/kg/min"),
    "buccal_fentanyl": Bounds(0, 5000, "µg"),
    "fentanyl_patch": Bounds(0, 1000, "µg/h"),
    "codeine": Bounds(0, 1000, "mg"),
    "hydrocodone": Bounds(0, 1000, "mg"),
    "hydromorphone": Bounds(0, 1000, "mg"),
    "methadone": Bounds(0, 1000, "mg"),
    "morphine": Bounds(0, 2000, "mg"),
    "oxycodone": Bounds(0, 1000, "mg"),
    "oxymorphone": Bounds(0, 1000, "mg"),
    "tapentadol": Bounds(0, 1000, "mg"),
    "tramadol": Bounds(0, 1000, "mg"),
}
BOUNDS: Mapping[str, Bounds] = _PATIENT | _VITALS | _GASES | _CHEMISTRY | _BLOOD | _DOSES

TIMES_A_DAY = Bounds(0, 48, "")


def check(name: str, value: float, unit: str) -> None:
    """Nothing where a value is plausible, or its input has no bounds here. Raises Implausible."""
    bounds = BOUNDS.get(name)
    if bounds is not None:
        within(bounds, name, value, unit)


def within(bounds: Bounds, name: str, value: float, unit: str) -> None:
    """Nothing where a value lies in these bounds. Raises Implausible."""
    if not bounds.low <= value <= bounds.high:
        shown = f"{value:.4g} {unit}".strip()
        raise Implausible(f"{name} = {shown} is outside {bounds.low:g} to {bounds.high:g}")
