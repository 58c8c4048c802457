"""Body size, fluids and QT intervals against medcalc (the benchmark's program), medimetry, and their sources."""

from itertools import product
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.medcalc.calculators import physical, qt_intervals
from ehrmind.medcalc.entities import read_values

EVERY = {item.id: item for item in physical.CALCULATORS + qt_intervals.CALCULATORS}
QT_IDS = (11, 56, 57, 58, 59)
HEIGHTS = (72.9, 110.0, 152.4, 161.8, 170.0, 198.0)
WEIGHTS = (6.2, 20.0, 54.0, 81.5, 138.0)
heights, weights = st.floats(60, 210), st.floats(3, 200)
rates, intervals = st.floats(30, 200), st.floats(200, 600)


def answer(number: int, **values: Any) -> float:
    return float(EVERY[number].solve(values).answer)


def test_the_ids() -> None:
    assert sorted(EVERY) == [5, 6, 10, 11, 22, 56, 57, 58, 59, 60, 61, 62]


@pytest.mark.parametrize(
    ("number", "values", "expected"),
    [
        (5, {"systolic": 120, "diastolic": 80}, 93.333),
        (6, {"height": 180, "weight": 81.0}, 25),
        # Pai and Paloucek 2000: Devine gives 50 and 45.5 kg at 5 feet, and 2.3 kg an inch
        (10, {"sex": "male", "height": 152.4}, 50),
        (10, {"sex": "female", "height": 152.4}, 45.5),
        (10, {"sex": "male", "height": 182.88}, 77.6),
        (10, {"sex": "female", "height": 147.32}, 40.9),
        (62, {"sex": "male", "height": 152.4, "weight": 100}, 70),
        (62, {"sex": "female", "height": 152.4, "weight": 40.5}, 43.5),
        (61, {"height": 200, "target_bmi": 22.5}, 90),
        # Mosteller 1987: height × weight = 3600 gives 1 m²
        (60, {"height": 120, "weight": 30}, 1),
        (60, {"height": 160, "weight": 90}, 2),
        (22, {"weight": 9.9}, 39.6),
        (22, {"weight": 10}, 40),
        (22, {"weight": 10.1}, 40.2),
        (22, {"weight": 19.9}, 59.8),
        (22, {"weight": 20}, 60),
        (22, {"weight": 20.1}, 60.1),
        (22, {"weight": 70}, 110),
        (11, {"qt": 360, "heart_rate": 93.75}, 450),  # RR 0.64 s, root 0.8
        (56, {"qt": 400, "heart_rate": 60 / 0.512}, 500),  # RR 0.512 s, cube root 0.8
        (57, {"qt": 400, "heart_rate": 120}, 477),
        (58, {"qt": 400, "heart_rate": 80}, 435),
        (59, {"qt": 360, "heart_rate": 90}, 420),
    ],
)
def test_worked_by_hand(number: int, values: dict[str, Any], expected: float) -> None:
    assert answer(number, **values) == pytest.approx(expected, abs=0.0005)


def test_body_size_against_the_benchmarks_program() -> None:
    bmi = pytest.importorskip("medcalc.bmi_calculator")
    bsa = pytest.importorskip("medcalc.bsa_calculator")
    for height, weight in product(HEIGHTS, WEIGHTS):
        person = {"height": (height, "cm"), "weight": (weight, "kg")}
        ours = {"height": height, "weight": weight}
        # they round the height in m to three digits on the way
        assert answer(6, **ours) == pytest.approx(bmi.bmi_calculator_explanation(person)["Answer"], rel=2e-3)
        assert answer(60, **ours) == pytest.approx(bsa.bsa_calculator_explaination(person)["Answer"], abs=0.0011)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_weights_against_the_benchmarks_program(sex: str) -> None:
    ideal = pytest.importorskip("medcalc.ideal_body_weight")
    adjusted = pytest.importorskip("medcalc.adjusted_body_weight")
    bmi = pytest.importorskip("medcalc.bmi_calculator")  # medcalc.target_weight cannot be imported
    for height, weight in product(HEIGHTS[2:], WEIGHTS):
        person = {"sex": sex.capitalize(), "height": (height, "cm"), "weight": (weight, "kg")}
        ours = {"sex": sex, "height": height, "weight": weight}
        assert answer(10, **ours) == pytest.approx(ideal.ibw_explanation(person)["Answer"], abs=0.003)
        assert answer(62, **ours) == pytest.approx(adjusted.abw_explanation(person)["Answer"], abs=0.003)
        target = answer(61, height=height, target_bmi=22.4)
        theirs = bmi.bmi_calculator_explanation({"height": (height, "cm"), "weight": (target, "kg")})["Answer"]
        assert theirs == pytest.approx(22.4, rel=2e-3)


def test_pressure_and_fluids_against_the_benchmarks_program() -> None:
    mean = pytest.importorskip("medcalc.mean_arterial_pressure")
    fluids = pytest.importorskip("medcalc.maintenance_fluid_calc")
    for systolic, diastolic in product((81, 120, 203), (39, 60, 79)):
        theirs = mean.mean_arterial_pressure_explanation(
            {"sys_bp": (systolic, "mm Hg"), "dia_bp": (diastolic, "mm Hg")}
        )
        assert answer(5, systolic=systolic, diastolic=diastolic) == pytest.approx(theirs["Answer"], abs=0.001)
    for weight in (0.8, 9.99, 10.0, 10.01, 15.0, 19.99, 20.0, 20.01, 84.0):
        theirs = fluids.maintenance_fluid_explanation({"weight": (weight, "kg")})["Answer"]
        assert answer(22, weight=weight) == pytest.approx(theirs, abs=0.001)


