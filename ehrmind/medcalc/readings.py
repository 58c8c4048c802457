r"""A piece of reasoning taken apart: the quantities it names, its equations, and what it gives points to.

take_apart("Confusion: +1.\nNa 138 mEq/L.\nTotal = 1.")
->  Text(mentions=[... 138 mEq/L], equations=[], claims=[Claim(0, {"confusion"}, 1.0)], totals=[1.0])
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ehrmind.medcalc.clauses import clauses
from ehrmind.medcalc.equations import Equation, equations
from ehrmind.medcalc.mentions import Mention, mentions, words_in

_POINTS = re.compile(
    r"(?:^|[\s:(,→])([+−–-]\d{1,3}(?:\.\d)?)(?![\w/%]|\.\d)|(?<![\w.])(\d{1,3}(?:\.\d)?) ?(?:points?|pts?)\b", re.ASCII
)
_RESULT = re.compile(r"= ?([+−–-]?\d{1,4}(?:\.\d)?)[^=]*\Z", re.ASCII)
_TOTALS = frozenset(("total", "sum", "score"))


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause that gives points to something."""

    clause: int
    words: frozenset[str]
    points: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text taken apart. `totals`: what the clauses come to that speak of a total."""

    mentions: Sequence[Mention]
    equations: Sequence[Equation]
    claims: Sequence[Claim]
    totals: Sequence[float]

    @property
    def used(self) -> set[float]:
        """The numbers that an equation works with, or that stand beside points."""
        counted = {claim.clause for claim in self.claims}
        beside = {one.value for one in self.mentions if one.clause in counted}
        return beside | {abs(leaf) for equation in self.equations for leaf in equation.leaves}


def take_apart(text: str) -> Text:
    """A text, perhaps a model's, in bounded time."""
    found, worked = mentions(text), equations(text)
    in_equations = {equation.clause for equation in worked}
    claims: list[Claim] = []
    totals: list[float] = []
    for number, clause in enumerate(clauses(text)):
        words = words_in(clause)
        if not words.isdisjoint(_TOTALS) and (result := _RESULT.search(clause)):
            totals.append(_number(result[1]))
        elif number not in in_equations and (points := _points(clause)):
            claims.append(Claim(number, words, points))
    return Text(found, worked, claims, totals)


def _points(clause: str) -> float:
    """The points that a clause gives, its last ones; 0 for none."""
    found = list(_POINTS.finditer(clause))
    if not found:
        return 0.0
    return _number(found[-1][1] or found[-1][2])


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace("–", "-"))
