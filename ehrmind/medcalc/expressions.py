"""Arithmetic as it stands in a text, worked out without eval: tokens, precedence, and how far rounding carries.

    read("142 × 0.7^-1.2 × √(9)")   ->  Number(value=653.5, error=0.0, operators=5, leaves=(142, 0.7, -1.2, 9), ...)
    read("09/28/2023 + 280 days")   ->  the ordinal of 07/04/2024

The text may be a model's: tokens, depth, exponents and results are bounded, and what is no expression is Unreadable. A
number of three or more decimals is taken as rounded, and so is one that the text has worked out before (`rounded`);
others are exact. The error that follows is carried along, to first order.
"""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

MAX_TOKENS = 80  # of one expression
MAX_DEPTH = 12
MAX_EXPONENT = 128.0  # 0.9938^age
MAX_VALUE = 1e15
ROUNDED_FROM = 3  # decimals

UNITS = (
    *("mL/min/1.73 m²", "mL/min/1.73m²", "mL/min/1.73 m^2", "mL/min", "mL/hour", "mL/hr", "mL/h", "mL/day", "mL/kg"),
    *("mg/dL", "g/dL", "g/L", "mg/L", "µg/L", "mEq/L", "mmol/L", "µmol/L", "umol/L", "U/L", "IU/L", "µIU/mL", "mIU/L"),
    *("mOsm/kg", "mcg/kg/min", "µg/kg/min", "µg/h", "mcg/h", "mg/day", "mg", "mcg", "µg", "kg/m²", "kg/m^2", "kg"),
    *("×10⁹/L", "x10⁹/L", "×10^9/L", "x10^9/L", "10⁹/L", "10^9/L", "/µL", "mmHg", "mm Hg", "kPa", "cm", "m²", "m"),
    *("inches", "in", "lb", "ms", "seconds", "s", "years old", "years", "year-old", "year", "weeks", "days", "day"),
    *("hours", "hour", "beats/min", "bpm", "breaths/min", "/min", "°C", "°F", "%", "points", "point", "L", "mL", "g"),
    *("MME a day", "MME/day", "MME"),
)
_UNIT = re.compile(
    r"\s*-?(" + "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True)) + r")(?![\w²³⁹])"
)
_TOKEN = re.compile(
    r"(?P<date>\d{1,2}/\d{1,2}/\d{4}(?!\d))"
    r"|(?P<number>(?:\d{1,3}(?:,\d{3}){1,4}(?![\d,])|\d{1,15})(?:\.\d{1,15})?)"
    r"|(?P<root>√|∛|sqrt(?=\s*\())|(?P<function>(?:ln|exp)(?=\s*\())"
    r"|(?P<power>\*\*|\^|²|³)|(?P<times>[×·⋅*]|[xX](?=\s*[\d(√∛]))|(?P<over>[/÷])|(?P<plus>\+)|(?P<minus>[-−–])"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<word>[^\W\d_]\w*|\S)",
    re.ASCII,
)
_AFTER = ("number", "date", "close")  # what a unit, or the letter x as an operator, may follow


