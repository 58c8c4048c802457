"""One patient's record as columns, whatever it was read from, and what is known of it at a time.

    subject  time              code             value  text  unit    type         visit  end
    12       1957-03-02 23:59  MEDS_BIRTH                            person
    12       2015-06-28 09:10  Visit/IP                              visit        31     2015-07-03 11:00
    12       2015-06-28 09:40  LOINC/2951-2     133          mmol/L  measurement  31
    12       2015-06-29 23:59  SNOMED/38341003                       condition    31

`Record.until(t)` is the one way to the past: an event counts from its own moment on, and the end of a visit or of a
drug is not known before it has come. Departs from its sources in that a date without a time of day (midnight) counts as
the end of that day, 23:59: what happened on a day may have happened in its last hour.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

TYPES = (
    *("person", "visit", "visit_detail", "condition", "procedure", "drug", "measurement", "observation", "device"),
    *("note", "death", "other"),
)
BIRTH, DEATH = "MEDS_BIRTH", "MEDS_DEATH"  # whatever the source calls them
NONE = -1  # of a text, a unit, a visit
NAT = np.datetime64("NaT", "us")

Times = npt.NDArray[np.datetime64]  # [us]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words that the columns of records point to. `names` (a code each) are empty where nobody knows one."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    texts: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A subject's events in order of time, then code, value, text, unit; static ones (no time) first. (N,) each.

    `codes`, `texts` and `units` are places in `words`, `types` in TYPES; NaN is no value, NaT no time or end, -1 none.
    """

    subject: int
    words: Words
    times: Times
    ends: Times
    codes: Places
    values: Numbers
    texts: Places
    units: Places
    types: npt.NDArray[np.int8]
    visits: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.times)

    def until(self, moment: datetime | np.datetime64) -> "Record":
        """What is known at `moment`, itself included: no later event, and no end that has not come."""
        now: Any = np.array(moment, dtype="datetime64[us]")
        seen = self.take(np.isnat(self.times) | (self.times <= now))
        return replace(seen, ends=np.where(seen.ends > now, NAT, seen.ends))

    def take(self, rows: Any) -> "Record":
        """These events, by a mask or by their places."""
        columns = ("times", "ends", "codes", "values", "texts", "units", "types", "visits")
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})

    def of_type(self, *names: str) -> "Record":
        """The events of these types."""
        return self.take(np.isin(self.types, [TYPES.index(name) for name in names]))

    def code(self, at: int) -> str:
        """The code of one event."""
        return str(self.words.codes[self.codes[at]])

    def name(self, at: int) -> str:
        """How one event is called: its code where nobody knows a name."""
        return self.words.names[self.codes[at]] or self.code(at)

    def text(self, at: int) -> str:
        """The text value of one event; empty where it has none."""
        return "" if self.texts[at] == NONE else self.words.texts[self.texts[at]]

    def unit(self, at: int) -> str:
        """The unit of one event's value; empty where it has none."""
        return "" if self.units[at] == NONE else self.words.units[self.units[at]]


class Records(Protocol):
    """Where records come from: an index on the disk, or a few of them in a test."""

    @property
    def words(self) -> Words:
        """Shared by all records."""
        ...

    @property
    def subjects(self) -> npt.NDArray[np.int64]:
        """Every subject, in order."""
        ...

    def record(self, subject: int) -> Record:
        """One subject's events. Raises KeyError."""
        ...


def end_of_day(time: datetime) -> datetime:
    """A date without a time of day counts as the end of that day; a moment stays as it is."""
    midnight = (time.hour, time.minute, time.second, time.microsecond) == (0, 0, 0, 0)
    return time.replace(hour=23, minute=59) if midnight else time
