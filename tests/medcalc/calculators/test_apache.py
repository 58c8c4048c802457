"""APACHE II against the table of Knaus 1985 and the benchmark's program."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.medcalc.calculators.apache import CALCULATORS
from ehrmind.medcalc.entities import read_values, unused
from ehrmind.medcalc.variants.apache import VARIANTS, program

APACHE = CALCULATORS[0]
NORMAL: dict[str, Any] = {
    **{"age": 40, "temperature": 37.0, "systolic": 90, "diastolic": 90, "heart_rate": 80, "respiratory_rate": 16},
    **{"fio2": 21, "pao2": 90, "aa_gradient": 20, "ph": 7.4, "sodium": 140, "potassium": 4.0, "creatinine": 1.0},
    **{"hematocrit": 40, "white_cells": 8.0, "gcs": 15},
}
# Knaus 1985 (10.1097/00003246-198510000-00009), figure 1: the values at both ends of every band, and their points
TABLE: dict[str, dict[float, int]] = {
    "age": {18: 0, 44: 0, 45: 2, 54: 2, 55: 3, 64: 3, 65: 5, 74: 5, 75: 6, 92: 6},
    "temperature": {
        **{29.9: 4, 30: 3, 31.9: 3, 32: 2, 33.9: 2, 34: 1, 35.9: 1, 36: 0, 38.4: 0, 38.5: 1, 38.9: 1, 39: 3},
        **{40.9: 3, 41: 4},
    },
    "heart_rate": {39: 4, 40: 3, 54: 3, 55: 2, 69: 2, 70: 0, 109: 0, 110: 2, 139: 2, 140: 3, 179: 3, 180: 4},
    "respiratory_rate": {5: 4, 6: 2, 9: 2, 10: 1, 11: 1, 12: 0, 24: 0, 25: 1, 34: 1, 35: 3, 49: 3, 50: 4},
    "ph": {7.14: 4, 7.15: 3, 7.24: 3, 7.25: 2, 7.32: 2, 7.33: 0, 7.49: 0, 7.5: 1, 7.59: 1, 7.6: 3, 7.69: 3, 7.7: 4},
    "sodium": {
        **{110: 4, 111: 3, 119: 3, 120: 2, 129: 2, 130: 0, 149: 0, 150: 1, 154: 1, 155: 2, 159: 2, 160: 3},
        **{179: 3, 180: 4},
    },
    "potassium": {2.4: 4, 2.5: 2, 2.9: 2, 3: 1, 3.4: 1, 3.5: 0, 5.4: 0, 5.5: 1, 5.9: 1, 6: 3, 6.9: 3, 7: 4},
    "creatinine": {0.5: 2, 0.6: 0, 1.4: 0, 1.5: 2, 1.9: 2, 2: 3, 3.4: 3, 3.5: 4},
    "hematocrit": {19.9: 4, 20: 2, 29.9: 2, 30: 0, 45.9: 0, 46: 1, 49.9: 1, 50: 2, 59.9: 2, 60: 4},
    "white_cells": {0.9: 4, 1: 2, 2.9: 2, 3: 0, 14.9: 0, 15: 1, 19.9: 1, 20: 2, 39.9: 2, 40: 4},
    "pao2": {54: 4, 55: 3, 60: 3, 61: 1, 70: 1, 71: 0},
    "gcs": {score: 15 - score for score in range(3, 16)},
}
ROWS = [(name, value, points) for name, values in TABLE.items() for value, points in values.items()]


def points(**change: Any) -> int:
    return int(APACHE.solve({**NORMAL, **change}).answer)


@pytest.mark.parametrize(("name", "value", "expected"), ROWS)
def test_both_ends_of_every_band(name: str, value: float, expected: int) -> None:
    assert points(**{name: value}) == expected


@pytest.mark.parametrize(
    ("pressure", "expected"),
    [(49, 4), (50, 2), (69, 2), (70, 0), (109, 0), (110, 2), (129, 2), (130, 3), (159, 3), (160, 4)],
)
def test_mean_pressure(pressure: int, expected: int) -> None:
    assert points(systolic=pressure, diastolic=pressure) == expected
    assert points(systolic=pressure + 20, diastolic=pressure - 10) == expected


@pytest.mark.parametrize(("gradient", "expected"), [(199, 0), (200, 2), (349, 2), (350, 3), (499, 3), (500, 4)])
def test_the_gradient_counts_from_half_oxygen_on(gradient: int, expected: int) -> None:
    assert points(fio2=50, pao2=50, aa_gradient=gradient) == expected
    assert points(fio2=49, aa_gradient=gradient) == 0
    assert points(fio2=49, pao2=54, aa_gradient=gradient) == 4


@pytest.mark.parametrize("creatinine", TABLE["creatinine"])
def test_creatinine_counts_double_in_acute_renal_failure_only(creatinine: float) -> None:
    single = TABLE["creatinine"][creatinine]
    assert points(creatinine=creatinine, acute_renal_failure=True) == 2 * single
    assert points(creatinine=creatinine, chronic_renal_failure=True) == single


@pytest.mark.parametrize(
    ("admission", "expected"), [("nonoperative", 5), ("emergency surgery", 5), ("elective surgery", 2)]
)
def test_chronic_health(admission: str, expected: int) -> None:
    assert points(severe_chronic_disease=True, admission=admission) == expected
    assert points(severe_chronic_disease=False, admission=admission) == 0
    assert points(severe_chronic_disease=True) == 5, "not stated is nonoperative"


def test_what_was_not_measured_is_normal() -> None:
    assert APACHE.required == ("age",)
    assert APACHE.solve({"age": 70}).answer == "5"
    assert APACHE.solve({"age": 70, "pao2": 50}).answer == "9", "on room air"
    assert APACHE.solve({"age": 40, "systolic": 60}).answer == "0", "no mean pressure without the diastolic one"


def test_the_highest_score() -> None:
    worst = {name: max(values, key=values.__getitem__) for name, values in TABLE.items() if name != "creatinine"}
    change = {**worst, "systolic": 40, "diastolic": 40, "creatinine": 3.5, "acute_renal_failure": True}
    assert points(**change, severe_chronic_disease=True) == 71, "Knaus 1985: the maximum possible score is 71"


def benchmark(values: dict[str, Any], entities: dict[str, Any]) -> float:
    """The benchmark's program, as the package `medcalc` distributes it."""
    module = pytest.importorskip("medcalc.apache_ii")
    unit = entities["Temperature"][1]
    given = {
        **{"age": (values["age"], "years"), "temperature": (entities["Temperature"][0], unit), "pH": values["ph"]},
        **{"sys_bp": (values["systolic"], "mmHg"), "dia_bp": (values["diastolic"], "mmHg"), "gcs": values["gcs"]},
        **{"heart_rate": (values["heart_rate"], ""), "respiratory_rate": (values["respiratory_rate"], "")},
        **{"fio2": (values["fio2"], "%"), "partial_pressure_oxygen": (values["pao2"], "mmHg")},
        **{"a_a_gradient": values["aa_gradient"], "sodium": (values["sodium"], "mmol/L")},
        **{"potassium": (values["potassium"], "mmol/L"), "creatinine": (values["creatinine"], "mg/dL")},
        **{"hemocratit": (values["hematocrit"], "%"), "wbc": (values["white_cells"] * 1000, "mm^3")},
        "acute_renal_failure": values["acute_renal_failure"],
        "chronic_renal_failure": values["chronic_renal_failure"],
        "organ_failure_immunocompromise": values["severe_chronic_disease"],
        "surgery_type": entities.get("Surgery Type"),
    }
    return float(module.apache_ii_explanation(given)["Answer"])


