"""Calculators against numbers worked out by hand from their sources, and against what they promise of themselves."""

from datetime import date
from typing import Any

import pytest

from ehrmind.medcalc.calculators import CALCULATORS, EVERY, EXTENDED
from ehrmind.medcalc.conditions import AnyOf, Has
from ehrmind.medcalc.forms import CATEGORIES, Kind, show
from ehrmind.medcalc.notes import NoteSettings, write_case
from ehrmind.medcalc.notes.patient import draw_patient
from ehrmind.medcalc.scores import Criterion, add_points

NO_RISK: dict[str, Any] = {"age": 50, "sex": "male"}

WORKED = [
    (5, {"systolic": 120, "diastolic": 80}, "93.333"),
    (6, {"height": 180, "weight": 81.0}, "25"),
    (7, {"calcium": 8.0, "albumin": 2.0}, "9.6"),
    (7, {"calcium": 9.0, "albumin": 4.5}, "8.6"),
    (10, {"sex": "male", "height": 152.4}, "50"),
    (10, {"sex": "female", "height": 177.8}, "68.5"),
    (13, {"last_period": date(2024, 1, 1), "cycle_length": 28}, "10/07/2024"),
    (13, {"last_period": date(2023, 12, 31), "cycle_length": 31}, "10/09/2024"),
    (30, {"sodium": 140, "bun": 14, "glucose": 90}, "290"),
    (39, {"sodium": 140, "chloride": 104, "bicarbonate": 24}, "12"),
    (69, {"last_period": date(2024, 1, 1), "today": date(2024, 4, 9)}, "14 weeks, 1 days"),
    (4, NO_RISK, "0"),
    (4, {**NO_RISK, "age": 64}, "0"),
    (4, {**NO_RISK, "age": 65}, "1"),
    (4, {**NO_RISK, "age": 74}, "1"),
    (4, {**NO_RISK, "age": 75}, "2"),
    (4, {"age": 80, "sex": "female", "stroke": True, "hypertension": True, "diabetes": True}, "7"),
    (21, {"eye_opening": "spontaneous", "verbal_response": "oriented", "motor_response": "obeys commands"}, "15"),
    (21, {"eye_opening": "none", "verbal_response": "none", "motor_response": "none"}, "3"),
    (21, {"eye_opening": "to pain", "verbal_response": "confused", "motor_response": "withdraws from pain"}, "10"),
]
CURB = {"age": 64, "bun": 19, "respiratory_rate": 29, "systolic": 90, "diastolic": 61}
SIRS = {"temperature": 37.0, "heart_rate": 90, "respiratory_rate": 20, "white_cells": 8.0}
BOUNDARIES = [
    (45, CURB, {}, 0),
    (45, CURB, {"age": 65}, 1),
    (45, CURB, {"bun": 20}, 1),
    (45, CURB, {"respiratory_rate": 30}, 1),
    (45, CURB, {"systolic": 89}, 1),
    (45, CURB, {"diastolic": 60}, 1),
    (45, CURB, {"confusion": True}, 1),
    (45, CURB, {"systolic": 80, "diastolic": 50}, 1),
    (51, SIRS, {}, 0),
    (51, SIRS, {"temperature": 38.0}, 0),
    (51, SIRS, {"temperature": 38.1}, 1),
    (51, SIRS, {"temperature": 36.0}, 0),
    (51, SIRS, {"temperature": 35.9}, 1),
    (51, SIRS, {"heart_rate": 91}, 1),
    (51, SIRS, {"respiratory_rate": 21}, 1),
    (51, SIRS, {"white_cells": 12.0}, 0),
    (51, SIRS, {"white_cells": 12.1}, 1),
    (51, SIRS, {"white_cells": 4.0}, 0),
    (51, SIRS, {"white_cells": 3.9}, 1),
]


@pytest.mark.parametrize(("number", "values", "answer"), WORKED)
def test_worked_by_hand(number: int, values: dict[str, Any], answer: str) -> None:
    assert CALCULATORS[number].work(values).answer == answer


@pytest.mark.parametrize(("number", "base", "change", "points"), BOUNDARIES)
def test_at_and_beside_every_cut(number: int, base: dict[str, Any], change: dict[str, Any], points: int) -> None:
    assert CALCULATORS[number].work({**base, **change}).answer == str(points)


def test_every_calculator_of_the_benchmark_is_there() -> None:
    assert len(CALCULATORS) == 55
    assert {item.category for item in CALCULATORS.values()} == set(CATEGORIES)
    assert {item.kind for item in CALCULATORS.values()} == set(Kind) - {Kind.LABEL}


def test_the_extended_ones_are_others() -> None:
    assert len(EXTENDED) >= 20
    assert min(EXTENDED) > 100 > max(CALCULATORS)
    assert EVERY == CALCULATORS | EXTENDED
    assert len({item.name for item in EVERY.values()}) == len(EVERY)


@pytest.mark.parametrize("calculator", EVERY.values(), ids=lambda item: str(item.id))
def test_every_calculator_is_described_and_consistent(calculator: Any) -> None:
    assert calculator.category in CATEGORIES
    assert calculator.citation.source
    assert calculator.citation.year > 1900
    for index in range(50):
        case = write_case(calculator, seed=1, split="test", index=index)
        assert calculator.work(case.values) == case.work
        assert case.work.steps[-1].text.rstrip(".").find(case.work.answer) >= 0, "the last step states the answer"
        low, high = calculator.limits(case.work.answer)
        if calculator.kind is Kind.DECIMAL:
            assert float(low) < float(case.work.answer) < float(high)
        else:
            assert low == high == case.work.answer


def test_an_input_that_is_not_stated_does_not_count() -> None:
    work = CALCULATORS[4].work({"age": 50, "sex": "male"})
    assert work.answer == "0"
    assert work.text.startswith("No points: age 50.\nNot present (0): female sex, congestive heart failure,")


def test_any_of_counts_once() -> None:
    criteria = CALCULATORS[45]
    both = criteria.work({**CURB, "systolic": 70, "diastolic": 40})
    assert both.answer == "1"


def test_a_score_can_start_above_zero_and_take_points_off() -> None:
    from ehrmind.medcalc.findings import DIABETES, HYPERTENSION

    rows = (Criterion("A", 1.5, Has(HYPERTENSION)), Criterion("B", -2, AnyOf((Has(DIABETES),))))
    work = add_points(rows, {"diabetes": True}, base=3)
    assert work.answer == "1"
    assert work.text.splitlines() == ["Start with 3.", "B: -2.", "Not present (0): a.", "Total = 3 - 2 = 1."]


def test_numbers_are_written_plainly() -> None:
    assert [show(value) for value in (14.0, 93.33333, -0.0001, 100.0, 0.5)] == ["14", "93.333", "0", "100", "0.5"]


@pytest.mark.parametrize("calculator", EVERY.values(), ids=lambda item: str(item.id))
def test_inputs_stay_in_their_ranges(calculator: Any) -> None:
    import random

    rng = random.Random(3)
    for _ in range(100):
        values = draw_patient(calculator, NoteSettings(), rng).values
        for item in calculator.inputs:
            if hasattr(item, "low"):
                assert item.low <= values[item.name] <= item.high
