"""The rows of a score's table, and how many points each gives to a patient.

judge(Criterion("Urea above 19 mg/dL", 1, Above(BUN, 19)), {"bun": 24})   ->  1
judge(Bands("Age", AGE, ((0, 0), (50, 1), (60, 2))), {"age": 58})         ->  1
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ehrmind.medcalc.conditions import Condition, chosen, holds, inputs_of
from ehrmind.medcalc.forms import Choice, Input, Measure, Values


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

    def reached(self, value: float) -> tuple[float, float]:
        """The band that the value lies in; (value, 0) below the first."""
        return next((band for band in reversed(self.bands) if value >= band[0]), (value, 0))


@dataclass(frozen=True, slots=True)
class Amount:
    """As many points as the measure has units: Amount("Age in years", AGE). Not stated: 0 points."""

    label: str
    measure: Measure


Row = Criterion | Options | Bands | Amount


def judge(row: Row, values: Values) -> float:
    """The points that one row gives to these values."""
    if isinstance(row, Options):
        return row.points[chosen(row.choice, values)]
    if isinstance(row, Criterion):
        return row.points if holds(row.condition, values) else 0
    value = values.get(row.measure.name)
    if value is None:
        return 0
    return float(value) if isinstance(row, Amount) else row.reached(value)[1]


def possible(row: Row) -> set[float]:
    """The points that one row can give."""
    if isinstance(row, Criterion):
        return {0, row.points}
    if isinstance(row, Options):
        return set(row.points.values())
    if isinstance(row, Bands):
        return {0, *(points for _, points in row.bands)}
    return {0, *range(round(row.measure.low), round(row.measure.high) + 1)}


def inputs_of_row(row: Row) -> tuple[Input, ...]:
    """The inputs that one row looks at, in order."""
    if isinstance(row, Criterion):
        return inputs_of(row.condition)
    return (row.choice,) if isinstance(row, Options) else (row.measure,)
