"""Labels in MEDS's label schema, as ACES, MEDS-DEV and EHRSHOT_MEDS write them: a parquet file, or a folder of them.

    subject_id  prediction_time      boolean_value  integer_value  float_value  categorical_value
    12          2015-06-28 23:59:00  true           null           null         null

One of the four value columns holds the labels (github.com/Medical-Event-Data-Standard/meds, `LabelSchema`); the subject
was called `patient_id` before MEDS 0.3. Other columns are ignored. Departs from the schema in that every label is a yes
or a no: numbers are 0 and 1 unless `threshold` says from where on they are a yes (1 for EHRSHOT's laboratory grades),
and words need `positive`. What a cell holds is in no message: it is of a patient.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ehrmind.ehr.labels.forms import Label, Labels, in_order
from ehrmind.ehr.labels.tasks import MULTILABEL
from ehrmind.errors import ConfigError, DataError

SUBJECT, OLD_SUBJECT, TIME = "subject_id", "patient_id", "prediction_time"
BOOLEAN, INTEGER, FLOAT, CATEGORICAL = "boolean_value", "integer_value", "float_value", "categorical_value"
VALUES = (BOOLEAN, INTEGER, FLOAT, CATEGORICAL)
UNLABELLED = "row without a value"


@dataclass(frozen=True, slots=True)
class Reading:
    """How values become a yes: numbers from `threshold` on, words equal to `positive`; and which column holds them."""

    threshold: float | None = None
    positive: str = ""
    column: str = ""


def read_meds_labels(path: Path, task: str, reading: Reading | None = None) -> Labels:
    """The labels of a file, of a folder of parquet files, or of the folder `task` inside it.

    `task` names the labels; grades of EHRSHOT's laboratory tasks are abnormal from 1 on. Raises ConfigError for a task
    with several labels a row, DataError for a file.
    """
    if task in MULTILABEL:
        raise ConfigError(f"task.label={task}: {MULTILABEL[task]}; choose another")
    reading = reading or Reading()
    numbers = reading.threshold is not None
    if reading.threshold is None and task.startswith("lab_"):
        reading = replace(reading, threshold=1)
    root, files = _files(path, task)
    excluded: Counter[str] = Counter()
    labels: list[Label] = []
    tables = {file: _columns(file) for file in files}
    column = _value_column(tables, reading, root)
    if column == CATEGORICAL:
        _check_words(tables, reading, root)
    if numbers and column in (BOOLEAN, CATEGORICAL):
        raise DataError(f"{root}: task.label_from= is of numbers, and {column} holds none; leave it out")
    for file, columns in tables.items():
        labels += _labels(columns, column, task, reading, file, excluded)
    if not labels:
        raise DataError(f"{root} holds no labels; write it anew, or give another task.label_path=")
    names = {file.name if file == root else file.relative_to(root).as_posix(): file for file in files}
    hashes = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in names.items()}
    return Labels(task, in_order(labels), dict(excluded), files=hashes)


def _files(path: Path, task: str) -> tuple[Path, list[Path]]:
    """The parquet files to read, and the folder or file they are of. Raises DataError."""
    if not path.exists():
        raise DataError(f"task.label_path={path} does not exist; give a parquet file of labels, or a folder of them")
    if path.is_file():
        return path, [path]
    root = path / task if (path / task).is_dir() else path
    files = sorted(file for file in root.rglob("*.parquet") if not file.name.startswith((".", "_")))
    if not files:
        raise DataError(
            f"task.label_path={root} holds no *.parquet; give a file in MEDS's label schema, or a folder of them"
        )
    tasks = sorted({file.parent.name for file in files if file.name == "labels.parquet" and file.parent != root})
    if len(tasks) > 1:
        raise DataError(f"task.label_path={root} holds labels of {', '.join(tasks)}; give the folder of one of them")
    return root, files


def _columns(file: Path) -> dict[str, Any]:
    """The columns of one file that are needed, by name. Raises DataError."""
    import pyarrow
    import pyarrow.parquet

    try:
        schema = pyarrow.parquet.read_schema(file)
        names = [name for name in (SUBJECT, OLD_SUBJECT, TIME, *VALUES) if name in schema.names]
        # One file, not a data set: folders named like a=b would else become columns
        table = pyarrow.parquet.ParquetFile(file).read(columns=names)
    except (OSError, pyarrow.ArrowException) as error:
        raise DataError(f"{file} is not readable as parquet ({type(error).__name__}); write it anew") from None
    lacking = [TIME] if TIME not in names else []
    lacking += [SUBJECT] if not {SUBJECT, OLD_SUBJECT} & set(names) else []
    lacking += [f"one of {', '.join(VALUES)}"] if not set(VALUES) & set(names) else []
    if lacking:
        raise DataError(
            f"{file} lacks the columns {' and '.join(lacking)}; it has {', '.join(schema.names) or 'none'}; "
            "write it in MEDS's label schema"
        )
    return {name: table.column(name) for name in names}


def _value_column(tables: dict[Path, dict[str, Any]], reading: Reading, root: Path) -> str:
    """The one value column that is not empty. Raises DataError."""
    full = [
        name
        for name in VALUES
        if any(name in columns and columns[name].null_count < len(columns[name]) for columns in tables.values())
    ]
    if reading.column:
        if reading.column not in full:
            raise DataError(
                f"{root}: task.label_column={reading.column} holds no labels; those that do: "
                f"{', '.join(full) or 'none'}"
            )
        return reading.column
    if len(full) > 1:
        raise DataError(f"{root}: labels are in {' and in '.join(full)}; say which is meant by task.label_column=")
    if not full:
        raise DataError(f"{root}: none of {', '.join(VALUES)} holds a label; write the labels into one of them")
    return full[0]


def _check_words(tables: dict[Path, dict[str, Any]], reading: Reading, root: Path) -> None:
    """Refuse words of which none means yes: every label would be a no. Raises DataError."""
    cells = (columns[CATEGORICAL].to_pylist() for columns in tables.values() if CATEGORICAL in columns)
    words = sorted({str(word) for column in cells for word in column if word is not None})
    if reading.positive not in words:
        raise DataError(
            f"{root}: {CATEGORICAL} holds {len(words)} different words, and task.positive={reading.positive} is none "
            "of them; give the one that means yes"
        )


def _labels(
    columns: dict[str, Any], column: str, task: str, reading: Reading, file: Path, excluded: Counter[str]
) -> Iterator[Label]:
    subjects = _subjects(columns, file)
    times = _times(columns[TIME], file)
    values = columns[column].to_pylist() if column in columns else [None] * len(subjects)
    for row, (subject, time, value) in enumerate(zip(subjects, times, values, strict=True)):
        if value is None or value != value:  # NaN, which is no label and not a "no"
            excluded[UNLABELLED] += 1
            continue
        yield Label(subject, time, _yes(value, column, reading, f"{file}, row {row}"), task)


def _subjects(columns: dict[str, Any], file: Path) -> Sequence[int]:
    import pyarrow

    name = SUBJECT if SUBJECT in columns else OLD_SUBJECT
    try:
        return _full(columns[name].cast(pyarrow.int64()), name, file)
    except pyarrow.ArrowException:
        raise DataError(
            f"{file}: {name} is {columns[name].type}, and not all of it are whole numbers; write int64"
        ) from None


def _times(column: Any, file: Path) -> Sequence[datetime]:
    import pyarrow

    if getattr(column.type, "tz", None):
        raise DataError(
            f"{file}: {TIME} has the time zone {column.type.tz}; write it without one, as the events have it"
        )
    try:
        return _full(column.cast(pyarrow.timestamp("us"), safe=False), TIME, file)
    except pyarrow.ArrowException:
        raise DataError(f"{file}: {TIME} is {column.type}, and not all of it are times; write timestamp[us]") from None


def _full(column: Any, name: str, file: Path) -> list[Any]:
    if column.null_count:
        raise DataError(f"{file}: {name} is empty in {column.null_count} rows; take these rows out")
    values: list[Any] = column.to_pylist()
    return values


def _yes(value: Any, column: str, reading: Reading, where: str) -> bool:
    if isinstance(value, bool):
        return value
    if column == CATEGORICAL:
        return str(value) == reading.positive
    if reading.threshold is not None:
        return bool(value >= reading.threshold)
    if value not in (0, 1):
        raise DataError(
            f"{where}: {column} is neither 0 nor 1; say by task.label_from= from which number on it is a yes"
        )
    return bool(value)
