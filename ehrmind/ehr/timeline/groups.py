"""A record's events grouped by what they are of, by numpy alone: no object is built for an event here.

    LOINC/2951-2 at four times, LOINC/2947-0 at one   ->  one group of five rows in order of time, part "labs"

A group is a line that can be shown. Exact duplicates (every column alike but the visit) are counted and left out first.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.events import TYPES, Record
from ehrmind.ehr.timeline.lexicon import Lexicon, Whole, lexicon_of
from ehrmind.ehr.timeline.naming import Naming
from ehrmind.ehr.timeline.when import DAY, UNDATED
from ehrmind.ehr.timeline_settings import PARTS

_PART_OF = {
    **{"person": "demographics", "visit": "visits", "visit_detail": "visits", "condition": "conditions"},
    **{"procedure": "procedures", "drug": "drugs", "measurement": "labs", "observation": "observations"},
    **{"device": "devices", "note": "notes", "death": "demographics", "other": "other"},
}
_BY_TYPE = np.array([PARTS.index(_PART_OF[name]) for name in TYPES], dtype=np.int64)
_MEASURED = np.isin(np.arange(len(TYPES)), [TYPES.index(name) for name in ("measurement", "observation", "other")])
LABS, VITALS = PARTS.index("labs"), PARTS.index("vitals")


@dataclass(frozen=True)
class Groups:
    """`rows` are places in `record`, in order of group and then time; a group's are rows[starts[g]:stops[g]].

    Arrays are for choosing among all groups, and methods for writing the lines of a few.
    """

    record: Record
    lexicon: Lexicon
    rows: npt.NDArray[np.intp]
    starts: Whole
    final: npt.NDArray[np.intp]  # (G,) the row of each group's last event
    codes: Whole  # (G,) of each group's last event, places in the record's words
    sizes: Whole  # (G,) events
    parts: Whole  # (G,) places in PARTS
    types: Whole  # (G,) places in TYPES
    first: Whole  # (G,) microseconds
    last: Whole
    days: Whole  # (G,) on how many
    least_end: Whole  # (G,) UNDATED where one of the group has no known end
    most_end: Whole
    lasts: npt.NDArray[np.bool_]  # (G,) whether an event is known to end after it began
    given: Whole  # (G,) the last that is not a stop
    stopped: Whole  # (G,) the last stop of a drug; UNDATED where there is none
    times: Whole  # (N,) of the record, microseconds
    duplicates: int

    def __len__(self) -> int:
        return len(self.starts)

    def of(self, *parts: str) -> Whole:
        """The groups of these parts."""
        return np.flatnonzero(_any(self.parts, [PARTS.index(part) for part in parts]))

    def of_type(self, *types: str) -> Whole:
        """The groups of these types of events."""
        return np.flatnonzero(_any(self.types, [TYPES.index(name) for name in types]))

    def events(self, group: int) -> npt.NDArray[np.intp]:
        """The rows of a group, in order of time."""
        start = self.starts[group]
        return self.rows[start : start + self.sizes[group]]

    def last_results(self, group: int, many: int) -> list[tuple[int, float, int, int]]:
        """Time, value, text and unit of a group's last events, the last first."""
        stop = int(self.starts[group] + self.sizes[group])
        start = max(stop - many, int(self.starts[group]))
        times, values, texts, units = (column[start:stop].tolist() for column in self.columns)
        return list(zip(times, values, texts, units, strict=True))[::-1]

    def size(self, group: int) -> int:
        """How many events a group has."""
        return int(self.sizes[group])

    def name(self, group: int) -> Naming:
        """How a group is called, by its last event."""
        return self.lexicon.name(int(self.codes[group]))

    def code(self, group: int) -> str:
        """The code of a group's last event."""
        return self.record.words.codes[int(self.codes[group])]

    def noun(self, group: int) -> str:
        """The part of a group."""
        return PARTS[int(self.parts[group])]

    def span(self, group: int) -> tuple[int, int, int]:
        """When a group began and was last, and on how many days it was."""
        return int(self.first[group]), int(self.last[group]), int(self.days[group])

    def share_series(self, groups: Whole, others: Whole) -> npt.NDArray[np.bool_]:
        """Which of the groups have the series of one of the others, in another part."""
        series = self.lexicon.series
        found = np.zeros(self.lexicon.numbered, dtype=bool)
        found[series[self.codes[others]]] = True
        return found[series[self.codes[groups]]]

    @cached_property
    def columns(self) -> tuple[npt.NDArray[Any], ...]:
        """Times, values, texts and units of the events, in order of group and then time: a group's are a slice. (N,)"""
        record = self.record
        return tuple(column[self.rows] for column in (self.times, record.values, record.texts, record.units))

    @cached_property
    def has_results(self) -> npt.NDArray[np.bool_]:
        """Whether an event of each group has a value, in numbers or words. (G,)"""
        told = np.isfinite(self.record.values) | (self.record.texts >= 0)
        found: npt.NDArray[np.bool_] = _each(np.logical_or, told[self.rows], self.starts).astype(bool)
        return found

    def lasting(self, part: str) -> bool:
        """Whether any event of a part is known to have lasted: its source tells ends, as far as this record shows."""
        return bool(self.lasts[self.parts == PARTS.index(part)].any())


