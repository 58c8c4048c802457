"""Which split a subject is in: EHRSHOT's person_id_map.csv, MEDS' subject_splits.parquet, or the folders of shards.

    split,omop_person_id          subject_id  split
    train,115967096               12          held_out
    val,115967099                 13          tuning

Names differ by source and mean one of three; subjects under any other name are in no split, and are counted.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ehrmind.ehr.sources.columns import parquet, readable, table_of
from ehrmind.ehr.sources.files import find_first, lacking
from ehrmind.ehr.sources.source import Splits
from ehrmind.errors import DataError

NAMES = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "tuning"), "validation"),
    **dict.fromkeys(("test", "held_out", "held-out", "heldout"), "test"),
}
_WHOLE = re.compile(r"\s*[+-]?\d+(\.0)?\s*")
MAP = "person_id_map.csv"
MAP_PLACES = (f"splits/{MAP}", f"splits_ehrshot/{MAP}", MAP)
MEDS_PLACES = tuple(f"metadata/{name}_splits.parquet" for name in ("subject", "patient"))


def find_map(root: Path) -> Path | None:
    """EHRSHOT's table of splits: in a folder or beside it."""
    folders = [folder for folder in (root, root.parent) if folder.is_dir()]
    return next((found for folder in folders if (found := find_first(folder, MAP_PLACES))), None)


def read_map(path: Path) -> Splits:
    """The splits of person_id_map.csv: columns `split` and `omop_person_id` in any order. Raises DataError."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            lacking(path, reader.fieldnames or (), ("split", "omop_person_id"))
            rows = [(row["omop_person_id"], row["split"], number) for number, row in enumerate(reader, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} is not readable as CSV ({type(error).__name__}); fetch it anew") from None
    try:
        pairs = [(int(subject.strip().removesuffix(".0")), split) for subject, split, _ in rows]
    except ValueError:
        line = next(number for subject, _, number in rows if not _WHOLE.fullmatch(subject))
        raise DataError(f"{path}, line {line}: omop_person_id is not a whole number; mend the file") from None
    return named(pairs, path.name, path)


def read_meds(connection: Any, path: Path) -> Splits:
    """The splits of metadata/subject_splits.parquet (patient_splits before MEDS 0.3.2). Raises DataError."""
    with readable(str(path)):
        table = table_of(connection, parquet([path]))
        subject = table.first("subject_id", "patient_id")
        lacking(path, table.columns, (subject, "split"))
        rows = connection.execute(
            f"SELECT {table.whole(subject)}, {table.text('split')} FROM {table.relation}"
        ).fetchall()
    return named(((subject, split or "") for subject, split in rows if subject is not None), path.name, path)


def by_folder(connection: Any, root: Path, files: Sequence[Path], subject: str) -> Splits:
    """The splits that the folders of shards are named for: data/train/0.parquet, data/held_out/0.parquet."""
    folders: dict[str, list[Path]] = {}
    for path in files:
        folders.setdefault(path.relative_to(root).parts[0], []).append(path)
    if not all(name.lower() in NAMES for name in folders):
        return Splits()
    pairs = []
    for name, inside in folders.items():
        with readable(f"{root.name}/{name}"):
            table = table_of(connection, parquet(inside))
            query = f"SELECT DISTINCT {table.whole(subject)} FROM {table.relation}"
            pairs += [(row[0], name) for row in connection.execute(query).fetchall() if row[0] is not None]
    return named(pairs, f"the folders of {root.name}/", root)


def named(pairs: Iterable[tuple[int, str]], origin: str, path: Path) -> Splits:
    """Splits under our three names. Raises DataError where a subject is in two."""
    found: dict[int, str] = {}
    others: Counter[str] = Counter()
    for subject, split in pairs:
        name = NAMES.get(split.strip().lower(), "")
        if not name:
            others[split] += 1
        elif found.setdefault(subject, name) != name:
            raise DataError(f"{path}: a subject is in {found[subject]} and in {name}; it must be in one split only")
    return Splits(found, origin, dict(others))