PATIENTS = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(sorted(values)) for name, values in TABLE.items()},
        **{
            "fio2": st.sampled_from((21, 49, 50, 90)),
            "aa_gradient": st.sampled_from((20, 199, 200, 349, 350, 499, 500)),
        },
        **{"systolic": st.integers(80, 200), "diastolic": st.integers(40, 110)},
        **{name: st.booleans() for name in ("acute_renal_failure", "chronic_renal_failure", "severe_chronic_disease")},
    }
)
SURGERY = st.sampled_from((None, "Elective", "Emergency", "Nonoperative", "Nonelective"))
UNITS = st.sampled_from(("degrees celsius", "degrees celsisus"))


@settings(deadline=None)
@given(PATIENTS, SURGERY, UNITS)
def test_the_variant_is_the_benchmarks_program(values: dict[str, Any], surgery: str | None, unit: str) -> None:
    entities = {"Temperature": [values["temperature"], unit]} | ({"Surgery Type": surgery} if surgery else {})
    assert program(values, entities) == benchmark(values, entities)


@settings(deadline=None)
@given(st.sampled_from((40, 50, 60, 70, 80)), st.floats(1.5, 5), st.sampled_from((70, 120, 150)), st.integers(3, 15))
def test_where_the_benchmark_is_right_it_agrees_with_us(age: int, creatinine: float, pulse: int, gcs: int) -> None:
    # high values, renal failure: it errs only in the coma score (adds it) and in white cells (always 4 points)
    values = NORMAL | {"age": age, "creatinine": creatinine, "heart_rate": pulse, "gcs": gcs}
    flags = {"acute_renal_failure": True, "chronic_renal_failure": False, "severe_chronic_disease": False}
    theirs = benchmark({**values, **flags}, {"Temperature": [37.0, "degrees celsius"]})
    assert points(**values, **flags) == theirs - 4 - gcs + (15 - gcs)


