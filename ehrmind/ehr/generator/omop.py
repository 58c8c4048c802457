"""The generated records as tables of the OMOP common data model 5.4, one parquet file a table.

    measurement: measurement_id | person_id | measurement_concept_id | measurement_date | measurement_datetime | …
    condition_occurrence of a date: condition_start_date 2013-03-19, condition_start_datetime null

Only the columns that say something are there, and those without which the model is not itself.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.generator.arrow import dates, moments, numbers, repeat, words, write_parquet
from ehrmind.ehr.generator.codes import CODES, ETHNICITIES, FEMALE, ICUS, MALE, RACES
from ehrmind.ehr.generator.concepts import (
    ANSWERS,
    IDS,
    INTENSIVE,
    UNIT_IDS,
    concept_ancestors,
    concepts,
)
from ehrmind.ehr.generator.items import ITEMS
from ehrmind.ehr.generator.person import Person
from ehrmind.ehr.generator.rows import CODE_LIST, NONE, TEXTS, UNITS, Rows

RECORDED = 32817  # in an electronic record
_IDS = np.array([IDS[code] for code in CODE_LIST], dtype=np.int64)
_OWN = tuple(CODES[code].own for code in CODE_LIST)
_IS = {
    table: np.array([CODES[code].table == table for code in CODE_LIST])
    for table in {code.table for code in CODES.values()}
}
# stem of the columns, name of the time, whether it ends
_CLINICAL = {
    "condition_occurrence": ("condition", "condition_start", "condition_end"),
    "drug_exposure": ("drug", "drug_exposure_start", "drug_exposure_end"),
    "procedure_occurrence": ("procedure", "procedure", ""),
    "measurement": ("measurement", "measurement", ""),
    "observation": ("observation", "observation", ""),
}


def write_omop(folder: Path, rows: Rows, people: list[Person], splits: dict[int, str]) -> None:
    """Write the tables, and person_id_map.csv, which tells a reader the splits."""
    write_parquet(folder / "person.parquet", _person(people))
    for table in _CLINICAL:
        write_parquet(folder / f"{table}.parquet", _clinical(table, rows.take(_IS[table][rows.code])))
    write_parquet(folder / "visit_occurrence.parquet", _visits(rows.take(_IS["visit_occurrence"][rows.code])))
    write_parquet(folder / "visit_detail.parquet", _details(rows.take(_IS["visit_detail"][rows.code])))
    write_parquet(folder / "death.parquet", _deaths(rows.take(_IS["death"][rows.code])))
    write_parquet(folder / "concept.parquet", dict(concepts()))
    write_parquet(folder / "concept_ancestor.parquet", dict(concept_ancestors()))
    lines = [f"{split},{subject}" for subject, split in splits.items()]
    (folder / "person_id_map.csv").write_text("\n".join(["split,omop_person_id", *lines]) + "\n", encoding="utf-8")


def _person(people: list[Person]) -> dict[str, Any]:
    born = np.array([person.born for person in people], dtype=np.int64)
    days = born.astype("datetime64[m]").astype("datetime64[D]").astype(object)
    return {
        "person_id": np.array([person.subject for person in people], dtype=np.int64),
        "gender_concept_id": [IDS[FEMALE if person.sex == "F" else MALE] for person in people],
        "year_of_birth": [day.year for day in days],
        "month_of_birth": [day.month for day in days],
        "day_of_birth": [day.day for day in days],
        "birth_datetime": moments(born),
        "race_concept_id": [IDS[RACES[person.race]] for person in people],
        "ethnicity_concept_id": [IDS[ETHNICITIES[0 if person.hispanic else 1]] for person in people],
        "gender_source_value": [person.sex for person in people],
    }


def _clinical(table: str, rows: Rows) -> dict[str, Any]:
    stem, start, end = _CLINICAL[table]
    columns = {
        f"{table}_id": np.arange(1, len(rows) + 1),
        "person_id": rows.subject,
        f"{stem}_concept_id": _IDS[rows.code],
        **_both(start, rows.start, rows.day),
        **(_both(end, rows.end, np.zeros(len(rows), dtype=bool)) if end else {}),
        f"{stem}_type_concept_id": repeat(RECORDED, len(rows), "int64"),
        "visit_occurrence_id": numbers(rows.visit),
        f"{stem}_source_value": words(_OWN, rows.code),
        f"{stem}_source_concept_id": repeat(0, len(rows), "int64"),
    }
    if table == "measurement":
        columns |= _results(rows)
    if table == "observation":
        columns["value_as_string"] = words(TEXTS, rows.text)
    return columns


def _both(name: str, minutes: npt.NDArray[np.int64], day: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """A date, and its moment where there is one."""
    return {f"{name}_date": dates(minutes), f"{name}_datetime": moments(np.where(day, NONE, minutes))}


def _results(rows: Rows) -> dict[str, Any]:
    answers = np.array([ANSWERS[text][0] if text in ANSWERS else 0 for text in TEXTS], dtype=np.int64)
    concepts_of = np.array([_unit_concept(unit) for unit in UNITS], dtype=np.int64)
    return {
        "value_as_number": numbers(rows.value, "float64"),
        "value_as_concept_id": np.where(rows.text == NONE, 0, answers[rows.text]),
        "unit_concept_id": np.where(rows.unit == NONE, 0, concepts_of[rows.unit]),
        "unit_source_value": words(UNITS, rows.unit),
        "value_source_value": words(TEXTS, rows.text),
    }


def _unit_concept(unit: str) -> int:
    """The concept of a unit, also where it is spelled another way; 0 where a spelling is of several."""
    if unit in UNIT_IDS:
        return UNIT_IDS[unit]
    meant = {item.unit for item in ITEMS if unit in item.spellings}
    return UNIT_IDS[meant.pop()] if len(meant) == 1 else 0


def _visits(rows: Rows) -> dict[str, Any]:
    never = np.zeros(len(rows), dtype=bool)
    return {
        "visit_occurrence_id": rows.visit,
        "person_id": rows.subject,
        "visit_concept_id": _IDS[rows.code],
        **_both("visit_start", rows.start, never),
        **_both("visit_end", rows.end, never),
        "visit_type_concept_id": repeat(RECORDED, len(rows), "int64"),
        "visit_source_value": words(_OWN, rows.code),
    }


def _details(rows: Rows) -> dict[str, Any]:
    never = np.zeros(len(rows), dtype=bool)
    sites = np.array([int(CODES[code].own) if code in ICUS else 0 for code in CODE_LIST], dtype=np.int64)
    return {
        "visit_detail_id": np.arange(1, len(rows) + 1),
        "person_id": rows.subject,
        "visit_detail_concept_id": repeat(INTENSIVE, len(rows), "int64"),
        **_both("visit_detail_start", rows.start, never),
        **_both("visit_detail_end", rows.end, never),
        "visit_detail_type_concept_id": repeat(RECORDED, len(rows), "int64"),
        "care_site_id": sites[rows.code],
        "visit_detail_source_value": words(_OWN, rows.code),
        "visit_occurrence_id": rows.visit,
    }


def _deaths(rows: Rows) -> dict[str, Any]:
    return {
        "person_id": rows.subject,
        **_both("death", rows.start, np.zeros(len(rows), dtype=bool)),
        "death_type_concept_id": repeat(RECORDED, len(rows), "int64"),
    }
