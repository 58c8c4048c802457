"""Results: the last values of a test with unit, reference flag and trend, in one line.

    Sodium 141 → 138 → 133 mmol/L over 3 days, 2 hours ago: low, falling
    Mean arterial pressure 78 → 801 (implausible) → 74 mmHg over 2 hours, 1 hour ago: normal
    Heart rate 88 → 92 → 90 /min over 3 hours, 1 hour ago: normal, 71–118 in 24 hours
    Glucose 105 → 98 mg/dL over 3 weeks, 1 day ago: normal; also 5.3 without unit, 2 years ago
    Nitrite in Urine: Positive, 3 days ago

Values in another unit of the quantity are shown in that of the last one (exact factors of ranges.yaml); a value whose
unit does not convert stands apart ("also"), and so does one without a unit. Implausible values are marked and used for
nothing. A trend is told where the values move one way, by a fifth of the normal range's width, or by a tenth where the
range is open or unknown.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.ranges import SENTINELS, Quantity
from ehrmind.ehr.timeline.clean import clean
from ehrmind.ehr.timeline.context import Context
from ehrmind.ehr.timeline.history import mention, system
from ehrmind.ehr.timeline.lexicon import Whole
from ehrmind.ehr.timeline.lines import Draft
from ehrmind.ehr.timeline.naming import Naming
from ehrmind.ehr.timeline.when import DAY, UNDATED, length

SIGNS = ("<", "<=", ">", ">=", "~")
OFTEN, A_DAY = 20, 4  # events, and events a day: charted by the hour
LOOK_BACK = 8  # events that are looked through for the last values; four times as many where they do not suffice
PRINTED = {"10^3/uL": "K/uL", "10^6/uL": "M/uL"}  # as they are read in a ward


@dataclass(slots=True)
class Point:
    """One result. `value` is NaN where it is in words; `unit` as `spelled`."""

    time: int
    value: float
    unit: str
    text: str  # the result in words, or the sign before the number
    possible: bool = True


def results(context: Context, groups: Whole, part: str) -> Iterator[Draft]:
    """Results: the recent ones first, among them what is abnormal, then what is in the table; nurses' charting last."""
    flags, places = _worth(context, groups)
    keys = (_charted(context, groups), context.recency(groups), flags, context.unnamed(groups), places)
    for group in context.ordered(groups, *keys):
        yield result(context, group, part)


def result(context: Context, group: int, part: str) -> Draft:
    """The line of one test."""
    name = context.groups.name(group)
    points, apart, shown = _last(context, group)
    if not points:
        return mention(context, group, part)
    body, tail, facts = _series(context, group, name, points)
    last = points[-1]
    more = ""
    if apart is not None:
        more = f"; also {_written(apart, name.quantity)}{_unit_after(apart) or ' without unit'}"
        more += f", {context.clock.ago(apart.time)}"
        facts["also"] = [_plain(apart), apart.unit, _days(context, apart.time)]
    code = context.groups.code(group)
    return Draft(
        text=context.wording.line(body, context.clock.ago(last.time), tail) + more,
        part=part,
        code=code,
        facts=facts,
        when=last.time,
        noun=context.groups.noun(group),
        system=system(context, code, name),
        events=context.groups.size(group),
        shown=shown,
    )