class Unreadable(ValueError):
    """A text that is no expression, or too large a one."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text: Token("number", "1,234.5"); "word" is whatever arithmetic does not know."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """What an expression is worth, and by how much rounding may have moved it.

    `leaves`: its numbers as they are written. `parts`: the values of it and of its parts that have an operator.
    """

    value: float
    error: float = 0.0
    leaves: tuple[float, ...] = ()
    parts: tuple[float, ...] = ()
    text: str = ""  # of a number that stands alone


def tokens(text: str) -> list[Token]:
    """The pieces of a text, without the units behind numbers."""
    found: list[Token] = []
    at = 0
    while at < len(text) and len(found) < 2 * MAX_TOKENS:
        follows = bool(found) and found[-1].kind in _AFTER
        unit = _UNIT.match(text, at) if follows else None
        match = unit or _TOKEN.match(text, at)
        if match is None:
            at += 1
            continue
        at = match.end()
        if unit is None:
            kind = match.lastgroup or "word"
            found.append(Token("word" if kind == "times" and not follows else kind, match[0]))
    return found


def read(found: list[Token], rounded: Collection[str] = ()) -> Number:
    """The value of a whole list of tokens. Raises Unreadable."""
    if not found or len(found) > MAX_TOKENS:
        raise Unreadable("no expression, or too long a one")
    parser = _Parser(found, frozenset(rounded))
    result = parser.sum(0)
    if parser.at != len(found):
        raise Unreadable("something is left over")
    return result


def decimals(text: str) -> int:
    """How many decimals a number is written with."""
    return len(text.partition(".")[2])


@dataclass(slots=True)
class _Parser:
    """Recursive descent: sum, product, sign, power, atom. `at` is the next token."""

    tokens: list[Token]
    rounded: frozenset[str]
    at: int = 0

    def sum(self, depth: int) -> Number:
        left = self.product(depth)
        while kind := self.take("plus", "minus"):
            left = _add(left, self.product(depth), 1 if kind == "plus" else -1)
        return left

    def product(self, depth: int) -> Number:
        left = self.sign(depth)
        while kind := self.take("times", "over"):
            right = self.sign(depth)
            left = _multiply(left, right) if kind == "times" else _divide(left, right)
        return left

    def sign(self, depth: int) -> Number:
        if self.take("plus"):
            return self.sign(_deeper(depth))
        if self.take("minus"):
            inner = self.sign(_deeper(depth))
            leaves = tuple(-leaf for leaf in inner.leaves) if not inner.parts else inner.leaves
            return Number(-inner.value, inner.error, leaves, tuple(-part for part in inner.parts))
        return self.power(depth)

    def power(self, depth: int) -> Number:
        base = self.atom(depth)
        while self.at < len(self.tokens) and self.tokens[self.at].kind == "power":
            text = self.tokens[self.at].text
            self.at += 1
            exponent = {"²": Number(2.0), "³": Number(3.0)}.get(text) or self.sign(_deeper(depth))
            base = _raise(base, exponent)
        return base

    def atom(self, depth: int) -> Number:
        if self.at >= len(self.tokens):
            raise Unreadable("a number is missing")
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "open":
            inner = self.sum(_deeper(depth))
            if not self.take("close"):
                raise Unreadable("a parenthesis is open")
            return inner
        if token.kind == "root":
            power = 1 / 3 if token.text == "∛" else 1 / 2
            return _raise(self.atom(_deeper(depth)), Number(power))
        if token.kind == "function":
            return _apply(token.text, self.atom(_deeper(depth)))
        if token.kind in ("number", "date"):
            return self.number(token)
        raise Unreadable("a number is missing")

    def number(self, token: Token) -> Number:
        value = _ordinal(token.text) if token.kind == "date" else float(token.text.replace(",", ""))
        carries = token.kind == "number" and (decimals(token.text) >= ROUNDED_FROM or token.text in self.rounded)
        error = 0.5 * 10.0 ** -decimals(token.text) if carries else 0.0
        return Number(value, error, (value,), (), token.text)

    def take(self, *kinds: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at].kind in kinds:
            self.at += 1
            return self.tokens[self.at - 1].kind
        return ""


def _deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        raise Unreadable("too deep")
    return depth + 1


def _add(left: Number, right: Number, sign: int) -> Number:
    return _joined(left, right, left.value + sign * right.value, left.error + right.error)


def _multiply(left: Number, right: Number) -> Number:
    error = abs(left.value) * right.error + abs(right.value) * left.error
    return _joined(left, right, left.value * right.value, error)


def _divide(left: Number, right: Number) -> Number:
    if right.value == 0:
        raise Unreadable("divides by zero")
    value = left.value / right.value
    return _joined(left, right, value, (left.error + abs(value) * right.error) / abs(right.value))


def _raise(base: Number, exponent: Number) -> Number:
    if abs(exponent.value) > MAX_EXPONENT or (base.value <= 0 and not exponent.value.is_integer()) or base.value == 0:
        raise Unreadable("a power without a number")
    try:
        value = base.value**exponent.value
        error = abs(value) * (
            abs(exponent.value) * base.error / abs(base.value) + abs(math.log(abs(base.value))) * exponent.error
        )
    except (OverflowError, ValueError):
        raise Unreadable("too large") from None
    return _joined(base, exponent, value, error)


def _apply(name: str, inner: Number) -> Number:
    try:
        value = math.log(inner.value) if name == "ln" else math.exp(inner.value)
    except (OverflowError, ValueError):
        raise Unreadable(f"no {name} of that") from None
    error = inner.error / abs(inner.value) if name == "ln" else value * inner.error
    return _joined(inner, Number(0.0), value, error)


def _joined(left: Number, right: Number, value: float, error: float) -> Number:
    if not math.isfinite(value) or not math.isfinite(error) or abs(value) > MAX_VALUE:
        raise Unreadable("too large")
    return Number(value, error, left.leaves + right.leaves, (*left.parts, *right.parts, value))


def _ordinal(text: str) -> float:
    month, day, year = (int(part) for part in text.split("/"))
    try:
        return float(date(year, month, day).toordinal())
    except ValueError:
        raise Unreadable(f"{text} is no date") from None
