"""Who trains and who is tested: by patient, by patient and trial, and as the published code leaks."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.errors import ConfigError
from ehrmind.trials.splits import NOWHERE, SHARED_TRIAL, Split, Splitting, split
from ehrmind.trials.types import Judgement


def judged(patients: int, trials: int, seed: int = 0) -> list[Judgement]:
    """Every patient with some of the trials, labelled in TREC's proportions."""
    rng = random.Random(seed)
    return [
        Judgement(f"p{patient}", f"t{trial}", rng.choices((0, 1, 2), (63, 21, 16))[0])
        for patient in range(patients)
        for trial in rng.sample(range(trials), k=min(trials, 12))
    ]


def keys(found: Split, name: str) -> set[tuple[str, str]]:
    return {(one.note, one.trial) for one in found.rows[name]}


@given(st.integers(3, 40), st.integers(2, 30), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_no_patient_stands_on_two_sides_and_no_pair_is_lost(patients: int, trials: int, seed: int) -> None:
    rows = judged(patients, trials)
    found = split(Splitting.patient, rows, seed)
    owners = [{one.note for one in found.rows[name]} for name in ("train", "validation", "test")]
    assert all(owners)
    assert not owners[0] & owners[1] | owners[0] & owners[2] | owners[1] & owners[2]
    assert sum(map(len, found.rows.values())) == len(rows)
    assert found.dropped == Counter()
    assert found == split(Splitting.patient, rows, seed), "a function of the seed"


def test_a_sources_own_splits_stand_and_the_papers_draw_is_refused() -> None:
    whose = {"p0": "train", "p1": "train", "p2": "validation", "p3": "test"}
    rows = [Judgement(note, trial, 0, name) for note, name in whose.items() for trial in ("t1", f"own of {note}")]
    found = split(Splitting.patient, rows, 0)
    assert {one.note: name for name, members in found.rows.items() for one in members} == whose
    apart = split(Splitting.patient_and_trial, rows, 0)
    assert keys(apart, "test") == keys(found, "test")
    assert keys(apart, "train") == {("p0", "own of p0"), ("p1", "own of p1")}
    assert apart.dropped == {f"train: {SHARED_TRIAL}": 2, f"validation: {SHARED_TRIAL}": 1}
    with pytest.raises(ConfigError, match=r"task\.split=paper draws .* come in train, dev and test; leave"):
        split(Splitting.paper, rows, 0)


def test_a_tenth_validates_and_a_fifth_is_tested_and_the_seed_decides_who() -> None:
    rows = judged(75, 200)
    found = split(Splitting.patient, rows, 0)
    many = {name: len({one.note for one in found.rows[name]}) for name in found.rows}
    assert many == {"train": 52, "validation": 8, "test": 15}
    assert keys(found, "test") != keys(split(Splitting.patient, rows, 1), "test")
    fewer = [one for one in rows if one.note != "p3"]
    moved = keys(split(Splitting.patient, fewer, 0), "test") ^ keys(found, "test")
    assert {note for note, _ in moved} <= {"p3"} or len({note for note, _ in moved}) <= 2, "the others stay"


def test_no_trial_of_the_test_rows_trains_where_that_is_asked() -> None:
    rows = judged(40, 60)
    plain, strict = (split(how, rows, 0) for how in (Splitting.patient, Splitting.patient_and_trial))
    tested = {one.trial for one in strict.rows["test"]}
    assert strict.rows["test"] == plain.rows["test"]
    for name in ("train", "validation"):
        kept = [one for one in plain.rows[name] if one.trial not in tested]
        assert strict.rows[name] == kept
        assert strict.dropped[f"{name}: pair with a trial of the test rows"] == len(plain.rows[name]) - len(kept) > 0


def test_the_published_split_leaks_and_its_leak_is_counted() -> None:
    rows = judged(75, 400)
    found = split(Splitting.paper, rows, 0)
    train = keys(found, "train") | keys(found, "validation")
    both = train & keys(found, "test")
    assert found.leaked == len(both) > 100
    assert both <= found.seen <= keys(found, "test")
    unseen = {one.note for one in found.rows["test"]} - {note for note, _ in found.seen}
    assert len(unseen) == 15
    assert not unseen & {note for note, _ in train}
    labels = Counter(one.label for name in ("train", "validation") for one in found.rows[name])
    assert len(set(labels.values())) == 1, "balanced to the rarest label"
    pool = sum(one.note not in unseen for one in rows)
    assert len(found.seen) == pool - len(train), "as many as were not drawn, and not those"
    assert found.dropped == Counter({NOWHERE: pool - len(train | found.seen)})


def test_one_patient_is_never_both() -> None:
    assert {name: len(rows) for name, rows in split(Splitting.patient, judged(1, 5), 0).rows.items()} == {
        "train": 5,
        "validation": 0,
        "test": 0,
    }


@pytest.mark.parametrize("how", list(Splitting))
def test_the_order_is_the_sources(how: Splitting) -> None:
    rows = judged(20, 30)
    place = {(one.note, one.trial): at for at, one in enumerate(rows)}
    for name, members in split(how, rows, 0).rows.items():
        order = [place[one.note, one.trial] for one in members]
        assert order == sorted(order) or (how is Splitting.paper and name == "test")