def _series(context: Context, group: int, name: Naming, points: list[Point]) -> tuple[str, str, dict[str, Any]]:
    """The body of a line, what is said of it, and its facts."""
    last, quantity = points[-1], name.quantity
    plain, days = [_plain(point) for point in points], [_days(context, point.time) for point in points]
    sound = [point for point in points if point.possible and not math.isnan(point.value)]
    flag = _flag(context, quantity, last)
    trend = _trend(sound, quantity, context.sex, last.unit) if len(sound) > 1 and last.possible else ""
    values = " → ".join(_written(point, quantity) for point in points)
    span = points[-1].time - points[0].time if points[0].time != UNDATED else 0
    over = f" over {length(span)}" if span > 0 else ""
    facts: dict[str, Any] = {
        "kind": "result",
        "name": name.label,
        "values": plain,
        "unit": PRINTED.get(last.unit, last.unit),
        "days": days,
        "flag": flag,
        "trend": trend,
        "implausible": [value for value, point in zip(plain, points, strict=True) if not point.possible],
        "days_ago": days[-1],
        "count": context.groups.size(group),
    }
    spread = _spread(context, group, name, last.unit) if name.vital else None
    if spread:
        facts["range_24_hours"] = list(spread)
    said = [flag, trend if trend in ("rising", "falling") else ""]
    said.append(f"{_number(spread[0])}–{_number(spread[1])} in 24 hours" if spread else "")
    colon = ":" if math.isnan(last.value) else ""
    return f"{name.label}{colon} {values}{_unit_after(last)}{over}", ", ".join(filter(None, said)), facts


def _last(context: Context, group: int) -> tuple[list[Point], Point | None, int]:
    """The last results of one kind (numbers that convert to the last one's unit, or words), the last of another kind,
    and how many results these stand for.
    """
    size, wanted = context.groups.size(group), context.settings.values
    many = LOOK_BACK
    while True:
        found = _look(context, group, many, wanted)
        if len(found[0]) >= wanted or many >= size:
            return found
        many *= 4


def _look(context: Context, group: int, many: int, wanted: int) -> tuple[list[Point], Point | None, int]:
    name = context.groups.name(group)
    found: list[Point] = []
    apart: Point | None = None
    same = 0
    for point in _points(context, context.groups.last_results(group, many), name):
        moved = _moved(point, found[0], name.quantity) if found else point
        if moved is None:
            apart = apart or point
        elif found and _says_the_same(moved, found[-1]):
            same += 1
        elif len(found) == wanted:
            break
        else:
            found.append(moved)
    return found[::-1], apart, len(found) + same + (apart is not None)


def _says_the_same(point: Point, later: Point) -> bool:
    """One number at one time (under two codes), or the same words again."""
    if math.isnan(point.value):
        return point.text == later.text
    return (point.time, point.value, point.text) == (later.time, later.value, later.text)


def _points(context: Context, rows: list[tuple[int, float, int, int]], name: Naming) -> Iterator[Point]:
    """Results of these events; those without a result are none."""
    texts, units, quantity = context.groups.record.words.texts, context.groups.lexicon.units, name.quantity
    for time, value, text, unit in rows:
        word = texts[text] if text >= 0 else ""
        if math.isfinite(value):
            own = units[unit] if unit >= 0 else name.unit
            sound = quantity.is_possible(value, own) if quantity else abs(value) not in SENTINELS
            yield Point(time, value, own, word if word in SIGNS else "", sound)
        elif clean(word):
            yield Point(time, math.nan, "", clean(word))


def _moved(point: Point, last: Point, quantity: Quantity | None) -> Point | None:
    """A result in the unit of the last one, to three digits; None where it does not convert, or words meet a number."""
    if math.isnan(point.value) != math.isnan(last.value):
        return None
    if point.unit == last.unit:
        return point
    own = quantity.convert(point.value, point.unit) if quantity else None
    value = quantity.back(own, last.unit) if quantity and own is not None else None
    if value is None:
        return None
    short = float(round(value)) if abs(value) >= 100 else float(f"{value:.3g}")
    return Point(point.time, short, last.unit, point.text, point.possible)


def _flag(context: Context, quantity: Quantity | None, point: Point) -> str:
    if quantity is None or not point.possible or math.isnan(point.value):
        return ""
    own = quantity.convert(point.value, point.unit)
    if own is None:
        return ""
    if not point.text:
        return quantity.flag(own, context.sex, context.age)
    least = -math.inf if point.text.startswith("<") else own
    most = math.inf if point.text.startswith(">") else own
    flags = {quantity.flag(bound, context.sex, context.age) for bound in (least, own, most)}
    return flags.pop() if len(flags) == 1 else ""  # "<3" may be low or normal


