"""The equations of a text, each worked out again: does what stands behind "=" follow from what stands before it?

    equations("Anion gap = 138 - (101 + 22) = 138 - 123 = 14 mEq/L.")
    ->  [Equation(value=15.0, leaves=(138, 101, 22), parts=(123, 15), holds=True, ...),
         Equation(value=15.0, leaves=(138, 123), parts=(15,), holds=False, written=14.0, ...)]

Of every two neighbours around a "=" that can be read as arithmetic, one at least with an operator, there is one
equation. Words beside an expression are passed over; words inside it make it unreadable, and then it counts neither
as right nor as wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ehrmind.medcalc.clauses import clauses
from ehrmind.medcalc.expressions import Number, Token, Unreadable, decimals, read, tokens

MAX_SIDES = 8  # of one chain "a = b = c"


@dataclass(frozen=True, slots=True)
class Equation:
    """What is worked out and what is written: `holds` within the rounding of the numbers as they are written.

    `clause`: the number of the clause that it stands in.
    """

    clause: int
    value: float
    written: float
    holds: bool
    leaves: tuple[float, ...]
    parts: tuple[float, ...]


def equations(text: str) -> list[Equation]:
    """The equations of a text, in order; of a model's text in bounded time."""
    found: list[Equation] = []
    results: set[str] = set()  # numbers that the text has worked out, as it writes them
    for number, clause in enumerate(clauses(text)):
        if "=" not in clause:
            continue
        sides = [tokens(side) for side in clause.split("=")[:MAX_SIDES]]
        for left, right in pairwise(sides):
            before, after = _tail(left), _head(right)
            results |= _new_decimals(before, after)
            equation = _equation(number, _value(before, results), _value(after, results))
            if equation is not None:
                found.append(equation)
    return found


def _equation(clause: int, left: Number | None, right: Number | None) -> Equation | None:
    """Of a "=", the equation: worked out is the side with operators, the left one where both have them."""
    if left is None or right is None or not (left.parts or right.parts):
        return None
    worked, written = (left, right) if left.parts else (right, left)
    margin = worked.error + (written.error if written.parts else _half_unit(written))
    holds = abs(worked.value - written.value) <= margin + 1e-9 * abs(worked.value)
    return Equation(clause, worked.value, written.value, holds, worked.leaves, worked.parts)


def _half_unit(number: Number) -> float:
    """Half a unit of the last digit of a number that stands alone; a date has none."""
    return 0.0 if "/" in number.text else 0.5 * 10.0 ** -decimals(number.text)


def _new_decimals(before: Sequence[Token], after: Sequence[Token]) -> set[str]:
    """The numbers with decimals that stand behind a "=" alone: they are worked out, and rounded as they are written."""
    known = {token.text for token in before}
    return {token.text for token in after if token.kind == "number" and "." in token.text} - known if known else set()


def _value(found: Sequence[Token], results: set[str]) -> Number | None:
    try:
        return read(list(found), results)
    except Unreadable:
        return None


def _tail(found: list[Token]) -> list[Token]:
    """The tokens behind the last word; nothing where they begin with an operator that the word may be part of."""
    words = [place for place, token in enumerate(found) if token.kind == "word"]
    run = found[words[-1] + 1 :] if words else found
    return [] if words and run and run[0].kind in ("plus", "minus", "times", "over", "power") else run


def _head(found: list[Token]) -> list[Token]:
    """The tokens before the first word, without operators that lead to it."""
    words = [place for place, token in enumerate(found) if token.kind == "word"]
    run = found[: words[0]] if words else list(found)
    while run and run[-1].kind in ("plus", "minus", "times", "over", "open"):
        run.pop()
    return run
