"""Predictions as others read them: predictions.parquet, in the schema of meds-evaluation.

    subject_id  prediction_time      boolean_value  predicted_boolean_value  predicted_boolean_probability
    100012      2013-03-19 23:59:00  false          false                    0.21

github.com/kamilest/meds-evaluation computes its metrics from this file. It names subjects: of restricted records it
lies in the run's private folder. An answer that could not be read has no value; its probability stands all the same.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Predicted:
    """What was foretold of a subject at a time, and what came."""

    subject: int
    time: datetime
    true: bool
    said: bool | None
    probability: float | None


def write_predictions(rows: Sequence[Predicted], path: Path) -> None:
    """The file, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "subject_id": pa.array([row.subject for row in rows], pa.int64()),
        "prediction_time": pa.array([row.time for row in rows], pa.timestamp("us")),
        "boolean_value": pa.array([row.true for row in rows], pa.bool_()),
        "predicted_boolean_value": pa.array([row.said for row in rows], pa.bool_()),
        "predicted_boolean_probability": pa.array([row.probability for row in rows], pa.float64()),
    }
    work = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    pq.write_table(pa.table(columns), work)
    work.replace(path)
