"""Which labels are used: those of known subjects, one a moment, at most so many; and who is in which split.

    cap(labels, per_patient=10, in_all=2000, seed=0)     drawn by a hash of the seed, the subject and the time
    splits_of(subjects, index.splits, seed=0)            the source's own, else 70 / 15 / 15 by a hash of the subject

Every draw is a function of the seed and of one label or subject alone: adding a patient changes nothing for the others
below the cap a patient, and no draw depends on the order of files.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from ehrmind.ehr.labels.forms import Label, Labels, in_order
from ehrmind.errors import ConfigError

SHARES = (("train", 0.70), ("validation", 0.85), ("test", 1.0))  # up to
UNKNOWN_SUBJECT = "subject is not in the records"
REPEATED = "repeated label (same subject and time)"
CONTRADICTED = "negative label of a moment that has a positive one"


def of_subjects(labels: Labels, subjects: Collection[int]) -> Labels:
    """The labels of these subjects; others are counted."""
    known = frozenset(int(subject) for subject in subjects)
    return _kept(labels, [label for label in labels.labels if label.subject in known], UNKNOWN_SUBJECT)


def one_per_moment(labels: Labels) -> Labels:
    """One label for a subject and a time: several results of one minute are abnormal where one of them is.

    EHRSHOT's laboratory tasks have several; its counts are those before this.
    """
    excluded = Counter(labels.excluded)
    kept = []
    for _, group in groupby(in_order(labels.labels), key=attrgetter("subject", "time")):
        same = list(group)
        kept.append(same[-1])  # the positive one, where there is one
        for label in same[:-1]:
            excluded[REPEATED if label.value == same[-1].value else CONTRADICTED] += 1
    return replace(labels, labels=tuple(kept), excluded=dict(excluded))


def cap(labels: Labels, *, per_patient: int | None = None, in_all: int | None = None, seed: int = 0) -> Labels:
    """At most so many labels of each patient, then in all; None is no limit. What is left out is counted.

    Raises ConfigError for a limit below 1.
    """
    for key, limit in (("task.labels_per_patient", per_patient), ("task.labels", in_all)):
        if limit is not None and limit < 1:
            raise ConfigError(f"{key}={limit} leaves no labels; give a number from 1 on, or null for no limit")
    ranks = _ranks(labels.labels, seed)
    if per_patient is not None:
        patients: dict[int, list[int]] = defaultdict(list)
        for at, label in enumerate(labels.labels):
            patients[label.subject].append(at)
        chosen = {at for places in patients.values() for at in sorted(places, key=ranks.__getitem__)[:per_patient]}
        kept = [at for at in range(len(labels)) if at in chosen]
        ranks = [ranks[at] for at in kept]
        labels = _kept(labels, [labels.labels[at] for at in kept], f"over the cap of {per_patient} a patient")
    if in_all is not None:
        first = frozenset(sorted(range(len(labels)), key=ranks.__getitem__)[:in_all])
        kept_labels = [label for at, label in enumerate(labels.labels) if at in first]
        labels = _kept(labels, kept_labels, f"over the cap of {in_all} in all")
    return labels


def draw_splits(subjects: Iterable[int], seed: int = 0) -> dict[int, str]:
    """A split for each subject, 70 / 15 / 15, by a hash of the seed and the subject."""
    return {
        subject: next(split for split, limit in SHARES if _hash(f"split:{seed}:{subject}") < limit * 2**64)
        for subject in map(int, subjects)
    }


def splits_of(subjects: Iterable[int], given: Mapping[int, str], seed: int = 0) -> dict[int, str]:
    """The source's own splits where it has any, else drawn ones. Nobody is added to the source's own."""
    return dict(given) if given else draw_splits(subjects, seed)


def _ranks(labels: Sequence[Label], seed: int) -> list[int]:
    """A number for each label, drawn; labels of one moment are told apart by their place among these."""
    seen: Counter[tuple[int, str]] = Counter()
    ranks = []
    for label in labels:
        key = label.subject, label.time.isoformat()
        ranks.append(_hash(f"label:{seed}:{label.subject}:{key[1]}:{seen[key]}"))
        seen[key] += 1
    return ranks


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _kept(labels: Labels, kept: Sequence[Label], reason: str) -> Labels:
    left_out = len(labels) - len(kept)
    excluded = {**labels.excluded, reason: labels.excluded.get(reason, 0) + left_out} if left_out else labels.excluded
    return replace(labels, labels=tuple(kept), excluded=excluded)
