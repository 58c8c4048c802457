"""Pairs as rows: what has no room is left out or shortened, counted, and never lost silently."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.errors import DataError
from ehrmind.trials.rows import Overflow, Told, account, listed, rows_of, salt_of
from ehrmind.trials.shorten import length, shorten
from ehrmind.trials.splits import Split
from ehrmind.trials.types import LABELS, Judgement, Note, Pairs, Trial

NOTE = Note("p1", "63-year-old woman with lung cancer")
TRIAL = Trial("NCT1", "A trial", tuple(f"inclusion {n} of five words" for n in range(6)), ("no exclusion of this",) * 3)
PAIRS = Pairs({"p1": NOTE}, {"NCT1": TRIAL, "NCT2": Trial("NCT2", "", ("adults",))}, [], Counter({"odd": 2}))
SPLIT = Split({"train": [Judgement("p1", "NCT1", 1)], "validation": [], "test": [Judgement("p1", "NCT2", 2)]})


def words(trial: Trial) -> int:
    return sum(map(length, (trial.title, *trial.inclusion, *trial.exclusion)))


@given(st.lists(st.integers(1, 30), max_size=12), st.lists(st.integers(1, 30), max_size=12), st.integers(0, 300))
def test_whole_criteria_are_left_out_in_proportion_until_the_rest_has_room(
    inclusion: list[int], exclusion: list[int], room: int
) -> None:
    trial = Trial(
        "x", "two words", *(tuple(" ".join(["w"] * size) for size in kind) for kind in (inclusion, exclusion))
    )
    short = shorten(trial, room)
    if short is None:
        assert room < words(trial)
        return
    kept = short.trial
    assert words(kept) <= room
    assert kept.inclusion == trial.inclusion[: len(kept.inclusion)]
    assert kept.exclusion == trial.exclusion[: len(kept.exclusion)]
    assert short.inclusion + len(kept.inclusion) == len(inclusion)
    assert short.exclusion + len(kept.exclusion) == len(exclusion)
    if words(trial) <= room:
        assert not short.left_out
    if inclusion and exclusion:
        shares = len(kept.inclusion) / len(inclusion), len(kept.exclusion) / len(exclusion)
        assert abs(shares[0] - shares[1]) <= 1 / len(inclusion) + 1 / len(exclusion), "in proportion"


def test_a_row_holds_its_criteria_numbered_and_says_what_is_not_shown() -> None:
    found = rows_of(PAIRS, SPLIT, 35, Overflow.shorten)
    (row,) = found.splits["train"]
    assert row.id == "p1/NCT1"
    assert (row.group, row.category, row.answer) == ("p1", "excluded", "excluded")
    assert row.fields["inclusion"].startswith("1. inclusion 0 of five words\n2. ")
    assert row.fields["inclusion"].endswith("more are not shown)")
    assert row.facts["criteria"] == "shortened"
    assert found.changed == Counter({"criteria shortened": 1})
    (other,) = found.splits["test"]
    assert (other.fields["title"], other.fields["exclusion"]) == ("", "none")
    assert other.facts["criteria"] == "whole"
    assert listed(("a", "b"), 1) == "1. a\n2. b\n(1 more is not shown)"


def test_long_pairs_are_dropped_and_counted_or_refused_as_asked() -> None:
    found = rows_of(PAIRS, SPLIT, 35, Overflow.drop)
    assert found.splits["train"] == []
    assert found.dropped == Counter({"train: over 35 words": 1})
    with pytest.raises(DataError, match=r"over 35 words; raise task\.words or task\.prompt_tokens"):
        rows_of(PAIRS, SPLIT, 35, Overflow.error)
    assert rows_of(PAIRS, SPLIT, 5, Overflow.shorten).dropped["test: over 5 words"] == 1, "no room for one criterion"


def test_the_account_adds_up_and_restricted_ids_are_hashes() -> None:
    told = {("p1", "NCT1"): Told("Inclusion 1: -> met", ("met",) * 8 + ("not met",))}
    found = rows_of(PAIRS, SPLIT, 200, Overflow.error, told, salt_of(PAIRS))
    (row,) = found.splits["train"]
    assert "p1" not in row.id + row.group
    assert row.group == found.splits["test"][0].group
    assert row.rationale == "Inclusion 1: -> met"
    assert len(row.facts["verdicts"]) == 9
    assert row.facts["verdicts"]["inclusion 6"] == "met"
    assert row.facts["verdicts"]["exclusion 3"] == "not met"
    said = account(PAIRS, SPLIT, found)
    assert said["rows"] == {"train": 1, "validation": 0, "test": 1}
    assert said["labels"]["train"] == {label: int(label == "excluded") for label in LABELS}
    assert said["dropped"] == {"odd": 2}
