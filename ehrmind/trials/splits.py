"""Which pairs train, validate and test: by patient, by patient and trial, or as the published code has it.

    split("patient", pairs.judgements, seed=0)
    -> Split({"train": [...], "validation": [...], "test": [...]}, dropped={}, leaked=0, seen=frozenset())

    patient             no patient stands on two sides; a trial may: 70 of 174 trials of TREC 2021's unseen patients do
    patient_and_trial   nor does a trial: pairs of training with a trial of test are left out, and counted
    paper               as the code of arXiv 2505.24105 (src/dataset/matching/preprocess/split.py): unseen patients are
                        test, and of the others the rows that the code believes were not drawn for training

Where the source names its own splits these are used, and `patient_and_trial` leaves the same pairs out of them.

`paper` leaks, for the code drops the drawn rows by numbers that were given anew in between. Its draw is re-made
here with our own random numbers, so that the mechanism is the same and the rows are not; `leaked` counts the test rows
that are training rows, too.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from ehrmind.errors import ConfigError
from ehrmind.trials.types import LABELS, Judgement

Item = TypeVar("Item")

UNSEEN = 0.2  # of the patients, as in the paper
VALIDATION = 0.125  # of the others, so that a tenth of all
SHARED_TRIAL = "pair with a trial of the test rows"
NOWHERE = "neither drawn for training nor tested"


class Splitting(str, Enum):
    """Where the cut goes."""

    patient = "patient"
    patient_and_trial = "patient_and_trial"
    paper = "paper"


@dataclass(frozen=True, slots=True)
class Split:
    """Pairs by split. `seen` are the test pairs (note, trial) of training's patients: of the paper's split alone."""

    rows: dict[str, list[Judgement]]
    dropped: Counter[str] = field(default_factory=Counter)
    leaked: int = 0
    seen: frozenset[tuple[str, str]] = frozenset()


def split(how: Splitting, judgements: Sequence[Judgement], seed: int) -> Split:
    """The source's own splits where it names them, else drawn ones; the order within each is the source's.

    Raises ConfigError where the paper's, which is a draw, is asked of a source that has its own.
    """
    if named(judgements):
        if how is Splitting.paper:
            raise ConfigError(
                "task.split=paper draws its own rows, and these judgements come in train, dev and test; leave "
                "task.split= out, or put the judgements into one file of qrels/"
            )
        return _apart(given(judgements).rows) if how is Splitting.patient_and_trial else given(judgements)
    patients = _shuffled(dict.fromkeys(one.note for one in judgements), seed, str)
    unseen = set(patients[: _share(UNSEEN, len(patients))])
    if how is Splitting.paper:
        return _paper(judgements, unseen, seed)
    others = [patient for patient in patients if patient not in unseen]
    validating = set(others[: _share(VALIDATION, len(others))])
    rows: dict[str, list[Judgement]] = {"train": [], "validation": [], "test": []}
    for one in judgements:
        rows["test" if one.note in unseen else "validation" if one.note in validating else "train"].append(one)
    return Split(rows) if how is Splitting.patient else _apart(rows)


def named(judgements: Iterable[Judgement]) -> bool:
    """Whether the source itself says which split a pair is of."""
    return any(one.split for one in judgements)


def _apart(rows: dict[str, list[Judgement]]) -> Split:
    """The same without pairs of training and validation whose trial is tested."""
    tested, lost = {one.trial for one in rows["test"]}, Counter[str]()
    for name in ("train", "validation"):
        kept = [one for one in rows[name] if one.trial not in tested]
        lost[f"{name}: {SHARED_TRIAL}"] = len(rows[name]) - len(kept)
        rows[name] = kept
    return Split(rows, +lost)


def given(judgements: Iterable[Judgement]) -> Split:
    """The splits that the source itself names."""
    rows: dict[str, list[Judgement]] = {"train": [], "validation": [], "test": []}
    for one in judgements:
        rows[one.split].append(one)
    return Split(rows)


def _paper(judgements: Sequence[Judgement], unseen: set[str], seed: int) -> Split:
    """Balanced rows of 80 % of the patients train; the pool's rows from the number of training rows on are test."""
    pool = [one for one in judgements if one.note not in unseen]
    by_label = [_shuffled([one for one in pool if one.label == label], seed, _name) for label in range(len(LABELS))]
    fewest = min(map(len, by_label))
    drawn = {(one.note, one.trial) for rows in by_label for one in rows[:fewest]}
    train = [one for one in pool if (one.note, one.trial) in drawn]
    again = pool[len(train) :]  # the numbers 0 to len(train) - 1 were dropped, whichever rows had been drawn
    tested = {(one.note, one.trial) for one in again}
    validation = set(_shuffled(range(len(train)), seed, str)[: _share(VALIDATION, len(train))])
    return Split(
        rows={
            "train": [one for at, one in enumerate(train) if at not in validation],
            "validation": [one for at, one in enumerate(train) if at in validation],
            "test": [one for one in judgements if one.note in unseen] + again,
        },
        dropped=+Counter({NOWHERE: sum((one.note, one.trial) not in drawn | tested for one in pool)}),
        leaked=len(drawn & tested),
        seen=frozenset(tested),
    )


def _share(share: float, many: int) -> int:
    """At least one of several, and never all."""
    return min(max(1, round(share * many)), many - 1) if many > 1 else 0


def _name(one: Judgement) -> str:
    return f"{one.note}/{one.trial}"


def _shuffled(items: Iterable[Item], seed: int, name: Callable[[Item], str]) -> list[Item]:
    """In the order of hashes: a function of the seed and of each item alone."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed}/{name(item)}".encode()).digest())
