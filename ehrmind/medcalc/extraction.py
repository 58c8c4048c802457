"""Whether a text reads an input as the note has it: named, with its value and unit, at the right time, and used.

pairs_of(CREATININE, {"creatinine": 1.402688}, work)   ->  [[1.402688, "mg/dL"], [124.0, "µmol/L"]]
is_read(["creatinine"], pairs, "Creatinine 124 µmol/L ... CrCl = ... / (72 × 1.403) = ...")   ->  True
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Input, Measure, Values, Work
from ehrmind.medcalc.mentions import Mention, mentions, names_of, unit_of, words_in
from ehrmind.medcalc.notes.wording import SHORT
from ehrmind.medcalc.points import UNSAID, label_of
from ehrmind.medcalc.readings import Claim, Text

CLOSE = 0.005  # relative: two numbers are the same as far as a text rounds them

_FILLER = words_in("a an the is was of at on in his her patient patient's level value has with current")
_OTHER_NAMES = {
    "systolic": ("BP", "blood pressure"),
    "diastolic": ("BP", "blood pressure"),
    "age": ("aged", "year-old"),
    "last_period": ("LMP", "menstrual period"),
    "today": ("visit", "seen"),
}
_EQUAL_UNITS = {"meq/l": ("mmol/l",)}  # of ions of one charge, which are those in mEq/L here
_UNSAID = frozenset(map(unit_of, UNSAID))

Pairs = Sequence[Sequence[Any]]  # (value, unit) of one input, in each unit that the case writes it in
Names = Sequence[frozenset[str]]


@lru_cache(maxsize=4096)
def input_names(item_name: str, *ways: str) -> tuple[frozenset[str], ...]:
    """The ways of naming an input, each as the set of its words."""
    return tuple(names_of((*ways, item_name.replace("_", " "), *_OTHER_NAMES.get(item_name, ()))))


def names_for(item: Input) -> tuple[frozenset[str], ...]:
    """What a text may call an input."""
    if isinstance(item, Measure):
        return input_names(item.name, *item.says, *SHORT.get(item.name, ()))
    if isinstance(item, Dose):
        return input_names(item.name, item.drug)
    if isinstance(item, Day):
        return input_names(item.name)
    return input_names(item.name, label_of(item), *(item.names if isinstance(item, Finding) else ()))


def pairs_of(item: Input, values: Values, work: Work) -> list[list[Any]]:
    """The values of a number or a date with their units, also as the note writes them; [] for what is no number."""
    value = values.get(item.name)
    if value is None or isinstance(item, (Finding, Choice)):
        return []
    if isinstance(item, Day):
        day: date = value
        return [[float(day.toordinal()), ""]]
    if isinstance(item, Dose):
        return [[float(value[0]), item.unit]]
    units = {unit_of(item.unit), unit_of(item.other_unit)}
    bridges = [step.text for step in work.steps if step.name == item.name and not step.reads]
    written = [one for text in bridges for one in mentions(text) if one.unit in units and not same(one.value, value)]
    return [[float(value), item.unit], *([one.value, one.unit] for one in written)]


def is_read(names: Names, pairs: Pairs, text: Text) -> bool:
    """Whether the text names the input with its value and unit, with no other value, and puts it to use."""
    said = [one for one in text.mentions if any(name <= one.words for name in names) and _at_its_time(one, pairs)]
    right = any(_equal(one, value) and _unit_fits(one, unit) for one in said for value, unit in pairs)
    return right and not any(_contradicts(one, names, pairs) for one in said) and _is_used(pairs, text.used)


def claimed(
    claims: Sequence[Claim], points: Sequence[Sequence[Any]], calculator: Calculator
) -> tuple[set[int], set[int], int]:
    """Which entries of the points are named, which of them are given what they earn, and how many claims are wrong.

    An entry is (its name, the inputs that it reads, its points). A claim that names nothing of the calculator is none.
    """
    inputs = {item.name: item for item in calculator.inputs}
    every = [name for item in calculator.inputs for name in names_for(item)]
    ways = [
        (*names_of((name,)), *(way for read in reads if read in inputs for way in names_for(inputs[read])))
        for name, reads, _ in points
    ]
    named: set[int] = set()
    given: set[int] = set()
    wrong = 0
    for claim in claims:
        about = [place for place, names in enumerate(ways) if any(name <= claim.words for name in names)]
        right = [place for place in about if points[place][2] == claim.points]
        new = [place for place in right if place not in given]
        named.update(new[:1] or about[:1])
        given.update(new[:1])
        wrong += not right and bool(about or any(name <= claim.words for name in every))
    return named, given, wrong


def same(got: float, value: float) -> bool:
    """Whether two numbers are the same as far as a text rounds them."""
    return abs(got - value) <= max(CLOSE * abs(value), 1e-9) and (abs(value) < 1e5 or got == value)


def _at_its_time(one: Mention, pairs: Pairs) -> bool:
    return not one.elsewhen or all(unit == "" for _, unit in pairs)  # "last period" is no other time


def _equal(one: Mention, value: float) -> bool:
    """Whether a written number is the value, rounded to its own decimals, which must leave something of it."""
    return abs(one.value - value) <= 0.5 * 10.0**-one.decimals + 1e-9 and abs(one.value - value) <= 0.02 * abs(value)


def _unit_fits(one: Mention, unit: str) -> bool:
    wanted = unit_of(unit)
    unsaid = wanted in _UNSAID and (not one.unit or one.shared)
    return one.unit == wanted or one.unit in _EQUAL_UNITS.get(wanted, ()) or unsaid


def _contradicts(one: Mention, names: Names, pairs: Pairs) -> bool:
    """Whether it says of the very input another value, in a unit that the input is written in."""
    about = one.words - _FILLER in names and any(_unit_fits(one, unit) for _, unit in pairs)
    return about and not any(_equal(one, value) for value, _ in pairs)


def _is_used(pairs: Pairs, used: set[float]) -> bool:
    """Whether one of its values is worked with, as it is or in hundredths: 166 cm as 1.66 m, 35 % as 0.35."""
    return any(same(number, value / scale) for value, _ in pairs for number in used for scale in (1, 100))
