"""What happens to a person: stays in hospital, new diagnoses, death; with the true risk of every label, when it is due.

    Stay(start=…, end=…, reason=pneumonia, acuity=1.3, residual=0.4, long=0.62, ...)
    Course(stays=[…], diagnosed={"hypertension": …}, died=None, risks={("guo_los", 22730339): 0.62, ...})

The risk is exact: each label's outcome is drawn at, or has a constant hazard from, its prediction time.
  long stay      drawn at admission, from acuity (which the laboratory sees), the reason, and what nobody sees
  readmission    drawn at discharge, with a day from 1 to 30; without it the next ordinary admission is later than that
  new diagnosis  a hazard of λ a year; death competes: λ / (λ + μ) · (1 - exp(-(λ + μ) · 365 d))
  death          a hazard μ outside the hospital: at home, or through a last admission, otherwise like the others
Departs from life in that death and a diagnosis are independent given the person, and in that nobody is lost from sight.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.generator.conditions import Reason
from ehrmind.ehr.generator.person import DAY, YEAR, Person, logistic
from ehrmind.ehr.generator.reasons import DYING, INFARCTION, REASONS

AFTER = 400 * DAY  # somebody alive is seen for as long after the last discharge: no label's horizon is cut
PACE = 3.5 * DAY  # in which two thirds of an acute illness go
AT_HOME = 0.4  # of deaths outside the hospital
HORIZON, READMITTED = 365, 30  # days
GAPS = np.exp(-np.arange(1, READMITTED + 1) / 12.0)
GAPS /= GAPS.sum()  # of a readmission on day 1 … 30


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in hospital. Times are minutes from 1970; `icu` is from and until."""

    start: int
    end: int
    reason: Reason
    acuity: float  # at admission; about 0, and 1 in size
    residual: float  # what the illness goes towards
    emergency: int | None  # when the emergency room was entered
    icu: tuple[int, int] | None
    died: bool = False

    def acute(self, times: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """How ill at each of these times: from `acuity` towards `residual`, at everybody's pace."""
        gone = 1 - np.exp(-np.maximum(times - self.start, 0) / PACE)
        return self.acuity + (self.residual - self.acuity) * gone


@dataclass(slots=True)
class Course:
    """What happened, and the risk of what was to come by (task, prediction time)."""

    stays: list[Stay] = field(default_factory=list)
    diagnosed: dict[str, int] = field(default_factory=dict)
    died: int | None = None
    end: int = 0
    risks: dict[tuple[str, int], float] = field(default_factory=dict)


def draw_course(person: Person, rng: np.random.Generator) -> Course:
    """Live through it, event by event."""
    return _Life(person, rng).run()


def end_of_day(time: int) -> int:
    """23:59 of that day."""
    return time // DAY * DAY + DAY - 1


class _Life:
    """The state of one simulation: what is due next."""

    def __init__(self, person: Person, rng: np.random.Generator) -> None:
        self.person, self.rng, self.course = person, rng, Course()
        self.until = person.stop + AFTER
        self.last = self._in("death")
        self.due = {name: self._in(name) for name in ("hypertension", "hyperlipidemia", "acutemi", "pancan")}
        self.due |= dict.fromkeys(person.prevalent, math.inf)
        self.next = self._fresh(person.entry + 20 * DAY)

    def run(self) -> Course:
        """Stays in turn; then the diagnoses that were made in time."""
        while True:
            self.due["acutemi"] = self._apart(self.due["acutemi"])
            infarction = self.due["acutemi"] if "acutemi" not in self.course.diagnosed else math.inf
            time = min(self.next, self.last, infarction)
            if time > self.until:
                break
            if time == self.last:
                self._die(int(self.last))
                break
            reason = self._reason() if time < infarction else INFARCTION
            if reason is INFARCTION:
                self.course.diagnosed["acutemi"] = int(time) + int(self.rng.integers(40, 200))
            if self._stay(int(time), reason):
                break
        self._diagnose()
        return self.course

    def _stay(self, start: int, reason: Reason) -> bool:
        """One stay, and what follows from it; whether it was the last."""
        stay = self._admit(start, reason)
        if start < self.due["acutemi"] <= stay.end and "acutemi" not in self.course.diagnosed:
            self.course.diagnosed["acutemi"] = int(self.due["acutemi"])
        if self.last <= stay.end:
            self._end(stay)
            return True
        self.course.stays.append(stay)
        self._discharge(stay)
        return False

    def _admit(self, start: int, reason: Reason) -> Stay:
        """Draw how ill, how long and where; the risks of a long stay and of intensive care are of that moment."""
        rng, person, day = self.rng, self.person, end_of_day(start)
        acuity = 0.3 * person.traits["frailty"] + 0.3 * person.burden + reason.worse + float(rng.normal())
        residual = 0.45 * acuity + 0.85 * float(rng.normal())
        at_once = rng.random() < logistic(-3.3 + 1.0 * acuity)
        long = logistic(-1.85 + 1.4 * acuity + 0.8 * reason.longer + 0.5 * at_once + 0.9 * person.hidden)
        later = logistic(-3.7 + 1.2 * acuity)
        if rng.random() < logistic(-3.2 - acuity) and not at_once and start % DAY < 13 * 60 and reason is not DYING:
            end, icu = start + int(rng.integers(5 * 60, 10 * 60)), None  # home on the same day
        else:
            end, icu = self._nights(start, rng.random() < long), None
            self.course.risks["guo_los", day] = long
            if at_once:
                icu = (min(start + 60, day), min(end, start + int(rng.integers(1, 4)) * DAY))
            else:
                self.course.risks["guo_icu", day] = later
                if rng.random() < later:
                    moved = day + 1 + int(rng.integers(60, 8 * 60))
                    icu = (moved, min(end, moved + int(rng.integers(1, 4)) * DAY))
        arrived = None if reason.planned or rng.random() < 0.15 else start - int(rng.integers(90, 420))
        return Stay(start, end, reason, acuity, residual, arrived, icu)

    def _nights(self, start: int, long: bool) -> int:
        """When a stay of at least 7 days, or of fewer and at least one night, ends: between 10 and 18 o'clock."""
        rng = self.rng
        nights = 7 + int(min(rng.exponential(4.5), 40)) if long else 1 + int(rng.choice(6, p=_SHORT))
        end = (start // DAY + nights) * DAY + int(rng.integers(10 * 60, 18 * 60))
        return end + DAY if long and end - start < 7 * DAY else end

    def _discharge(self, stay: Stay) -> None:
        """Draw whether and when the patient comes back, and note the risks at 23:59 of the day."""
        rng, person = self.rng, self.person
        time = end_of_day(stay.end)
        self.until = max(person.stop, stay.end) + AFTER
        recent = sum(1 for earlier in self.course.stays[:-1] if stay.start - earlier.end < 180 * DAY)
        ill = float(stay.acute(np.array([stay.end]))[0])
        odds = -2.5 + 0.8 * ill + 0.6 * person.burden + 0.6 * person.traits["social"]
        back = logistic(odds + 0.55 * min(recent, 3) + 0.62 * person.hidden)
        self._note_risks(time, back)
        if rng.random() < back:
            day = 1 + int(rng.choice(READMITTED, p=GAPS))
            self.next = time - DAY + 1 + day * DAY + int(rng.integers(60, 22 * 60))
        else:
            self.next = self._fresh(time + 31 * DAY)
        if self.last <= time:  # not on the very day
            self.last = time + 60 + int(rng.integers(0, DAY // 2))

    def _note_risks(self, time: int, back: float) -> None:
        hazards = {name: value / YEAR * DAY for name, value in self.person.hazards.items()}  # a day
        infarction = 0.0 if "acutemi" in self.course.diagnosed else hazards["acutemi"]
        self.course.risks["guo_readmission", time] = readmission(back, hazards["death"], infarction)
        for name in ("hypertension", "hyperlipidemia", "acutemi", "pancan"):
            both = hazards[name] + hazards["death"]
            known = name in self.course.diagnosed or self.due[name] <= time or name in self.person.prevalent
            risk = 0.0 if known else hazards[name] / both * -math.expm1(-both * HORIZON)
            self.course.risks[f"new_{name}", time] = risk

    def _die(self, time: int) -> None:
        """At home, or through a last stay."""
        if self.rng.random() < AT_HOME:
            self.course.died = time
        else:
            self._end(self._admit(time, DYING))

    def _end(self, stay: Stay) -> None:
        """A stay that ends with death."""
        self.course.died = stay.end
        day = end_of_day(stay.end)
        self.course.risks |= {(f"new_{name}", day): 0.0 for name in self.due}
        self.course.risks["guo_readmission", day] = 0.0
        icu = stay.icu and (stay.icu[0], min(stay.icu[1], stay.end))
        self.course.stays.append(
            Stay(stay.start, stay.end, stay.reason, stay.acuity, stay.acuity + 0.8, stay.emergency, icu, died=True)
        )

    def _diagnose(self) -> None:
        """The other diagnoses, where neither death nor the end of the record came first."""
        self.course.end = self.until if self.course.died is None else self.course.died
        for name in ("hypertension", "hyperlipidemia", "pancan"):
            time = self._apart(self.due[name])
            if time < min(self.last, self.course.end):
                self.course.diagnosed[name] = _office_hours(int(time))

    def _apart(self, time: float) -> float:
        """Not on the day after a discharge, of which the label's definition and its text say different things."""
        days = {stay.end // DAY for stay in self.course.stays}
        while time < math.inf and int(time) // DAY - 1 in days:
            time += DAY
        return time

    def _in(self, name: str) -> float:
        return self.person.entry + float(self.rng.exponential()) / self.person.hazards[name] * YEAR

    def _fresh(self, earliest: int) -> float:
        """When the next illness leads to an admission, at an hour at which people come; never if too late."""
        wait = float(self.rng.exponential()) / self.person.hazards["admission"] * YEAR
        day = int(earliest + wait) // DAY
        hour = int(np.clip(self.rng.normal(14 * 60, 4.5 * 60), 30, 23 * 60))
        return day * DAY + hour if day * DAY < self.person.stop else math.inf

    def _reason(self) -> Reason:
        rates = np.array([sum(_rates(reason, self.person)) for reason in REASONS])
        return REASONS[int(self.rng.choice(len(REASONS), p=rates / rates.sum()))]


def _office_hours(time: int) -> int:
    """From 9 to 16 o'clock of the same day."""
    return time // DAY * DAY + 9 * 60 + time % DAY * 7 // 24


_SHORT = np.array([0.17, 0.24, 0.23, 0.16, 0.12, 0.08])


def _rates(reason: Reason, person: Person) -> Iterator[float]:
    yield reason.rate
    for name, rate in reason.by.items():
        yield rate * person.severity.get(name, 0.0)


def readmission(back: float, death: float, infarction: float) -> float:
    """P(admitted within 30 days | the label is kept): a readmission, an infarction or a last stay, whichever is first.

    `back` is the probability that a readmission is drawn; the others are hazards a day. A death at home before any
    admission censors a negative label, which is then dropped.
    """
    every, home = death + infarction, AT_HOME * death
    days = np.arange(1, READMITTED + 1)
    before = float((GAPS * -np.expm1(-every * days)).sum())  # that another event comes first
    other = back * before + (1 - back) * -math.expm1(-every * READMITTED)
    admitted = back * (1 - before) + other * (1 - home / every)
    return admitted / (1 - other * home / every)
