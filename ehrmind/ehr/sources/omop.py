"""Any OMOP common data model, 5.3 or 5.4: a folder of parquet or CSV files, a DuckDB file, or what DuckDB attaches.

    measurement: person_id 12, measurement_concept_id 3019550, measurement_date 2015-06-28, value_as_number 133, ...
    concept:     3019550, LOINC, 2951-2, "Sodium [Moles/volume] in Serum or Plasma"
    ->  12  2015-06-28 23:59  LOINC/2951-2  133  mmol/L  measurement

    task.path=folder/                                 person.parquet or PERSON.csv or person/*.parquet, and so on
    task.path=cdm.duckdb                              tables in any schema
    task.path="postgres:dbname=cdm host=db user=me"   what DuckDB's ATTACH takes (PostgreSQL, MySQL, SQLite: DuckDB
                                                      fetches the extension once); read only, through the same SQL

A code is the standard concept's. Where that is 0: the source concept's, else the source value under its table
(drug_exposure/43878008), and it is counted. The end of a visit whose patient is still there (concept 32220) is the day
of the extract, and so none. Departs from FEMR's reader in that gender, race and ethnicity have no time; a birth without
a month or a day is the first of it, as in meds_etl.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ehrmind.ehr.sources.columns import Table, csv, parquet, readable, table_of
from ehrmind.ehr.sources.files import CSV, header, need, place, place_name
from ehrmind.ehr.sources.omop_events import clinical, death, person
from ehrmind.ehr.sources.omop_tables import CONCEPT_COLUMNS, KNOWN, NEVER, NOTE, READ, TABLES, VOCABULARY
from ehrmind.ehr.sources.source import Found, Plan, Splits, quoted
from ehrmind.ehr.sources.splits import find_map, read_map
from ehrmind.errors import DataError

FILES = (".duckdb", ".ddb", ".db")
BYTES_A_ROW = 100  # of CSV; to choose the number of shards
_WHAT = "a folder of OMOP tables (person.parquet or person.csv, ...), a DuckDB file, or a string for DuckDB's ATTACH"
_PIECE = r"(?:[._-]?\d[\d._-]*(?:of[._-]?\d+)?)?"  # measurement_000000000012.csv


def find(path: Path | str | None, notes: bool = False) -> Found:
    """The files of a data model, or the address of its database. Raises DataError."""
    at = None if path is None else place(str(path))
    if isinstance(at, str):
        return Found("omop", Path(place_name(at)), (), "database", address=at)
    root = need(path, "omop", _WHAT)
    if root.is_file():
        if root.suffix not in FILES:
            raise DataError(f"task.path={root} is no DuckDB file ({', '.join(FILES)}); give {_WHAT}")
        log = root.with_name(f"{root.name}.wal")
        return Found("omop", root, (root, log) if log.is_file() else (root,), "duckdb")
    there = tables_of(root)
    if "person" not in there:
        raise DataError(f"task.path={root} holds no table `person`; give {_WHAT}")
    wanted = (*READ, "concept", *(("note",) if notes else ()))
    files = [path for name in wanted for path in there.get(name, ())]
    splits = find_map(root)
    return Found("omop", root, (*files, *((splits,) if splits else ())), "folder")


def tables_of(root: Path) -> dict[str, list[Path]]:
    """The files of each OMOP table of a folder. Raises DataError where one is there in two formats."""
    found: dict[str, list[Path]] = {}
    for name in (*READ, "note", *VOCABULARY, *NEVER, "specimen", "location", "care_site", "provider", "cost"):
        pattern = re.compile(rf"{name}{_PIECE}({'|'.join(map(re.escape, (*CSV, '.parquet')))})", re.IGNORECASE)
        inside = [path for path in root.iterdir() if path.is_file() and pattern.fullmatch(path.name)]
        for folder in (path for path in root.iterdir() if path.is_dir() and path.name.lower() == name):
            inside += [path for path in folder.iterdir() if path.name.lower().endswith((*CSV, ".parquet"))]
        if inside:
            found[name] = sorted(inside)
            if len({path.suffix == ".parquet" for path in inside}) == 2:
                raise DataError(f"{root}: the table {name} is there as parquet and as CSV; take one of them away")
    return found


def plan(connection: Any, found: Found, work: Path, notes: bool) -> Plan:
    """How these tables are read. Raises DataError."""
    relations, rows = _relations(connection, found)
    tables = {}
    for name in (*READ, "concept", *(("note",) if notes else ())):
        if name in relations:
            with readable(name):
                tables[name] = table_of(connection, relations[name])
    _check(found, tables)
    with readable("concept"):
        _vocabulary(connection, tables)
    parts = [person(tables["person"])]
    parts += [
        clinical(item, tables[item.table], notes)
        for item in (*TABLES, *((NOTE,) if notes else ()))
        if item.table in tables
    ]
    parts += [death(tables["death"])] if "death" in tables else []
    if not rows:
        counts = (connection.execute(f"SELECT count(*) FROM {table.relation}").fetchone() for table in tables.values())
        rows = sum(count[0] for count in counts)
    splits = next((path for path in found.files if path.name == "person_id_map.csv"), None)
    names = "SELECT _code AS code, _name AS name FROM concepts"
    return Plan(tuple(parts), rows, True, partial(_splits, splits), names, _remarks(relations, notes))


def content(connection: Any, found: Found, notes: bool) -> dict[str, str]:
    """What a database without files holds: of each table that is read, its rows and the sum of their hashes."""
    relations, _ = _relations(connection, found)
    facts = {}
    for name in (*READ, "concept", *(("note",) if notes else ())):
        if name in relations:
            with readable(name):
                query = f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {relations[name]} AS t"
                facts[name] = "-".join(map(str, connection.execute(query).fetchone()))
    return facts


def _relations(connection: Any, found: Found) -> tuple[dict[str, str], int]:
    """SQL that reads each table, and a guess of the rows of CSV files (0 where they are to be counted)."""
    if found.layout != "folder":
        return _attached(connection, found), 0
    relations, rows = {}, 0
    for name, files in tables_of(found.root).items():
        if files[0].suffix == ".parquet":
            relations[name] = parquet(files)
            continue
        headers = {path: header(path) for path in files}
        other = next((path for path in files if headers[path] != headers[files[0]]), None)
        if other:
            raise DataError(f"{other} has other columns than {files[0].name}; the files of a table must have the same")
        relations[name] = csv(files, *headers[files[0]])
        if name in READ:
            rows += sum(path.stat().st_size * (6 if path.suffix == ".gz" else 1) for path in files) // BYTES_A_ROW
    return relations, rows


def _attached(connection: Any, found: Found) -> dict[str, str]:
    with readable(str(found.root) if found.layout == "duckdb" else f"task.path={found.root}"):
        connection.execute("DETACH DATABASE IF EXISTS cdm")
        connection.execute(f"ATTACH {quoted(found.address or found.root)} AS cdm (READ_ONLY)")
        rows = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'cdm'"
        ).fetchall()
    schemas = [schema for schema, name in rows if name.lower() == "person"]
    if len(schemas) != 1:
        where = f"in {', '.join(sorted(schemas))}" if schemas else "in no schema"
        raise DataError(
            f"task.path={found.root} has a table `person` {where}; it must have one, with the others beside it"
        )
    return {name.lower(): f'cdm."{schema}"."{name}"' for schema, name in rows if schema == schemas[0]}


def _check(found: Found, tables: Mapping[str, Table]) -> None:
    if "person" not in tables:
        raise DataError(f"task.path={found.root} holds no table `person`; give {_WHAT}")
    for name, table in tables.items():
        wanted = ("concept_id", "vocabulary_id", "concept_code") if name == "concept" else ("person_id",)
        missing = [column for column in wanted if not table.has(column)]
        if missing:
            raise DataError(
                f"the OMOP table {name} lacks the columns {', '.join(missing)}; it has {', '.join(table.columns)}; "
                "export it in the names of CDM 5.3 or 5.4"
            )


def _vocabulary(connection: Any, tables: Mapping[str, Table]) -> None:
    """Make the table `concepts` of those that are used: millions are not."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE concepts "
        "(_id BIGINT, _code VARCHAR, _bare VARCHAR, _name VARCHAR, _domain VARCHAR)"
    )
    if "concept" in tables:
        used = " UNION ".join(_used(tables))
        concept = tables["concept"]
        connection.execute(
            f"INSERT INTO concepts SELECT {concept.whole('concept_id')} AS id, "
            f"{concept.text('vocabulary_id')} || '/' || {concept.text('concept_code')}, "
            f"{concept.text('concept_code')}, {concept.text('concept_name')}, "
            f"{concept.text('domain_id')} FROM {concept.relation} WHERE id IN ({used}) AND id <> 0"
        )
        connection.execute("DELETE FROM concepts WHERE _code IS NULL")
    rows = [(number, f"{words}/{code}", code, name, words) for number, words, code, name in KNOWN]
    there = {row[0] for row in connection.execute("SELECT _id FROM concepts").fetchall()}
    connection.executemany(
        "INSERT INTO concepts VALUES (?, ?, ?, ?, ?)", [row for row in rows if row[0] not in there] or rows[:0]
    )


def _used(tables: Mapping[str, Table]) -> list[str]:
    pairs = ((table, column) for name, table in tables.items() if name != "concept" for column in CONCEPT_COLUMNS)
    return [f"SELECT {table.whole(name)} FROM {table.relation}" for table, name in pairs if table.has(name)]


def _splits(path: Path | None, _: Any) -> Splits:
    return read_map(path) if path else Splits()


def _remarks(relations: Mapping[str, str], notes: bool) -> tuple[str, ...]:
    found = []
    never = [name for name in relations if name in NEVER]
    if never:
        found.append(f"not read, for they are derived over the whole record: {', '.join(never)}")
    known = {*READ, *VOCABULARY, *NEVER, *(("note",) if notes else ())}
    others = sorted(name for name in relations if name not in known)
    if others:
        found.append(f"not read: {', '.join(others)}")
    absent = [name for name in READ if name not in relations]
    if absent:
        found.append(f"absent: {', '.join(absent)}")
    if "concept" not in relations:
        found.append("no table `concept`: codes are OMOP/<concept_id>, without names")
    if "concept_ancestor" not in relations:
        found.append("no table `concept_ancestor`: a diagnosis is its own code only, without what lies below it")
    return tuple(found)
