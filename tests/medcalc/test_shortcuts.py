"""Tolerances that a careful solver meets, and that no well-known wrong way does."""

import random
from typing import Any

import pytest

from ehrmind.medcalc import calculators
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import EXACT, PUBLISHED, Calculator, Kind, Measure, Shortcut, around
from ehrmind.medcalc.notes import NoteSettings, Units
from ehrmind.medcalc.notes.patient import draw_patient
from ehrmind.medcalc.shortcuts import reached_by_shortcut
from ehrmind.medcalc.units import convert

EVERY = list(calculators.EVERY.values())
DECIMAL = [item for item in EVERY if item.kind is Kind.DECIMAL]
IN_DISEASE = ("ascites_albumin", "egfr", "phenytoin")  # what is measured of nobody healthy
IN_POINTS = {8, 23}  # Wells' half points, MELD-Na
each = pytest.mark.parametrize("calculator", EVERY, ids=lambda item: str(item.id))


def drawn(calculator: Calculator, seeds: int, units: Units = Units.conventional) -> list[dict[str, Any]]:
    return [draw_patient(calculator, NoteSettings(units=units), random.Random(seed)).values for seed in range(seeds)]


@each
@pytest.mark.parametrize("units", [Units.conventional, Units.other])
def test_no_shortcut_reaches_a_drawn_patient(calculator: Calculator, units: Units) -> None:
    reached = [reached_by_shortcut(calculator, values) for values in drawn(calculator, 300, units)]
    assert reached == [""] * 300


@each
def test_every_shortcut_is_a_way_that_some_patients_allow(calculator: Calculator) -> None:
    patients = drawn(calculator, 200)
    for shortcut in calculator.shortcuts:
        assert any(shortcut.answer(values) is not None for values in patients), shortcut.name


# Worked by hand: values, the shortcut that is near enough to be paid, and values beside them that are not.
REACHED = [
    (26, {"sodium": 138, "glucose": 115}, "not corrected", {"sodium": 138, "glucose": 240}),  # + 0.36; + 3.36
    (26, {"sodium": 138, "glucose": 150}, "Katz's factor", {"sodium": 138, "glucose": 170}),  # 1.2 and 0.8; 1.68, 1.12
    (7, {"calcium": 9.0, "albumin": 3.9}, "not corrected", {"calcium": 9.0, "albumin": 3.8}),  # + 0.08; + 0.16
    (
        *(23, {"creatinine": 4.0, "bilirubin": 1.0, "inr": 1.0, "sodium": 137}, "without sodium"),  # 20 and 20
        {"creatinine": 4.0, "bilirubin": 1.0, "inr": 1.0, "sodium": 130},  # 25 and 20
    ),
    (
        *(65, {"sodium": 140, "chloride": 104, "bicarbonate": 20, "albumin": 3.8}, "plain anion gap"),  # 16.5, 16
        {"sodium": 140, "chloride": 104, "bicarbonate": 20, "albumin": 3.7},  # 16.75, 16
    ),
    (56, {"qt": 400, "heart_rate": 62}, "Framingham", {"qt": 400, "heart_rate": 90}),  # 404.4, 405.0; 457.9, 451.3
]


@pytest.mark.parametrize(("number", "near", "name", "far"), REACHED, ids=lambda item: str(item)[:20])
def test_what_is_reached_by_hand(number: int, near: dict[str, Any], name: str, far: dict[str, Any]) -> None:
    shortcuts = [item for item in CALCULATORS[number].shortcuts if item.name == name]
    assert _reached(CALCULATORS[number], shortcuts, near) == name
    assert _reached(CALCULATORS[number], shortcuts, far) == ""


def _reached(calculator: Calculator, shortcuts: list[Shortcut], values: dict[str, Any]) -> str:
    import dataclasses

    return reached_by_shortcut(dataclasses.replace(calculator, shortcuts=tuple(shortcuts)), values)


@pytest.mark.parametrize("calculator", DECIMAL, ids=lambda item: str(item.id))
def test_every_decimal_has_its_own_tolerance(calculator: Calculator) -> None:
    assert (calculator.tolerance == EXACT) is (calculator.id in IN_POINTS)
    assert calculator.tolerance != PUBLISHED


