"""From staged rows to the index: the words in order, then shard by shard the rows in order, as Arrow IPC.

    words.arrow          kind ("code", "text", "unit"), word, events; a word's place among its kind is what rows hold
    shard-00003.arrow    time, end (microseconds; the least integer is none), code, value, text, unit, type, visit
    shard-00003.json     the subjects in it with their numbers of rows

Words are sorted, so that rows sorted by places are sorted by words. A shard is one record batch without nulls: its
columns are read from the mapped file as they are.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from ehrmind.ehr.sources.columns import readable
from ehrmind.ehr.sources.content import write_atomically
from ehrmind.ehr.sources.source import quoted
from ehrmind.ehr.sources.stage import files_of

ROWS = 2_000_000  # a shard, about: what is sorted at once
NONE = -1
NO_TIME = "(-9223372036854775807 - 1)"  # numpy's NaT
WORDS = ("code", "text", "unit")
COLUMNS = {
    "time": f"coalesce(s.moment, {NO_TIME})",
    "end": f"coalesce(s.finish, {NO_TIME})",
    "code": "c.place",
    "value": "s.value",
    "text": f"coalesce(t.place, {NONE})",
    "unit": f"coalesce(u.place, {NONE})",
    "type": "s.kind",
    "visit": f"coalesce(s.visit, {NONE})",
}
ORDER = ("subject", "time", "code", "value NULLS FIRST", "text", "unit", "type", "visit", "end")


def write_words(connection: Any, staged: Path, folder: Path) -> None:
    """Find the distinct words of all staged rows, unless that is done, and make a table of each kind with places."""
    path = folder / "words.arrow"
    if not path.is_file():
        files = ", ".join(map(quoted, files_of(staged, "*")))
        query = " UNION ALL ".join(
            f"SELECT '{kind}' AS kind, {kind} AS word, count(*) AS events FROM read_parquet([{files}]) "
            f"WHERE {kind} IS NOT NULL GROUP BY {kind}"
            for kind in WORDS
        )
        with readable("the cache"):
            table = connection.sql(f"SELECT * FROM ({query}) ORDER BY kind, word").to_arrow_table()
        write_arrow(path, table)
    words = read_arrow(path)
    connection.register("words", words)
    for kind in WORDS:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {kind}s AS SELECT word, "
            f"CAST(row_number() OVER (ORDER BY word) - 1 AS INTEGER) AS place FROM words WHERE kind = '{kind}'"
        )
    connection.unregister("words")


def write_shard(connection: Any, staged: Path, folder: Path, shard: int) -> None:
    """Sort and write one shard, unless it is there."""
    path = folder / f"shard-{shard:05d}.arrow"
    if path.with_suffix(".json").is_file():
        return
    files = ", ".join(map(quoted, files_of(staged, shard)))
    if not files:
        write_atomically(path.with_suffix(".json"), json.dumps({"subjects": [], "rows": []}))
        return
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in COLUMNS.items())
    query = (
        f"SELECT s.subject, {columns} FROM read_parquet([{files}]) AS s LEFT JOIN codes AS c ON c.word = s.code "
        "LEFT JOIN texts AS t ON t.word = s.text LEFT JOIN units AS u ON u.word = s.unit"
    )
    with readable("the cache"):
        table = connection.sql(
            f"SELECT * REPLACE (coalesce(value, 'nan'::DOUBLE) AS value) FROM ({query}) AS q "
            f"ORDER BY {', '.join(f'q.{name}' for name in ORDER)}"
        ).to_arrow_table()
    subjects, rows = np.unique(table["subject"].to_numpy(), return_counts=True)
    write_arrow(path, table.drop_columns(["subject"]))
    facts = {"subjects": subjects.tolist(), "rows": rows.tolist()}
    write_atomically(path.with_suffix(".json"), json.dumps(facts))


def write_arrow(path: Path, table: Any) -> None:
    """Write a table as one record batch, under a temporary name that is renamed when it is on the disk."""
    import pyarrow as pa

    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with pa.OSFile(str(temporary), "wb") as sink:
        batches = table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
        with pa.ipc.new_file(sink, table.schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


def read_arrow(path: Path) -> Any:
    """The table of a file, mapped and not read."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()
