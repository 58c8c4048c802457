"""Bounds on published values: every number of the 55 calculators has its own, and what lies outside is never computed."""

from typing import Any

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.entities import read_known, read_values
from ehrmind.medcalc.forms import Dose, Measure
from ehrmind.medcalc.plausible import BOUNDS, Implausible, check

NUMBERS = [(calculator, item) for calculator in CALCULATORS.values() for item in calculator.inputs]
MEASURES = [(calculator, item) for calculator, item in NUMBERS if isinstance(item, Measure)]
DOSES = [(calculator, item) for calculator, item in NUMBERS if isinstance(item, Dose)]


@pytest.mark.parametrize(("calculator", "item"), MEASURES + DOSES, ids=lambda value: str(getattr(value, "name", "")))
def test_every_published_number_has_bounds_in_its_own_unit(calculator: Any, item: Measure | Dose) -> None:
    if not item.entities:
        return  # no published row holds it
    bounds = BOUNDS[item.name]
    assert bounds.unit == item.unit
    lowest, highest = (item.low, item.high) if isinstance(item, Measure) else (item.amounts[0], item.amounts[-1])
    assert bounds.low <= lowest <= highest <= bounds.high, "what our notes draw is survivable"
    assert bounds.high > bounds.low


@pytest.mark.parametrize(
    ("calculator", "entity", "value"),
    [
        (51, "White blood cell count", [6370.0, "m^3"]),
        (51, "White blood cell count", [4.1, "µL"]),
        (51, "White blood cell count", [11.1, "L"]),
        (19, "Platelet count", [398_000_000.0, "L"]),
        (19, "Platelet count", [250_000.0, "10^9/L"]),
        (3, "creatinine", [78.0, "mmol/L"]),
        (3, "creatinine", [78.0, "mg/dL"]),
        (7, "Albumin", [4.2, "g/L"]),
        (7, "Albumin", [40.0, "g/dL"]),
        (7, "Calcium", [2.4, "mg/dL"]),
        (26, "Glucose", [6.1, "mg/dL"]),
        (26, "Glucose", [61.0, "g/dL"]),
        (44, "Total cholesterol", [4.5, "mg/dL"]),
        (44, "Triglycerides", [1.4, "mg/dL"]),
        (44, "high-density lipoprotein cholesterol", [1.2, "mg/dL"]),
        (39, "Sodium", [137.0, "mg/dL"]),
        (39, "Bicarbonate", [24.0, "µmol/L"]),
        (20, "Temperature", [98.6, "degrees celsius"]),
        (20, "Temperature", [37.0, "degrees fahrenheit"]),
        (28, "Hematocrit", [0.42, "%"]),
        (28, "FiO₂", [0.4, "%"]),
        (28, "pH", 74.0),
        (43, "norEPINEPHrine", [27.0, "mcg/kg/min"]),
        (48, "Heart Rate or Pulse", [7590.0, "beats per minute"]),
        (49, "Morphine Dose", [30_000, "mg"]),
        (49, "Morphine Dose Per Day", [1000, "per day"]),
        (6, "height", [1.75, "cm"]),
        (6, "weight", [70.0, "g"]),
        (6, "weight", [7000.0, "kg"]),
        (56, "QT Interval", [0.4, "msec"]),
        (4, "age", [230, "years"]),
        (4, "age", [-1, "years"]),
    ],
)
def test_a_misread_unit_or_power_is_named_and_not_read(calculator: int, entity: str, value: Any) -> None:
    entities = {"Morphine Dose": [30, "mg"], "Morphine Dose Per Day": [2, "per day"], entity: value}
    values, problems = read_known(CALCULATORS[calculator], entities)
    (problem,) = problems
    assert isinstance(problem, Implausible)
    assert entity in str(problem)
    assert "is outside" in str(problem)
    (name,) = [item.name for item in CALCULATORS[calculator].inputs if entity in getattr(item, "entities", ())]
    assert name not in values
    with pytest.raises(Implausible):
        read_values(CALCULATORS[calculator], entities)


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("weight", 0.268, "kg"),
        ("sodium", 101, "mEq/L"),
        ("creatinine", 24.9, "mg/dL"),
        ("glucose", 1240, "mg/dL"),
        ("calcium", 17.95, "mg/dL"),
        ("bicarbonate", 1, "mEq/L"),
        ("ph", 6.6, ""),
        ("hdl", 5, "mg/dL"),
        ("white_cells", 0.1, "×10⁹/L"),
        ("platelets", 1, "×10⁹/L"),
        ("bilirubin", 48, "mg/dL"),
        ("temperature", 13.7, "°C"),
        ("age", 0.07, "years"),
        ("gcs", 3, "points"),
        ("something else", 1e9, "hugs"),
    ],
)
def test_survived_extremes_are_plausible(name: str, value: float, unit: str) -> None:
    check(name, value, unit)


def test_a_number_that_is_none_is_outside_of_every_bound() -> None:
    for value in (float("nan"), float("inf"), -float("inf")):
        with pytest.raises(Implausible):
            check("sodium", value, "mEq/L")
