"""Rows for the stages: leaks refused, evaluation rows chosen in turn, training rows thinned by category."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from ehrmind.data import check_paid, check_rows, choose, fit, reasoned, thin
from ehrmind.errors import DataError
from ehrmind.tasks.base import Data
from ehrmind.tasks.leaks import check_leaks
from ehrmind.tasks.medcalc import MedCalc
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
    data = Data({"train": [], "validation": [row(1)], "test": []}, {"dropped": {}})
    check_rows(data, "validation", trains=False)
    with pytest.raises(DataError, match=r"evaluation.split=test has no rows \(validation has\); raise task.rows.test"):
        check_rows(data, "test", trains=False)
    with pytest.raises(DataError, match="the train split has no rows; raise task.rows.train"):
        check_rows(data, "validation", trains=True)


def test_a_fact_that_is_nothing_is_told_all_the_same() -> None:
    term = SimpleNamespace(fact="risk")
    check_paid({"mine": term}, [replace(row(0), facts={"risk": 0.0})])  # type: ignore[dict-item]
    with pytest.raises(DataError, match=r"reward=mine goes by .* facts\['risk'\]"):
        check_paid({"mine": term}, [row(0), replace(row(1), facts={"risk": None})])  # type: ignore[dict-item]


def test_a_split_without_rows_says_why_its_rows_were_left_out() -> None:
    manifest = {"dropped": {"train: limit is missing": 12, "test: row repeated": 1}, "files_ignored": ["trian.csv"]}
    data = Data({"train": [], "validation": [], "test": [row(1)]}, manifest)
    why = "left out: 12 train: limit is missing, 1 test: row repeated; files of no split: trian.csv; raise"
    with pytest.raises(DataError, match=why):
        check_rows(data, "test", trains=True)
    with pytest.raises(DataError, match=why):
        check_rows(data, "validation", trains=False)


def test_sft_learns_from_rows_with_reasoning_alone() -> None:
    task = MedCalc()
    facts = {"calculator": 39, "kind": "decimal", "low": "1", "high": "2"}
    bare = replace(row(1), facts=facts)
    told = replace(row(2), rationale="140 - 128 = 12", facts=facts)
    kept, dropped = reasoned(task, [bare, told])
    assert kept == [told]
    assert dropped == {"train: no gold reasoning, so that SFT leaves it out": 1}
    with pytest.raises(DataError, match="none of the 1 training rows has gold reasoning"):
        reasoned(task, [bare])


def test_a_short_evaluation_takes_of_each_stratum_its_share() -> None:
    """Of 100 rows of one category and 20 of another."""
    chosen = choose(ROWS, 12, lambda example: example.category)
    assert [example.category for example in chosen].count("risk") == 2
    assert len({example.id for example in chosen}) == 12
    chosen = choose(ROWS, 10, lambda example: example.category)
    assert [example.category for example in chosen].count("risk") in (1, 2)
    assert choose(ROWS[::-1], 10, lambda example: example.category) == chosen, "the file's order does not matter"
    assert choose(ROWS, None, lambda example: example.category) == ROWS


def test_what_a_short_evaluation_says_is_an_estimate_of_the_whole() -> None:
    """Levelled strata would say 0.5 where 10 % of the rows are of the category that is always right."""
    rows = [Example(f"r{n}", f"r{n}", "rare" if n % 10 == 0 else "common", {}, "1") for n in range(2000)]
    for limit in (20, 64, 100, 333):
        chosen = choose(rows, limit, lambda row: row.category)
        assert len(chosen) == limit
        assert sum(row.category == "rare" for row in chosen) / limit == pytest.approx(0.1, abs=1 / limit)


def test_the_rows_of_a_query_come_together() -> None:
    rows = [Example(f"p{n % 12}/{n}", f"p{n % 12}", "all", {}, "1") for n in range(120)]
    chosen = choose(rows, 45, lambda row: row.category, lambda row: row.group)
    patients = {row.group for row in chosen}
    assert len(patients) == 4
    assert len(chosen) == 40, "whole, and no more than asked for"
    assert len(choose(rows, 3, lambda row: row.category, lambda row: row.group)) == 3, "too few for one"


def test_no_more_rows_come_than_were_asked_for() -> None:
    """Patients of very different sizes; what does not fit is left out by chance and not from the end."""
    sizes = [10, *[1] * 10, 7, 3]
    rows = [Example(f"p{p}/{n}", f"p{p}", "all", {}, "1") for p, size in enumerate(sizes) for n in range(size)]
    for limit in range(1, len(rows)):
        chosen = choose(rows, limit, lambda row: row.category, lambda row: row.group)
        assert 0 < len(chosen) <= limit
        assert len({row.id for row in chosen}) == len(chosen)


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
