"""Times as a reader at the time of the prompt says them: relative, and never of what is to come.

    Clock(now).ago(moment)              -> "3 days ago"
    Clock(now).between(first, last)     -> "9 years to 3 days ago"
    length(5 * DAY)                     -> "5 days"

Times are microseconds since 1970, as in a record's columns. An event at 23:59 has a date and no time of day, so that it
is told in days; others within a day are told in hours.
"""

from datetime import datetime
from functools import lru_cache

import numpy as np

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365.25
UNDATED = int(np.datetime64("NaT", "us").astype(np.int64))


class Clock:
    """The time of the prompt."""

    def __init__(self, now: datetime | np.datetime64) -> None:
        self.now = int(np.array(now, dtype="datetime64[us]").astype(np.int64))

    def days(self, moment: int) -> float:
        """How many days ago, to two digits."""
        return round((self.now - moment) / DAY, 2)

    def age(self, birth: int) -> float:
        """Years of 365.25 days since birth."""
        return (self.now - birth) / DAY / YEAR

    def ago(self, moment: int) -> str:
        """How long ago: "20 minutes ago", "5 hours ago", "today", "3 days ago", "9 years ago"."""
        if moment == UNDATED:
            return "undated"
        steps, unit = self._steps(moment)
        return "today" if unit == "today" else f"{_count(steps, unit)} ago"

    def between(self, first: int, last: int) -> str:
        """Two moments, the earlier first."""
        if UNDATED in (first, last):
            return self.ago(last)
        (many, unit), (few, other) = self._steps(first), self._steps(last)
        if (many, unit) == (few, other):
            return self.ago(last)
        if other == "today":
            return f"{_count(many, unit)} ago to today"
        return (
            f"{many} to {_count(few, other)} ago"
            if unit == other
            else f"{_count(many, unit)} to {_count(few, other)} ago"
        )

    def _steps(self, moment: int) -> tuple[int, str]:
        gone = self.now - moment
        if gone >= 2 * DAY:
            return _of_days(gone // DAY if moment % DAY != DAY - MINUTE else self.now // DAY - moment // DAY)
        if moment % DAY == DAY - MINUTE:  # a date
            days = self.now // DAY - moment // DAY
            return (days, "day") if days else (0, "today")
        if gone >= DAY:
            return 1, "day"
        return (gone // HOUR, "hour") if gone >= HOUR else (max(1, gone // MINUTE), "minute")


def length(microseconds: int) -> str:
    """How long something lasted."""
    if microseconds >= 2 * DAY - HOUR:
        return _count(*_of_days(round(microseconds / DAY)))
    if microseconds >= 20 * HOUR:
        return "1 day"
    return _count(max(1, round(microseconds / HOUR)), "hour") if microseconds >= HOUR else "under an hour"


@lru_cache(maxsize=65536)
def _of_days(days: int) -> tuple[int, str]:
    if days < 14:
        return int(days), "day"
    if days < 60:
        return round(days / 7), "week"
    if days < 730:
        return round(days / 30.44), "month"
    return max(2, int(days / YEAR)), "year"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
