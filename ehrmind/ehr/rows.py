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
from collections.abc import Mapping, Sequence
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
    """The rows of each split, and what was left out by reason."""
    salt = salt_of(found.index) if restricted else b""
    weights = class_weights(found)
    years = known_ages(found.index, [(label.subject, label.time) for label in found.labels.labels])
    splits: dict[str, list[Example]] = {name: [] for name in SPLITS}
    dropped: Counter[str] = Counter(found.labels.excluded)
    for label, age in zip(found.labels.labels, years.tolist(), strict=True):
        split = found.splits.get(label.subject)
        if split is None:
            dropped[WITHOUT_SPLIT] += 1
            continue
        moment = label.time.isoformat(timespec="minutes")
        facts = {
            "records": found.index.sha256,
            "class_weight": weights[label.value],
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


def moment_of(row: Example) -> tuple[int, datetime]:
    """The subject and the time of a row."""
    return int(row.fields["subject"]), datetime.fromisoformat(row.fields["time"])


def class_weights(found: Found) -> dict[bool, float]:
    """N / (2 N_answer) of the training labels; 1 where an answer never occurs."""
    values = [label.value for label in found.labels.labels if found.splits.get(label.subject) == "train"]
    counts = Counter(values)
    return {value: len(values) / (2 * counts[value]) if counts[value] else 1.0 for value in (False, True)}


def account(found: Found, splits: Mapping[str, Sequence[Example]], restricted: bool) -> dict[str, Any]:
    """What data.json says of the records and the labels; of restricted ones no name of a file."""
    manifest = found.index.manifest
    return {
        "label": found.what.name,
        "rows": {name: len(rows) for name, rows in splits.items()},
        "patients": {name: len({row.group for row in rows}) for name, rows in splits.items()},
        "positives": {name: sum(row.answer == found.what.positive for row in rows) for name, rows in splits.items()},
        "labels": {"remarks": dict(found.labels.remarks), "notes": [] if restricted else list(found.labels.notes)},
        "ontology": "" if restricted else found.ontology.source,
        "records": {"sha256": found.index.sha256, "tables": manifest.get("tables", {})},
        "unnamed": {} if restricted else manifest.get("unnamed", {}),
        "checks": manifest.get("checks", {}),
        "files": {} if restricted else dict(found.labels.files),
    }


def salt_of(index: Index) -> bytes:
    """What ids of a restricted run are hashed with: who has the records has all of their subjects, and nobody else."""
    return hashlib.blake2b(index.subjects.tobytes(), digest_size=32).digest()


def age_band(years: float) -> str:
    """An age as "60-79"; "unknown" of one that is not known."""
    if math.isnan(years):
        return "unknown"
    between = (f"{low}-{high - 1}" for low, high in pairwise(AGES))
    return [f"below {AGES[0]}", *between, f"{AGES[-1]} on"][sum(years >= low for low in AGES)]
