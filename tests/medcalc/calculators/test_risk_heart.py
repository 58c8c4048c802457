"""The Revised Cardiac Risk Index and the HEART score against their tables and the benchmark's own program."""

from itertools import product
from typing import Any

import pytest

from ehrmind.medcalc.calculators.risk_heart import CALCULATORS, ECG, RISK_FACTORS, SUSPICION, TROPONIN
from ehrmind.medcalc.entities import read_values

RCRI, HEART = CALCULATORS
FACTORS = [item.name for item in RISK_FACTORS]

# Lee 1999: one point for each of six predictors.
RCRI_PROGRAM = {
    "high_risk_surgery": "elevated_risk_surgery",
    "ischemic_heart_disease": "ischemetic_heart_disease",
    "heart_failure": "congestive_heart_failure",
    "cerebrovascular_disease": "cerebrovascular_disease",
    "insulin_treatment": "pre_operative_insulin_treatment",
}
HEART_PROGRAM = {
    "hypertension": "hypertension",
    "hypercholesterolemia": "hypercholesterolemia",
    "diabetes": "diabetes_mellitus",
    "obesity": "obesity",
    "smoking": "smoking",
    "family_history": "family_with_cvd",
    "atherosclerosis": "atherosclerotic_disease",
}
TROPONINS = (
    "less than or equal to normal limit",
    "between the normal limit or up to three times the normal limit",
    "greater than three times normal limit",
)
ECGS = ("Normal", "Non-specific repolarization disturbance", "Significant ST deviation")
HISTORIES = ("Slightly suspicious", "Moderately suspicious", "Highly suspicious")


def program_heart(values: dict[str, Any]) -> float:
    """The benchmark's program."""
    module = pytest.importorskip("medcalc.heart_score")
    return module.compute_heart_score_explanation(
        {
            "age": (values["age"], "years"),
            "history": HISTORIES[list(SUSPICION.options).index(values["suspicion"])],
            "electrocardiogram": ECGS[list(ECG.options).index(values["ecg"])],
            "initial_troponin": TROPONINS[list(TROPONIN.options).index(values["troponin"])],
            **{theirs: values.get(ours, False) for ours, theirs in HEART_PROGRAM.items()},
        }
    )["Answer"]


def chest_pain(age: float = 44, suspicion: int = 0, ecg: int = 0, troponin: int = 0, **found: bool) -> dict[str, Any]:
    """A patient by the ranks of the options."""
    return {
        "age": age,
        "suspicion": list(SUSPICION.options)[suspicion],
        "ecg": list(ECG.options)[ecg],
        "troponin": list(TROPONIN.options)[troponin],
        **found,
    }


@pytest.mark.parametrize("finding", RCRI_PROGRAM)
def test_rcri_gives_one_point_for_each(finding: str) -> None:
    assert RCRI.work({"creatinine": 1.0, finding: True}).answer == "1"


@pytest.mark.parametrize(("creatinine", "points"), [(1.9, "0"), (2.0, "0"), (2.1, "1")])
def test_rcri_creatinine(creatinine: float, points: str) -> None:
    assert RCRI.work({"creatinine": creatinine}).answer == points


def test_rcri_range_and_an_unknown_creatinine() -> None:
    assert RCRI.solve({}).answer == "0"
    assert RCRI.work({"creatinine": 3.0, **dict.fromkeys(RCRI_PROGRAM, True)}).answer == "6"


def test_rcri_agrees_with_the_benchmark_everywhere() -> None:
    module = pytest.importorskip("medcalc.cardiac_risk_index")
    for creatinine, *flags in product((1.9, 2.0, 2.1), *[(False, True)] * len(RCRI_PROGRAM)):
        values = {"creatinine": creatinine, **dict(zip(RCRI_PROGRAM, flags, strict=True))}
        theirs = {RCRI_PROGRAM[name]: values[name] for name in RCRI_PROGRAM}
        theirs["pre_operative_creatinine"] = (creatinine, "mg/dL")
        assert RCRI.work(values).answer == str(module.compute_cardiac_index_explanation(theirs)["Answer"])


