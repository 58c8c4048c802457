"""Build an index from a plan: stage, words, shards, manifest; each step once, and the folder appears when all are done.

    <cache>/<key>/            shard-00000.arrow ..., words.arrow, names.arrow, subjects.arrow, manifest.json
    <cache>/<key>.building/   the same while it grows; a build that was stopped goes on from there

Two processes that want the same index: one builds, the other waits for its lock.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ehrmind.ehr.sources.columns import readable
from ehrmind.ehr.sources.content import write_atomically
from ehrmind.ehr.sources.shards import ROWS, WORDS, read_arrow, write_arrow, write_shard, write_words
from ehrmind.ehr.sources.source import Found, Plan, Splits
from ehrmind.ehr.sources.stage import connected, merged, stage
from ehrmind.errors import DataError

SPLITS = ("train", "validation", "test")
FORMAT = 1  # of the files; another number, another key


def build(
    plan: Plan, connection: Any, found: Found, work: Path, facts: Mapping[str, Any], say: Callable[[str], None]
) -> None:
    """Fill the folder `work`. `facts` begin the manifest; `say` is told each step. Raises DataError."""
    staged, shards = work / "staged", max(1, -(-plan.rows // ROWS))
    staged.mkdir(exist_ok=True)
    tables: dict[str, dict[str, Any]] = {}
    for part in plan.parts:
        say(f"reading {part.where}")
        merged(stage(connection, part, staged, shards), tables)
    if not any(table["kept"] for table in tables.values()):
        reasons = sum((Counter(table["dropped"]) for table in tables.values()), Counter[str]())
        why = "; ".join(f"{reason}: {count:,}" for reason, count in reasons.most_common()) or "there are no rows"
        raise DataError(f"task.path={found.root} holds no event that can be read ({why})")
    write_words(connection, staged, work)
    for shard in range(shards):
        say(f"sorting, part {shard + 1} of {shards}")
        write_shard(connection, staged, work, shard)
    _write_names(connection, plan, work)
    splits = plan.splits(connection)
    subjects = _write_subjects(work, shards, splits)
    manifest = {
        **facts,
        "subjects": len(subjects),
        "events": sum(table["kept"] for table in tables.values()),
        "tables": tables,
        "has_ends": plan.has_ends,
        "splits": _split_facts(splits, subjects),
        "remarks": list(plan.remarks),
    }
    write_atomically(work / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False))


def build_at(
    target: Path,
    make_plan: Callable[[Any, Path], Plan],
    found: Found,
    facts: Mapping[str, Any],
    memory: str,
    say: Callable[[str], None],
) -> None:
    """Build the index in the folder `target`, unless it is there. Raises DataError, RunError."""
    from filelock import FileLock

    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(target.with_name(f".{target.name}.lock")):
        if target.is_dir():
            return
        work = target.with_name(f"{target.name}.building")
        work.mkdir(exist_ok=True, mode=0o700)
        with connected(work, memory) as connection:
            build(make_plan(connection, work), connection, found, work, facts, say)
        for name in ("staged", "unpacked"):
            shutil.rmtree(work / name, ignore_errors=True)
        work.rename(target)


def _write_names(connection: Any, plan: Plan, work: Path) -> None:
    """Names that the source itself has, of the codes that occur."""
    if plan.names:
        with readable("the names of codes"):
            table = connection.sql(
                f"SELECT n.code, min(n.name) AS name FROM ({plan.names}) AS n SEMI JOIN codes AS c ON c.word = n.code "
                "WHERE n.name IS NOT NULL GROUP BY n.code ORDER BY n.code"
            ).to_arrow_table()
        write_arrow(work / "names.arrow", table)


def _write_subjects(work: Path, shards: int, splits: Splits) -> Any:
    """subjects.arrow: in order, where each one's rows are and which split it is in (-1: none)."""
    import pyarrow as pa

    columns: dict[str, list[Any]] = {"subject": [], "shard": [], "start": [], "rows": []}
    for shard in range(shards):
        facts = json.loads((work / f"shard-{shard:05d}.json").read_text(encoding="utf-8"))
        rows = np.array(facts["rows"], dtype=np.int64)
        columns["subject"].append(np.array(facts["subjects"], dtype=np.int64))
        columns["shard"].append(np.full(len(rows), shard, dtype=np.int32))
        columns["start"].append(np.cumsum(rows) - rows)
        columns["rows"].append(rows)
    arrays = {name: np.concatenate(parts) for name, parts in columns.items()}
    order = np.argsort(arrays["subject"])
    places = [
        SPLITS.index(splits.of[subject]) if subject in splits.of else -1 for subject in arrays["subject"].tolist()
    ]
    arrays["split"] = np.array(places, dtype=np.int8)
    write_arrow(work / "subjects.arrow", pa.table({name: values[order] for name, values in arrays.items()}))
    return arrays["subject"][order]


def _split_facts(splits: Splits, subjects: Any) -> dict[str, Any]:
    """How many subjects each split has, here and in its file, and who is in none."""
    there = set(subjects.tolist())
    counts = Counter(name for subject, name in splits.of.items() if subject in there)
    return {
        "from": splits.origin,
        **{name: counts[name] for name in SPLITS},
        "without": len(there - splits.of.keys()) if splits.of else 0,
        "absent": len(splits.of.keys() - there),  # in the file of splits, and without an event
        "others": dict(splits.others),
    }


def read_words(folder: Path) -> dict[str, dict[str, int]]:
    """The words of each kind in order, with their numbers of events."""
    table = read_arrow(folder / "words.arrow")
    found: dict[str, dict[str, int]] = {kind: {} for kind in WORDS}
    for kind, word, events in zip(*(table[name].to_pylist() for name in ("kind", "word", "events")), strict=True):
        found[kind][word] = events
    return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """What was read when the index was built."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found