def _any(values: Whole, wanted: list[int]) -> npt.NDArray[np.bool_]:
    """np.isin for a handful, without its preparations."""
    found: npt.NDArray[np.bool_] = values == wanted[0]
    for one in wanted[1:]:
        found |= values == one
    return found


def group(record: Record) -> Groups:
    """Group a record that is cut already. (N,) events -> (G,) groups."""
    fresh = ~_repeats(record)
    duplicates = int(len(record) - np.count_nonzero(fresh))
    record = record.take(fresh) if duplicates else record
    lexicon = lexicon_of(record.words)
    present, inverse = _unique(record.codes)
    lexicon.learn(present)
    series = lexicon.local_series(present)[inverse]
    parts = _parts(record, lexicon)
    types = record.types.astype(np.int64)
    kind = _unique(parts * len(TYPES) + types)[1]
    used, dense = _unique(kind * len(present) + series)
    rows = np.argsort(dense.astype(np.int16) if len(used) < 1 << 15 else dense, kind="stable")
    ordered = dense[rows]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(rows) else np.empty(0, np.int64)
    stops = np.r_[starts[1:], len(rows)] if len(rows) else starts
    times = record.times.view(np.int64)
    moments, closed = times[rows], record.ends.view(np.int64)[rows]
    last = rows[stops - 1] if len(rows) else rows
    stop = lexicon.stops[record.codes[rows]]
    return Groups(
        record=record,
        lexicon=lexicon,
        rows=rows,
        starts=starts,
        final=last,
        codes=record.codes[last].astype(np.int64),
        sizes=stops - starts,
        parts=parts[last],
        types=types[last],
        first=moments[starts],
        last=times[last],
        days=_days(moments // DAY, starts),
        least_end=_each(np.minimum, closed, starts),
        most_end=_each(np.maximum, closed, starts),
        lasts=_each(np.logical_or, closed > moments, starts).astype(bool),
        given=_each(np.maximum, np.where(stop, UNDATED, moments), starts) if stop.any() else times[last],
        stopped=_each(np.maximum, np.where(stop, moments, UNDATED), starts),
        times=times,
        duplicates=duplicates,
    )


def cut(record: Record, now: Any) -> Record:
    """The record until now; itself, uncopied, where it holds nothing later."""
    later = len(record) and (bool((record.times > now).any()) or bool((record.ends > now).any()))
    return record.until(now) if later else record


def _repeats(record: Record) -> npt.NDArray[np.bool_]:
    """Events equal to the one before them in all but the visit: equal ones stand side by side in a record."""
    same = np.zeros(len(record), dtype=bool)
    if len(record) > 1:
        values = record.values
        alike = (values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1]))
        for column in (record.times.view(np.int64), record.codes, record.texts, record.units, record.types):
            alike &= column[1:] == column[:-1]
        same[1:] = alike & (record.ends.view(np.int64)[1:] == record.ends.view(np.int64)[:-1])
    return same


def _unique(values: npt.NDArray[np.int32] | Whole) -> tuple[Whole, Whole]:
    """np.unique with its inverse, by counting: keys are small whole numbers."""
    if not len(values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    top = int(values.max()) + 1
    if top > 4_000_000:
        present, inverse = np.unique(values, return_inverse=True)
        return present.astype(np.int64), inverse.astype(np.int64)
    seen = np.zeros(top, dtype=bool)
    seen[values] = True
    present = np.flatnonzero(seen)
    place = np.empty(top, dtype=np.int64)
    place[present] = np.arange(len(present))
    return present, place[values]


def _parts(record: Record, lexicon: Lexicon) -> Whole:
    """The part of each event: measured quantities are labs or vitals, whatever table they stood in."""
    parts = _BY_TYPE[record.types]
    lab = _MEASURED[record.types] & lexicon.measured[record.codes] | (parts == LABS)
    return np.where(lab, np.where(lexicon.vital[record.codes], VITALS, LABS), parts)


def _days(days: Whole, starts: Whole) -> Whole:
    """On how many days the events of each group were."""
    if not len(days):
        return days
    fresh = np.r_[True, days[1:] != days[:-1]]
    fresh[starts] = True
    return np.add.reduceat(fresh.astype(np.int64), starts)


def _each(function: np.ufunc, values: Any, starts: Whole) -> Any:
    """The least, the greatest, or any value of each group."""
    return function.reduceat(values, starts) if len(starts) else values
