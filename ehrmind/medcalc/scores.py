"""Scores: criteria with points. A new score is a table of criteria, not a function.

    CURB-65 = score(id=45, ..., criteria=(
        Criterion("Confusion", 1, Has(CONFUSION)),
        Criterion("Urea above 19 mg/dL", 1, Above(BUN, 19)),
        Criterion("Respiratory rate at least 30/min", 1, AtLeast(RESPIRATORY_RATE, 30)),
        Criterion("Blood pressure low", 1, AnyOf(Below(SYSTOLIC, 90), AtMost(DIASTOLIC, 60))),
        Criterion("Age at least 65", 1, AtLeast(AGE, 65))))

The worked solution names every criterion, what the note says, the points, and the running total.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Finding, Input, Kind, Measure, Step, Values, Work, show


@dataclass(frozen=True, slots=True)
class AtLeast:
    """measure >= cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value >= self.cut


@dataclass(frozen=True, slots=True)
class AtMost:
    """measure <= cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value <= self.cut


@dataclass(frozen=True, slots=True)
class Above:
    """measure > cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value > self.cut


@dataclass(frozen=True, slots=True)
class Below:
    """measure < cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value < self.cut


@dataclass(frozen=True, slots=True)
class Between:
    """low <= measure <= high"""

    measure: Measure
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Has:
    """The finding is present."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Is:
    """The choice is this option."""

    choice: Choice
    option: str


Comparison = AtLeast | AtMost | Above | Below | Between
Simple = Comparison | Has | Is


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the tests holds. Tests of inputs that are not stated do not hold."""

    tests: tuple[Simple, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """Points that count when the test holds."""

    label: str
    points: float
    test: Simple | AnyOf


@dataclass(frozen=True, slots=True)
class Options:
    """Points by the option of one choice: Options("Eye opening", EYES, {"spontaneous": 4, ...})."""

    label: str
    choice: Choice
    points: Mapping[str, float]


Row = Criterion | Options


def score(criteria: tuple[Row, ...], *, base: float = 0, inputs: tuple[Input, ...] = (), **fields: Any) -> Calculator:
    """A calculator that adds up the points of its criteria, starting at `base`.

    `inputs` adds inputs that no criterion tests, or fixes the order; the criteria's own are found from the table.
    """
    table = tuple(criteria)
    listed = _unique(inputs + tuple(item for row in table for item in _inputs(row)))

    def work(values: Values) -> Work:
        return add_points(table, values, base)

    fields.setdefault("kind", Kind.INTEGER)
    fields.setdefault("unit", "points")
    fields.setdefault("formula", describe(table, base))
    return Calculator(inputs=listed, work=work, **fields)


def add_points(criteria: tuple[Row, ...], values: Values, base: float = 0) -> Work:
    """The worked solution of a score: a step per criterion with its points and the running total."""
    total = base
    steps = [Step(f"Start with {show(base)}.", "start", base)] if base else []
    for row in criteria:
        found, points = _judge(row, values)
        total += points
        steps.append(Step(f"{row.label}: {found}, {_signed(points)}, total {show(total)}.", row.label, points))
    return Work(tuple(steps), show(total))


def describe(criteria: tuple[Row, ...], base: float = 0) -> str:
    """The criteria as open-book text."""
    lines = [f"Start with {show(base)} points."] if base else []
    for row in criteria:
        if isinstance(row, Criterion):
            lines.append(f"{row.label}: {_signed(row.points)}")
        else:
            lines.append(f"{row.label}: " + ", ".join(f"{name} {_signed(p)}" for name, p in row.points.items()))
    return "; ".join(lines) + "."


def holds(test: Simple | AnyOf, values: Values) -> bool:
    """Whether the test holds for these values; an input that is not stated makes it false."""
    if isinstance(test, AnyOf):
        return any(holds(part, values) for part in test.tests)
    if isinstance(test, Has):
        return bool(values.get(test.finding.name))
    if isinstance(test, Is):
        return bool(values.get(test.choice.name, next(iter(test.choice.options))) == test.option)
    value = values.get(test.measure.name)
    return value is not None and test.holds(value)


def _judge(row: Row, values: Values) -> tuple[str, float]:
    if isinstance(row, Options):
        option = values.get(row.choice.name, next(iter(row.choice.options)))
        return option, row.points[option]
    yes = holds(row.test, values)
    said = _evidence(row.test, values)
    return ("yes" if yes else "no") + (f" ({said})" if said else ""), row.points if yes else 0


def _evidence(test: Simple | AnyOf, values: Values) -> str:
    if isinstance(test, AnyOf):
        return ", ".join(dict.fromkeys(filter(None, (_evidence(part, values) for part in test.tests))))
    if isinstance(test, (Has, Is)):
        return ""
    value = values.get(test.measure.name)
    return show(value, test.measure.decimals) if value is not None else "not stated"


def _signed(points: float) -> str:
    return f"{'+' if points >= 0 else '-'}{show(abs(points))}"


def _inputs(row: Row) -> tuple[Input, ...]:
    if isinstance(row, Options):
        return (row.choice,)
    tests = row.test.tests if isinstance(row.test, AnyOf) else (row.test,)
    return tuple(_input(test) for test in tests)


def _input(test: Simple) -> Input:
    if isinstance(test, Has):
        return test.finding
    return test.choice if isinstance(test, Is) else test.measure


def _unique(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    return tuple({item.name: item for item in inputs}.values())
