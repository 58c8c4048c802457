"""Times of records as datetimes, and the moment of a day at which EHRSHOT asks.

    of(np.datetime64("2015-07-03T11:00"))        datetime(2015, 7, 3, 11, 0)
    day_end(datetime(2015, 7, 3, 11, 0))         datetime(2015, 7, 3, 23, 59, 59)
    to_minute(datetime(2015, 7, 3, 23, 59, 59))  datetime(2015, 7, 3, 23, 59)

EHRSHOT compares with 23:59:59 and then writes its labels with minutes only. The second matters: a diagnosis without a
time of day is stored as 23:59:00, so that the discharge of that day comes after it and is left out.
"""

from datetime import datetime
from typing import Any, cast


def of(time: Any) -> datetime:
    """A numpy time [us] as a datetime."""
    return cast(datetime, time.astype("datetime64[us]").item())


def day_end(time: datetime) -> datetime:
    """23:59:59 of the day."""
    return time.replace(hour=23, minute=59, second=59, microsecond=0)


def to_minute(time: datetime) -> datetime:
    """Without seconds."""
    return time.replace(second=0, microsecond=0)