def _trend(points: list[Point], quantity: Quantity | None, sex: str, unit: str) -> str:
    """Rising or falling where the values move one way and enough, steady where they hardly move, else mixed."""
    steps = [later.value - earlier.value for earlier, later in pairwise(points)]
    change = points[-1].value - points[0].value
    width = quantity.width(sex) if quantity else None
    scale = quantity.units[unit][0] if quantity and unit in quantity.units else 1.0
    least = 0.2 * width / scale if width is not None else 0.1 * abs(points[0].value)
    if max(abs(step) for step in (*steps, change)) < least:
        return "steady"
    if all(step >= 0 for step in steps) and change >= least > 0:
        return "rising"
    return "falling" if all(step <= 0 for step in steps) and -change >= least > 0 else "mixed"


def _spread(context: Context, group: int, name: Naming, unit: str) -> tuple[float, float] | None:
    """The least and the greatest plausible value of the last 24 hours, where it has more than those shown."""
    rows = context.groups.events(group)
    times = context.groups.times[rows]
    recent = rows[np.searchsorted(times, context.clock.now - DAY) :]
    if len(recent) <= context.settings.values:
        return None
    record = context.groups.record
    values, units = record.values[recent], record.units[recent]
    values = values[(units == units[-1]) & np.isfinite(values)]
    own = context.groups.lexicon.units[units[-1]] if units[-1] >= 0 else name.unit
    if not len(values) or own != unit:
        return None
    if name.quantity:
        values = values[[name.quantity.is_possible(value, unit) for value in values.tolist()]]
    return (float(values.min()), float(values.max())) if len(values) > context.settings.values else None


def _worth(context: Context, groups: Whole) -> tuple[Whole, Whole]:
    """By what results come first: 0 for an abnormal last value, 1 for one in the table, 2 for others; and the place
    in the table. (G,) each.
    """
    places = context.groups.lexicon.places[context.groups.codes[groups]]
    flags = np.where(places >= 0, 1, 2)
    record, units = context.groups.record, context.groups.lexicon.units
    for at in np.flatnonzero(places >= 0).tolist():
        name = context.groups.name(int(groups[at]))
        quantity = name.quantity
        if quantity is None:
            continue
        last = context.groups.final[groups[at]]
        unit = record.units[last]
        own = quantity.convert(float(record.values[last]), units[unit] if unit >= 0 else name.unit)
        sound = own is not None and quantity.is_possible(own, quantity.unit)
        wrong = own is not None and sound and quantity.flag(own, context.sex, context.age) in ("low", "high")
        flags[at] = 0 if wrong else 1
    return flags, places


def _charted(context: Context, groups: Whole) -> npt.NDArray[np.bool_]:
    """What nurses chart by the hour; what is in the table never counts as that. (G,)"""
    known = context.groups.lexicon.measured[context.groups.codes[groups]]
    sizes = context.groups.sizes[groups]
    often = (sizes >= OFTEN) & (sizes >= A_DAY * context.groups.days[groups])
    return ~known & (context.routine(groups) | often)


def _written(point: Point, quantity: Quantity | None) -> str:
    if math.isnan(point.value):
        return point.text
    mark = "" if point.possible else " (implausible)"
    return f"{point.text}{_number(point.value)}{mark}"


def _plain(point: Point) -> float | str:
    return point.text if math.isnan(point.value) else float(_number(point.value))


def _unit_after(point: Point) -> str:
    unit = PRINTED.get(point.unit, point.unit)
    return unit if unit.startswith(("%", "/")) else f" {unit}" if unit else ""


def _number(value: float) -> str:
    """133 and 7.41, not 133.0 and 7.4099998: four digits, and all before the point."""
    return f"{value:.0f}" if abs(value) >= 1e5 else f"{value:.4g}" if abs(value) < 1e3 else f"{value:.6g}"


def _days(context: Context, time: int) -> float | None:
    return None if time == UNDATED else context.clock.days(time)