def test_qt_against_the_benchmarks_program() -> None:
    names = {11: "bazett", 56: "fredericia", 57: "framingham", 58: "hodges", 59: "rautaharju"}
    for number, name in names.items():
        module = pytest.importorskip(f"medcalc.qt_calculator_{name}")
        program = getattr(module, f"{name}_calculator_explanation")
        for rate, qt in product((44, 60, 77, 113, 178), (280, 330, 505)):
            theirs = program({"heart_rate": (rate, "beats per minute"), "qt_interval": (qt, "msec")})["Answer"]
            # they round RR to three digits; the Hodges formula then takes 60 / RR for the heart rate
            assert answer(number, qt=qt, heart_rate=rate) == pytest.approx(theirs, rel=2e-3)


def test_against_medimetry() -> None:
    cardiac = pytest.importorskip("medimetry.cardiac")
    body = pytest.importorskip("medimetry.anthropometric")
    kinds = pytest.importorskip("medimetry.constants").QtcCorrectionType
    formulas = {11: kinds.BAZETT, 56: kinds.FRIDERICIA, 57: kinds.FRAMINGHAM, 58: kinds.HODGES}
    for (number, formula), rate, qt in product(formulas.items(), (47, 88, 171), (281, 440)):
        theirs = cardiac.qtc_correction(qt, rate, formula)
        assert answer(number, qt=qt, heart_rate=rate) == pytest.approx(theirs, abs=0.06)
    for height, weight in product(HEIGHTS, WEIGHTS):
        theirs = body.bsa_mosteller(weight, height / 100)
        assert answer(60, height=height, weight=weight) == pytest.approx(theirs, abs=0.006)


@pytest.mark.parametrize("number", QT_IDS)
@given(qt=intervals)
def test_at_sixty_beats_nothing_is_corrected(number: int, qt: float) -> None:
    assert answer(number, qt=qt, heart_rate=60) == pytest.approx(qt, abs=0.0006)


@pytest.mark.parametrize("number", QT_IDS)
@given(qt=intervals, rate=rates)
def test_a_faster_heart_has_a_longer_corrected_qt(number: int, qt: float, rate: float) -> None:
    assert answer(number, qt=qt, heart_rate=rate + 1) > answer(number, qt=qt, heart_rate=rate)
    assert answer(number, qt=qt + 1, heart_rate=rate) > answer(number, qt=qt, heart_rate=rate)


@given(qt=intervals, rate=rates)
def test_a_cube_root_corrects_less_than_a_square_root(qt: float, rate: float) -> None:
    bazett, fridericia = answer(11, qt=qt, heart_rate=rate), answer(56, qt=qt, heart_rate=rate)
    assert (abs(bazett - qt) + 0.002) >= abs(fridericia - qt)


@given(weight=st.floats(0.5, 20))
def test_fluids_to_twenty_kg_are_a_twenty_fifth_of_the_daily_need(weight: float) -> None:
    # Holliday and Segar 1957: 100 mL/kg a day for the first 10 kg, 50 for the next 10
    daily = 100 * min(weight, 10) + 50 * max(weight - 10, 0)
    assert answer(22, weight=weight) == pytest.approx(daily / 25, abs=0.001)


@given(height=heights, weight=weights)
def test_target_weight_undoes_bmi(height: float, weight: float) -> None:
    bmi = answer(6, height=height, weight=weight)
    assert answer(61, height=height, target_bmi=bmi) == pytest.approx(weight, abs=0.003)


@given(height=heights, weight=weights, sex=st.sampled_from(["male", "female"]))
def test_adjusted_weight_lies_between_ideal_and_actual(height: float, weight: float, sex: str) -> None:
    ideal = answer(10, sex=sex, height=height)
    adjusted = answer(62, sex=sex, height=height, weight=weight)
    assert min(ideal, weight) - 0.001 <= adjusted <= max(ideal, weight) + 0.001


def test_units_do_not_matter() -> None:
    for height, weight in (
        ([69, "in"], [180.0, "lbs"]),
        ([1.7526, "m"], [81646.6, "g"]),
        ([175.26, "cm"], [81.6466, "kg"]),
    ):
        values = read_values(EVERY[60], {"height": height, "weight": weight})
        assert float(EVERY[60].solve(values).answer) == pytest.approx(sqrt(175.26 * 81.6466 / 3600), abs=0.001)
    entities = {"Heart Rate or Pulse": [75, "beats per minute"], "QT interval": [0.33, "s"]}
    values = read_values(EVERY[11], entities)
    assert EVERY[11].solve(values).answer == EVERY[11].solve({"qt": 330, "heart_rate": 75}).answer


def test_negative_terms_are_written_as_subtractions() -> None:
    assert "45.5 - 4.6 = 40.9 kg" in EVERY[10].solve({"sex": "female", "height": 147.32}).text
    assert "= 400 - 35 = 365 ms" in EVERY[58].solve({"qt": 400, "heart_rate": 40}).text


def test_no_published_answer_needs_a_variant() -> None:
    assert not any(item.variants for item in EVERY.values())


def test_what_can_belong_to_one_patient() -> None:
    assert EVERY[22].possible({"age": 4, "weight": 16.0})
    assert not EVERY[22].possible({"age": 4, "weight": 60.0})
    assert not EVERY[22].possible({"age": 15, "weight": 15.0})
    assert EVERY[11].possible({"heart_rate": 70, "qt": 380})
    assert not EVERY[11].possible({"heart_rate": 170, "qt": 400})
    assert not EVERY[60].possible({"height": 198, "weight": 42.0})