def test_rcri_variant_of_the_stroke_that_is_not_read() -> None:
    entities = {
        "History of cerebrovascular disease": True,
        "Cerebrovascular disease history": False,
        "Pre-operative treatment with insulin": True,
        "Pre-operative creatinine": [200.0, "µmol/L"],
    }
    values = read_values(RCRI, entities)
    assert RCRI.work(values).answer == "3"
    assert RCRI.variants[0].answer(values, entities) == 2
    assert RCRI.variants[0].answer(values, {**entities, "Cerebrovascular disease history": True}) == 3


@pytest.mark.parametrize(
    ("age", "points"), [(44, 0), (44.9, 0), (45, 1), (46, 1), (64, 1), (64.9, 1), (65, 2), (66, 2)]
)
def test_heart_age(age: float, points: int) -> None:
    assert HEART.work(chest_pain(age)).answer == str(points)


@pytest.mark.parametrize("part", ["suspicion", "ecg", "troponin"])
def test_heart_gives_each_part_its_rank(part: str) -> None:
    assert [HEART.work(chest_pain(**{part: rank})).answer for rank in range(3)] == ["0", "1", "2"]


# Backus 2013, table 1: no risk factor 0, one or two 1, three or more or a history of atherosclerotic disease 2.
@pytest.mark.parametrize(("count", "points"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (6, 2)])
def test_heart_risk_factors(count: int, points: int) -> None:
    found = dict.fromkeys(FACTORS[:count], True)
    assert HEART.work(chest_pain(**found)).answer == str(points)
    assert HEART.work(chest_pain(**found, atherosclerosis=True)).answer == "2"


@pytest.mark.parametrize("factor", FACTORS)
def test_heart_counts_every_risk_factor(factor: str) -> None:
    assert HEART.work(chest_pain(**{factor: True})).answer == "1"


def test_heart_range_and_what_is_not_stated() -> None:
    assert HEART.solve({"age": 30}).answer == "0"
    assert HEART.work(chest_pain(80, 2, 2, 2, atherosclerosis=True)).answer == "10"


def test_heart_names_the_risk_factors() -> None:
    work = HEART.work(chest_pain(smoking=True, hypertension=True))
    assert work.steps[0].text.startswith("Risk factors: hypertension, smoking")
    assert work.steps[0].value == 2


def test_heart_differs_from_the_benchmark_only_by_atherosclerotic_disease() -> None:
    # Backus 2013 gives 2 points for atherosclerotic disease alone; the program reaches that case only after it has
    # given 1 point for "1 to 2 risk factors", which include atherosclerotic disease.
    for number in range(0, 2**7, 3):
        found = {name: bool(number >> place & 1) for place, name in enumerate(HEART_PROGRAM)}
        for age, rank in ((44, 0), (45, 1), (64, 2), (65, 1)):
            values = chest_pain(age, rank, 2 - rank, (rank + number) % 3, **found)
            entities = {"atherosclerotic disease": found["atherosclerosis"]}
            theirs = program_heart(values)
            assert HEART.variants[0].answer(values, entities) == theirs
            missed = found["atherosclerosis"] and sum(found.values()) < 3
            assert int(HEART.work(values).answer) - theirs == missed


def test_heart_variant_does_not_read_a_transient_ischemic_attack() -> None:
    entities = {
        "age": [50, "years"],
        "Suspicion History": "Highly suspicious",
        "Electrocardiogram Test": "Significant ST deviation",
        "Initial troponin": "greater than three times normal limit",
        "Transient Ischemic Attacks History": True,
        "atherosclerotic disease": False,
    }
    values = read_values(HEART, entities)
    assert HEART.work(values).answer == "9"
    assert HEART.variants[0].answer(values, entities) == 7
