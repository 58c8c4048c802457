"""Small EHRSHOT, MEDS and OMOP sources, written as their makers write them."""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ehrmind.ehr.events import NAT, TYPES, Record
from ehrmind.ehr.index import Index

HEADER = ("", "patient_id", "start", "end", "code", "value", "unit", "visit_id", "omop_table")
SUFFIX = "mg/dL (See scan or EMR data for detail)"
# patient, start, end, code, value, unit, visit, table
EHRSHOT = (
    ("7", "1957-03-02 00:00:00", "", "SNOMED/3950001", "", "", "", "person"),
    ("7", "1957-03-02 00:00:00", "", "Gender/F", "", "", "", "person"),
    ("7", "2015-06-28 09:40:00", "", "LOINC/2951-2", "133.0", "mmol/L", "31.0", "measurement"),
    ("7", "2015-06-28 09:10:00", "2015-07-03 11:00:00", "Visit/IP", "", "", "31.0", "visit_occurrence"),
    ("7", "2015-06-28 09:40:00", "", "LOINC/5778-6", "Yellow", "", "31.0", "measurement"),
    ("7", "2015-06-28 09:40:00", "", "LOINC/2345-7", "1e5", SUFFIX, "31", "measurement"),
    ("7", "2015-06-29 00:00:00", "", "SNOMED/38341003", "", "", "31.0", "condition_occurrence"),
    ("7", "2015-06-29 08:00:00", "2015-07-09 00:00:00", "RxNorm/314076", "", "", "", "drug_exposure"),
    ("7", "2020-01-05 00:00:00", "", "Condition Type/OMOP4822053", "", "", "", "death"),
    ("9", "1980-01-01 00:00:00", "", "SNOMED/3950001", "", "", "", "person"),
    ("9", "2016-01-01 10:00:00", "2016-01-01 11:00:00", "Visit/OP", "", "", "77.0", "visit_occurrence"),
)
SPLITS = (("train", "7"), ("test", "9"))


