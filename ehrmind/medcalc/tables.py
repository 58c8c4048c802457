"""Files of MedCalc-Bench in any of the forms that it has been given: which they are, and their columns by one name.

    Row Number · row_number · Unique ID          ->  "Row Number"
    train_data.csv · TRAIN.CSV · data/train-00000-of-00001.parquet        rows of training
    validation.csv · dev.parquet · val_data.csv                           rows of validation; there may be none
    test_data.csv · data/medcalc_v1_corrected.csv                         rows of the test set

The physicians' corrections of v1.0 (arXiv 2512.19691) have the calculator by its name alone and no explanation; the
other columns follow from the calculator.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehrmind.cells import cell
from ehrmind.errors import DataError

COLUMNS = (
    *("Row Number", "Calculator ID", "Calculator Name", "Category", "Output Type", "Note ID", "Patient Note"),
    *("Question", "Ground Truth Answer", "Lower Limit", "Upper Limit", "Ground Truth Explanation"),
)
ENTITIES = "Relevant Entities"  # not needed for a row, but for its worked solution
NEEDED = ("Patient Note", "Question", "Ground Truth Answer", "Lower Limit", "Upper Limit")
CALCULATOR = ("Calculator ID", "Calculator Name")  # of which one is needed
ALIASES = {
    "Row Number": ("unique id", "row id"),
    "Calculator ID": ("calc id",),
    "Calculator Name": ("calculator",),
    "Patient Note": ("note",),
    "Ground Truth Answer": ("answer",),
    "Ground Truth Explanation": ("explanation",),
    ENTITIES: ("entities",),
}
SUFFIXES = (".csv", ".parquet")
HOMES = ("", "data", "dataset")  # where a clone of the data or of the code has its files
CORRECTED = "corrected"  # in the name of a file of test rows
MAX_FIELD_CHARS = 1_000_000

_OTHER = re.compile(r"[\W_]+")
_VALIDATION = re.compile(r"(valid|validation|val|dev)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one split in a folder, and those that are of none."""

    split: tuple[Path, ...]
    ignored: tuple[Path, ...]


def find(folder: Path, split: str) -> Files:
    """The files of a split's rows in a folder; of train and validation there may be none. Raises DataError."""
    if not folder.is_dir():
        raise DataError(f"task.path={folder} is not a folder; give the folder that holds train*.csv and test*.csv")
    homes = [data_files(folder / name) for name in HOMES if (folder / name).is_dir()]
    splits = [{path: _split_of(path) for path in files} for files in homes]
    named = next((home for home in splits if {"train", "test"} & {*home.values()}), {})
    found = tuple(path for path, name in named.items() if name == split)
    if not found and (split == "test" or not named):
        zips = ", ".join(sorted(path.name for path in folder.rglob("*.zip")))
        raise DataError(
            f"task.path={folder} holds no {split}*.csv or {split}*.parquet in MedCalc-Bench's columns"
            + (f"; unpack {zips}" if zips else "")
        )
    corrected = [path for path in found if CORRECTED in path.stem.lower()]
    if 0 < len(corrected) < len(found):
        both = " and ".join(path.name for path in (corrected[0], next(p for p in found if p not in corrected)))
        raise DataError(f"task.path={folder} holds {both}, which give the same rows other labels; take one away")
    return Files(found, tuple(path for path, name in named.items() if not name))


def data_files(folder: Path) -> list[Path]:
    """The CSV and parquet files in a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def read_file(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one CSV or parquet file. Raises DataError."""
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet

        try:
            table = pyarrow.parquet.read_table(path)
        except (OSError, ValueError) as error:
            raise DataError(f"{path} is not readable as parquet ({type(error).__name__}); write it anew") from error
        for batch in table.to_batches():
            yield from batch.to_pylist()
        return
    csv.field_size_limit(MAX_FIELD_CHARS)
    with path.open(newline="", encoding="utf-8-sig") as file:
        try:
            yield from csv.DictReader(file, restval="")
        except UnicodeDecodeError:
            raise DataError(f"{path} is not readable as CSV: it is not UTF-8 text; save it as UTF-8") from None
        except csv.Error as error:
            raise DataError(f"{path} is not readable as CSV: {error}") from None


def read_columns(
    table: Iterable[Mapping[str, Any]], origin: str, needed: Sequence[str] = NEEDED, by_calculator: bool = True
) -> Iterator[dict[str, str]]:
    """Rows as text under the published column names; one that the file lacks is empty. Raises DataError.

    A row must tell its calculator, by its id or name, unless `by_calculator` is false.
    """
    names: dict[str, str] | None = None
    for raw in table:
        names = _names(raw, origin, needed, by_calculator) if names is None else names
        held = {column: cell(raw.get(name)) for column, name in names.items()}
        yield {column: held.get(column, "") for column in (*COLUMNS, ENTITIES)}


def _names(row: Mapping[str, Any], origin: str, needed: Sequence[str], by_calculator: bool) -> dict[str, str]:
    """What the file calls each column that it has. Raises DataError where one is lacking, or there twice."""
    there: dict[str, list[str]] = {}
    for name in row:
        if name is not None:
            there.setdefault(_OTHER.sub(" ", str(name)).strip().lower(), []).append(name)
    found = {}
    for column in (*COLUMNS, ENTITIES):
        spelled = there.get(column.lower()) or next((there[a] for a in ALIASES.get(column, ()) if a in there), [])
        if len(spelled) > 1:
            raise DataError(f"{origin} has the column {column} twice, as {' and '.join(spelled)}; take one away")
        if spelled:
            found[column] = spelled[0]
    missing = [column for column in needed if column not in found]
    if by_calculator and not found.keys() & set(CALCULATOR):
        missing.insert(0, " or ".join(CALCULATOR))
    if missing:
        raise DataError(f"{origin} lacks the columns {', '.join(missing)}; MedCalc-Bench's column names are expected")
    return found


def _split_of(path: Path) -> str:
    """The split that a file's name tells; empty where it tells none."""
    name = path.stem.lower()
    if name.startswith(("train", "test")):
        return "train" if name.startswith("train") else "test"
    if _VALIDATION.match(name):
        return "validation"
    return "test" if CORRECTED in name else ""
