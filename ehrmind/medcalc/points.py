"""The worked solution of a score: what counts, each with its evidence and points, then all else, then the sum.

    Total bilirubin 4.1 mg/dL, above 3: +3.
    Congestive heart failure: +1.
    No points: age 58, platelets 210.
    Not present (0): stroke, diabetes mellitus.
    Total = 3 + 1 = 4.

What does not count is gathered, so that a score of thirty criteria is a few lines and not thirty.
"""

from collections.abc import Sequence

from ehrmind.medcalc.conditions import (
    NOT_STATED,
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Below,
    Between,
    ByUnit,
    Comparison,
    Condition,
    Has,
    Is,
    Simple,
    chosen,
    holds,
)
from ehrmind.medcalc.criteria import Bands, Criterion, Options, Row, inputs_of_row, judge
from ehrmind.medcalc.forms import Choice, Finding, Measure, Step, Values, Work, show, signed

START, TOTAL = "start", "total"  # names of steps
UNSAID = frozenset(("", "points", "years", "beats/min", "breaths/min"))  # units that charts leave out
_WORDS = {AtLeast: "at least", AtMost: "at most", Above: "above", Below: "below"}


def add_points(criteria: Sequence[Row], values: Values, base: float = 0) -> Work:
    """The worked solution of a score that starts at `base`."""
    counted = [(row, points) for row in criteria if (points := judge(row, values))]
    start = [Step(f"Start with {show(base)}.", START, base)] if base else []
    lines = [step_of(row, values, points) for row, points in counted]
    known = {name for line in lines for name in line.reads}
    terms = [*([base] if base else []), *(points for _, points in counted)]
    return Work((*start, *lines, *without_points(criteria, values, known), total_of(terms)), show(sum(terms)))


def step_of(row: Row, values: Values, points: float) -> Step:
    """The line of a row that counts: "Total bilirubin 4.1 mg/dL, above 3: +3."."""
    head, name, reads = evidence(row, values)
    return Step(f"{upper_first(head)}: {plus(points)}.", name, points, reads)


def evidence(row: Row, values: Values) -> tuple[str, str, tuple[str, ...]]:
    """Why a row counts: in words with the values, by name, and which inputs it looks at."""
    if isinstance(row, Criterion):
        return _criterion(row, values)
    if isinstance(row, Options):
        return f"{row.label} {chosen(row.choice, values)}", row.label, (row.choice.name,)
    told, label = measured(row.measure, values), row.measure.short
    if isinstance(row, Bands):
        told += f", {_band(row, values[row.measure.name])}"
    return told, label, (row.measure.name,)


def total_of(terms: Sequence[float]) -> Step:
    """The sum of the points: "Total = 3 + 1 - 2 = 2."."""
    total = show(sum(terms))
    if len(terms) < 2:
        return Step(f"Total = {total}.", TOTAL, sum(terms))
    added = " ".join([show(terms[0]), *(signed(points) for points in terms[1:])])
    return Step(f"Total = {added} = {total}.", TOTAL, sum(terms))


def without_points(rows: Sequence[Row], values: Values, known: set[str]) -> list[Step]:
    """What gives no points in a line or two: the measures with their values, and what is not present.

    `known`: the inputs that other lines have told of.
    """
    seen: dict[str, str] = {}
    absent: dict[str, str] = {}
    for row in rows:
        for item in inputs_of_row(row):
            if item.name in known or item.name in seen:
                continue
            if isinstance(item, Measure):
                value = values.get(item.name)
                seen[item.name] = f"{item.short} {NOT_STATED if value is None else show(value)}"
            elif isinstance(row, Options):
                seen[item.name] = f"{lower_first(row.label)} {chosen(row.choice, values)}"
            elif isinstance(item, Finding) and values.get(item.name):
                seen[item.name] = label_of(item)
            elif isinstance(item, Finding) or (isinstance(item, Choice) and _alone(row)):
                absent.setdefault(item.name, lower_first(_name(row, item)))
    lines = (("No points", seen), ("Not present (0)", absent))
    return [Step(f"{head}: {', '.join(told.values())}.", reads=tuple(told)) for head, told in lines if told]


