"""Scores: criteria with points. A new score is a table of criteria, not a function.

    CURB-65 = score(id=45, ..., criteria=(
        Criterion("Confusion", 1, Has(CONFUSION)),
        Criterion("Urea above 19 mg/dL", 1, Above(BUN, 19)),
        Criterion("Respiratory rate at least 30/min", 1, AtLeast(RESPIRATORY_RATE, 30)),
        Criterion("Blood pressure low", 1, AnyOf((Below(SYSTOLIC, 90), AtMost(DIASTOLIC, 60)))),
        Criterion("Age at least 65", 1, AtLeast(AGE, 65))))

The worked solution names every criterion that counts, with its evidence and its points; see points.py.
"""

from typing import Any

from ehrmind.medcalc.conditions import cuts_in
from ehrmind.medcalc.criteria import Amount, Bands, Criterion, Options, Row, inputs_of_row, possible
from ehrmind.medcalc.forms import Calculator, Input, Kind, Measure, Values, Work, show
from ehrmind.medcalc.points import add_points, plus

__all__ = [
    "Amount",
    "Bands",
    "Criterion",
    "Options",
    "Row",
    "add_points",
    "cuts_of",
    "describe",
    "possible_points",
    "score",
]


def score(criteria: tuple[Row, ...], *, base: float = 0, inputs: tuple[Input, ...] = (), **fields: Any) -> Calculator:
    """A calculator that adds up the points of its criteria, starting at `base`.

    `inputs` adds inputs that no criterion tests, or fixes the order; the criteria's own are found from the table.
    """
    table = tuple(criteria)
    listed = _unique(inputs + tuple(item for row in table for item in inputs_of_row(row)))

    def work(values: Values) -> Work:
        return add_points(table, values, base)

    fields.setdefault("kind", Kind.INTEGER)
    if fields["kind"] is Kind.INTEGER:
        fields.setdefault("points", possible_points(table, base))
    fields.setdefault("unit", "points")
    fields.setdefault("formula", describe(table, base))
    fields.setdefault("cuts", cuts_of(table, listed))
    return Calculator(inputs=listed, work=work, **fields)


def possible_points(criteria: tuple[Row, ...], base: float = 0) -> tuple[int, ...]:
    """The totals that the rows can add up to, in order. Rows that exclude each other are taken as free."""
    totals = {base}
    for row in criteria:
        totals = {total + points for total in totals for points in possible(row)}
    return tuple(sorted(map(int, totals)))


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


def _describe(row: Row) -> str:
    if isinstance(row, Criterion):
        return plus(row.points)
    if isinstance(row, Options):
        return ", ".join(f"{name} {plus(points)}" for name, points in row.points.items())
    if isinstance(row, Amount):
        return f"its number of {row.measure.unit}"
    return ", ".join(f"from {show(low)} {plus(points)}" for low, points in row.bands)


def _unique(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    return tuple({item.name: item for item in inputs}.values())
