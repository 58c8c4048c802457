"""EHRSHOT as it is released: one CSV file, or the same events in MEDS.

    ,patient_id,start,end,code,value,unit,visit_id,omop_table
    0,115967096,2015-06-28 09:10:00,2015-07-03 11:00:00,Visit/IP,,,31.0,visit_occurrence
    1,115967096,2015-06-28 09:40:00,,LOINC/2951-2,133.0,mmol/L,31.0,measurement

    EHRSHOT_ASSETS/data/ehrshot.csv   EHRSHOT_ASSETS/splits/person_id_map.csv     (or splits_ehrshot/)

The first, unnamed column need not be there. A value is text, and a number where it is written as one; units keep their
suffixes ("mg/dL (See scan or EMR data for detail)"). The splits are person_id_map.csv's. EHRSHOT_MEDS has the same
splits under MEDS' names; any other MEDS export of these patients has splits of its own, which are not EHRSHOT's and are
never used. MEDS has no `end` and no visit, so that stays cannot be told from it.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ehrmind.ehr.sources import kinds, meds
from ehrmind.ehr.sources.columns import Table, csv
from ehrmind.ehr.sources.files import find_first, header, lacking, need
from ehrmind.ehr.sources.source import Found, Part, Plan, Splits, select
from ehrmind.ehr.sources.splits import MAP, find_map, read_map
from ehrmind.errors import DataError

COLUMNS = ("patient_id", "start", "end", "code", "value", "unit", "visit_id", "omop_table")
EVENTS = ("data/ehrshot.csv", "ehrshot.csv", "data/ehrshot.csv.gz", "ehrshot.csv.gz")
ARCHIVES = ("EHRSHOT_MEDS.zip", "data/EHRSHOT_MEDS.zip")
MEDS_NAME = "EHRSHOT"  # in the dataset.json of the released MEDS, whose splits are person_id_map.csv's
BYTES_A_ROW = 70  # of CSV; to choose the number of shards
_WHAT = "the folder EHRSHOT_ASSETS (with data/ehrshot.csv and splits/), EHRSHOT_MEDS.zip, or its unpacked folder"


def find(path: Path | str | None) -> Found:
    """The files of a release. Raises DataError."""
    root = need(path, "ehrshot", _WHAT)
    if root.is_file():
        return _of_file(root)
    for folder in (root, root / "EHRSHOT_ASSETS"):
        events = find_first(folder, EVENTS)
        if events:
            return _csv(root, events, folder)
    archive = archive_of(root)
    if archive:
        return _with_map(Found("ehrshot", archive, (archive,), "zip"), root)
    for folder in (root, root / "EHRSHOT_MEDS"):
        if (folder / "data").is_dir() and any((folder / "data").rglob("*.parquet")):
            return _with_map(meds.find(folder, "ehrshot"), folder)
    raise DataError(f"task.path={root} holds neither data/ehrshot.csv nor data/*.parquet; give {_WHAT}")


def archive_of(root: Path) -> Path | None:
    """The archive that is read of a folder without the CSV release; None where there is none."""
    if any(find_first(folder, EVENTS) for folder in (root, root / "EHRSHOT_ASSETS")):
        return None
    return find_first(root, ARCHIVES)


def _of_file(path: Path) -> Found:
    if path.suffix in (".zip", ".parquet"):
        return _with_map(meds.find(path, "ehrshot"), path.parent)
    return _csv(path.parent, path, path.parent)


def _csv(root: Path, events: Path, folder: Path) -> Found:
    splits = find_map(folder)
    if splits is None:
        raise DataError(
            f"{folder} holds no splits/{MAP} (or splits_ehrshot/{MAP}); EHRSHOT's splits are read from it: "
            "put it there as released"
        )
    return Found("ehrshot", root, (events, splits), "csv")


def _with_map(found: Found, folder: Path) -> Found:
    splits = find_map(folder)
    return replace(found, files=(*found.files, splits)) if splits else found


def plan(connection: Any, found: Found, work: Path, notes: bool) -> Plan:
    """How these files are read. Raises DataError."""
    if found.layout != "csv":
        return _plan_meds(connection, found, work, notes)
    events, splits = found.files
    names, delimiter = header(events)
    lacking(events, names, COLUMNS)
    known = {name.strip().lower(): (name or f"#{i}", "VARCHAR") for i, name in enumerate(names)}
    table = Table(csv([events], names, delimiter), known)
    scale = 6 if events.suffix == ".gz" else 1
    rows = events.stat().st_size * scale // BYTES_A_ROW
    return Plan((_part(events, table, notes),), rows, True, lambda _: read_map(splits), remarks=_REMARKS)


_REMARKS = ("EHRSHOT ships no names of codes; give a folder of Athena's vocabularies (CONCEPT.csv) for them",)


def _part(path: Path, table: Table, notes: bool) -> Part:
    kind = kinds.by_table(table.text("omop_table"))
    columns = {
        "origin": f"coalesce({table.text('omop_table')}, 'no table')",
        "subject": table.whole("patient_id"),
        "moment": table.moment("start"),
        "given": f"{table.text('start')} IS NOT NULL",
        "code": meds.canonical(table.text("code"), kind),
        "number": "NULL::DOUBLE",
        "text": table.text("value"),
        "unit": table.text("unit"),
        "kind": kind,
        "visit": table.whole("visit_id"),
        "finish": table.moment("end"),
    }
    query, names = select(table.relation, columns, {}, notes=notes)
    return Part("ehrshot", str(path), query, names)


def _plan_meds(connection: Any, found: Found, work: Path, notes: bool) -> Plan:
    path = next((file for file in found.files if file.name == MAP), None)
    inner = meds.unpacked(replace(found, files=tuple(file for file in found.files if file != path)), work)
    path = path or find_map(inner.root)
    plan = meds.plan(connection, inner, work, notes)
    official = meds.dataset_name(inner.root) == MEDS_NAME
    remarks = plan.remarks
    if not plan.has_ends:
        remarks += ("no `end` in this MEDS: stays cannot be told from it, and labels are the shipped ones",)
    if path is None and not official:
        remarks += (f"no {MAP} and not EHRSHOT_MEDS: the export's own splits are not EHRSHOT's and were not used",)
    return replace(plan, splits=_splits(path, official, plan), remarks=remarks)


def _splits(path: Path | None, official: bool, plan: Plan) -> Callable[[Any], Splits]:
    if path:
        return lambda _: read_map(path)
    return plan.splits if official else lambda _: Splits()
