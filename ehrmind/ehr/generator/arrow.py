"""Rows as Arrow columns, shared by the writers.

words(TEXTS, rows.text)     strings, null where there is none        moments(rows.start)     timestamps, null at NONE
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.generator.rows import NONE


def words(known: Sequence[str], places: npt.NDArray[Any]) -> Any:
    """The words at these places; null at NONE."""
    import pyarrow as pa

    found = pa.DictionaryArray.from_arrays(pa.array(places, mask=places == NONE), pa.array(list(known), pa.string()))
    return found.cast(pa.string())


def moments(minutes: npt.NDArray[np.int64], unit: str = "us") -> Any:
    """Timestamps of minutes from 1970; null at NONE."""
    import pyarrow as pa

    times = minutes.astype("datetime64[m]").astype(f"datetime64[{unit}]")
    return pa.array(times, pa.timestamp(unit), mask=minutes == NONE)


def dates(minutes: npt.NDArray[np.int64]) -> Any:
    """The days of minutes from 1970; null at NONE."""
    import pyarrow as pa

    return pa.array(minutes.astype("datetime64[m]").astype("datetime64[D]"), pa.date32(), mask=minutes == NONE)


def numbers(values: npt.NDArray[Any], kind: str = "int64") -> Any:
    """Numbers; null at NONE, or where they are none."""
    import pyarrow as pa

    missing = np.isnan(values) if values.dtype.kind == "f" else values == NONE
    return pa.array(values, pa.type_for_alias(kind), mask=missing)


def repeat(value: Any, count: int, kind: str) -> Any:
    """The same in every row; None is null."""
    import pyarrow as pa

    return pa.repeat(pa.scalar(value, pa.type_for_alias(kind)), count)


def write_parquet(path: Path, columns: dict[str, Any]) -> None:
    """One parquet file of these columns, with its folder."""
    import pyarrow as pa
    import pyarrow.parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pa.table(columns), path)


def write_csv(path: Path, columns: dict[str, Any], delimiter: str = ",") -> None:
    """One CSV file of these columns, with its folder. Raises ArrowInvalid for a text that would need quotes."""
    import pyarrow as pa
    import pyarrow.csv

    path.parent.mkdir(parents=True, exist_ok=True)
    options = pyarrow.csv.WriteOptions(delimiter=delimiter, quoting_style="none", quoting_header="none")
    pyarrow.csv.write_csv(pa.table(columns), path, options)
