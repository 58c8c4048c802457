"""MEDS, of any version with one row an event: shards in nested folders, one file, or a zip archive of them.

    data/train/0.parquet      subject_id | time | code | numeric_value | text_value | anything else
    metadata/codes.parquet    code | description | parent_codes
    metadata/subject_splits.parquet    subject_id | split

    12  2139-05-04 08:10  LAB//51221//%  30.1        ->  measurement, 30.1 %
    12  (no time)         GENDER//F                  ->  person, static

Names before 0.3.2 (patient_id, timestamp, numerical_value) are read too. Read where they are there: unit; omop_table or
table, which tell the type (else the beginning of the code does, see `kinds`); visit_id, visit_occurrence_id or hadm_id;
end. EHRSHOT's birth and death codes become MEDS_BIRTH and MEDS_DEATH. Departs from the standard in that a text value
that is a number is one, and that long texts are notes and stay out unless asked for.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from ehrmind.ehr.events import BIRTH, DEATH, TYPES
from ehrmind.ehr.sources import kinds
from ehrmind.ehr.sources.columns import Table, parquet, readable, table_of
from ehrmind.ehr.sources.files import below, find_first, lacking, need, unpack
from ehrmind.ehr.sources.source import Found, Part, Plan, Splits, groups, select
from ehrmind.ehr.sources.splits import MEDS_PLACES, by_folder, read_meds
from ehrmind.errors import DataError

CODES = "metadata/codes.parquet"
DATASET = "metadata/dataset.json"
GROUP = 1 << 29  # bytes of parquet that are read and staged in one step
BIRTH_CODES = ("SNOMED/3950001", "SNOMED//3950001")
DEATH_CODES = ("Condition Type/OMOP4822053", "Condition Type//OMOP4822053", "SNOMED/419620001", "SNOMED//419620001")
_WHAT = "a MEDS dataset: a folder with data/ and metadata/, one parquet file, or a zip archive of these"


def find(path: Path | str | None, kind: str = "meds") -> Found:
    """The files of a dataset. Raises DataError."""
    root = need(path, kind, _WHAT)
    if root.is_file():
        if root.suffix == ".zip":
            return Found(kind, root, (root,), "zip")
        return Found(kind, root, (root,), "meds")
    data = root / "data"
    shards = below(data if data.is_dir() else root, (".parquet",))
    shards = [shard for shard in shards if data.is_dir() or shard.parts[-2] not in ("metadata", "labels")]
    if not shards:
        raise DataError(f"task.path={root} holds no data/*.parquet; give {_WHAT}")
    extra = [root / name for name in (CODES, DATASET, *MEDS_PLACES) if (root / name).is_file()]
    return Found(kind, root, (*shards, *extra), "meds")


def plan(connection: Any, found: Found, work: Path, notes: bool) -> Plan:
    """How these files are read. `work` is where an archive is unpacked. Raises DataError."""
    found = unpacked(found, work)
    shards = [path for path in found.files if path.suffix == ".parquet" and path.parent.name != "metadata"]
    parts, rows, ends = [], 0, False
    for number, files in enumerate(groups(shards, GROUP)):
        name = found.name(files[0]) if len(files) == 1 else f"{found.name(files[0])} … {found.name(files[-1])}"
        with readable(name):
            table = table_of(connection, parquet(files))
            rows += connection.execute(f"SELECT count(*) FROM {table.relation}").fetchone()[0]
        _check(files[0], table)
        parts.append(_part(f"data-{number:05d}", name, table, notes))
        ends = ends or table.has("end")
    return Plan(tuple(parts), rows, ends, _splits(found, shards), _names(connection, found), _remarks(found))


def unpacked(found: Found, work: Path) -> Found:
    """The files of an archive, unpacked; the others as they are. Raises DataError."""
    return find(unpack(found.root, work / "unpacked", _wanted), found.kind) if found.layout == "zip" else found


def dataset_name(root: Path) -> str:
    """What metadata/dataset.json calls the dataset; empty where it does not."""
    try:
        facts = json.loads((root / DATASET).read_text(encoding="utf-8"))
        return str(facts.get("dataset_name") or "")
    except (OSError, ValueError, AttributeError):
        return ""


def _wanted(name: PurePosixPath) -> bool:
    inside = name.suffix == ".parquet" and "labels" not in name.parts
    return inside or name.name in ("dataset.json", "person_id_map.csv")


def _check(path: Path, table: Table) -> None:
    if table.has("events"):
        raise DataError(
            f"{path} is of MEDS before 0.3 (one row a patient, a column `events`); convert it with meds_etl to one row "
            "an event"
        )
    lacking(path, table.columns, (table.first("subject_id", "patient_id"), table.first("time", "timestamp"), "code"))


def _part(name: str, where: str, table: Table, notes: bool) -> Part:
    time = table.first("time", "timestamp")
    origin = table.first("omop_table", "table")
    kind = kinds.by_table(table.text(origin)) if table.has(origin) else kinds.by_code(table.text("code"))
    if table.has(origin):
        kind = f"CASE WHEN {table.text(origin)} IS NULL THEN {kinds.by_code(table.text('code'))} ELSE {kind} END"
    unit = table.text(table.first("unit", "units", "uom", "valueuom"))
    columns = {
        "origin": f"coalesce({table.text(origin)}, 'events')",
        "subject": table.whole(table.first("subject_id", "patient_id")),
        "moment": table.moment(time),
        "given": f"{table.raw(time)} IS NOT NULL",
        "code": canonical(table.text("code"), kind),
        "number": table.number(table.first("numeric_value", "numerical_value")),
        "text": table.text("text_value"),
        "unit": f"coalesce({unit}, {kinds.unit_in(table.text('code'))})",
        "kind": kind,
        "visit": table.whole(table.first("visit_id", "visit_occurrence_id", "hadm_id", "encounter_id")),
        "finish": table.moment("end"),
    }
    marks = {"no time: static": "NOT given", "type unknown": f"kind = {TYPES.index('other')}"}
    query, names = select(table.relation, columns, marks, static=True, notes=notes)
    return Part(name, where, query, names)


def canonical(code: str, kind: str) -> str:
    """SQL: the code, birth and death under one name whatever the source calls them."""
    births, deaths = (", ".join(f"'{word}'" for word in words) for words in (BIRTH_CODES, DEATH_CODES))
    of_person = ", ".join(str(TYPES.index(name)) for name in ("person", "other"))
    of_death = ", ".join(str(TYPES.index(name)) for name in ("death", "other"))
    return (
        f"CASE WHEN {code} IN ({births}) AND {kind} IN ({of_person}) THEN '{BIRTH}' "
        f"WHEN {code} IN ({deaths}) AND {kind} IN ({of_death}) THEN '{DEATH}' ELSE {code} END"
    )


def _splits(found: Found, shards: list[Path]) -> Callable[[Any], Splits]:
    """EHRSHOT's own splits come from elsewhere: see `ehrshot`."""
    data = found.root / "data"

    def read(connection: Any) -> Splits:
        path = find_first(found.root, MEDS_PLACES)
        if path:
            return read_meds(connection, path)
        if not data.is_dir() or any(shard.parent == data for shard in shards):
            return Splits()
        with readable(found.name(shards[0])):
            table = table_of(connection, parquet(shards[:1]))
        return by_folder(connection, data, shards, table.first("subject_id", "patient_id"))

    return read


def _names(connection: Any, found: Found) -> str:
    path = found.root / CODES
    if not path.is_file():
        return ""
    with readable(found.name(path)):
        table = table_of(connection, parquet([path]))
    if not (table.has("code") and table.has("description")):
        return ""
    code = canonical(table.text("code"), str(TYPES.index("other")))
    return f"SELECT {code} AS code, {table.text('description')} AS name FROM {table.relation}"


def _remarks(found: Found) -> tuple[str, ...]:
    if not (found.root / CODES).is_file():
        return (f"{CODES} is absent: codes have no names of the dataset's own, and no parents",)
    return ()
