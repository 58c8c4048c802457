"""Rows in three splits: of published ones the training notes are cut into training and validation by their hash.

read_splits(read, asked={2, 39}, trained={39}, seed=0).dropped  ->  {"train: calculator is unseen or not asked for": 7}
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


@dataclass(frozen=True, slots=True)
class Splits:
    """The rows by split, those left out by reason, and the files: name -> sha256."""

    splits: dict[str, list[Example]]
    dropped: Counter[str]
    files: dict[str, str]
    ignored: list[str]


def read_splits(read: Callable[[str], Rows], asked: Collection[int], trained: Collection[int], seed: int) -> Splits:
    """The rows of the calculators that are asked for; training and validation of those that training may see."""
    train, test = read("train"), read("test")
    drop_shared_notes(train, test)
    splits: dict[str, list[Example]] = {"train": [], "validation": [], "test": []}
    dropped = Counter({f"train: {why}": n for why, n in train.dropped.items()})
    dropped.update({f"test: {why}": n for why, n in test.dropped.items()})
    for example in train.examples:
        if example.facts["calculator"] not in trained:
            dropped["train: calculator is unseen or not asked for"] += 1
            continue
        share = int(hashlib.sha256(f"{seed}/{example.group}".encode()).hexdigest()[:8], 16) / 2**32
        splits["validation" if share < VALIDATION_SHARE else "train"].append(example)
    for example in test.examples:
        if example.facts["calculator"] in asked:
            splits["test"].append(example)
        else:
            dropped["test: calculator is not asked for"] += 1
    return Splits(splits, dropped, train.files | test.files, train.ignored)


def counted(splits: Mapping[str, Sequence[Example]]) -> dict[str, Any]:
    """What the manifest says of the rows."""
    found = {name: changed(rows) for name, rows in splits.items()}
    return {
        "rows": {name: len(splits[name]) for name in SPLITS},
        "calculators": sorted({row.facts["calculator"] for rows in splits.values() for row in rows}),
        "changed": {f"{name}: {why}": count for name, counts in found.items() for why, count in counts.items()},
    }
