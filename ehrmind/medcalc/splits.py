"""Rows in three splits: of published ones the training notes are cut into training and validation by their hash.

read_splits(read, asked={2, 39}, trained={39}, seed=0).dropped  ->  {"train: calculator is not asked for (…)": 7}
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.medcalc.published import Rows, changed, drop_shared_notes
from ehrmind.tasks.base import SPLITS
from ehrmind.types import Example

VALIDATION_SHARE = 0.1  # of the training notes
NOT_ASKED = "calculator is not asked for (task.calculators)"
KEPT = "calculator is not trained on (task.unseen, task.train_categories; task.unseen=[] trains on all)"


@dataclass(frozen=True, slots=True)
class Splits:
    """The rows by split, those left out by reason, and the files: name -> sha256."""

    splits: dict[str, list[Example]]
    dropped: Counter[str]
    files: dict[str, str]
    ignored: list[str]


def read_splits(read: Callable[[str], Rows], asked: Collection[int], trained: Collection[int], seed: int) -> Splits:
    """The rows of the calculators that are asked for; training and validation of those that training may see.

    Validation has rows of its own, or else a share of the training notes.
    """
    train, validation, test = (read(split) for split in SPLITS)
    drop_shared_notes(validation, test, "test")
    drop_shared_notes(train, test, "test")
    drop_shared_notes(train, validation, "validation")
    splits: dict[str, list[Example]] = {name: [] for name in SPLITS}
    dropped: Counter[str] = Counter()
    for name, rows, kept in (("train", train, trained), ("validation", validation, trained), ("test", test, asked)):
        dropped.update({f"{name}: {why}": count for why, count in rows.dropped.items()})
        for example in rows.examples:
            calculator = example.facts["calculator"]
            if calculator not in kept:
                dropped[f"{name}: {KEPT if calculator in asked else NOT_ASKED}"] += 1
            else:
                cut = name == "train" and not validation.files and _share(example, seed) < VALIDATION_SHARE
                splits["validation" if cut else name].append(example)
    return Splits(splits, dropped, train.files | validation.files | test.files, train.ignored)


def _share(example: Example, seed: int) -> float:
    """A number from 0 to 1 that rows of one note share."""
    return int(hashlib.sha256(f"{seed}/{example.group}".encode()).hexdigest()[:8], 16) / 2**32


def counted(splits: Mapping[str, Sequence[Example]]) -> dict[str, Any]:
    """What the manifest says of the rows."""
    found = {name: changed(rows) for name, rows in splits.items()}
    return {
        "rows": {name: len(splits[name]) for name in SPLITS},
        "calculators": sorted({row.facts["calculator"] for rows in splits.values() for row in rows}),
        "changed": {f"{name}: {why}": count for name, counts in found.items() for why, count in counts.items()},
    }
