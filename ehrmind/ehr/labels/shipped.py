"""The labels that come with EHRSHOT: CSV of its original release, or parquet of EHRSHOT_MEDS.

    benchmark/guo_los/labeled_patients.csv
    patient_id,prediction_time,value,label_type
    115967096,2015-06-28 23:59:00,False,boolean

    benchmark/lab_anemia/labeled_patients.csv
    115967096,2015-06-28T09:39:00,2,categorical

Columns in any order, with or without an index; times with a blank or a T. Seconds are cut off, as EHRSHOT does on
reading. The grades of laboratory results (0 normal to 3 severe) count as positive from 1 on, as in the published
benchmark. A prediction time at midnight stays midnight, unlike the events of that day: nothing of the day is known yet.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from ehrmind.ehr.labels.forms import Label, Labels, in_order
from ehrmind.ehr.labels.meds import read_meds_labels
from ehrmind.ehr.labels.moments import to_minute
from ehrmind.ehr.labels.tasks import task_of
from ehrmind.errors import DataError

FILE = "labeled_patients.csv"
COLUMNS = ("patient_id", "prediction_time", "value", "label_type")
FOLDERS = ("benchmark", "benchmark_ehrshot")
HIGHEST_GRADE = 3
_BOOLEAN = {"true": True, "false": False}


def read_ehrshot_labels(folder: Path, task: str) -> Labels:
    """The labels of a task from a release's folder, CSV or parquet. Raises ConfigError or DataError."""
    task_of(task)
    path = find_labels(folder, task)
    if path is None:
        there = ", ".join(labelled(folder)) or "none"
        raise DataError(
            f"task.path={folder} holds no labels of {task}: neither benchmark/{task}/{FILE} nor "
            f"labels/{task}/labels.parquet; tasks with labels there: {there}"
        )
    if path.suffix == ".parquet":
        return read_meds_labels(path, task)
    labels = in_order(_rows(path, task))
    if not labels:
        raise DataError(f"{path} holds no labels; fetch it anew")
    return Labels(task, labels, files={path.name: hashlib.sha256(path.read_bytes()).hexdigest()})


def find_labels(folder: Path, task: str) -> Path | None:
    """The label file of a task in a release's folder, in either spelling; None where there is none."""
    roots = (folder, folder / "EHRSHOT_ASSETS", folder / "EHRSHOT_MEDS")
    names = [f"{name}/{task}/{FILE}" for name in FOLDERS]
    names += [f"labels/{task}/labels.parquet", f"{task}/{FILE}", f"{task}/labels.parquet"]
    return next((root / name for root in roots for name in names if (root / name).is_file()), None)


def labelled(folder: Path) -> list[str]:
    """The tasks that have a label file in a release's folder."""
    patterns = (f"**/{FILE}", "**/labels.parquet")
    return (
        sorted({path.parent.name for pattern in patterns for path in folder.glob(pattern)}) if folder.is_dir() else []
    )


def _rows(path: Path, task: str) -> Iterator[Label]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            names = {str(name).strip().lower(): name for name in reader.fieldnames or ()}
            missing = [column for column in COLUMNS if column not in names]
            if missing:
                raise DataError(
                    f"{path} lacks the columns {', '.join(missing)}; it has {', '.join(names) or 'none'}; "
                    f"EHRSHOT's label files have {', '.join(COLUMNS)}"
                )
            for row in reader:
                cells = {column: (row[names[column]] or "").strip() for column in COLUMNS}
                yield _label(cells, task, f"{path}, line {reader.line_num}")
    except UnicodeDecodeError:
        raise DataError(f"{path} is not readable as CSV: it is not UTF-8 text; save it as UTF-8") from None
    except csv.Error as error:
        raise DataError(f"{path} is not readable as CSV: {error}; fetch it anew") from None


def _label(cells: Mapping[str, str], task: str, where: str) -> Label:
    patient = cells["patient_id"].removesuffix(".0")
    if not (patient.isascii() and patient.isdigit()):
        raise _bad(where, "patient_id", "a whole number")
    try:
        time = datetime.fromisoformat(cells["prediction_time"])
    except ValueError:
        raise _bad(where, "prediction_time", "a time such as 2015-06-28 23:59:00") from None
    if time.tzinfo is not None:
        raise _bad(where, "prediction_time", "a time without a time zone, as the events have")
    return Label(int(patient), to_minute(time), _value(cells["value"], cells["label_type"], task, where), task)


def _value(value: str, kind: str, task: str, where: str) -> bool:
    """A boolean as it is; of a grade whether it is 1 or more."""
    if kind == "boolean":
        if value.lower() not in _BOOLEAN:
            raise _bad(where, "value", "True or False, for its label_type is boolean")
        return _BOOLEAN[value.lower()]
    if kind != "categorical":
        raise _bad(where, "label_type", "boolean or categorical")
    highest = HIGHEST_GRADE if task.startswith("lab_") else 1
    grade = value.removesuffix(".0")
    if not (grade.isascii() and grade.isdigit() and int(grade) <= highest):
        raise _bad(where, "value", f"a whole number from 0 to {highest}, for its label_type is categorical")
    return int(grade) >= 1


def _bad(where: str, column: str, wanted: str) -> DataError:
    """What is there is not said: it is of a patient."""
    return DataError(f"{where}: {column} must be {wanted}")
