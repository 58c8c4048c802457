"""Where a text names a quantity: each number with the words before it and the unit behind it.

    mentions("Na 138, Cl 101 mEq/L; yesterday's creatinine was 2 mg/dL.")
    ->  [Mention(words={"na"}, value=138, unit="meq/l"), Mention(words={"cl"}, value=101, unit="meq/l"),
         Mention(words={"yesterday", "creatinine", "was"}, value=2, unit="mg/dl", elsewhen=True)]

A number belongs to the words since the number before it, or since a comma or a parenthesis: a row of names and then a
row of numbers names nothing. Neighbours share the unit of the last one. The text may be a model's, and is bounded.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ehrmind.medcalc.clauses import clauses
from ehrmind.medcalc.expressions import UNITS, decimals

MAX_MENTIONS = 600

_NUMBER = re.compile(r"(?<![\w.])(\d{1,2}/\d{1,2}/\d{4}|\d{1,12}(?:\.\d{1,12})?)(?!\d)", re.ASCII)
_UNIT = re.compile(
    r"[\s-]?(" + "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True)) + r")(?![\w²³⁹])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_²³][^\W²³]*(?:-[^\W²³]+)*")
_LIST = re.compile(r"[^=()+×]{0,60}\Z")  # between neighbours that share a unit
_SPELLINGS = {
    **{"mm hg": "mmhg", "umol/l": "µmol/l", "µg/kg/min": "mcg/kg/min", "mcg": "µg", "inches": "in", "bpm": "beats/min"},
    **dict.fromkeys(("x10⁹/l", "×10^9/l", "x10^9/l", "10⁹/l", "10^9/l"), "×10⁹/l"),
    **dict.fromkeys(("year", "years old", "year-old"), "years"),
    **{"day": "days", "kg/m^2": "kg/m²", "mcg/h": "µg/h", "iu/l": "u/l", "point": "points"},
}


def words_in(text: str) -> frozenset[str]:
    """The words of a text in lower case, "PaO2" and "K" among them."""
    return frozenset(word.casefold() for word in _WORD.findall(text))


_ELSEWHEN = words_in(
    "yesterday earlier previous previously prior last ago before baseline discharge later tomorrow next following"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in its place. `shared`: the unit stands behind a neighbour, and may be the neighbour's alone."""

    clause: int
    words: frozenset[str]
    value: float
    unit: str
    decimals: int
    shared: bool = False

    @property
    def elsewhen(self) -> bool:
        """Whether the words speak of another time."""
        return not self.words.isdisjoint(_ELSEWHEN)


def mentions(text: str) -> list[Mention]:
    """The numbers of a text in order, at most MAX_MENTIONS."""
    found: list[Mention] = []
    for number, clause in enumerate(clauses(text)):
        found += _of_clause(number, clause)
        if len(found) >= MAX_MENTIONS:
            break
    return found[:MAX_MENTIONS]


def names_of(texts: Iterable[str]) -> list[frozenset[str]]:
    """Each name as the set of its words: ["serum sodium", "Na"] -> [{"serum", "sodium"}, {"na"}]."""
    return [words for text in dict.fromkeys(texts) if (words := words_in(text))]


def unit_of(text: str) -> str:
    """A unit in the one form that its spellings share."""
    plain = text.strip().casefold().replace("μ", "µ")
    return _SPELLINGS.get(plain, plain)


def _of_clause(number: int, clause: str) -> list[Mention]:
    places: list[re.Match[str]] = []
    units: list[re.Match[str] | None] = []
    for place in _NUMBER.finditer(clause):
        if not (units and units[-1] and place.start() < units[-1].end()):  # else a part of the unit: 10⁹/L
            places.append(place)
            units.append(_UNIT.match(clause, place.end()))
    found: list[Mention] = []
    unit = ""
    for at in range(len(places) - 1, -1, -1):  # from the last, whose unit the others may share
        place, own = places[at], units[at]
        after = places[at + 1].start() if at + 1 < len(places) else len(clause)
        shares = at + 1 < len(places) and _LIST.match(clause[place.end() : after]) is not None
        unit = unit_of(own[1]) if own else (unit if shares else "")
        shared = own is None and bool(unit)
        value, written = _value(place[0])
        if value is not None:
            found.append(Mention(number, _words(clause, places, units, at), value, unit, written, shared))
    return found[::-1]


def _words(clause: str, places: list[re.Match[str]], units: list[re.Match[str] | None], at: int) -> frozenset[str]:
    """The words that a number belongs to."""
    start = 0
    if at:
        before = units[at - 1]
        start = before.end() if before else places[at - 1].end()
    context = clause[start : places[at].start()]
    if at and context == "/":  # the second of "117/58"
        return _words(clause, places, units, at - 1)
    if at and context.strip(" ²³") == "=":  # the same in another unit, or what an equation comes to
        return words_in(re.split(r"[=:]", clause, maxsplit=1)[0])
    return words_in(re.split(r"[,;(]", context)[-1])


def _value(text: str) -> tuple[float | None, int]:
    """A number, or a date as its ordinal, and its decimals; None for a day that is none."""
    if "/" not in text:
        return float(text), decimals(text)
    month, day, year = (int(part) for part in text.split("/"))
    try:
        return float(date(year, month, day).toordinal()), 0
    except ValueError:
        return None, 0
