"""Values of one body: what follows from what, held against published tables."""

import random
import re
from collections.abc import Mapping
from typing import Any

import pytest

from ehrmind.medcalc.calculators import EVERY
from ehrmind.medcalc.diseases import DISEASES
from ehrmind.medcalc.forms import Measure
from ehrmind.medcalc.measures import ARTERIAL_PH, BUN, CHLORIDE, CREATININE
from ehrmind.medcalc.notes import NoteSettings, write_case
from ehrmind.medcalc.notes.boundaries import boundary
from ehrmind.medcalc.notes.chemistry import impossible
from ehrmind.medcalc.notes.physiology import compensated, measured, saturation_at, tension_at
from ehrmind.medcalc.scoring import NOT_ENOUGH

LEAVING_OUT = NoteSettings(unanswerable=1.0)


def of(name: str, item: Measure, known: Mapping[str, Any]) -> float:
    disease = next(disease for disease in DISEASES if disease.name == name)
    return measured(item, disease, 0.5, {"age": 50, "sex": "female", **known}, random.Random(0))


@pytest.mark.parametrize(
    ("bicarbonate", "paco2", "ph"), [(24, 40, 7.39), (12, 30, 7.22), (30, 60, 7.32), (8, 20, 7.22)]
)
def test_a_ph_follows_from_carbon_dioxide_and_bicarbonate(bicarbonate: float, paco2: float, ph: float) -> None:
    """By [H+] = 24 × PaCO2 / bicarbonate, worked out by hand: 24 × 30 / 12 = 60 nmol/L, pH 7.22."""
    found = of("diabetic ketoacidosis", ARTERIAL_PH, {"bicarbonate": bicarbonate, "paco2": paco2})
    assert found == pytest.approx(ph, abs=0.015)


def test_compensation_is_winters_and_goes_up_in_alkalosis() -> None:
    assert compensated(12) == 26
    assert compensated(34) == pytest.approx(47)


@pytest.mark.parametrize(("tension", "saturation"), [(27, 50), (40, 75), (60, 91), (80, 96), (100, 97.5)])
def test_saturation_and_tension_lie_on_the_dissociation_curve(tension: float, saturation: float) -> None:
    """Round numbers that textbooks give of the standard curve."""
    assert saturation_at(tension) == pytest.approx(saturation, abs=1.2)
    assert tension_at(saturation_at(min(tension, 90))) == pytest.approx(min(tension, 90), abs=0.1)


def test_chloride_follows_a_high_sodium_though_the_bicarbonate_is_not_told() -> None:
    assert of("diabetes insipidus", CHLORIDE, {"sodium": 160}) > 118


def test_kidneys_that_were_ill_before_show_it_in_the_urea() -> None:
    ill, well = (of("influenza with secondary pneumonia", BUN, {"renal_disease": had}) for had in (True, False))
    assert ill > well + 10


def test_a_small_child_has_the_creatinine_of_one() -> None:
    assert 0.2 < of("bronchiolitis", CREATININE, {"age": 2}) < 0.5
    assert of("bronchiolitis", CREATININE, {"age": 20}) >= 0.6


def test_values_that_no_body_has_are_found() -> None:
    bad = (
        "Labs: pH 7.28, PaCO2 34 mmHg, bicarbonate 23 mEq/L.",
        "Na: 163 mEq/L\nchloride: 80 mEq/L\nHCO3: 26 mEq/L",
        "Obs: SpO2 (room air) 84%. Labs: arterial oxygen tension 13.3 kPa.",
    )
    good = "Labs: pH 7.41, PaCO2 5.1 kPa, HCO3 24 mEq/L, Na 140 mEq/L, Cl 104 mEq/L, PaO2 85 mmHg. Obs: SpO2 96%."
    assert all(list(impossible(text)) for text in bad)
    assert not list(impossible(good))


def test_a_bicarbonate_that_is_left_out_cannot_be_worked_out() -> None:
    left_out = 0
    for number in (39, 63, 64, 65, 131):
        for index in range(20):
            case = write_case(EVERY[number], 5, "train", index, LEAVING_OUT)
            if case.answer == NOT_ENOUGH and case.work.text.endswith("give the bicarbonate."):
                left_out += 1
                assert not re.search(r"\bpH:? \d", case.note), case.note
    assert left_out > 15


def test_nobody_is_put_on_an_age_that_the_disease_does_not_have() -> None:
    child = next(disease for disease in DISEASES if disease.name == "hypernatremic dehydration of a child")
    rng = random.Random(0)
    assert not any(boundary(EVERY[38], child, rng).name == "age" for _ in range(500))
