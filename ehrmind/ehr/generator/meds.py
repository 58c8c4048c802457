"""The generated records as a MEDS 0.4 dataset, with the columns that an export from OMOP adds.

    data/train/0.parquet    subject_id | time | code | numeric_value | text_value | unit | end | visit_id | omop_table
    metadata/codes.parquet  code | description | parent_codes       metadata/subject_splits.parquet, dataset.json
    labels/<task>/labels.parquet    subject_id | prediction_time | boolean_value | …      (the MEDS label schema)

Gender, race and ethnicity are static there: they have no time.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.generator.arrow import moments, numbers, repeat, words, write_parquet
from ehrmind.ehr.generator.codes import BIRTH, CODES, DEATH
from ehrmind.ehr.generator.labels import TASKS, Labelled
from ehrmind.ehr.generator.rows import CODE_LIST, NONE, TEXTS, UNITS, Rows

SPLITS = {"train": "train", "val": "tuning", "test": "held_out"}
SHARD = 800  # subjects of a file
NAMES = {BIRTH: "MEDS_BIRTH", DEATH: "MEDS_DEATH"}
_CODES = tuple(NAMES.get(code, code) for code in CODE_LIST)
_STATIC = np.array([code.startswith(("Gender/", "Race/", "Ethnicity/")) for code in CODE_LIST])
_TABLES = tuple(dict.fromkeys(code.table for code in CODES.values()))
_TABLE_OF = np.array([_TABLES.index(CODES[code].table) for code in CODE_LIST])


def write_meds(
    folder: Path, rows: Rows, labels: Sequence[Labelled], splits: dict[int, str], version: str, reader: str
) -> None:
    """Write the dataset; `version` of the data, `reader` the version of the package that made it."""
    static = _STATIC[rows.code]
    order = np.lexsort((rows.code, rows.start, ~static, rows.subject))
    rows, static = rows.take(order), static[order]
    split_of = dict(zip(splits, (SPLITS[name] for name in splits.values()), strict=True))
    for split in SPLITS:
        subjects = np.array([subject for subject, name in splits.items() if name == split], dtype=np.int64)
        for shard in range(-(-len(subjects) // SHARD)):
            mine = np.isin(rows.subject, subjects[shard * SHARD : (shard + 1) * SHARD])
            _write_shard(folder / "data" / SPLITS[split] / f"{shard}.parquet", rows.take(mine), static[mine])
    write_parquet(
        folder / "metadata" / "subject_splits.parquet",
        {"subject_id": np.array(list(split_of), dtype=np.int64), "split": list(split_of.values())},
    )
    _write_codes(folder / "metadata" / "codes.parquet")
    about = {"dataset_name": "ehrmind generated records", "dataset_version": version, "meds_version": "0.4.1"}
    about |= {"etl_name": "ehrmind.ehr.generator", "etl_version": reader}
    (folder / "metadata" / "dataset.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    for task in TASKS:
        _write_labels(folder / "labels" / task / "labels.parquet", [item for item in labels if item.task == task])


def _write_shard(path: Path, rows: Rows, static: npt.NDArray[np.bool_]) -> None:
    columns = {
        "subject_id": rows.subject,
        "time": moments(np.where(static, NONE, rows.start)),
        "code": words(_CODES, rows.code),
        "numeric_value": numbers(rows.value, "float32"),
        "text_value": words(TEXTS, rows.text).cast("large_string"),
        "unit": words(UNITS, rows.unit),
        "end": moments(rows.end),
        "visit_id": numbers(rows.visit),
        "omop_table": words(_TABLES, _TABLE_OF[rows.code]),
    }
    write_parquet(path, columns)


def _write_codes(path: Path) -> None:
    import pyarrow as pa

    codes = [CODES[code] for code in CODE_LIST]
    columns = {
        "code": list(_CODES),
        "description": [code.name for code in codes],
        "parent_codes": pa.array([list(code.parents) for code in codes], pa.list_(pa.string())),
    }
    write_parquet(path, columns)


def _write_labels(path: Path, labels: Sequence[Labelled]) -> None:
    count = len(labels)
    columns = {
        "subject_id": np.array([item.subject for item in labels], dtype=np.int64),
        "prediction_time": moments(np.array([item.time for item in labels], dtype=np.int64)),
        "boolean_value": np.array([item.value for item in labels], dtype=bool),
        "integer_value": repeat(None, count, "int64"),
        "float_value": repeat(None, count, "float32"),
        "categorical_value": repeat(None, count, "string"),
    }
    write_parquet(path, columns)
