"""Charlson's index against the weights of 1987 and the benchmark's program."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.medcalc.calculators.charlson import CALCULATORS
from ehrmind.medcalc.entities import read_values, unused
from ehrmind.medcalc.variants.charlson import VARIANTS, program

CHARLSON = CALCULATORS[0]
# Charlson 1987 (10.1016/0021-9681(87)90171-8), table 3: the assigned weights; with MedCalc-Bench's names
WEIGHTS = {
    "Myocardial infarction": 1,
    "Congestive Heart Faliure": 1,
    "Peripheral vascular disease": 1,
    "Cerebrovascular Accident": 1,
    "Transient Ischemic Attacks History": 1,
    "Dementia": 1,
    "Chronic Obstructive Pulmonary Disease": 1,
    "Connective tissue disease": 1,
    "Peptic ulcer disease": 1,
    "Hemiplegia": 2,
    "Moderate to severe Chronic Kidney Disease": 2,
    "Leukemia": 2,
    "Lymphoma": 2,
    "AIDS": 6,
}
LIVER = {"None": 0, "Mild": 1, "Moderate": 3, "Severe": 3, "Moderate to Severe": 3}
DIABETES = {"None or diet-controlled": 0, "Uncomplicated": 1, "End-organ damage": 2}
TUMOR = {"None": 0, False: 0, True: 2, "Localized": 2, "Metastatic": 6}
GRADES: tuple[tuple[str, dict[Any, int]], ...] = (
    ("Liver disease severity", LIVER),
    ("Diabetes mellitus criteria for CCI rule", DIABETES),
    ("Solid tumor", TUMOR),
)
KEYS = {  # of the package medcalc
    **{"Myocardial infarction": "mi", "Congestive Heart Faliure": "chf", "Cerebrovascular Accident": "cva"},
    **{"Transient Ischemic Attacks History": "tia", "Chronic Obstructive Pulmonary Disease": "copd", "AIDS": "aids"},
    **{
        "Moderate to severe Chronic Kidney Disease": "moderate_to_severe_ckd",
        "Peptic ulcer disease": "peptic_ucler_disease",
    },
    **{"Liver disease severity": "liver_disease", "Diabetes mellitus criteria for CCI rule": "diabetes_mellitus"},
}


def index(entities: dict[str, Any]) -> int:
    return int(CHARLSON.solve(read_values(CHARLSON, {"age": [40, "years"], **entities})).answer)


@pytest.mark.parametrize(
    ("age", "expected"),
    [(18, 0), (49, 0), (50, 1), (59, 1), (60, 2), (69, 2), (70, 3), (79, 3), (80, 4), (92, 4)],
)
def test_a_point_for_each_decade_from_fifty(age: int, expected: int) -> None:
    # Charlson 1994 (10.1016/0895-4356(94)90129-5)
    assert index({"age": [age, "years"]}) == expected


@pytest.mark.parametrize(("name", "weight"), WEIGHTS.items())
def test_the_weight_of_every_condition(name: str, weight: int) -> None:
    assert index({name: True}) == weight
    assert index({name: False}) == 0


@pytest.mark.parametrize(
    ("name", "grade", "weight"), [(name, grade, points) for name, grades in GRADES for grade, points in grades.items()]
)
def test_the_weight_of_every_grade(name: str, grade: Any, weight: int) -> None:
    assert index({name: grade}) == weight


def test_stroke_and_transient_attack_count_once() -> None:
    assert index({"Cerebrovascular Accident": True, "Transient Ischemic Attacks History": True}) == 1
    assert index({"Cerebrovascular Accident": True, "Transient Ischemic Attacks History": False}) == 1


def test_the_highest_index_and_the_names_of_a_later_version() -> None:
    every: dict[str, Any] = dict.fromkeys(WEIGHTS, True)
    grades = {"Liver disease severity": "Severe", "Diabetes mellitus": "end-organ damage", "Solid tumor": "Metastatic"}
    everything = {**every, "Chronic Pulmonary Disease": True, **grades, "age": [80, "years"]}
    assert unused(CHARLSON, everything) == []
    assert index(everything) == 4 + 8 + 4 * 2 + 6 + 3 + 2 + 6


def benchmark(entities: dict[str, Any]) -> float:
    """The benchmark's program, as the package `medcalc` distributes it."""
    module = pytest.importorskip("medcalc.cci")
    given = {KEYS.get(name, name.lower().replace(" ", "_")): value for name, value in entities.items()}
    return float(module.compute_cci_explanation(given)["Answer"])


PATIENTS = st.fixed_dictionaries(
    {"age": st.sampled_from([[age, "years"] for age in (18, 49, 50, 66, 70, 79, 80, 91)])},
    optional={
        **{name: st.booleans() for name in WEIGHTS},
        **{name: st.sampled_from(sorted(grades, key=str)) for name, grades in GRADES},
    },
)


@settings(deadline=None)
@given(PATIENTS)
def test_the_variant_is_the_benchmarks_program(entities: dict[str, Any]) -> None:
    assert program(read_values(CHARLSON, entities), entities) == benchmark(entities)


@settings(deadline=None)
@given(PATIENTS)
def test_with_lower_case_grades_the_benchmark_is_right(entities: dict[str, Any]) -> None:
    plain = {False: "none", True: "localized", "Moderate": "moderate to severe", "Severe": "moderate to severe"}
    graded = {name for name, _ in GRADES}
    lower = {
        name: plain.get(value, str(value).lower()) if name in graded else value for name, value in entities.items()
    }
    assert index(lower) == benchmark(lower)


@pytest.mark.parametrize(
    ("name", "grade", "ours"),
    [
        ("Diabetes mellitus criteria for CCI rule", "None or diet-controlled", 0),
        ("Diabetes mellitus criteria for CCI rule", "End-organ damage", 2),
        ("Liver disease severity", "Moderate to Severe", 3),
        ("Solid tumor", True, 2),
        ("Solid tumor", "Metastatic", 6),
    ],
)
def test_any_capitalized_grade_is_one_point_there(name: str, grade: Any, ours: int) -> None:
    # Charlson 1987 grades them; the program's comparison with lower-case words fails, and "stated" counts 1
    entities = {"age": [40, "years"], name: grade}
    assert index(entities) == ours
    assert program(read_values(CHARLSON, entities), entities) == 1
    assert VARIANTS[32][0].answer({}, {}) is None
