"""Labels as rows of a task, and the account of them that becomes data.json.

    Example(id="guo_los-100012-2013-03-19T23:59", group="100012", category="guo_los",
            fields={"subject": "100012", "time": "2013-03-19T23:59"}, answer="not a long stay",
            facts={"records": <sha256>, "class_weight": 0.66, "age": "60-79"})

A row holds where its record is found, and no text. In a restricted run ids and groups are hashes, keyed with the set of
the source's subjects: who has not the records cannot find out whose row it is.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from ehrmind.ehr.counts import known_ages
from ehrmind.ehr.index import Index
from ehrmind.ehr.questions import SPLITS, Found
from ehrmind.ids import keyed
from ehrmind.types import Example

AGES = (18, 40, 60, 80)  # years, that bands begin with
WITHOUT_SPLIT = "label of a patient without a split"


def rows_of(found: Found, restricted: bool) -> tuple[dict[str, list[Example]], Counter[str]]:
    """The rows of each split, and what was left out by reason. What their answers weigh is still open (`weighed`)."""
    salt = salt_of(found.index) if restricted else b""
    years = known_ages(found.index, [(label.subject, label.time) for label in found.labels.labels])
    splits: dict[str, list[Example]] = {name: [] for name in SPLITS}
    dropped: Counter[str] = Counter(found.labels.excluded)
    for label, age in zip(found.labels.labels, years.tolist(), strict=True):
        split = found.splits.get(label.subject)
        if split is None:
            dropped[WITHOUT_SPLIT] += 1
            continue
        moment = _written(label.time)
        facts = {
            "records": found.index.sha256,
            "class_weight": 1.0,
            "age": age_band(age),
        }
        splits[split].append(
            Example(
                id=keyed(f"{label.task}-{label.subject}-{moment}", salt),
                group=keyed(str(label.subject), salt),
                category=label.task,
                fields={"subject": str(label.subject), "time": moment},
                answer=found.what.answer(label.value),
                facts=facts,
            )
        )
    return splits, dropped


def _written(time: datetime) -> str:
    """To the minute, as EHRSHOT asks; to the second or less where other labels do, or two would be one row."""
    whole = not (time.second or time.microsecond)
    return time.isoformat(timespec="minutes" if whole else "auto")


def moment_of(row: Example) -> tuple[int, datetime]:
    """The subject and the time of a row."""
    return int(row.fields["subject"]), datetime.fromisoformat(row.fields["time"])


def weighed(splits: Mapping[str, Sequence[Example]]) -> dict[str, list[Example]]:
    """The rows with N / (2 N_answer) of the training rows as the weight of their answer; 1 where it never occurs.

    Asked for once it is known which rows train: of as many of one answer as of the other every weight is 1.
    """
    train = splits["train"]
    weights = {answer: len(train) / (2 * count) for answer, count in Counter(row.answer for row in train).items()}
    return {
        name: [replace(row, facts={**row.facts, "class_weight": weights.get(row.answer, 1.0)}) for row in rows]
        for name, rows in splits.items()
    }


def account(found: Found, splits: Mapping[str, Sequence[Example]], restricted: bool) -> dict[str, Any]:
    """What data.json says of the records and the labels; of restricted ones no name of a file.

    Its remarks are said before a run.
    """
    manifest = found.index.manifest
    return {
        "label": found.what.name,
        "rows": {name: len(rows) for name, rows in splits.items()},
        "patients": {name: len({row.group for row in rows}) for name, rows in splits.items()},
        "positives": {name: sum(row.answer == found.what.positive for row in rows) for name, rows in splits.items()},
        "labels": {"remarks": dict(found.labels.remarks), "notes": list(found.labels.notes)},
        "ontology": found.ontology.source,
        "remarks": [*found.labels.notes, *_nameless(manifest)],
        "records": {"sha256": found.index.sha256, "tables": manifest.get("tables", {})},
        "unnamed": manifest.get("unnamed", {}),
        "checks": manifest.get("checks", {}),
        "files": {} if restricted else dict(found.labels.files),
    }


def _nameless(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What a reader of prompts should know of codes that nobody names."""
    unnamed = manifest.get("unnamed", {})
    if unnamed.get("codes"):
        share = unnamed["events"] / max(manifest["events"], 1)
        yield (
            f"{unnamed['codes']:,} of {unnamed['of']:,} codes ({share:.1%} of the events) have no name and are shown "
            "as they are; task.names= takes a folder with Athena's CONCEPT.csv"
        )
        if "remark" in unnamed:
            yield unnamed["remark"]


def salt_of(index: Index) -> bytes:
    """What ids of a restricted run are hashed with: who has the records has all of their subjects, and nobody else."""
    return hashlib.blake2b(index.subjects.tobytes(), digest_size=32).digest()


def age_band(years: float) -> str:
    """An age as "60-79"; "unknown" of one that is not known."""
    if math.isnan(years):
        return "unknown"
    between = (f"{low}-{high - 1}" for low, high in pairwise(AGES))
    return [f"below {AGES[0]}", *between, f"{AGES[-1]} on"][sum(years >= low for low in AGES)]
