"""Units: known conversions of clinical chemistry, exact cuts, and what does not convert."""

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Measure
from ehrmind.medcalc.units import UnknownUnit, convert

# From the conversion tables of the AMA Manual of Style (11th ed., table 17.5-1), to their printed precision.
KNOWN = [
    (1, "mg/dL", "µmol/L", "creatinine", 88.4),
    (1, "mg/dL", "mmol/L", "glucose", 0.0555),
    (1, "mg/dL", "mmol/L", "urea_nitrogen", 0.357),
    (1, "mg/dL", "µmol/L", "bilirubin", 17.104),
    (1, "mg/dL", "mmol/L", "calcium", 0.25),
    (1, "mg/dL", "mmol/L", "cholesterol", 0.0259),
    (1, "mg/dL", "mmol/L", "triglycerides", 0.0113),
    (1, "mEq/L", "mmol/L", "sodium", 1),
    (2, "mEq/L", "mmol/L", "calcium", 1),
    (1, "g/dL", "g/L", "albumin", 10),
    (1, "µIU/mL", "pmol/L", "insulin", 6.0),
    (1, "kPa", "mmHg", "", 7.50),
    (1, "lb", "kg", "", 0.454),
    (1, "in", "cm", "", 2.54),
    (165000, "µL", "×10⁹/L", "", 165),
    (14, "months", "years", "", 14 / 12),
    (1, "µkat/L", "U/L", "", 60),
    (2, "m", "cm", "", 200),
]


@pytest.mark.parametrize(("value", "source", "target", "analyte", "expected"), KNOWN)
def test_known_factors(value: float, source: str, target: str, analyte: str, expected: float) -> None:
    assert convert(value, source, target, analyte) == pytest.approx(expected, rel=5e-3)


# As published rows, notes and laboratories write them.
SPELLED = [
    ("×10⁹/L", "", ("10^9/L", "x10^9/L", "×10^9/L", "10*9/L", "10e9/L", "10^3/µL", "K/uL", "×10³/µL", "k/μL"), 1.0),
    ("×10⁹/L", "", ("µL", "μL", "uL", "/µL", "cells/µL", "mm^3", "mm³", "/mm3", "cells/mm3"), 0.001),
    ("×10⁹/L", "", ("mL", "cm^3"), 1e-6),
    ("×10⁹/L", "", ("L", "/L"), 1e-9),
    ("×10⁹/L", "", ("m^3", "m³"), 1e-12),
    ("mEq/L", "sodium", ("mEq/l", "meq/L", "MEQ/L", "mmol/l", "mEq / L"), 1.0),
    ("mg/dL", "creatinine", ("µmol/L", "μmol/L", "umol/L", "µmol/l"), 0.011312),
    ("mg/dL", "creatinine", ("mg/dl", "MG/DL", "mg%", "mg/dL."), 1.0),
    ("g/dL", "albumin", ("g/dl", "gm/dL"), 1.0),
    ("kg", "", ("Kg", "kgs", "kilograms"), 1.0),
    ("cm", "", ("Cm", "centimeters"), 1.0),
    ("%", "", ("percent", "percentage"), 1.0),
    ("%", "", ("", "fraction"), 100.0),
    ("years", "", ("year", "yrs", "years old"), 1.0),
    ("µIU/mL", "insulin", ("uIU/mL", "μIU/mL", "mIU/L", "mU/L", "µU/mL"), 1.0),
    ("beats/min", "", ("bpm", "beats per minute", "beats/minute"), 1.0),
]


@pytest.mark.parametrize(("target", "analyte", "spellings", "factor"), SPELLED)
def test_a_unit_is_known_by_all_its_spellings(
    target: str, analyte: str, spellings: tuple[str, ...], factor: float
) -> None:
    for source in spellings:
        assert convert(1, source, target, analyte) == pytest.approx(factor), source


def test_temperatures_are_known_by_all_their_spellings() -> None:
    for source in ("°F", "F", "degrees F", "Fahrenheit", "degrees fahreinheit", "deg f"):
        assert convert(100.4, source, "°C") == 38, source
    for source in ("C", "℃", "celsius", "degree celcius", "degrees celsisus", "Degrees Celsius"):
        assert convert(38, source, "°C") == 38, source


@pytest.mark.parametrize(
    ("fahrenheit", "celsius"), [(32, 0), (98.6, 37), (100.4, 38), (96.8, 36), (212, 100), (-40, -40)]
)
def test_temperatures_are_exact_at_the_cuts_of_scores(fahrenheit: float, celsius: float) -> None:
    assert convert(fahrenheit, "°F", "°C") == celsius
    assert convert(fahrenheit, "degrees fahreinheit", "degrees celsius") == celsius
    assert convert(celsius, "°C", "°F") == fahrenheit


@pytest.mark.parametrize(
    ("source", "target", "analyte"),
    [("kg", "mmHg", ""), ("g/dL", "mmol/L", "albumin"), ("hugs", "kg", ""), ("°C", "kg", "")],
)
def test_what_does_not_convert_is_refused_by_name(source: str, target: str, analyte: str) -> None:
    with pytest.raises(UnknownUnit, match=f"'{source}' does not convert to '{target}'"):
        convert(1, source, target, analyte)


def test_every_measure_converts_to_its_other_unit_and_back() -> None:
    for calculator in CALCULATORS.values():
        for item in calculator.inputs:
            if isinstance(item, Measure) and item.other_unit:
                for value in (item.low, item.high):
                    there = convert(value, item.unit, item.other_unit, item.analyte)
                    assert convert(there, item.other_unit, item.unit, item.analyte) == pytest.approx(value)
                    assert round(there, item.other_decimals) != 0, "the note must not round the value away"


def test_the_unit_system_of_a_note_does_not_change_a_calculation() -> None:
    """Every calculator gives the same answer for values that went through the other unit and back."""
    import random

    from ehrmind.medcalc.notes import NoteSettings
    from ehrmind.medcalc.notes.patient import draw_patient

    for calculator in CALCULATORS.values():
        values = draw_patient(calculator, NoteSettings(), random.Random(1)).values
        back = dict(values)
        for item in calculator.inputs:
            if isinstance(item, Measure) and item.other_unit:
                there = convert(values[item.name], item.unit, item.other_unit, item.analyte)
                back[item.name] = round(convert(there, item.other_unit, item.unit, item.analyte), 6)
        assert calculator.solve(back).answer == calculator.solve(values).answer
