"""Rows for the stages: leaks refused, evaluation rows chosen in turn, training rows thinned by category."""

import pytest

from ehrmind.data import check_leaks, check_rows, choose, fit, thin
from ehrmind.errors import DataError
from ehrmind.types import Example


def row(number: int, category: str = "lab", group: str = "") -> Example:
    return Example(f"row-{number}", group or f"group-{number}", category, {}, "1")


ROWS = [row(number, "lab" if number < 100 else "risk") for number in range(120)]


def test_a_group_in_two_splits_and_a_repeated_id_are_refused() -> None:
    with pytest.raises(DataError, match="row row-1 of train and row row-2 of test are of one group; give all") as error:
        check_leaks({"train": [row(1, group="MRN 4711")], "test": [row(2, group="MRN 4711")]})
    assert "4711" not in str(error.value), "a group may be a patient's number"
    with pytest.raises(DataError, match="row-1 is not unique"):
        check_leaks({"train": [row(1), row(1)]})


def test_an_evaluated_split_and_one_to_train_on_need_rows() -> None:
    splits = {"train": [], "validation": [row(1)], "test": []}
    check_rows(splits, "validation", trains=False)
    with pytest.raises(DataError, match=r"evaluation.split=test has no rows \(validation has\); raise task.rows.test"):
        check_rows(splits, "test", trains=False)
    with pytest.raises(DataError, match="the train split has no rows; raise task.rows.train"):
        check_rows(splits, "validation", trains=True)


def test_a_short_evaluation_takes_each_stratum_in_turn() -> None:
    chosen = choose(ROWS, 10, lambda example: example.category)
    assert [example.category for example in chosen].count("risk") == 5
    assert choose(ROWS[::-1], 10, lambda example: example.category) == chosen, "the file's order does not matter"
    assert choose(ROWS, None, lambda example: example.category) == ROWS


@pytest.mark.parametrize(
    ("fraction", "cap", "lab", "risk"),
    [(0.05, None, 5, 1), (0.2, None, 20, 4), (1.0, None, 100, 20), (0.2, 10, 10, 4), (0.001, None, 1, 1)],
)
def test_a_fraction_is_taken_of_each_category(fraction: float, cap: int | None, lab: int, risk: int) -> None:
    kept, dropped = thin(ROWS, fraction, cap, seed=0)
    assert [sum(example.category == name for example in kept) for name in ("lab", "risk")] == [lab, risk]
    assert sum(dropped.values()) == len(ROWS) - len(kept)


def test_smaller_fractions_are_parts_of_larger_ones_and_the_seed_draws_them() -> None:
    small, large, other = (thin(ROWS, fraction, None, seed)[0] for fraction, seed in ((0.1, 0), (0.3, 0), (0.1, 1)))
    assert {example.id for example in small} < {example.id for example in large}
    assert small != other


def test_rows_that_do_not_fit_are_counted_and_none_left_is_refused() -> None:
    sizes = {example.id: index for index, example in enumerate(ROWS)}
    kept, dropped = fit(ROWS, sizes, 99, "prompt")
    assert len(kept) == 100
    assert dropped == {"train: prompt over 99 tokens": 20}
    with pytest.raises(DataError, match="every prompt is over 3 tokens"):
        fit(ROWS[50:], sizes, 3, "prompt")
