"""Corrected sodium, HOMA-IR and free water deficit against their sources and the benchmark's code."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.medcalc.calculators import labs_metabolic
from ehrmind.medcalc.entities import read_values

EVERY = {item.id: item for item in labs_metabolic.CALCULATORS}


def answer(number: int, **values: Any) -> float:
    return float(EVERY[number].solve(values).answer)


@pytest.mark.parametrize("sodium", [112, 136, 158])
@pytest.mark.parametrize("glucose", [64, 100, 350, 1010])
def test_corrected_sodium_against_the_benchmarks_code(sodium: float, glucose: float) -> None:
    medcalc = pytest.importorskip("medcalc.sch")
    theirs = medcalc.compute_sodium_correction_hyperglycemia_explanation(
        {"sodium": (sodium, "mEq/L"), "glucose": (glucose, "mg/dL")}
    )
    assert answer(26, sodium=sodium, glucose=glucose) == pytest.approx(theirs["Answer"], abs=0.0011)


def test_hilliers_factor() -> None:
    # Hillier 1999 (10.1016/S0002-9343(99)00055-8): 2.4 mEq/L for each 100 mg/dL
    assert answer(26, sodium=130, glucose=100) == 130
    assert answer(26, sodium=130, glucose=200) == 132.4


def test_insulin_resistance_of_the_normal_subject_is_one() -> None:
    # Matthews 1985 (10.1007/BF00280883): insulin 5 µU/mL with 4.5 mmol/L (81 mg/dL) of glucose is 1
    assert answer(31, insulin=5, glucose=81) == 1
    values = read_values(EVERY[31], {"Insulin": [5.0, "µIU/mL"], "Glucose": [4.5, "mmol/L"]})
    assert float(EVERY[31].solve(values).answer) == pytest.approx(1, abs=0.002)
    medcalc = pytest.importorskip("medcalc.homa_ir")
    theirs = medcalc.compute_homa_ir_explanation({"insulin": (26.0, "µIU/mL"), "glucose": (210.0, "mg/dL")})
    assert answer(31, insulin=26, glucose=210) == pytest.approx(theirs["Answer"])


def test_the_benchmark_multiplies_picomoles_of_insulin() -> None:
    # 1 µIU/mL is 6 pmol/L, so that 60 pmol/L are 10 µIU/mL; its program has 360
    medcalc = pytest.importorskip("medcalc.homa_ir")
    theirs = medcalc.compute_homa_ir_explanation({"insulin": (60.0, "pmol/L"), "glucose": (81.0, "mg/dL")})["Answer"]
    rounding, picomoles = EVERY[31].variants
    entities = {"Insulin": [60.0, "pmol/L"], "Glucose": [81.0, "mg/dL"]}
    assert picomoles.answer({}, entities) == pytest.approx(theirs) == 72
    assert picomoles.answer({}, entities | {"Insulin": [60.0, "µIU/mL"]}) is None
    assert picomoles.answer({}, {}) is None
    assert rounding.answer({"insulin": 10.0}, entities) is None


def test_the_variants_of_unit_rounding() -> None:
    # 6.4 mmol/L of glucose: 0.006 mol × 180.16 = 1.081 g, 108.1 mg/dL (it is 115.3)
    (rounding,) = EVERY[26].variants
    assert rounding.answer({}, {"Sodium": [130.0, "mEq/L"], "Glucose": [6.4, "mmol/L"]}) == pytest.approx(130.194)
    rounding = EVERY[31].variants[0]
    assert rounding.answer({"insulin": 40.5}, {"Glucose": [6.4, "mmol/L"]}) == pytest.approx(10.81)


FRACTIONS = [
    ("male", 17.9, 0.6),
    ("male", 18, 0.6),
    ("male", 19, 0.6),
    ("male", 64, 0.6),
    ("male", 65, 0.5),
    ("male", 66, 0.5),
    ("female", 17, 0.6),
    ("female", 18, 0.5),
    ("female", 19, 0.5),
    ("female", 64, 0.5),
    ("female", 65, 0.45),
    ("female", 66, 0.45),
]


@pytest.mark.parametrize(("sex", "age", "fraction"), FRACTIONS)
def test_body_water_at_and_beside_every_age(sex: str, age: float, fraction: float) -> None:
    # Adrogué and Madias 2000 (10.1056/NEJM200005183422006); at 154 mEq/L a tenth of the body water is missing
    assert answer(38, sex=sex, age=age, weight=70, sodium=154) == pytest.approx(7 * fraction)
    medcalc = pytest.importorskip("medcalc.free_water_deficit")
    theirs = medcalc.free_water_deficit_explanation(
        {"sex": sex.capitalize(), "age": (age, "years"), "weight": (70.0, "kg"), "sodium": (154.0, "mEq/L")}
    )
    assert theirs["Answer"] == pytest.approx(7 * fraction)


def test_a_woman_of_70_kg_with_154_lacks_three_and_a_half_liters() -> None:
    # worked example of nephrology.edublogs.org (2014): 70 kg, female, 154 mEq/L: 3.5 liters
    assert answer(38, sex="female", age=40, weight=70, sodium=154) == 3.5


@given(st.sampled_from(["male", "female"]), st.integers(1, 95), st.floats(3, 150), st.integers(105, 185))
def test_the_deficit_has_the_sign_of_the_excess_of_sodium(sex: str, age: int, weight: float, sodium: int) -> None:
    deficit = answer(38, sex=sex, age=age, weight=weight, sodium=sodium)
    assert deficit * (sodium - 140) >= 0
    assert abs(deficit) <= 0.6 * weight


def test_free_water_in_other_units() -> None:
    plain = {"sex": "Female", "age": [1, "years"], "weight": [9.0, "kg"], "Sodium": [154.0, "mmol/L"]}
    for change in (
        {"weight": [9000.0, "g"]},
        {"weight": [19.8416, "lbs"]},
        {"age": [14, "months"]},
        {"age": [20, "days"]},
    ):
        work = EVERY[38].solve(read_values(EVERY[38], plain | change))
        assert float(work.answer) == pytest.approx(0.54, abs=0.001)
