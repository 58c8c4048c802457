"""EHRSHOT's labels of a generated patient, by their definitions from the events, and the true risk of each.

    Labelled(subject=100012, time=22730399, task="guo_los", value=True, risk=0.62)

Definitions: ../shared/formats; Guo et al. 2023 (10.1038/s41598-023-30820-8) and Wornow et al. 2023 (arXiv 2307.02028),
as EHRSHOT's code has them. They read the events alone, so that the labels of the written files follow from the files;
a label of which the simulation did not know the risk is an error of the generator.
"""

from dataclasses import dataclass

import numpy as np

from ehrmind.ehr.generator.codes import ICUS, INPATIENT, ancestors
from ehrmind.ehr.generator.course import Course, end_of_day
from ehrmind.ehr.generator.person import DAY
from ehrmind.ehr.generator.rows import CODE_LIST, PLACE, Rows

ROOTS = {
    "new_hypertension": "SNOMED/59621000",
    "new_hyperlipidemia": "SNOMED/55822004",
    "new_pancan": "SNOMED/372003004",
    "new_acutemi": "SNOMED/57054005",
}
TASKS = ("guo_los", "guo_readmission", "guo_icu", *ROOTS)
_NARROWER = {
    task: np.array([at for at, code in enumerate(CODE_LIST) if root in ancestors(code)]) for task, root in ROOTS.items()
}
_ICU = [PLACE[code] for code in ICUS]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its true risk. `time` is the prediction time in minutes from 1970, itself included."""

    subject: int
    time: int
    task: str
    value: bool
    risk: float


def label(rows: Rows, course: Course) -> list[Labelled]:
    """Every label of one subject's rows, by task and time. Raises KeyError where the course knows no risk."""
    if not len(rows):
        return []
    chosen = np.flatnonzero((rows.code == PLACE[INPATIENT]) & (rows.end > rows.start))
    stays = sorted(zip(rows.start[chosen].tolist(), rows.end[chosen].tolist(), strict=True))
    found = {
        "guo_los": _long(stays),
        "guo_readmission": _readmitted(stays, int(rows.start.max())),
        "guo_icu": _intensive(stays, sorted(rows.start[np.isin(rows.code, _ICU)].tolist())),
    }
    for task in ROOTS:
        found[task] = _diagnosed(stays, sorted(rows.start[np.isin(rows.code, _NARROWER[task])].tolist()))
    subject = int(rows.subject[0])
    return [
        Labelled(subject, time, task, value, course.risks[task, time])
        for task in TASKS
        for time, value in sorted(found[task].items())
    ]


def _long(stays: list[tuple[int, int]]) -> dict[int, bool]:
    """At 23:59 of the day of admission: at least 7 days. Not where discharge is on that day."""
    return {end_of_day(start): end - start >= 7 * DAY for start, end in stays if start // DAY != end // DAY}


def _readmitted(stays: list[tuple[int, int]], last: int) -> dict[int, bool]:
    """At 23:59 of the day of discharge: admitted from a minute to 30 days later. Censored negatives are dropped."""
    found: dict[int, bool] = {}
    before: set[int] = set()
    for start, end in stays:
        if end // DAY in before:
            continue
        before.add(start // DAY)
        time = end_of_day(end)
        value = any(time + 1 <= other <= time + 30 * DAY for other, _ in stays)
        if value or last >= time + 30 * DAY:
            found[time] = value
    return found


def _intensive(stays: list[tuple[int, int]], units: list[int]) -> dict[int, bool]:
    """At 23:59 of the day of admission: intensive care begins later in the stay. Not where it did on that day."""
    days = {time // DAY for time in units}
    return {
        end_of_day(start): any(end_of_day(start) <= time <= end for time in units)
        for start, end in stays
        if start // DAY != end // DAY and start // DAY not in days
    }


def _diagnosed(stays: list[tuple[int, int]], diagnoses: list[int]) -> dict[int, bool]:
    """At 23:59 of the day of discharge, up to the first diagnosis: one from 1 to 365 days later; else False."""
    times = sorted({end_of_day(end) for _, end in stays})
    return {
        time: any(time + DAY <= made <= time + 365 * DAY for made in diagnoses)
        for time in times
        if not diagnoses or (time <= diagnoses[0] and time != diagnoses[0])
    }
