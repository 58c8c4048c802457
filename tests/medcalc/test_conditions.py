"""A cut in either unit: a value in µmol/L is judged by the source's band in µmol/L."""

import random
from typing import Any

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.conditions import AtLeast, ByUnit, cuts_in, holds, inputs_of, readings
from ehrmind.medcalc.measures import CREATININE
from ehrmind.medcalc.notes import NoteSettings, Units
from ehrmind.medcalc.notes.patient import draw_patient

FROM_1_2 = ByUnit(AtLeast(CREATININE, 1.2), AtLeast(CREATININE, 110))


@pytest.mark.parametrize(
    ("values", "true", "said"),
    [
        ({"creatinine": 1.2}, True, "1.2"),
        ({"creatinine": 1.19}, False, "1.19"),
        ({"creatinine": 1.233, "creatinine [µmol/L]": 109}, False, "109 µmol/L"),
        ({"creatinine": 1.244, "creatinine [µmol/L]": 110}, True, "110 µmol/L"),
        ({}, False, "not stated"),
    ],
)
def test_each_value_is_judged_by_the_unit_it_is_written_in(values: dict[str, float], true: bool, said: str) -> None:
    assert holds(FROM_1_2, values) is true
    assert [told for _, told in readings(FROM_1_2, values)] == [said]


def test_a_cut_in_two_units_names_both_and_one_input() -> None:
    assert cuts_in(FROM_1_2) == (("creatinine", 1.2), ("creatinine [µmol/L]", 110))
    assert inputs_of(FROM_1_2) == (CREATININE,)


# Vincent 1996, table 3: bilirubin < 20, 20-32, 33-101, 102-204, > 204; creatinine < 110, 110-170, 171-299, 300-440, > 440
SOFA = [
    *(("creatinine", mol, points) for mol, points in ((109, 0), (110, 1), (170, 1), (171, 2), (299, 2), (300, 3))),
    *(("creatinine", mol, points) for mol, points in ((440, 3), (441, 4))),
    *(("bilirubin", mol, points) for mol, points in ((19, 0), (20, 1), (32, 1), (33, 2), (101, 2), (102, 3))),
    *(("bilirubin", mol, points) for mol, points in ((204, 3), (205, 4))),
]


@pytest.mark.parametrize(("name", "moles", "points"), SOFA)
def test_sofa_in_moles(name: str, moles: float, points: int) -> None:
    work = CALCULATORS[43].work({name: 0, f"{name} [µmol/L]": moles})
    assert work.answer == str(points)
    assert f"{moles} µmol/L" in work.text


@pytest.mark.parametrize(("moles", "points"), [(177, 0), (178, 1)])
def test_cardiac_risk_in_moles(moles: float, points: int) -> None:
    values = {"creatinine": moles / 88.4, "creatinine [µmol/L]": moles}
    assert CALCULATORS[17].work(values).answer == str(points)


@pytest.mark.parametrize(
    ("name", "usual", "other", "points"),
    [
        ("bun", 30.5, 10.9, 0),
        ("bun", 30.8, 11.0, 20),
        ("glucose", 251, 13.9, 0),
        ("glucose", 252, 14.0, 10),
        ("bun", 30, None, 20),
        ("glucose", 250, None, 10),
    ],
)
def test_pneumonia_in_moles(name: str, usual: float, other: float | None, points: int) -> None:
    values: dict[str, Any] = {"age": 50, "sex": "male", name: usual, f"{name} [mmol/L]": other}
    assert CALCULATORS[29].work(values).answer == str(50 + points)


def test_a_note_in_the_other_units_holds_what_it_writes() -> None:
    for seed in range(50):
        patient = draw_patient(CALCULATORS[43], NoteSettings(units=Units.other), random.Random(seed))
        assert str(patient.values["creatinine [µmol/L]"]).removesuffix(".0") == patient.written["creatinine"].number
        patient = draw_patient(CALCULATORS[43], NoteSettings(), random.Random(seed))
        assert not any("[" in name for name in patient.values)
