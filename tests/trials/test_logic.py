import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.trials.logic import (
    MAYBE,
    NO,
    YES,
    at_least,
    every,
    label_of,
    no,
    some,
    unless,
    verdict_line,
    verdicts_in,
)
from ehrmind.trials.types import ELIGIBLE, EXCLUDED, NOT_RELEVANT, VERDICTS

VALUES = (NO, MAYBE, YES)
truths = st.lists(st.sampled_from(VALUES), max_size=6)


def settled(values: list[int]) -> list[tuple[int, ...]]:
    """Every way in which what is not known may turn out."""
    return list(itertools.product(*((NO, YES) if value == MAYBE else (value,) for value in values)))


@given(truths)
def test_a_value_is_decided_only_where_every_outcome_agrees(values: list[int]) -> None:
    outcomes = settled(values)
    for combine in (every, some, lambda items: at_least(2, items)):
        found = {combine(outcome) for outcome in outcomes}
        assert combine(values) == (found.pop() if len(found) == 1 else MAYBE)


@given(truths)
def test_de_morgan(values: list[int]) -> None:
    assert no(every(values)) == some([no(value) for value in values])
    assert no(some(values)) == every([no(value) for value in values])
    assert every(values) == every(values[::-1])
    assert at_least(1, values) == some(values)
    assert at_least(len(values), values) == every(values)
    assert at_least(len(values) + 1, values) == NO
    assert at_least(0, values) == YES


@pytest.mark.parametrize("value", VALUES)
def test_not_and_unless(value: int) -> None:
    assert no(no(value)) == value
    assert unless(value, NO) == value
    assert unless(value, YES) == NO
    assert unless(value, MAYBE) == min(value, MAYBE)


@pytest.mark.parametrize(
    ("target", "inclusion", "exclusion", "label"),
    [
        (YES, [YES], [NO], ELIGIBLE),
        (YES, [MAYBE], [MAYBE], ELIGIBLE),
        (YES, [], [], ELIGIBLE),
        (YES, [NO, YES], [NO], EXCLUDED),
        (YES, [YES], [NO, YES], EXCLUDED),
        (NO, [YES], [NO], NOT_RELEVANT),
        (NO, [NO], [YES], NOT_RELEVANT),
        (MAYBE, [YES], [NO], NOT_RELEVANT),
    ],
)
def test_the_label(target: int, inclusion: list[int], exclusion: list[int], label: int) -> None:
    assert label_of(target, inclusion, exclusion) == label


def test_verdicts_are_read_back() -> None:
    lines = [
        verdict_line("inclusion", 1, "age 63 years: asked -> somewhere, 18 to 75", "met"),
        verdict_line("inclusion", 2, "hemoglobin not stated", "not enough information"),
        verdict_line("exclusion", 1, "gout ruled out", "not met"),
    ]
    assert verdicts_in("\n".join(["Let us see.", *lines, "So: eligible."])) == {
        "inclusion 1": "met",
        "inclusion 2": "not enough information",
        "exclusion 1": "not met",
    }


def test_what_models_make_of_the_form() -> None:
    assert verdicts_in("- **Inclusion 3**: fine → Not met.") == {"inclusion 3": "not met"}
    assert verdicts_in("Exclusion 02: x -> met") == {"exclusion 2": "met"}
    for text in (
        "Inclusion: x -> met",
        "Inclusion 0: x -> met",
        "Inclusion 1 x -> met",
        "Inclusion 1: met",
        "Inclusion 1: x -> probably met",
        "Inclusion 1: x -> met, I think",
        "Criterion 1: x -> met",
        "Inclusion ²: x -> met",
        "Inclusion ٣: x -> met",
        "Inclusion 1000: x -> met",
        "Inclusion -1: x -> met",
    ):
        assert verdicts_in(text) == {}, text


def test_two_verdicts_on_one_criterion_are_none() -> None:
    every_way = "\n".join(f"Inclusion 1: x -> {verdict}" for verdict in VERDICTS)
    assert verdicts_in(every_way + "\nInclusion 2: y -> met\nInclusion 2: y -> met") == {"inclusion 2": "met"}
    assert verdicts_in(every_way + "\nInclusion 1: x -> met") == {}


@given(
    st.text(alphabet=st.sampled_from("Inclusion exclusion 123456789:->→*\n met not enough information٣"), max_size=300)
)
def test_no_text_breaks_the_reading(text: str) -> None:
    assert set(verdicts_in(text).values()) <= set(VERDICTS)


def test_the_reading_is_bounded() -> None:
    started = time.perf_counter()
    verdicts_in("Inclusion 1: " + "->" * 5_000_000)
    verdicts_in("Inclusion 1: x -> met\n" * 1_000_000)
    verdicts_in(":" * 5_000_000)
    verdicts_in("Inclusion 1:" * 500_000 + "9" * 5_000_000)
    assert time.perf_counter() - started < 2
    assert verdicts_in("x" * 200_000 + "\nInclusion 1: x -> met") == {}
