"""Long stay, readmission, intensive care and new diagnoses: EHRSHOT's definitions over one record.

    Visit/IP  2015-06-28 09:10 - 2015-07-03 11:00   ->  guo_los          2015-06-28 23:59  False   (5 days)
                                                        guo_readmission  2015-07-03 23:59  True    (back on 07-19)
    Visit/IP  2015-07-19 08:00 - 2015-07-19 15:00       guo_los          none: admitted and discharged on one day

After EHRSHOT's labellers (github.com/som-shahlab/ehrshot-benchmark, ehrshot/labelers). They stop at a stay without an
end or with one before its start; here it is left out and counted, and a stay still open counts as a readmission, for
its admission is known. `stays_of` keeps EHRSHOT's rule that a stay has a duration: one of dates only, with both on one
day, has none.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.events import Record
from ehrmind.ehr.labels.forms import Tally
from ehrmind.ehr.labels.moments import day_end, of

LONG = timedelta(days=7)
READMISSION = (timedelta(minutes=1), timedelta(days=30))
DIAGNOSIS = (timedelta(days=1), timedelta(days=365))

NO_END = "stay without an end"
REVERSED = "stay that ends before it begins"
NO_DURATION = "stay without a duration (it ends when it begins)"
SAME_DAY = "admitted and discharged on the same day"
EARLIER_ADMISSION = "discharged on the day of an earlier admission"
BACK_SAME_DAY = "admitted again on the day of discharge"
SAME_DISCHARGE = "another stay with the same day of discharge"
CENSORED = "record ends within 30 days, without a readmission"
ICU_SAME_DAY = "intensive care on the day of admission"
KNOWN = "diagnosed before the prediction time"
# remarks
KEPT_BACK_SAME_DAY = "kept although admitted again on the day of discharge, which is not counted as a readmission"
KEPT_CENSORED = "negative although the record ends within the year"
KEPT_FIRST_DAY = "first diagnosed within a day of the prediction time, which is before the horizon"
ICU_NO_DURATION = "stay in intensive care without a duration, not counted"
ICU_NO_END = "stay in intensive care without an end, counted by its beginning"

Asked = Iterator[tuple[datetime, bool]]  # a prediction time, to the second, and the outcome
Flags = npt.NDArray[np.bool_]  # by place in Words.codes


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in hospital; `end` is None while nobody knows it."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Find:
    """Which events are a stay in hospital, one in intensive care, and the outcome. By place in words and in TYPES."""

    inpatient: Flags
    inpatient_types: Flags
    icu: Flags
    icu_types: Flags
    outcome: Flags


def stays_of(record: Record, find: Find, tally: Tally) -> list[Stay]:
    """The stays in hospital in order of admission; those without a duration are left out and counted."""
    hits = find.inpatient[record.codes] & find.inpatient_types[record.types] & ~np.isnat(record.times)
    stays = []
    for at in np.flatnonzero(hits):
        start = of(record.times[at])
        end = None if np.isnat(record.ends[at]) else of(record.ends[at])
        if end is None or end > start:
            stays.append(Stay(start, end))
        else:
            tally.excluded[NO_DURATION if end.date() == start.date() else REVERSED] += 1
    return stays


def ended(stays: list[Stay], tally: Tally) -> Iterator[tuple[datetime, datetime]]:
    """Admission and discharge of the stays whose end is known; others are counted."""
    for stay in stays:
        if stay.end is None:
            tally.excluded[NO_END] += 1
        else:
            yield stay.start, stay.end


def long_stay(record: Record, find: Find, tally: Tally) -> Asked:
    """Whether a stay lasts at least seven days, asked at the end of the day of admission."""
    for start, end in ended(stays_of(record, find, tally), tally):
        if start.date() == end.date():
            tally.excluded[SAME_DAY] += 1
        else:
            yield day_end(start), end - start >= LONG


def readmission(record: Record, find: Find, tally: Tally, drop_same_day: bool = False) -> Asked:
    """Whether a stay in hospital begins within 30 days, asked at the end of the day of discharge.

    EHRSHOT leaves out a discharge on the day of an *earlier* admission, not one that is followed by an admission on the
    same day, which stays and is negative unless there is a further one; `drop_same_day` leaves these out too.
    """
    stays = stays_of(record, find, tally)
    admissions = [stay.start for stay in stays]
    for asked, back in sorted(_discharges(stays, tally, drop_same_day).items()):
        positive = _within(admissions, asked, READMISSION)
        if not positive and of(record.times[-1]) < asked + READMISSION[1]:
            tally.excluded[CENSORED] += 1
        else:
            tally.remarks[KEPT_BACK_SAME_DAY] += back
            yield asked, positive


def _discharges(stays: list[Stay], tally: Tally, drop_same_day: bool) -> dict[datetime, bool]:
    """The prediction times of `readmission`, and whether the patient was back on that day."""
    earlier: set[date] = set()
    asked: dict[datetime, bool] = {}
    for start, end in ended(stays, tally):
        if end.date() in earlier:
            tally.excluded[EARLIER_ADMISSION] += 1
            continue
        earlier.add(start.date())
        back = any(stay.start >= end and stay.start.date() == end.date() for stay in stays)
        if back and drop_same_day:
            tally.excluded[BACK_SAME_DAY] += 1
        elif day_end(end) in asked:
            tally.excluded[SAME_DISCHARGE] += 1
        else:
            asked[day_end(end)] = back
    return asked


def intensive_care(record: Record, find: Find, tally: Tally) -> Asked:
    """Whether intensive care begins after the day of admission and before discharge, asked at the end of that day."""
    starts = _icu_starts(record, find, tally)
    days = {start.date() for start in starts}
    for start, end in ended(stays_of(record, find, tally), tally):
        if start.date() == end.date():
            tally.excluded[SAME_DAY] += 1
        elif start.date() in days:
            tally.excluded[ICU_SAME_DAY] += 1
        else:
            yield day_end(start), any(day_end(start) <= moved <= end for moved in starts)


def _icu_starts(record: Record, find: Find, tally: Tally) -> list[datetime]:
    hits = find.icu[record.codes] & find.icu_types[record.types] & ~np.isnat(record.times)
    starts = []
    for at in np.flatnonzero(hits):
        if np.isnat(record.ends[at]):
            tally.remarks[ICU_NO_END] += 1
        elif record.ends[at] <= record.times[at]:
            tally.remarks[ICU_NO_DURATION] += 1
            continue
        starts.append(of(record.times[at]))
    return starts


def diagnosis(record: Record, find: Find, tally: Tally) -> Asked:
    """Whether the outcome's code comes within a year, asked at the end of the day of each discharge before its first.

    As EHRSHOT has it, any of the codes within the horizon counts, the first or a later one, and a record that ends
    within the year is negative.
    """
    times = record.times[find.outcome[record.codes] & ~np.isnat(record.times)]
    outcomes = [of(time) for time in times]
    discharges = [day_end(end) for _, end in ended(stays_of(record, find, tally), tally)]
    tally.excluded[SAME_DISCHARGE] += len(discharges) - len(set(discharges))
    for time in sorted(set(discharges)):
        if outcomes and time > outcomes[0]:
            tally.excluded[KNOWN] += 1
            continue
        positive = _within(outcomes, time, DIAGNOSIS)
        tally.remarks[KEPT_CENSORED] += not positive and of(record.times[-1]) < time + DIAGNOSIS[1]
        tally.remarks[KEPT_FIRST_DAY] += bool(outcomes) and outcomes[0] < time + DIAGNOSIS[0]
        yield time, positive


def _within(times: list[datetime], asked: datetime, horizon: tuple[timedelta, timedelta]) -> bool:
    """Whether one of the sorted times lies in the horizon, both its limits included."""
    at = bisect_left(times, asked + horizon[0])
    return at < len(times) and times[at] <= asked + horizon[1]