def write_ehrshot(
    root: Path,
    rows: Sequence[Sequence[str]] = EHRSHOT,
    *,
    splits: Sequence[tuple[str, str]] = SPLITS,
    spelling: str = "splits",
    numbered: bool = True,
) -> Path:
    """EHRSHOT_ASSETS with data/ehrshot.csv and the table of splits; with or without the unnamed column."""
    (root / "data").mkdir(parents=True, exist_ok=True)
    (root / spelling).mkdir(exist_ok=True)
    with (root / "data/ehrshot.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER if numbered else HEADER[1:])
        writer.writerows((number, *row) if numbered else row for number, row in enumerate(rows))
    with (root / spelling / "person_id_map.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("split", "omop_person_id"), *splits])
    return root


def write_parquet(path: Path, columns: Mapping[str, Any]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(dict(columns)), path)
    return path


def meds_columns(
    rows: Sequence[tuple[Any, ...]], names: Sequence[str] = ("subject_id", "time", "numeric_value")
) -> dict[str, Any]:
    """Columns of rows (subject, time or None, code, number or None, text or None)."""
    import pyarrow as pa

    subject, time, number = names
    columns = list(zip(*rows, strict=True))
    return {
        subject: pa.array(columns[0], pa.int64()),
        time: pa.array([value and np_time(value) for value in columns[1]], pa.timestamp("us")),
        "code": pa.array(columns[2], pa.string()),
        number: pa.array(columns[3], pa.float32()),
        "text_value": pa.array(columns[4], pa.large_string()),
    }


def np_time(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, Path(folder.name) / file.relative_to(folder))
    return path


def lines(record: Record) -> list[str]:
    """A record in words, an event a line: what does not depend on the places of words."""
    found = []
    for i in range(len(record)):
        value = "" if record.values[i] != record.values[i] else f"{record.values[i]:g}"
        end = "" if record.ends[i] == NAT or str(record.ends[i]) == "NaT" else str(record.ends[i])[:16]
        time = "static" if str(record.times[i]) == "NaT" else str(record.times[i])[:16]
        words = (time, end, record.code(i), value, record.text(i), record.unit(i), TYPES[record.types[i]])
        found.append("|".join((*words, str(record.visits[i]))))
    return found


def all_lines(index: Index) -> dict[int, list[str]]:
    return {int(subject): lines(index.record(subject)) for subject in index.subjects}


OMOP: dict[str, list[dict[str, Any]]] = {
    "person": [
        {
            **{
                "person_id": 12,
                "gender_concept_id": 8532,
                "year_of_birth": 1957,
                "month_of_birth": 3,
                "day_of_birth": 2,
            },
            **{"birth_datetime": None, "race_concept_id": 8527, "race_source_value": "white"},
            **{"ethnicity_concept_id": 0, "ethnicity_source_value": "irish"},
        },
        {
            **{
                "person_id": -3210373572193940939,
                "gender_concept_id": 8507,
                "year_of_birth": 1980,
                "month_of_birth": None,
            },
            **{"day_of_birth": None, "birth_datetime": None, "race_concept_id": 0, "race_source_value": None},
            **{"ethnicity_concept_id": 0, "ethnicity_source_value": None},
        },
    ],
    "visit_occurrence": [
        {
            **{"visit_occurrence_id": 31, "person_id": 12, "visit_concept_id": 9201, "visit_start_date": "2015-06-28"},
            **{
                "visit_start_datetime": "2015-06-28 09:10:00",
                "visit_end_date": "2015-07-03",
                "visit_end_datetime": None,
            },
            **{"visit_type_concept_id": 32817, "visit_source_value": "5c9f315e", "discharged_to_concept_id": 0},
        },
        {
            **{"visit_occurrence_id": 32, "person_id": 12, "visit_concept_id": 9201, "visit_start_date": "2016-06-28"},
            **{"visit_start_datetime": None, "visit_end_date": "2016-12-31", "visit_end_datetime": None},
            **{"visit_type_concept_id": 32220, "visit_source_value": "77aa", "discharged_to_concept_id": 0},
        },
        {
            **{"visit_occurrence_id": 33, "person_id": 12, "visit_concept_id": 0, "visit_start_date": "2017-06-28"},
            **{"visit_start_datetime": None, "visit_end_date": None, "visit_end_datetime": None},
            **{"visit_type_concept_id": 0, "visit_source_value": "9bb1", "discharged_to_concept_id": 0},
        },
    ],
    "visit_detail": [
        {
            **{"visit_detail_id": 5, "person_id": 12, "visit_detail_concept_id": 32037, "visit_occurrence_id": 31},
            **{"visit_detail_start_date": "2015-06-29", "visit_detail_end_date": "2015-06-30"},
        },
    ],
    "condition_occurrence": [
        {
            **{"person_id": 12, "condition_concept_id": 320128, "condition_start_date": "2015-06-29"},
            **{
                "condition_start_datetime": "2015-06-29 00:00:00",
                "condition_end_date": None,
                "visit_occurrence_id": 31.0,
            },
            **{"condition_source_value": "I10", "condition_source_concept_id": 0},
        },
        {
            **{"person_id": 12, "condition_concept_id": 0, "condition_start_date": "2015-06-30"},
            **{"condition_start_datetime": None, "condition_end_date": None, "visit_occurrence_id": 31.0},
            **{"condition_source_value": "E11.9", "condition_source_concept_id": 45533022},
        },
    ],
    "drug_exposure": [
        {
            **{
                "person_id": 12,
                "drug_concept_id": 0,
                "drug_exposure_start_date": "2015-06-29",
                "visit_occurrence_id": None,
            },
            **{
                "drug_exposure_end_date": "2015-07-09",
                "drug_source_value": "43878008",
                "drug_source_concept_id": 28060,
            },
        },
    ],
    "measurement": [
        {
            **{
                "person_id": 12,
                "measurement_concept_id": 3019550,
                "measurement_date": "2015-06-28",
                "value_as_number": 133.0,
            },
            **{"measurement_datetime": "2015-06-28 09:40:00", "unit_concept_id": 8753, "unit_source_value": None},
            **{"value_as_concept_id": 0, "operator_concept_id": 0, "value_source_value": "133"},
            **{"visit_occurrence_id": 31.0, "measurement_source_value": None, "measurement_source_concept_id": None},
        },
        {
            **{
                "person_id": 12,
                "measurement_concept_id": 3019550,
                "measurement_date": "2015-06-28",
                "value_as_number": 0.5,
            },
            **{"measurement_datetime": None, "unit_concept_id": 0, "unit_source_value": "mEq/L"},
            **{"value_as_concept_id": 0, "operator_concept_id": 4171756, "value_source_value": None},
            **{"visit_occurrence_id": None, "measurement_source_value": None, "measurement_source_concept_id": None},
        },
        {
            **{
                "person_id": 12,
                "measurement_concept_id": 999,
                "measurement_date": "2015-06-28",
                "value_as_number": None,
            },
            **{"measurement_datetime": None, "unit_concept_id": 0, "unit_source_value": None},
            **{"value_as_concept_id": 9191, "operator_concept_id": 0, "value_source_value": "POS"},
            **{"visit_occurrence_id": None, "measurement_source_value": None, "measurement_source_concept_id": None},
        },
    ],
    "death": [{"person_id": 12, "death_date": "2020-01-05", "death_datetime": None, "cause_concept_id": 320128}],
    "note": [{"person_id": 12, "note_date": "2015-06-28", "note_class_concept_id": 0, "note_text": "seen " * 60}],
    "condition_era": [{"person_id": 12, "condition_concept_id": 320128, "condition_era_start_date": "2015-06-29"}],
    "observation_period": [{"person_id": 12, "observation_period_end_date": "2020-01-05"}],
    "concept": [
        {"concept_id": number, "concept_name": name, "domain_id": domain, "vocabulary_id": words, "concept_code": code}
        for number, words, code, name, domain in (
            (0, None, "No matching concept", "No matching concept", "Metadata"),
            (320128, "SNOMED", "59621000", "Essential hypertension", "Condition"),
            (45533022, "ICD10CM", "E11.9", "Type 2 diabetes mellitus without complications", "Condition"),
            (28060, "SNOMED", "43878008", "Streptococcal sore throat", "Condition"),
            (3019550, "LOINC", "2951-2", "Sodium in Serum or Plasma", "Measurement"),
            (8753, "UCUM", "mmol/L", "millimole per liter", "Unit"),
            (9191, "SNOMED", "10828004", "Positive", "Meas Value"),
            (8532, "Gender", "F", "FEMALE", "Gender"),
        )
    ],
}
OMOP_LINES = [
    "static||Ethnicity/irish||||person|-1",
    "static||Gender/F||||person|-1",
    "static||Race/5||||person|-1",
    "1957-03-02T23:59||MEDS_BIRTH||||person|-1",
    "2015-06-28T09:10|2015-07-03T23:59|Visit/IP||||visit|31",
    "2015-06-28T09:40||LOINC/2951-2|133||mmol/L|measurement|31",
    "2015-06-28T23:59||LOINC/2951-2|0.5|<|mEq/L|measurement|-1",
    "2015-06-28T23:59||OMOP/999||Positive||measurement|-1",
    "2015-06-29T23:59|2015-06-30T23:59|OMOP/32037||||visit_detail|31",
    "2015-06-29T23:59||SNOMED/59621000||||condition|31",
    "2015-06-29T23:59|2015-07-09T23:59|drug_exposure/43878008||||drug|-1",
    "2015-06-30T23:59||ICD10CM/E11.9||||condition|31",
    "2016-06-28T23:59||Visit/IP||||visit|32",
    "2017-06-28T23:59||visit_occurrence/no concept||||visit|33",
    "2020-01-05T23:59||MEDS_DEATH||||death|-1",
]


def write_omop(root: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]] = OMOP, form: str = "parquet") -> Path:
    """A folder of parquet or CSV files, or a DuckDB file, with all-null columns of whatever type the writer guesses."""
    import duckdb
    import pyarrow as pa

    root.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(root / "cdm.duckdb") if form == "duckdb" else ":memory:")
    connection.execute("CREATE SCHEMA IF NOT EXISTS omop")
    for name, rows in tables.items():
        table = pa.table({column: _array([row.get(column) for row in rows]) for column in rows[0]})
        connection.register("rows", table)
        if form == "duckdb":
            connection.execute(f"CREATE TABLE omop.{name} AS SELECT * FROM rows")
        elif form == "parquet":
            connection.execute(f"COPY rows TO '{root / name}.parquet' (FORMAT parquet)")
        else:
            columns = ", ".join(f'"{column}" AS "{column.upper()}"' for column in table.column_names)
            path = root / (f"{name.upper()}.csv" if name != "concept" else "CONCEPT.csv")
            delimiter = "\t" if name == "concept" else ","  # as Athena's
            connection.execute(
                f"COPY (SELECT {columns} FROM rows) TO '{path}' (FORMAT csv, HEADER, DELIMITER '{delimiter}')"
            )
        connection.unregister("rows")
    connection.close()
    return root / "cdm.duckdb" if form == "duckdb" else root


def _array(values: list[Any]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.float64()) if all(value is None for value in values) else pa.array(values)