def measured(measure: Measure, values: Values) -> str:
    """A measure with its value and unit: "creatinine 1.4 mg/dL", "FiO2 40 %", "pulse 88"."""
    unit = "" if measure.unit in UNSAID else f" {measure.unit}"
    return f"{measure.short} {show(values[measure.name])}{unit}"


def label_of(item: Finding | Choice) -> str:
    """What a finding or a choice is called."""
    return item.label or item.name.replace("_", " ")


def plus(points: float) -> str:
    """Points with their sign: "+3", "-10"."""
    return f"{'+' if points >= 0 else '-'}{show(abs(points))}"


def upper_first(text: str) -> str:
    """The text as the beginning of a line; "pH" stays as it is."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text inside a line: "diabetes", but "DVT" as it is."""
    return text if text[1:2].isupper() or text[1:2].isdigit() else text[:1].lower() + text[1:]


def _criterion(row: Criterion, values: Values) -> tuple[str, str, tuple[str, ...]]:
    """A criterion that holds: its words, its name, and the inputs that make it hold."""
    parts = _holding(row.condition, values)
    reads = tuple(dict.fromkeys(_input(part) for part in parts))
    compared = [part for part in parts if not isinstance(part, (Has, Is))]
    told = _comparisons(compared, values)
    if not compared:
        return row.label, row.label, reads
    beside = [label_of(part.finding) for part in parts if isinstance(part, Has)]
    return ", ".join([told, *beside]), compared[0].measure.short, reads


def _holding(condition: Condition, values: Values) -> list[Simple]:
    """The simple conditions by which a condition holds."""
    if isinstance(condition, AnyOf):
        return [part for one in condition.conditions if holds(one, values) for part in _holding(one, values)]
    if isinstance(condition, AllOf):
        return [part for one in condition.conditions for part in _holding(one, values)]
    return [condition]


def _comparisons(parts: Sequence[Comparison | ByUnit], values: Values) -> str:
    """Each measure once, with all that is asked of it: "PaO2 58 mmHg, below 60 and FiO2 40 %, below 50"."""
    asked: dict[str, list[str]] = {}
    for part in parts:
        told, comparison = _compared(part, values)
        asked.setdefault(told, []).append(_asked(comparison))
    return " and ".join(f"{told}, {' and '.join(cuts)}" for told, cuts in asked.items())


def _compared(part: Comparison | ByUnit, values: Values) -> tuple[str, Comparison]:
    """What is compared, as the note writes it where the source has a cut for its unit, and the comparison."""
    if not isinstance(part, ByUnit):
        return measured(part.measure, values), part
    if not part.in_other(values):
        return measured(part.measure, values), part.usual
    measure = part.measure
    return f"{measure.short} {show(values[measure.other_name])} {measure.other_unit}", part.other


def _asked(part: Comparison) -> str:
    if isinstance(part, Between):
        return f"{show(part.low)} to {show(part.high)}"
    return f"{_WORDS[type(part)]} {show(part.cut)}"


def _band(row: Bands, value: float) -> str:
    """The band that a value lies in: "below 7.15", "7.25 to below 7.33", "from 7.7"."""
    low = row.reached(value)[0]
    above = next((cut for cut, _ in row.bands if cut > low), None)
    if above is None:
        return f"from {show(low)}"
    return f"below {show(above)}" if low == row.bands[0][0] else f"{show(low)} to below {show(above)}"


def _input(part: Simple) -> str:
    if isinstance(part, Has):
        return part.finding.name
    return part.choice.name if isinstance(part, Is) else part.measure.name


def _name(row: Row, item: Finding | Choice) -> str:
    """What is not present: where a row asks for nothing else, by the shorter of its names and the finding's."""
    if not _alone(row):
        return label_of(item)
    return min(row.label, label_of(item), key=len) if isinstance(item, Finding) else row.label


def _alone(row: Row) -> bool:
    """Whether a row asks for one finding or option and nothing else."""
    return isinstance(row, Criterion) and isinstance(row.condition, (Has, Is))
