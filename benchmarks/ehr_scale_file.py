"""A CSV file in EHRSHOT's layout of any size, with its splits and its readmission labels.

    write(Path("folder"), events=41_700_000, patients=6_739)
    -> folder/data/ehrshot.csv  folder/splits/person_id_map.csv  folder/benchmark/guo_readmission/labeled_patients.csv

Patients' numbers of events are as skewed as EHRSHOT's (median 2.6 of a mean of 6.2), codes, units, texts and times as
in its tables. A file for timing: nothing in it means anything.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import csv
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

EVENTS, PATIENTS, LABELS = 41_700_000, 6_739, 7_003
MEDIAN, MEAN = 2_592, 6_182  # events a patient of EHRSHOT
CHUNK = 1_000_000  # events written at once
FIRST_ID, BEGIN = 115_967_096, datetime(2000, 1, 1)
SEED = 20_230_711
# table, share of the events, vocabulary, codes of it, share with a time of day
TABLES = (
    ("measurement", 0.620, "LOINC", 13_837, 0.95),
    ("drug_exposure", 0.110, "RxNorm", 4_678, 0.90),
    ("condition_occurrence", 0.090, "SNOMED", 16_299, 0.05),
    ("observation", 0.070, "SNOMED", 2_400, 0.60),
    ("procedure_occurrence", 0.060, "CPT4", 3_728, 0.10),
    ("visit_occurrence", 0.022, "Visit", 4, 1.0),
    ("note", 0.020, "LOINC", 60, 1.0),
    ("device_exposure", 0.004, "HCPCS", 54, 0.0),
    ("visit_detail", 0.004, "CARE_SITE", 396, 1.0),
)
UNITS = (
    "mg/dL",
    "mmol/L",
    "g/dL",
    "%",
    "10*3/uL",
    "mm[Hg]",
    "mg/dL (See scan or EMR data for detail)",
    "U/L",
    "/min",
    "Cel",
)
TEXTS = ("Negative", "Positive", "Normal", "Trace", "Yellow", "Clear", "N", "Adequate", "1+", "2+", "Few", "Moderate")


def sizes(events: int, patients: int) -> npt.NDArray[np.int64]:
    """Events of each patient: log-normal with EHRSHOT's ratio of mean and median, at least 2 each, `events` in all."""
    spread = np.sqrt(2 * np.log(MEAN / MEDIAN))
    raw = np.random.default_rng(SEED).lognormal(0.0, spread, patients)
    found: npt.NDArray[np.int64] = np.maximum(2, np.floor(raw / raw.sum() * events)).astype(np.int64)
    found[int(np.argmax(found))] += events - found.sum()
    return found


def write(folder: Path, events: int, patients: int) -> None:
    """Write data/ehrshot.csv, splits/person_id_map.csv and benchmark/guo_readmission/labeled_patients.csv."""
    rows = sizes(events, patients)
    for name in ("data", "splits", "benchmark/guo_readmission"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with (folder / "splits/person_id_map.csv").open("w", newline="") as file:
        names = ("train", "val", "test")
        csv.writer(file).writerows(
            [("split", "omop_person_id"), *((names[i % 3], FIRST_ID + i) for i in range(patients))]
        )
    _write_events(folder / "data/ehrshot.csv", rows)
    _write_labels(folder / "benchmark/guo_readmission/labeled_patients.csv", rows)


def _write_events(path: Path, rows: npt.NDArray[np.int64]) -> None:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '2GB'; SET threads = {os.cpu_count() or 1}")
    ends, subjects = np.cumsum(rows), FIRST_ID + np.arange(len(rows))
    with path.open("wb") as file:
        file.write(b",patient_id,start,end,code,value,unit,visit_id,omop_table\n")
        for first in range(0, int(ends[-1]), CHUNK):
            places = np.arange(first, min(first + CHUNK, int(ends[-1])))
            owners = np.searchsorted(ends, places, side="right")
            within = places - (ends[owners] - rows[owners])
            _write_chunk(connection, path.with_name("chunk.csv"), places, subjects[owners], within / rows[owners])
            with path.with_name("chunk.csv").open("rb") as part:
                shutil.copyfileobj(part, file, 1 << 24)
    path.with_name("chunk.csv").unlink()


def _write_chunk(connection: Any, path: Path, places: Any, subjects: Any, progress: Any) -> None:
    """One chunk of rows, each a function of its place."""
    import pyarrow as pa

    random = np.random.default_rng((SEED, int(places[0])))
    n = len(places)
    table = np.searchsorted(np.cumsum([item[1] for item in TABLES])[:-1], random.random(n)).astype(np.int8)
    widths, timed = (np.array([item[column] for item in TABLES])[table] for column in (3, 4))
    # A record is one of visits: most events of a day share it; years pass between.
    seconds = (progress * 15 * 365 * 24).astype(np.int64) * 3600 + random.integers(0, 3600, n)
    seconds = np.where(random.random(n) < timed, seconds, seconds // 86_400 * 86_400)
    arrays = {
        "place": places,
        "patient": subjects,
        "begin": (np.datetime64(BEGIN, "s") + seconds).astype("datetime64[us]"),
        "stay": np.where(np.isin(table, (1, 5, 8)), random.integers(600, 900_000, n), 0),
        "tab": table,
        "code": np.floor(widths * random.random(n) ** 3).astype(np.int64),
        "value": np.round(random.gamma(3.0, 25.0, n), 1),
        "draw": random.random(n),
        "visit": np.where(random.random(n) < 0.8, places // 45, -1),
    }
    connection.register("chunk", pa.table(arrays))
    names, words = ([item[column] for item in TABLES] for column in (0, 2))
    connection.execute(
        f"COPY (SELECT place, patient, begin, CASE WHEN stay > 0 THEN begin + to_seconds(stay) END, "
        f"CASE WHEN tab = 5 THEN ['Visit/OP', 'Visit/IP', 'Visit/ER', 'Visit/ERIP'][code + 1] "
        f"ELSE {words}[tab + 1] || '/' || (10000 + code * 7) END, "
        f"CASE WHEN tab = 0 AND draw < 0.75 THEN value::VARCHAR WHEN tab IN (0, 3) AND draw < 0.9 "
        f"THEN {list(TEXTS)}[1 + code % {len(TEXTS)}] END, "
        f"CASE WHEN tab = 0 AND draw < 0.7 THEN {list(UNITS)}[1 + code % {len(UNITS)}] END, "
        f"CASE WHEN visit >= 0 THEN visit::DOUBLE END, {names}[tab + 1] FROM chunk) "
        f"TO '{path}' (FORMAT csv, HEADER false, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S')"
    )
    connection.unregister("chunk")


def _write_labels(path: Path, rows: npt.NDArray[np.int64]) -> None:
    """Prediction times at the end of a day, of patients drawn as EHRSHOT's are: most have several."""
    random = np.random.default_rng((SEED, 1))
    chosen = np.sort(random.choice(len(rows), size=LABELS, p=rows**0.5 / (rows**0.5).sum()))
    days = random.integers(30, 15 * 365, LABELS)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("patient_id", "prediction_time", "value", "label_type"))
        for place, day in zip(chosen.tolist(), days.tolist(), strict=True):
            moment = BEGIN + timedelta(days=day, hours=23, minutes=59)
            writer.writerow((FIRST_ID + place, moment.isoformat(sep=" "), day % 8 == 0, "boolean"))
