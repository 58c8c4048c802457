"""When somebody is seen: the entry, outpatient visits, emergency rooms and stays, each with its number.

Visit(id=100012003, kind="Visit/OP", start=22730339, end=22730369, stay=None)
"""

from dataclasses import dataclass

import numpy as np

from ehrmind.ehr.generator.codes import EMERGENCY, INPATIENT, OUTPATIENT
from ehrmind.ehr.generator.course import Course, Stay
from ehrmind.ehr.generator.person import DAY, YEAR, Person

IDS = 1000  # visits that one subject can have


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit. `stay` is the stay it is, or leads to; `diagnosis` is made there for the first time."""

    id: int
    kind: str
    start: int
    end: int
    stay: Stay | None = None
    diagnosis: str = ""


def draw_visits(person: Person, course: Course, rng: np.random.Generator) -> list[Visit]:
    """All visits in order. Nothing about an outpatient visit depends on what comes after it."""
    drafts: list[tuple[int, int, str, Stay | None, str]] = []
    for stay in course.stays:
        if stay.emergency is not None:
            drafts.append((stay.emergency, stay.start, EMERGENCY, stay, ""))
        drafts.append((stay.start, stay.end, INPATIENT, stay, ""))
    drafts += [(time, time + 30, OUTPATIENT, None, "") for time in _outpatient(person, course, rng)]
    for name, time in course.diagnosed.items():
        if not any(stay.start <= time <= stay.end for stay in course.stays):
            drafts.append((time, time + 30, OUTPATIENT, None, name))
    drafts.sort(key=lambda draft: draft[:3])
    return [
        Visit(person.subject * IDS + number, kind, start, end, stay, name)
        for number, (start, end, kind, stay, name) in enumerate(drafts[: IDS - 1], start=1)
    ]


def _outpatient(person: Person, course: Course, rng: np.random.Generator) -> list[int]:
    """The first one, those at random, and one at the end of the record of somebody alive."""
    rate = 1.6 + 0.35 * len(person.severity) + 0.5 * len(person.prevalent)
    count = min(int(rng.poisson(rate * (course.end - person.entry) / YEAR)), 150)
    days = person.entry // DAY + 1 + rng.integers(0, max((course.end - person.entry) // DAY, 1), count)
    times = days * DAY + rng.integers(8 * 60, 17 * 60, count)
    first = (person.entry // DAY) * DAY + 9 * 60 + int(rng.integers(0, 120))
    last = [] if course.died is not None else [course.end // DAY * DAY + 10 * 60]
    end = course.end - DAY
    return [first, *(int(time) for time in times if time < end and not _inside(int(time), course)), *last]


def _inside(time: int, course: Course) -> bool:
    return any((stay.emergency or stay.start) - 60 <= time <= stay.end for stay in course.stays)