@pytest.mark.parametrize(
    ("change", "ours", "theirs"),
    [
        ({}, 0, 4 + 15),  # every white cell count gets 4, and the coma score is added: Knaus subtracts it from 15
        ({"heart_rate": 50}, 3, 19),  # no points for low values, which Knaus' table is symmetric in
        ({"ph": 7.2}, 3, 19),
        ({"age": 75}, 6, 19),  # "> 75", "45 <": both ages fall between its bands
        ({"creatinine": 1.6}, 2, 19),  # Knaus: 2 points without renal failure
        ({"severe_chronic_disease": True}, 5, 19),  # Knaus: 5 points for nonoperative patients
    ],
)
def test_each_defect_of_the_benchmark(change: dict[str, Any], ours: int, theirs: int) -> None:
    assert points(**change) == ours
    assert program({**NORMAL, **change}, {}) == theirs


def test_a_misspelled_unit_is_read_as_fahrenheit() -> None:
    assert program(NORMAL, {"Temperature": [37.0, "degrees celsius"]}) == 19
    assert program(NORMAL, {"Temperature": [37.0, "degrees celsisus"]}) == 23
    assert program({**NORMAL, "gcs": None}, {}) is None
    assert VARIANTS[28][0].answer(NORMAL, {}) == 19


def test_the_benchmarks_entities() -> None:
    entities = {
        **{"age": [71.0, "years"], "Temperature": [102.2, "degrees fahrenheit"], "FiO2": [28.0, "%"], "pH": 7.22},
        **{"PaO2": [63.0, "mm Hg"], "A-a gradient": 30.0, "White blood cell count": [21000.0, "µL"]},
        **{"Chronic renal failure": "Not mentioned", "Acute renal failure": True, "creatinine": [221, "µmol/L"]},
        **{"Surgery Type": "Elective", "History of severe organ failure or immunocompromise": True},
    }
    values = read_values(APACHE, entities)
    assert unused(APACHE, entities) == []
    assert values["chronic_renal_failure"] is False
    # age 5, 39 °C 3, PaO2 1, pH 3, white cells 2, creatinine 2.5 in acute renal failure 6, elective 2
    assert APACHE.solve(values).answer == "22"
