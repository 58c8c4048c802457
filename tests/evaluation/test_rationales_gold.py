"""Gold reasoning of every calculator is clean, and a value in it that the note does not hold is seen."""

import random
import re
from collections.abc import Sequence
from statistics import fmean

import pytest

from ehrmind.evaluation.rationales import check
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.tasks.base import Counts
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.types import Example


@pytest.fixture(scope="module")
def task() -> MedCalc:
    return MedCalc(rows=Counts(train=0, validation=0, test=5 * len(CALCULATORS)))


@pytest.fixture(scope="module")
def rows(task: MedCalc) -> Sequence[Example]:
    return task.load().splits["test"]


def share_unsupported(task: MedCalc, rows: Sequence[Example]) -> float:
    found = [check(task.gold(row), task.prompt(row).user, finished=True) for row in rows]
    return fmean(len(item.unsupported) / item.numbers for item in found if item.numbers)


def test_gold_reasoning_is_clean(task: MedCalc, rows: Sequence[Example]) -> None:
    assert {row.facts["calculator"] for row in rows} == set(CALCULATORS)
    for row in rows:
        found = check(task.gold(row), task.prompt(row).user, finished=True)
        assert found.one_think_block, row.id
        assert found.reasoned, row.id
        assert found.answered, row.id
        assert not found.refused, row.id
        assert not found.other_language, row.id
        assert found.steps >= 2, row.id


def test_the_unsupported_numbers_of_gold_are_the_constants_of_its_formulas(rows: Sequence[Example]) -> None:
    assert share_unsupported(MedCalc(), rows) < 0.20  # measured: 0.17
    assert share_unsupported(MedCalc(open_book=True), rows) < 0.03  # measured: 0.015


def quoted(row: Example) -> list[str]:
    """The note's values that gold reasoning quotes, small whole numbers and dates aside."""
    note, gold = (
        set(re.findall(r"(?<![\w./])\d+(?:\.\d+)?(?![\d/])", text)) for text in (row.fields["note"], row.rationale)
    )
    return sorted(value for value in note & gold if "." in value or float(value) > 10)


def altered(value: str, rng: random.Random) -> str:
    """Another value between half and twice the first, with as many decimals."""
    decimals = len(value.partition(".")[2])
    while True:
        other = f"{float(value) * rng.uniform(0.5, 2):.{decimals}f}"
        if other != value and ("." in other or float(other) > 10):
            return other


def test_a_value_that_the_note_does_not_hold_is_seen(task: MedCalc, rows: Sequence[Example]) -> None:
    seen = []
    for row in rows:
        if not (values := quoted(row)):
            continue  # a score of findings alone
        rng = random.Random(row.id)
        value = rng.choice(values)
        wrong = re.sub(rf"(?<![\w.]){re.escape(value)}(?![\d]|\.\d)", altered(value, rng), row.rationale)
        before, after = (
            check(f"<think>{text}</think>", task.prompt(row).user, finished=True) for text in (row.rationale, wrong)
        )
        seen.append(len(after.unsupported) > len(before.unsupported))
    assert len(seen) > 0.85 * len(rows)
    assert fmean(seen) >= 0.90  # measured: 0.95; the others fall on another number of the note or on a result
