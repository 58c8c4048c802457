"""The numbers of a text that come from nowhere: neither from what was read nor from arithmetic that is written out.

    unsupported("Anion gap = 140 - 102 - 24 = 14.", "sodium 140, chloride 102, bicarbonate 24")      -> 4 numbers, ()
    unsupported("Sodium 150, so 150 - 102 - 24 = 24.", "sodium 140, chloride 102, bicarbonate 24")   -> 3, (150.0,)

A number is supported when it is one of the source's, as written or rounded; when it is a result, right of an `=` or
`≈` whose left side computes: a number beside an operator, a bracket or a root, or a number with its unit ("186 cm =
1.86 m"); when it is a step between the sides of an equation that holds (the 123 of "138 - (101 + 22) = 138 - 123 =
15"); when it is a running total behind its summand ("+20, total 103"); or when it is a whole number of at most 10: a
count, points, a list marker. Signs, units and thousands' commas are passed over, n % is also n / 100, a date counts as
one number, and digits in a name (PaO2, CURB-65) as none.

What this does not see: whether a number is used for what it is and the arithmetic is right; a made-up number that
rounds to one of the source's or equals a result. What it flags wrongly: constants of formulas, thresholds of scores,
results that are told without an `=`, powers of ten (1.2e-3). Gold reasoning has a share of those: compare with gold.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from ehrmind.medcalc.equations import equations
from ehrmind.parsing import read_number

MAX_NUMBERS = 1000  # of the text
MAX_EQUATIONS = 300
MAX_CHARS = 40_000  # of the text, that are looked through for steps
SMALL = 10  # whole numbers up to it need no support

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,12})?|\d{1,15}(?:\.\d{1,12})?|\.\d{1,12})"
_DATE = r"\d{1,2}/\d{1,2}/\d{4}(?!\d)"
_PART = re.compile(r"(?<=[/,])\d{1,4}|\d{1,4}(?=[/,]\d)", re.ASCII)
_STATED = re.compile(rf"(?<![\w.])(?<![A-Za-z]-)({_DATE}|{_NUMBER})\s?(%?)", re.ASCII)
_EQUALS = re.compile(r"(?<![<>!=])[=≈](?!=)")
_RESULT = re.compile(rf"\W{{0,8}}(?:\\boxed\{{)?({_DATE}|{_NUMBER})", re.ASCII)
_OPERATOR = r"(?:[+−–×*·÷^]|(?<![A-Za-z])[-/]|\bx\b|\\(?:times|div|cdot))"
_OPERAND = re.compile(rf"[^(\d\n]{{0,20}}{_OPERATOR}\s?(?:\\?(?:ln|log|exp|sqrt|frac))?[({{\[√∛ ]{{0,3}}\d")
_UNIT = (
    r"(?:[µmcdk]?(?:g|m|l|L|mol|Eq|U)|°?[CF]|in|inch(?:es)?|ft|feet|lbs?|pounds?|s|min(?:utes)?|h(?:ours)?"
    r"|(?:day|week|month|year)s?|%)(?:/[\w/]{1,12})?"
)
_ALONE = r"(?<![\w.,])(?<![A-Za-z]-)[\d.,]{1,16}"  # and not the 2 of PaO2
_COMPUTES = re.compile(rf"{_ALONE}(?:[)\]}} ]{{0,3}}{_OPERATOR}|\s?(?:{_UNIT})?\s?$)|(?:{_OPERATOR} ?|[({{√∛])\d")
_TOTAL = re.compile(rf"[-+−]\d{{1,4}}(?:\.\d{{1,2}})?, total [-−]?({_NUMBER})", re.ASCII)
_CLAUSE = re.compile(r"[\n;:=≈]|[,.]\s")


def unsupported(text: str, source: str) -> tuple[int, tuple[float, ...]]:
    """How many distinct numbers the text states, and those that are not supported, in its order.

    At most MAX_NUMBERS numbers and MAX_EQUATIONS results are read; of the source, all.
    """
    stated = dict(islice(_stated(text), MAX_NUMBERS))
    known = sorted([*_sources(source), *_results(text)])
    return len(stated), tuple(value for value, how in stated.items() if not _supported(value, *how, known))


def _supported(value: float, slack: float, percent: bool, known: Sequence[float]) -> bool:
    """Whether it is a small whole number, or a known one rounds to it, or to the share that it is in %."""
    small = value <= SMALL and value == int(value)
    return small or _near(value, slack, known) or (percent and _near(value / 100, slack / 100, known))


def _near(value: float, slack: float, known: Sequence[float]) -> bool:
    slack += 1e-9 * value  # binary fractions
    at = bisect_left(known, value - slack)
    return at < len(known) and known[at] <= value + slack


def _stated(text: str) -> Iterator[tuple[float, tuple[float, bool]]]:
    """Each number, with half a unit of its last digit and whether a % follows."""
    for match in _STATED.finditer(text):
        decimals = len(match[1].partition(".")[2])
        yield _value(match[1]), (0.5 * 10.0**-decimals, bool(match[2]))


def _value(written: str) -> float:
    """The number, or the date as year, month and day: 05/24/2023 is 20230524."""
    if "/" in written:
        month, day, year = written.split("/")
        written = f"{year}{month:0>2}{day:0>2}"
    return read_number(written.replace(",", ""))


def _sources(source: str) -> Iterator[float]:
    """Its numbers, those in % also as shares, and the parts of dates and of lists: "May 24", "12,130"."""
    for value, (_, percent) in _stated(source):
        yield value
        if percent:
            yield value / 100
    yield from (_value(match[0]) for match in _PART.finditer(source))


def _results(text: str) -> Iterator[float]:
    """The numbers that an equation arrives at; an operand right of an `=` is not one of them."""
    yield from (_value(match[1]) for match in islice(_TOTAL.finditer(text), MAX_EQUATIONS))
    for sign in islice(_EQUALS.finditer(text), MAX_EQUATIONS):
        left = _CLAUSE.split(text[max(sign.start() - 80, 0) : sign.start()])[-1]
        match = _RESULT.match(text, sign.end())
        if match and _COMPUTES.search(left) and not _OPERAND.match(text, match.end()):
            yield _value(match[1])
    for equation in equations(text[:MAX_CHARS]):
        if equation.holds:
            yield from map(abs, equation.parts)
