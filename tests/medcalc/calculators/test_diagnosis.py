"""SIRS, PERC and FeverPAIN against their published tables, medimetry, and medcalc (the benchmark's program)."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.medcalc.calculators.diagnosis import CALCULATORS
from ehrmind.medcalc.entities import read_values

EVERY = {item.id: item for item in CALCULATORS}
WELL: dict[str, Any] = {"temperature": 37.0, "heart_rate": 90, "respiratory_rate": 20, "white_cells": 8.0}
YOUNG: dict[str, Any] = {"age": 49, "heart_rate": 99, "oxygen_saturation": 95}
PERC_FINDINGS = ("unilateral_leg_swelling", "hemoptysis", "surgery_or_trauma", "earlier_clot", "hormone_use")
FEVER_PAIN = ("fever_past_day", "purulent_tonsils", "early_attendance", "severe_inflammation")


def points(number: int, values: dict[str, Any]) -> int:
    return int(EVERY[number].solve(values).answer)


def test_the_ids() -> None:
    assert sorted(EVERY) == [33, 48, 51]


# --- SIRS: Bone 1992 (10.1378/chest.101.6.1644)


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        *(
            ("temperature", value, met)
            for value, met in ((35.9, 1), (36.0, 0), (36.1, 0), (37.9, 0), (38.0, 0), (38.1, 1))
        ),
        *(("heart_rate", value, met) for value, met in ((89, 0), (90, 0), (91, 1))),
        *(("respiratory_rate", value, met) for value, met in ((19, 0), (20, 0), (21, 1))),
        *(("paco2", value, met) for value, met in ((31, 1), (32, 0), (33, 0))),
        *(
            ("white_cells", value, met)
            for value, met in ((3.9, 1), (4.0, 0), (4.1, 0), (11.9, 0), (12.0, 0), (12.1, 1))
        ),
        *(("bands", value, met) for value, met in ((9, 0), (10, 0), (11, 1))),
    ],
)
def test_sirs_at_and_beside_every_cut(name: str, value: float, met: int) -> None:
    assert points(51, WELL | {name: value}) == met


def test_sirs_counts_each_of_the_four_once() -> None:
    assert points(51, WELL | {"respiratory_rate": 30, "paco2": 25}) == 1
    assert points(51, WELL | {"white_cells": 2.0, "bands": 20}) == 1
    assert points(51, {"temperature": 39, "heart_rate": 120, "respiratory_rate": 30, "white_cells": 20}) == 4


def program_sirs(values: dict[str, Any], cells: list[Any]) -> int:
    module = pytest.importorskip("medcalc.sirs_criteria")
    return int(
        module.sirs_criteria_explanation(
            {
                "temperature": (values["temperature"], "degrees celsius"),
                "heart_rate": (values["heart_rate"], "beats per minute"),
                "respiratory_rate": (values["respiratory_rate"], "breaths per minute"),
                "paco2": (values["paco2"], "mm hg"),
                "wbc": tuple(cells),
            }
        )["Answer"]
    )


@pytest.mark.parametrize("unit", ["µL", "m^3", "L"])
def test_sirs_against_the_benchmarks_program(unit: str) -> None:
    # The program adds 1 for the heart rate either way, and compares cells per m³ with 12,000 and 4,000. We are right:
    # Bone 1992 counts above 90 beats/min, and above 12,000 or below 4,000 per mm³.
    numbers = {"µL": (3900, 8000, 12100), "m^3": (3900, 8000, 12100), "L": (3.9, 8.0, 12.1)}[unit]
    for temperature, rate, breaths, paco2, cells in product((35.9, 37, 38.1), (90, 91), (20, 21), (31, 32), numbers):
        values = {"temperature": temperature, "heart_rate": rate, "respiratory_rate": breaths, "paco2": paco2}
        entities = {"White blood cell count": [cells, unit]}
        theirs = program_sirs(values, [cells, unit])
        heart, per_m3, both = (
            variant.answer(values | {"white_cells": 8.0}, entities) for variant in EVERY[51].variants
        )
        assert both == theirs
        assert per_m3 == theirs - (rate == 90)
        assert heart == points(51, values | {"white_cells": 8.0}) + (rate == 90)


def test_sirs_variants_by_invented_cases() -> None:
    values = WELL | {"heart_rate": 70, "white_cells": 7.0}
    entities = {"White blood cell count": [7000.0, "µL"]}
    assert points(51, values) == 0
    assert [variant.answer(values, entities) for variant in EVERY[51].variants] == [1, 1, 2]
    meant_as_mm3 = {"White blood cell count": [7000.0, "m^3"]}
    assert [variant.answer(values, meant_as_mm3) for variant in EVERY[51].variants] == [1, 0, 1]
    assert EVERY[51].variants[0].answer(values, {}) is None
    assert EVERY[51].variants[0].answer(values, {"White blood cell count": [7.0, "kg"]}) is None


@given(st.floats(33, 42), st.integers(40, 180), st.integers(8, 50), st.floats(0.5, 50))
def test_sirs_lies_within_nought_and_four(temperature: float, rate: int, breaths: int, cells: float) -> None:
    values = {"temperature": temperature, "heart_rate": rate, "respiratory_rate": breaths, "white_cells": cells}
    assert 0 <= points(51, values) <= points(51, values | {"paco2": 30, "bands": 20}) <= 4


# --- PERC: Kline 2004 (10.1111/j.1538-7836.2004.00790.x)


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        *(("age", value, met) for value, met in ((49, 0), (49.9, 0), (50, 1), (51, 1))),
        *(("heart_rate", value, met) for value, met in ((99, 0), (100, 1), (101, 1))),
        *(("oxygen_saturation", value, met) for value, met in ((96, 0), (95, 0), (94, 1))),
        *((name, True, 1) for name in PERC_FINDINGS),
    ],
)
def test_perc_at_and_beside_every_cut(name: str, value: Any, met: int) -> None:
    assert points(48, YOUNG | {name: value}) == met


def test_perc_against_medimetry_and_the_benchmarks_program() -> None:
    pulmonary = pytest.importorskip("medimetry.pulmonary")
    module = pytest.importorskip("medcalc.perc_rule")
    for flags in product((False, True), repeat=5):
        for age, rate, saturation in product((49, 50), (99, 100), (94, 95)):
            values = {"age": age, "heart_rate": rate, "oxygen_saturation": saturation}
            ours = points(48, values | dict(zip(PERC_FINDINGS, flags, strict=True)))
            assert ours == pulmonary.perc_rule(age, rate, saturation, *flags).positive_criteria
            theirs = {
                **{"age": (age, "years"), "heart_rate": (rate, "beats per minute"), "oxygen_sat": (saturation, "%")},
                **{"unilateral_leg_swelling": flags[0], "hemoptysis": flags[1], "recent_surgery_or_trauma": flags[2]},
                **{"previous_pe": flags[3], "previous_dvt": False, "hormonal_use": flags[4]},
            }
            assert ours == module.compute_perc_rule_explanation(theirs)["Answer"]


def test_perc_counts_an_earlier_clot_once() -> None:
    entities = {
        "age": [30, "years"],
        "Heart Rate or Pulse": [80.0, "beats per minute"],
        "O₂ saturation percentage": [98.0, "%"],
        "Previously Documented Pulmonary Embolism": True,
        "Previously documented Deep Vein Thrombosis": True,
    }
    assert points(48, read_values(EVERY[48], entities)) == 1
    assert points(48, read_values(EVERY[48], entities | {"Previously Documented Pulmonary Embolism": False})) == 1


# --- FeverPAIN: Little 2013 (10.1136/bmj.f5806)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, 0),
        *(({name: True}, 1) for name in FEVER_PAIN),
        ({"cough_or_coryza": "absent"}, 1),
        ({"cough_or_coryza": "present"}, 0),
        ({"temperature": 39.5}, 0),  # what counts is the history of the past day
        (dict.fromkeys(FEVER_PAIN, True), 4),
        ({**dict.fromkeys(FEVER_PAIN, True), "cough_or_coryza": "absent"}, 5),
    ],
)
def test_fever_pain(values: dict[str, Any], expected: int) -> None:
    assert points(33, values) == expected


def test_fever_pain_against_the_benchmarks_program() -> None:
    module = pytest.importorskip("medcalc.feverpain")
    theirs = (
        "fever_24_hours",
        "purulent_tonsils",
        "symptom_onset",
        "severe_tonsil_inflammation",
        "cough_coryza_absent",
    )
    entities = (
        *("Fever in past 24 hours", "Purulent tonsils", "Symptom onset ≤3 days", "Severe tonsil inflammation"),
        "Absence of cough or coryza",
    )
    for flags in product((False, True), repeat=5):
        program = module.compute_fever_pain_explanation(dict(zip(theirs, flags, strict=True)))["Answer"]
        assert points(33, read_values(EVERY[33], dict(zip(entities, flags, strict=True)))) == program
    assert points(33, read_values(EVERY[33], {"Symptom onset <=3 days": True})) == 1


def test_a_normal_temperature_goes_with_no_fever() -> None:
    assert EVERY[33].possible({"temperature": 36.8, "fever_past_day": False})
    assert EVERY[33].possible({"temperature": 39.1, "fever_past_day": True})
    assert not EVERY[33].possible({"temperature": 39.1, "fever_past_day": False})


def test_no_published_answer_of_perc_or_fever_pain_needs_a_variant() -> None:
    assert not EVERY[33].variants
    assert not EVERY[48].variants
