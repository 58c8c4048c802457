"""Caprini's score against the list of 2005 and the benchmark's program; the sentences of the four long scores."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.medcalc.calculators import apache, charlson, sofa
from ehrmind.medcalc.calculators.caprini import CALCULATORS
from ehrmind.medcalc.entities import read_values, unused
from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes import write_case
from ehrmind.medcalc.variants.caprini import VARIANTS, program

CAPRINI = CALCULATORS[0]
# Caprini 2005 (10.1016/j.disamonth.2005.02.003), figure 1; with MedCalc-Bench's names
POINTS = {
    "Major Surgery in the last month": 1,
    "Congestive Heart Failure in the last month": 1,
    "Sepsis in the last month": 1,
    "Pneumonia in the last month": 1,
    "Varicose veins": 1,
    "Current swollen legs": 1,
    "History of inflammatory bowel disease": 1,
    "Acute Myocardial infarction": 1,
    "Chronic Obstructive Pulmonary Disease": 1,
    "Immobilizing plaster cast in the last month": 2,
    "Current central venous access": 2,
    "Present or previous malignancy": 2,
    "Previously documented Deep Vein Thrombosis": 3,
    "Previously Documented Pulmonary Embolism": 3,
    "Family history of thrombosis": 3,
    "Positive Factor V Leiden": 3,
    "Positive prothrombin 20210A": 3,
    "Elevated serum homocysteine": 3,
    "Positive lupus anticoagulant": 3,
    "Elevated anticardiolipin antibody": 3,
    "Heparin-induced thrombocytopenia": 3,
    "Other congenital or acquired thrombophilia": 3,
    "Hip, pelvis, or leg fracture in the last month": 5,
    "Stroke in the last month": 5,
    "Multiple trauma in the last month": 5,
    "Acute spinal cord injury causing paralysis in the last month": 5,
}
SURGERY = {"none": 0, "minor": 1, "major": 2, "laparoscopic": 2, "arthroscopic": 2}
SURGERY["elective major lower extremity arthroplasty"] = 5
MOBILITY = {"normal": 0, "on bed rest": 1, "confined to bed >72 hours": 2}
KEYS = {  # of the package medcalc
    "Major Surgery in the last month": "major_surgery",
    "Sepsis in the last month": "sepsis",
    "Stroke in the last month": "stroke",
    "Varicose veins": "varicose_veins",
    "Previously documented Deep Vein Thrombosis": "previous_dvt",
    "Positive Factor V Leiden": "positive_factor_v",
    "Present or previous malignancy": "malignancy",
    "Chronic Obstructive Pulmonary Disease": "copd",
}


def points(**entities: Any) -> int:
    return int(CAPRINI.solve(read_values(CAPRINI, {"age": [40, "years"], **entities})).answer)


@pytest.mark.parametrize(("age", "expected"), [(18, 0), (40, 0), (41, 1), (60, 1), (61, 2), (74, 2), (75, 3), (92, 3)])
def test_age(age: int, expected: int) -> None:
    assert points(age=[age, "years"]) == expected


@pytest.mark.parametrize(("bmi", "expected"), [(24.9, 0), (25.0, 0), (25.1, 1), (46, 1)])
def test_obesity_is_above_twenty_five(bmi: float, expected: int) -> None:
    assert points(**{"Body Mass Index (BMI)": [bmi, "kg/m^2"]}) == expected


@pytest.mark.parametrize(("name", "expected"), POINTS.items())
def test_every_factor(name: str, expected: int) -> None:
    assert points(**{name: True}) == expected
    assert points(**{name: False}) == 0


@pytest.mark.parametrize(("kind", "expected"), SURGERY.items())
def test_every_surgery(kind: str, expected: int) -> None:
    assert points(**{"Surgery Type": kind}) == expected


@pytest.mark.parametrize(("kind", "expected"), MOBILITY.items())
def test_every_mobility(kind: str, expected: int) -> None:
    assert points(Mobility=kind) == expected


def test_thrombosis_and_embolism_are_one_factor_and_sex_is_none() -> None:
    assert points(**{name: True for name in POINTS if name.startswith("Previously")}) == 3
    assert points(sex="Female") == points(sex="Male") == points() == 0
    assert CAPRINI.required == ("age",)


def test_the_highest_score() -> None:
    everything: dict[str, Any] = {**dict.fromkeys(POINTS, True), "sex": "Female", "age": [75, "years"]}
    everything |= {
        "Surgery Type": "elective major lower extremity arthroplasty",
        "Body Mass Index (BMI)": [30, "kg/m^2"],
    }
    everything["Mobility"] = "confined to bed >72 hours"
    assert unused(CAPRINI, everything) == []
    assert points(**everything) == sum(POINTS.values()) - 3 + 3 + 5 + 1 + 2


def benchmark(entities: dict[str, Any]) -> float:
    """The benchmark's program, as the package `medcalc` distributes it."""
    module = pytest.importorskip("medcalc.caprini_score")
    given = {KEYS.get(name, name.lower().replace(" ", "_")): value for name, value in entities.items()}
    return float(module.caprini_score_explanation({"sex": "Male", **given})["Answer"])


PATIENTS = st.fixed_dictionaries(
    {"age": st.sampled_from([[age, "years"] for age in (18, 40, 41, 60, 61, 74, 75, 90)])},
    optional={
        **{"Surgery Type": st.sampled_from(sorted(SURGERY)), "Mobility": st.sampled_from(sorted(MOBILITY))},
        **{name: st.booleans() for name in KEYS},
    },
)


@settings(deadline=None)
@given(PATIENTS)
def test_the_variant_is_the_benchmarks_program(entities: dict[str, Any]) -> None:
    assert program(read_values(CAPRINI, entities), entities) == benchmark(entities)


@settings(deadline=None)
@given(PATIENTS)
def test_the_benchmark_agrees_but_for_the_factors_it_forgets_to_add(entities: dict[str, Any]) -> None:
    forgotten = sum(POINTS[name] for name in KEYS if entities.get(name))
    assert points(**entities) == benchmark(entities) + forgotten


def test_the_package_gives_two_points_for_obesity() -> None:
    # Caprini 2005: 1 point; the answers of v1.0 do not read the BMI at all
    assert benchmark({"age": [40, "years"], "bmi": [30.0, "kg/m^2"]}) == 2
    assert points(**{"Body Mass Index (BMI)": [30.0, "kg/m^2"]}) == 1


def test_the_variant_counts_age_surgery_and_mobility_only() -> None:
    values = {"age": 63, "pneumonia_last_month": True, "bmi": 33, "surgery": "minor", "mobility": "on bed rest"}
    assert CAPRINI.solve(values).answer == "6"
    assert VARIANTS[36][0].answer(values, {}) == 4
    assert program({}, {}) is None


LONG = [*apache.CALCULATORS, *charlson.CALCULATORS, *CALCULATORS, *sofa.CALCULATORS]


@pytest.mark.parametrize("calculator", LONG, ids=lambda item: str(item.id))
def test_notes_can_be_written(calculator: Calculator) -> None:
    for index in random.Random(1).sample(range(1000), 20):
        case = write_case(calculator, 0, "train", index)
        assert calculator.solve(case.values).answer == case.answer
