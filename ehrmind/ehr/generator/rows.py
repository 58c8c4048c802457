"""Events as columns: what every writer writes, whatever its format.

    code                start       end         value  text  unit     visit      day
    CODES["LOINC/…"]    22730339    NONE        1.42         mg/dL    100012003  False
    CODES["SNOMED/…"]   22730400    NONE                              100012003  True     a date without a time

Times are minutes from 1970, NONE where there is none; texts, units and codes are places in TEXTS, UNITS and CODE_LIST.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.generator.codes import CODES
from ehrmind.ehr.generator.items import ITEMS, TEXT_ITEMS

NONE = -1
CODE_LIST = tuple(CODES)
PLACE = {code: at for at, code in enumerate(CODE_LIST)}
UNITS = tuple(
    dict.fromkeys(
        unit for item in ITEMS for unit in (item.unit, *item.spellings, *((item.other[0],) if item.other else ()))
    )
)
_SMOKING = ("Never smoker", "Former smoker", "Current every day smoker")
TEXTS = tuple(dict.fromkeys([*_SMOKING, *(text for item in TEXT_ITEMS for text in (item.usual, item.found))]))


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns (N,) of events. `day`: of a date, whose time is its midnight."""

    subject: npt.NDArray[np.int64]
    code: npt.NDArray[np.int32]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    text: npt.NDArray[np.int32]
    unit: npt.NDArray[np.int32]
    visit: npt.NDArray[np.int64]
    day: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.code)

    def take(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Rows":
        """These rows, by a mask or by their places."""
        return Rows(*(getattr(self, column.name)[rows] for column in fields(self)))


def stack(parts: Sequence[Rows]) -> Rows:
    """One after the other."""
    return Rows(*(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(Rows)))


def off_midnight(rows: Rows) -> Rows:
    """A moment that is a midnight is a minute later: at midnight it would be read as a date without a time."""
    start = rows.start + (~rows.day & (rows.start % 1440 == 0))
    return replace(rows, start=start, end=rows.end + ((rows.end != NONE) & (rows.end % 1440 == 0)))


class Sheet:
    """The sparse events of one subject while they are written down."""

    def __init__(self, subject: int) -> None:
        self.subject = subject
        self.lines: list[tuple[int, int, int, int, int, bool]] = []

    def add(self, code: str, start: int, end: int = NONE, visit: int = NONE, day: bool = False, text: str = "") -> None:
        """An event; `day` keeps only its date."""
        if day:
            start -= start % 1440
        self.lines.append((PLACE[code], start, end, TEXTS.index(text) if text else NONE, visit, day))

    def rows(self) -> Rows:
        """As columns."""
        columns = np.array(self.lines, dtype=np.int64).reshape(-1, 6).T
        count = columns.shape[1]
        return Rows(
            subject=np.full(count, self.subject),
            code=columns[0].astype(np.int32),
            start=columns[1],
            end=columns[2],
            value=np.full(count, np.nan),
            text=columns[3].astype(np.int32),
            unit=np.full(count, NONE, dtype=np.int32),
            visit=columns[4],
            day=columns[5].astype(bool),
        )
