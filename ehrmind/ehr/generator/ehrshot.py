"""The generated records in EHRSHOT's own layout, as its release has it, with Athena's names for its codes beside it.

    data/ehrshot.csv        ,patient_id,start,end,code,value,unit,visit_id,omop_table
                            7,100012,2013-03-19 05:41:00,,LOINC/2160-0,1.42,mg/dL,100012003,measurement
    splits/person_id_map.csv    benchmark/<task>/labeled_patients.csv    benchmark/all_labels.csv
    athena_download/CONCEPT.csv, CONCEPT_ANCESTOR.csv        tab-separated, as Athena sends them

As in the release the first column is an index without a name, and a patient's rows are in no order.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ehrmind.ehr.generator.arrow import moments, numbers, words, write_csv
from ehrmind.ehr.generator.codes import CODES
from ehrmind.ehr.generator.concepts import write_athena
from ehrmind.ehr.generator.labels import TASKS, Labelled
from ehrmind.ehr.generator.rows import CODE_LIST, TEXTS, UNITS, Rows

_TABLES = tuple(dict.fromkeys(code.table for code in CODES.values()))
_TABLE_OF = np.array([_TABLES.index(CODES[code].table) for code in CODE_LIST])


def write_ehrshot(folder: Path, rows: Rows, labels: Sequence[Labelled], splits: dict[int, str]) -> None:
    """Write the release's files."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = pc.coalesce(numbers(rows.value, "float64").cast(pa.string()), words(TEXTS, rows.text))
    columns = {
        "": np.arange(len(rows)),
        "patient_id": rows.subject,
        "start": moments(rows.start, "s"),
        "end": moments(rows.end, "s"),
        "code": words(CODE_LIST, rows.code),
        "value": values,
        "unit": words(UNITS, rows.unit),
        "visit_id": numbers(rows.visit),
        "omop_table": words(_TABLES, _TABLE_OF[rows.code]),
    }
    write_csv(folder / "data" / "ehrshot.csv", columns)
    write_csv(
        folder / "splits" / "person_id_map.csv",
        {"split": list(splits.values()), "omop_person_id": list(splits.keys())},
    )
    for task in TASKS:
        _write_labels(folder / "benchmark" / task / "labeled_patients.csv", [i for i in labels if i.task == task])
    times = sorted({(item.subject, item.time) for item in labels})
    every = [Labelled(subject, time, "", False, 0.0) for subject, time in times]
    _write_labels(folder / "benchmark" / "all_labels.csv", every)
    write_athena(folder / "athena_download")


def _write_labels(path: Path, labels: Sequence[Labelled]) -> None:
    columns = {
        "patient_id": np.array([item.subject for item in labels], dtype=np.int64),
        "prediction_time": moments(np.array([item.time for item in labels], dtype=np.int64), "s"),
        "value": words(("False", "True"), np.array([item.value for item in labels], dtype=np.int32)),
        "label_type": words(("boolean",), np.zeros(len(labels), dtype=np.int32)),
    }
    write_csv(path, columns)
