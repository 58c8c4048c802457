"""How many labels, positives and patients there are in each split.

by_split(labels, {12: "train", 31: "test"})["train"]    Count(labels=3, positives=1, patients=1)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ehrmind.ehr.labels.forms import Label

SPLITS = ("train", "validation", "test")
NOWHERE = "no split"


@dataclass(frozen=True, slots=True)
class Count:
    """Labels, those that are positive, and the patients they belong to (None where nobody counted)."""

    labels: int
    positives: int
    patients: int | None = None

    @property
    def prevalence(self) -> float | None:
        """The share of positives; None without labels."""
        return self.positives / self.labels if self.labels else None


def count(labels: Iterable[Label]) -> Count:
    """The count of these labels."""
    kept = list(labels)
    return Count(len(kept), sum(label.value for label in kept), len({label.subject for label in kept}))


def by_split(labels: Iterable[Label], splits: Mapping[int, str]) -> dict[str, Count]:
    """The count of each split, and of the labels of subjects that are in none where there are any."""
    groups: dict[str, list[Label]] = {split: [] for split in SPLITS}
    for label in labels:
        groups.setdefault(splits.get(label.subject, NOWHERE), []).append(label)
    return {split: count(group) for split, group in groups.items()}
