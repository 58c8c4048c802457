"""The verdict on an answer, by its type: ours, or the benchmark's published rule for comparable numbers.

    judge("14.0", {"kind": "decimal", "low": "13.3", "high": "14.7"}, Scoring.strict)
    -> Score(Status.CORRECT, "within 13.3 to 14.7", "14")

`strict` reads an answer as its type and refuses the rest. `benchmark` is the rule of MedCalc-Bench's evaluate.py: it
rounds a decimal to an integer, and finds weeks and days anywhere in the text. Departs from it where it must: the
published rule calls `eval` on the model's answer; here every answer is read as bounded text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from ehrmind import parsing
from ehrmind.medcalc.forms import Kind, show_date
from ehrmind.types import Score, Status

NOT_ENOUGH = "not enough information"

_WEEKS_DAYS = re.compile(r"(\d{1,3}) weeks?, (\d{1,3}) days?", re.ASCII)

Facts = Mapping[str, Any]
Answer = float | date | tuple[int, int]  # the tuple: weeks and days
Reader = Callable[[object], Any]  # gives an Answer


class Scoring(str, Enum):
    """By which rule an answer is right."""

    strict = "strict"
    benchmark = "benchmark"


def judge(value: object, facts: Facts, scoring: Scoring = Scoring.strict) -> Score:
    """The verdict on one answer, and the answer in one form: 3, "3.0" and "+3" are "3". Never raises."""
    answerable = facts.get("answerable", True)
    try:
        if parsing.read_text(value).casefold() == NOT_ENOUGH:
            return _declined(answerable)
        kind = Kind(facts["kind"])
        answer = _READERS[scoring][kind](value)
        if not answerable:
            return Score(Status.WRONG, "answers, though the note lacks an input", _write(answer))
        correct, reason = _within(answer, facts) if kind is Kind.DECIMAL else _equals(answer, kind, facts)
    except parsing.Unreadable as error:
        return Score(Status.INVALID, str(error))
    return Score(Status.CORRECT if correct else Status.WRONG, reason, _write(answer))


def _write(answer: Answer) -> str:
    """An answer in the one form that equal answers share: "14", "93.333", "08/31/2023", "14 weeks, 1 days"."""
    if isinstance(answer, date):
        return show_date(answer)
    if isinstance(answer, tuple):
        return f"{answer[0]} weeks, {answer[1]} days"
    return repr(answer + 0.0).removesuffix(".0")  # + 0.0: an integer as a float, and -0.0 as 0.0


def _declined(answerable: bool) -> Score:
    if answerable:
        return Score(Status.WRONG, "declined, though the note holds every input", NOT_ENOUGH)
    return Score(Status.CORRECT, "the note lacks an input, and the answer says so", NOT_ENOUGH)


def _within(number: float, facts: Facts) -> tuple[bool, str]:
    low, high = sorted((float(facts["low"]), float(facts["high"])))
    correct = low <= number <= high
    return correct, f"{'within' if correct else 'outside'} {facts['low']} to {facts['high']}"


def _equals(answer: Answer, kind: Kind, facts: Facts) -> tuple[bool, str]:
    correct = answer == _READERS[Scoring.strict][kind](facts["low"])
    return correct, f"{'equals' if correct else 'is not'} {facts['low']}"


def _rounded(value: object) -> int:
    return round(parsing.read_number(value))


def _weeks_days_anywhere(value: object) -> tuple[int, int]:
    found = _WEEKS_DAYS.search(parsing.read_text(value).replace("'", "").replace("(", ""))
    if found is None:
        raise parsing.Unreadable("no weeks and days in the answer")
    return int(found[1]), int(found[2])


_READERS: dict[Scoring, dict[Kind, Reader]] = {
    Scoring.strict: {
        Kind.DECIMAL: parsing.read_number,
        Kind.INTEGER: parsing.read_integer,
        Kind.DATE: parsing.read_date,
        Kind.WEEKS_DAYS: parsing.read_weeks_days,
    },
    Scoring.benchmark: {
        Kind.DECIMAL: parsing.read_number,
        Kind.INTEGER: _rounded,
        Kind.DATE: parsing.read_date,
        Kind.WEEKS_DAYS: _weeks_days_anywhere,
    },
}
