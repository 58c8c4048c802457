"""Wells' scores against their published tables and the benchmark's own program."""

from itertools import product
from typing import Any

import pytest

from ehrmind.medcalc.calculators.risk_clots import CALCULATORS

PE, DVT = CALCULATORS
CALM = {"heart_rate": 80}

# Wells 2000, table: the points of each variable.
PE_POINTS = {
    "dvt_signs": 3,
    "pe_likeliest": 3,
    "immobilization": 1.5,
    "recent_surgery": 1.5,
    "previous_dvt": 1.5,
    "previous_pe": 1.5,
    "hemoptysis": 1,
    "active_cancer": 1,
}
# Wells 2003, table 1.
DVT_POINTS = {
    "active_cancer": 1,
    "paralysis": 1,
    "bedridden": 1,
    "major_surgery": 1,
    "vein_tenderness": 1,
    "leg_swelling": 1,
    "calf_swelling": 1,
    "pitting_edema": 1,
    "collateral_veins": 1,
    "previous_dvt": 1,
    "other_than_dvt": -2,
}
PE_PROGRAM = {
    "dvt_signs": "clinical_dvt",
    "pe_likeliest": "pe_number_one",
    "immobilization": "immobilization_for_3days",
    "recent_surgery": "surgery_in_past4weeks",
    "previous_dvt": "previous_dvt",
    "previous_pe": "previous_pe",
    "hemoptysis": "hemoptysis",
    "active_cancer": "malignancy_with_treatment",
}
DVT_PROGRAM = {
    "active_cancer": "active_cancer",
    "paralysis": "paralysis_paresis_immobilization_in_lower_extreme",
    "bedridden": "bedridden_for_atleast_3_days",
    "major_surgery": "major_surgery_in_last_12_weeks",
    "vein_tenderness": "localized_tenderness_on_deep_venuous_system",
    "leg_swelling": "leg_swollen",
    "calf_swelling": "calf_swelling_3cm",
    "pitting_edema": "pitting_edema_on_symptomatic_leg",
    "collateral_veins": "collateral_superficial_veins",
    "previous_dvt": "previous_dvt",
    "other_than_dvt": "alternative_to_dvt_diagnosis",
}


def test_every_finding_is_in_the_tables() -> None:
    assert {item.name for item in PE.inputs} == {*PE_POINTS, "heart_rate"}
    assert {item.name for item in DVT.inputs} == set(DVT_POINTS)


@pytest.mark.parametrize(("finding", "points"), PE_POINTS.items())
def test_pe_points_of_each_finding(finding: str, points: float) -> None:
    assert float(PE.work({**CALM, finding: True}).answer) == points


@pytest.mark.parametrize(("rate", "points"), [(99, "0"), (100, "0"), (101, "1.5")])
def test_pe_heart_rate(rate: int, points: str) -> None:
    assert PE.work({"heart_rate": rate}).answer == points


def test_pe_pairs_count_once_and_the_highest_score_is_twelve_and_a_half() -> None:
    assert PE.work({**CALM, "immobilization": True, "recent_surgery": True}).answer == "1.5"
    assert PE.work({**CALM, "previous_dvt": True, "previous_pe": True}).answer == "1.5"
    assert PE.work({"heart_rate": 101, **dict.fromkeys(PE_POINTS, True)}).answer == "12.5"


def test_pe_agrees_with_the_benchmark_everywhere() -> None:
    module = pytest.importorskip("medcalc.wells_criteria_pe")
    for rate, *flags in product((100, 101), *[(False, True)] * len(PE_POINTS)):
        values: dict[str, Any] = {"heart_rate": rate, **dict(zip(PE_POINTS, flags, strict=True))}
        theirs = {PE_PROGRAM[name]: values[name] for name in PE_POINTS}
        answer = module.calculate_pe_wells_explanation({**theirs, "heart_rate": (rate, "beats per minute")})["Answer"]
        assert float(PE.work(values).answer) == answer


@pytest.mark.parametrize(("finding", "points"), DVT_POINTS.items())
def test_dvt_points_of_each_finding(finding: str, points: int) -> None:
    assert DVT.work({finding: True}).answer == str(points)


def test_dvt_range_and_the_pair_that_counts_once() -> None:
    assert DVT.work({}).answer == "0"
    assert DVT.work({"bedridden": True, "major_surgery": True}).answer == "1"
    assert DVT.work(dict.fromkeys(DVT_POINTS, True)).answer == "7"
    assert DVT.work({**dict.fromkeys(DVT_POINTS, True), "other_than_dvt": False}).answer == "9"


def test_dvt_agrees_with_the_benchmark_everywhere() -> None:
    module = pytest.importorskip("medcalc.wells_criteria_dvt")
    for number in range(0, 2 ** len(DVT_POINTS), 3):
        values = {name: bool(number >> place & 1) for place, name in enumerate(DVT_POINTS)}
        theirs = {DVT_PROGRAM[name]: value for name, value in values.items()}
        assert DVT.work(values).answer == str(module.compute_wells_criteria_dvt_explanation(theirs)["Answer"])


def test_likelihoods_are_never_left_to_the_reader() -> None:
    for calculator, name in ((PE, "pe_likeliest"), (DVT, "other_than_dvt")):
        judged = next(item for item in calculator.inputs if item.name == name)
        assert judged.may_be_silent is False