@pytest.mark.parametrize("calculator", [c for c in DECIMAL if c.id not in IN_POINTS], ids=lambda item: str(item.id))
def test_a_careful_solver_is_right(calculator: Calculator) -> None:
    """What is converted may be rounded to three digits; kilograms and centimeters to four."""
    for values in drawn(calculator, 200, Units.other):
        rounded = {**values}
        for item in calculator.inputs:
            if isinstance(item, Measure) and item.other_unit:
                rounded[item.name] = float(f"{values[item.name]:.{4 if item.place == 'body' else 3}g}")
        low, high = calculator.limits(calculator.solve(values).answer)
        assert float(low) <= float(calculator.solve(rounded).answer) <= float(high), (values, rounded)


@pytest.mark.parametrize(
    ("number", "answer", "low", "high"),
    [
        (26, "140", "139.5", "140.5"),
        (40, "0.0086", "0.0036", "0.0136"),  # percent, to two decimals
        (40, "1", "0.98", "1.02"),
        (23, "20", "19.9995", "20.0005"),
        (8, "4.5", "4.4995", "4.5005"),
        (19, "0.5", "0.49", "0.51"),
        (19, "10", "9.9", "10.1"),
        (64, "-2", "-2.05", "-1.95"),
    ],
)
def test_limits_by_hand(number: int, answer: str, low: str, high: str) -> None:
    assert CALCULATORS[number].limits(answer) == (low, high)


@pytest.mark.parametrize(
    ("answer", "low", "high"),
    [
        ("14", "13.3", "14.7"),
        ("-2", "-2.1", "-1.9"),
        ("0.0086", "0.00817", "0.00903"),
        ("0.012", "0.0114", "0.0126"),
        ("0.004", "0.0035", "0.0045"),  # half a unit of the third decimal, to which it is rounded
        ("0.0004", "0.00035", "0.00045"),
        ("0", "-0.0005", "0.0005"),
    ],
)
def test_the_published_rule_is_five_percent_or_the_rounding(answer: str, low: str, high: str) -> None:
    assert around(answer) == (low, high)


@each
def test_cuts_lie_in_the_range_of_a_measured_input(calculator: Calculator) -> None:
    measured = [item for item in calculator.inputs if isinstance(item, Measure)]
    ranges = {item.name: (item.low, item.high) for item in measured} | {
        item.other_name: tuple(convert(end, item.unit, item.other_unit, item.analyte) for end in (item.low, item.high))
        for item in measured
        if item.other_unit
    }
    for name, cuts in calculator.cuts.items():
        assert list(cuts) == sorted(set(cuts))
        assert all(ranges[name][0] <= cut <= ranges[name][1] for cut in cuts), (name, cuts)


@pytest.mark.parametrize(
    ("number", "cuts"),
    [
        (4, {"age": (65, 75)}),
        (
            45,
            {"bun": (19.61,), "respiratory_rate": (30,), "systolic": (90,), "diastolic": (60,), "age": (65,)},
        ),
        (15, {"bilirubin": (2, 3), "albumin": (2.8, 3.5), "inr": (1.7, 2.3)}),
        (23, {"creatinine": (1, 4), "bilirubin": (1,), "inr": (1,), "sodium": (125, 137)}),
        (18, {"age": (45, 65)}),
        (22, {"weight": (10, 20)}),
        (17, {"creatinine": (2,), "creatinine [µmol/L]": (177,)}),
        (39, {}),
    ],
)
def test_cuts_by_hand(number: int, cuts: dict[str, tuple[float, ...]]) -> None:
    assert CALCULATORS[number].cuts == cuts


@each
def test_a_score_changes_at_each_cut(calculator: Calculator) -> None:
    """Just beside a cut some patient's steps differ: a cut that nothing looks at is none."""
    measured = {item.name: item for item in calculator.inputs if isinstance(item, Measure)}
    patients = drawn(calculator, 60) if calculator.points else []
    for name, cuts in calculator.cuts.items() if patients else ():
        step = 10.0 ** -measured[name].decimals if name in measured else 1
        for cut in cuts:
            said = [
                {calculator.solve({**values, name: value}).answer for value in (cut - step, cut, cut + step)}
                for values in patients
            ]
            assert any(len(answers) > 1 for answers in said), (name, cut)


@each
def test_usual_values_are_within_the_range(calculator: Calculator) -> None:
    for item in calculator.inputs:
        if isinstance(item, Measure) and item.place in ("lab", "vital") and item.name not in IN_DISEASE:
            if calculator.id == 131:  # asks for the acidotic, who have no usual bicarbonate
                continue
            assert item.usual is not None, item.name
            assert item.low <= item.usual[0] <= item.usual[1] <= item.high, item.name
