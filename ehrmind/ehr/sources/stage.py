"""From a source's tables to rows by shard: one pass over each part, each row in its subject's shard, or left out.

    staged/measurement/shard=3/data_0.parquet   origin, subject, moment, code, value, text, unit, kind, visit, finish
    staged/measurement/shard=-1/data_0.parquet  rows that are left out: origin and reason only
    staged/measurement/counts.json              {"measurement": {"read": 199514, "kept": 199514, "dropped": {}, ...}}

A part that is staged is not read again. The shard of a subject depends on its number only, so that it is the same for
all parts and for a build that was stopped and goes on.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ehrmind.ehr.sources.columns import MACROS, readable
from ehrmind.ehr.sources.source import CANONICAL, Part, quoted

MEMORY = "1GB"
_EVENT = (
    "subject",
    "moment",
    "code",
    "value",
    "text",
    "unit",
    "kind",
    "visit",
    "finish",
)  # of a row that is left out: none


@contextmanager
def connected(work: Path, memory: str = MEMORY) -> Iterator[Any]:
    """A connection that spills to `work` beyond its memory, uses the cores it is given, and knows our macros."""
    import duckdb

    spill = work / "spill"
    settings = {
        "memory_limit": memory,
        "threads": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1),
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
        "TimeZone": "UTC",
        "enable_progress_bar": "false",
    }
    connection = duckdb.connect()
    try:
        for name, value in settings.items():
            connection.execute(f"SET {name} = {quoted(value)}")
        connection.execute(MACROS)
        yield connection
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def stage(connection: Any, part: Part, staged: Path, shards: int) -> dict[str, dict[str, Any]]:
    """Stage one part, unless it is there; what was read of it, by table. Raises DataError."""
    folder = staged / part.name
    if not (folder / "counts.json").is_file():
        partial = staged / f".{part.name}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        with readable(part.where):
            connection.execute(
                f"COPY ({_query(part, shards)}) TO {quoted(partial)} (FORMAT parquet, PARTITION_BY (shard))"
            )
        (partial / "counts.json").write_text(json.dumps(_counts(connection, part, partial)), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    found: dict[str, dict[str, Any]] = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    return found


def files_of(staged: Path, shard: int | str) -> list[Path]:
    """The staged files of a shard ("*": of all but the rows left out)."""
    found = sorted(staged.glob(f"[!.]*/shard={shard}/*.parquet"))
    return [path for path in found if path.parent.name != "shard=-1" or shard == -1]


def _query(part: Part, shards: int) -> str:
    columns = ", ".join(
        f"CASE WHEN reason IS NULL THEN {name} END AS {name}" if name in _EVENT else name for name in CANONICAL
    )
    shard = f"CASE WHEN reason IS NULL THEN abs(subject % 1000003) % {shards} ELSE -1 END"
    return f"SELECT {columns}, CAST({shard} AS INTEGER) AS shard FROM ({part.select})"


def _counts(connection: Any, part: Part, folder: Path) -> dict[str, dict[str, Any]]:
    if not any(folder.glob("shard=*/*.parquet")):
        return {}
    bits = ", ".join(f"sum((marks >> {i}) & 1)::BIGINT" for i in range(len(part.marks)))
    rows = connection.execute(
        f"SELECT origin, reason, count(*), {bits} FROM read_parquet({quoted(folder / 'shard=*/*.parquet')}) "
        "GROUP BY origin, reason ORDER BY origin, reason"
    ).fetchall()
    found: dict[str, dict[str, Any]] = {}
    for origin, reason, count, *marks in rows:
        table = found.setdefault(origin, {"read": 0, "kept": 0, "dropped": {}, "noted": {}})
        table["read"] += count
        if reason:
            table["dropped"][reason] = count
            continue
        table["kept"] += count
        table["noted"] = {name: number for name, number in zip(part.marks, marks, strict=True) if number}
    return found


def merged(counts: Mapping[str, Mapping[str, Any]], into: dict[str, dict[str, Any]]) -> None:
    """Add the counts of one part to those of the parts before it."""
    for origin, table in counts.items():
        total = into.setdefault(origin, {"read": 0, "kept": 0, "dropped": {}, "noted": {}})
        for name in ("read", "kept"):
            total[name] += table[name]
        for name in ("dropped", "noted"):
            for reason, count in table[name].items():
                total[name][reason] = total[name].get(reason, 0) + count
