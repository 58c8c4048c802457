"""Draw patients and write them: the folder appears whole, or not at all.

    {"version": "3", "patients": 2000, "seed": 0, "formats": ["ehrshot"], "events": 2149433,
     "labels": {"guo_los": {"labels": 5044, "positive": 1201, ...}, ...}}

truth/<task>.csv (patient_id, prediction_time, probability) has the true risk of each label: what no reader of a record
can beat. It lies beside the formats and not in them, so that no reader of these finds it.
"""

import csv
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from ehrmind.ehr.generator.arrow import moments, write_csv
from ehrmind.ehr.generator.course import Course, draw_course
from ehrmind.ehr.generator.ehrshot import write_ehrshot
from ehrmind.ehr.generator.labels import TASKS, Labelled, label
from ehrmind.ehr.generator.measure import measure
from ehrmind.ehr.generator.meds import write_meds
from ehrmind.ehr.generator.omop import write_omop
from ehrmind.ehr.generator.person import Person, draw_person
from ehrmind.ehr.generator.record import write_record
from ehrmind.ehr.generator.rows import Rows, off_midnight, stack
from ehrmind.ehr.generator.visits import draw_visits
from ehrmind.errors import ConfigError, DataError, require_choice

VERSION = "3"  # another number where the same (seed, index) gives another record
PATIENTS = 2000
FORMATS = ("ehrshot", "meds", "omop")
MOST = 1_000_000  # patients, whose numbers have six digits
ABOUT = "generator.json"


@dataclass(frozen=True, slots=True)
class Patient:
    """One generated patient: who, what happened, its events, its labels."""

    person: Person
    course: Course
    rows: Rows
    labels: list[Labelled]


def draw_patient(seed: int, index: int) -> Patient:
    """A patient, a function of (seed, index)."""
    person, rng = draw_person(seed, index)
    course = draw_course(person, rng)
    visits = draw_visits(person, course, rng)
    sparse, measured = write_record(person, course, visits, rng).rows(), measure(person, course, visits, rng)
    rows = off_midnight(stack([sparse, measured]))
    return Patient(person, course, rows, label(rows, course))


def generate(folder: Path, patients: int = PATIENTS, seed: int = 0, formats: Sequence[str] = FORMATS) -> dict[str, Any]:
    """Write `patients` records into a new folder, and say what was written (also in its generator.json).

    A folder that was written with the same settings is left as it is. Raises ConfigError for settings that cannot be,
    DataError for a folder that holds something else.
    """
    for name in formats:
        require_choice("formats", name, FORMATS)
    if not 1 <= patients <= MOST or seed < 0:
        raise ConfigError(
            f"patients={patients}, seed={seed}: give 1 to {MOST:,} patients and a seed that is not negative"
        )
    wanted: dict[str, Any] = {
        "version": VERSION,
        "patients": patients,
        "seed": seed,
        "formats": [f for f in FORMATS if f in formats],
    }
    if folder.exists():
        return _there(folder, wanted)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        about = wanted | _write(work, patients, seed, wanted["formats"])
        (work / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        try:
            work.rename(folder)
        except OSError:
            if not folder.exists():
                raise
            return _there(folder, wanted)  # another process was faster
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return about


def read_truth(folder: Path, task: str) -> dict[tuple[int, datetime], float]:
    """The true risk of each label of a task, by patient and prediction time. Raises DataError."""
    path = folder / "truth" / f"{task}.csv"
    if not path.is_file():
        raise DataError(f"{folder} holds no truth/{task}.csv; give a folder that was generated, and a task of {TASKS}")
    with path.open(newline="", encoding="utf-8") as file:
        return {
            (int(row["patient_id"]), datetime.fromisoformat(row["prediction_time"])): float(row["probability"])
            for row in csv.DictReader(file)
        }


def _there(folder: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    """What an existing folder says of itself, if it is the one that is wanted. Raises DataError."""
    path = folder / ABOUT
    about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    differs = [name for name, value in wanted.items() if about.get(name) != value]
    if differs:
        raise DataError(f"{folder} exists and was not generated with this {', '.join(differs)}; give another folder")
    return about


def _write(work: Path, patients: int, seed: int, formats: Sequence[str]) -> dict[str, Any]:
    drawn = [draw_patient(seed, index) for index in range(patients)]
    rows = stack([patient.rows for patient in drawn])
    labels = [item for patient in drawn for item in patient.labels]
    splits = {patient.person.subject: patient.person.split for patient in drawn}
    if "ehrshot" in formats:
        write_ehrshot(work / "ehrshot", rows, labels, splits)
    if "meds" in formats:
        write_meds(work / "meds", rows, labels, splits, VERSION, _package_version())
    if "omop" in formats:
        write_omop(work / "omop", rows, [patient.person for patient in drawn], splits)
    counts = {}
    for task in TASKS:
        mine = [item for item in labels if item.task == task]
        _write_truth(work / "truth" / f"{task}.csv", mine)
        counts[task] = {
            "labels": len(mine),
            "positive": sum(item.value for item in mine),
            "patients": len({item.subject for item in mine}),
            "positive_patients": len({item.subject for item in mine if item.value}),
        }
    return {"events": len(rows), "labels": counts}


def _write_truth(path: Path, labels: Sequence[Labelled]) -> None:
    columns = {
        "patient_id": np.array([item.subject for item in labels], dtype=np.int64),
        "prediction_time": moments(np.array([item.time for item in labels], dtype=np.int64), "s"),
        "probability": np.array([item.risk for item in labels], dtype=np.float64),
    }
    write_csv(path, columns)


def _package_version() -> str:
    from ehrmind import __version__

    return __version__
