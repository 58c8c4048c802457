"""Scores: criteria with points. A new score is a table of criteria, not a function.

    CURB-65 = score(id=45, ..., criteria=(
        Criterion("Confusion", 1, Has(CONFUSION)),
        Criterion("Urea above 19 mg/dL", 1, Above(BUN, 19)),
        Criterion("Respiratory rate at least 30/min", 1, AtLeast(RESPIRATORY_RATE, 30)),
        Criterion("Blood pressure low", 1, AnyOf((Below(SYSTOLIC, 90), AtMost(DIASTOLIC, 60)))),
        Criterion("Age at least 65", 1, AtLeast(AGE, 65))))

The worked solution names every criterion, what the note says, the points, and the running total.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ehrmind.medcalc.conditions import Condition, chosen, cuts_in, evidence, holds, inputs_of
from ehrmind.medcalc.forms import Calculator, Choice, Input, Kind, Measure, Step, Values, Work, show


@dataclass(frozen=True, slots=True)
class Criterion:
    """Points that count when the condition holds."""

    label: str
    points: float
    condition: Condition


@dataclass(frozen=True, slots=True)
class Options:
    """Points by the option of one choice: Options("Eye opening", EYES, {"spontaneous": 4, ...})."""

    label: str
    choice: Choice
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by where a measure lies: Bands("Age", AGE, ((0, 0), (50, 1), (60, 2))) gives 1 from 50 to below 60.

    Each band is (its lowest value, its points), in ascending order. Not stated, or below the first band: 0 points.
    """

    label: str
    measure: Measure
    bands: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """As many points as the measure has units: Amount("Age in years", AGE). Not stated: 0 points."""

    label: str
    measure: Measure


Row = Criterion | Options | Bands | Amount


def score(criteria: tuple[Row, ...], *, base: float = 0, inputs: tuple[Input, ...] = (), **fields: Any) -> Calculator:
    """A calculator that adds up the points of its criteria, starting at `base`.

    `inputs` adds inputs that no criterion tests, or fixes the order; the criteria's own are found from the table.
    """
    table = tuple(criteria)
    listed = _unique(inputs + tuple(item for row in table for item in _inputs(row)))

    def work(values: Values) -> Work:
        return add_points(table, values, base)

    fields.setdefault("kind", Kind.INTEGER)
    if fields["kind"] is Kind.INTEGER:
        fields.setdefault("points", possible_points(table, base))
    fields.setdefault("unit", "points")
    fields.setdefault("formula", describe(table, base))
    fields.setdefault("cuts", cuts_of(table, listed))
    return Calculator(inputs=listed, work=work, **fields)


def add_points(criteria: tuple[Row, ...], values: Values, base: float = 0) -> Work:
    """The worked solution of a score: a step per criterion with its points and the running total."""
    total = base
    steps = [Step(f"Start with {show(base)}.", "start", base)] if base else []
    for row in criteria:
        found, points = judge(row, values)
        total += points
        steps.append(Step(f"{row.label}: {found}, {_signed(points)}, total {show(total)}.", row.label, points))
    return Work(tuple(steps), show(total))


def possible_points(criteria: tuple[Row, ...], base: float = 0) -> tuple[int, ...]:
    """The totals that the rows can add up to, in order. Rows that exclude each other are taken as free."""
    totals = {base}
    for row in criteria:
        totals = {total + points for total in totals for points in _points(row)}
    return tuple(sorted(map(int, totals)))


def _points(row: Row) -> set[float]:
    """The points that one row can give."""
    if isinstance(row, Criterion):
        return {0, row.points}
    if isinstance(row, Options):
        return set(row.points.values())
    if isinstance(row, Bands):
        return {0, *(points for _, points in row.bands)}
    return {0, *range(round(row.measure.low), round(row.measure.high) + 1)}


def cuts_of(criteria: tuple[Row, ...], inputs: tuple[Input, ...]) -> dict[str, tuple[float, ...]]:
    """Where the points of each measured input change, in order; its other unit's own cuts as Measure.other_name."""
    found: dict[str, set[float]] = {}
    for name, cut in (pair for row in criteria for pair in _cuts(row)):
        found.setdefault(name, set()).add(cut)
    measured = [item for item in inputs if isinstance(item, Measure)]
    within = {item.name: {cut for cut in found.get(item.name, ()) if item.low <= cut <= item.high} for item in measured}
    within |= {item.other_name: found.get(item.other_name, set()) for item in measured}
    return {name: tuple(sorted(cuts)) for name, cuts in within.items() if cuts}


def _cuts(row: Row) -> tuple[tuple[str, float], ...]:
    if isinstance(row, Criterion):
        return cuts_in(row.condition)
    return tuple((row.measure.name, low) for low, _ in row.bands) if isinstance(row, Bands) else ()


def describe(criteria: tuple[Row, ...], base: float = 0) -> str:
    """The criteria as open-book text."""
    lines = [f"Start with {show(base)} points."] if base else []
    for row in criteria:
        lines.append(f"{row.label}: {_describe(row)}")
    return "; ".join(lines) + "."


def judge(row: Row, values: Values) -> tuple[str, float]:
    """What the values say to one row, and its points."""
    if isinstance(row, Options):
        option = chosen(row.choice, values)
        return option, row.points[option]
    if isinstance(row, Criterion):
        yes = holds(row.condition, values)
        said = evidence(row.condition, values)
        return ("yes" if yes else "no") + (f" ({said})" if said else ""), row.points if yes else 0
    value = values.get(row.measure.name)
    if value is None:
        return "not stated", 0
    if isinstance(row, Amount):
        return show(value), value
    reached = [points for low, points in row.bands if value >= low]
    return show(value), reached[-1] if reached else 0


def _describe(row: Row) -> str:
    if isinstance(row, Criterion):
        return _signed(row.points)
    if isinstance(row, Options):
        return ", ".join(f"{name} {_signed(points)}" for name, points in row.points.items())
    if isinstance(row, Amount):
        return f"its number of {row.measure.unit}"
    return ", ".join(f"from {show(low)} {_signed(points)}" for low, points in row.bands)


def _signed(points: float) -> str:
    return f"{'+' if points >= 0 else '-'}{show(abs(points))}"


def _inputs(row: Row) -> tuple[Input, ...]:
    if isinstance(row, Criterion):
        return inputs_of(row.condition)
    return (row.choice,) if isinstance(row, Options) else (row.measure,)


def _unique(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    return tuple({item.name: item for item in inputs}.values())
