"""The verdict on an answer, by its type: ours, or the benchmark's published rule for comparable numbers.

    judge("14.0", {"kind": "decimal", "low": "13.3", "high": "14.7"}, Scoring.strict)
    -> Score(Status.CORRECT, "within 13.3 to 14.7", "14.0")

`strict` reads an answer as its type and refuses the rest. `benchmark` is the rule of MedCalc-Bench's evaluate.py: it
rounds a decimal to an integer, and finds weeks and days anywhere in the text. Departs from it where it must: the
published rule calls `eval` on the model's answer; here every answer is read as bounded text.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from ehrmind import parsing
from ehrmind.medcalc.forms import Kind
from ehrmind.types import Score, Status

NOT_ENOUGH = "not enough information"

_WEEKS_DAYS = re.compile(r"(\d{1,3}) weeks?, (\d{1,3}) days?", re.ASCII)

Facts = Mapping[str, Any]
Rule = Callable[[object, Facts], tuple[bool, str]]


class Scoring(str, Enum):
    """By which rule an answer is right."""

    strict = "strict"
    benchmark = "benchmark"


def judge(value: object, facts: Facts, scoring: Scoring = Scoring.strict) -> Score:
    """The verdict on one answer. Never raises, whatever the value is."""
    try:
        text = parsing.read_text(value)
        declined = text.casefold() == NOT_ENOUGH
        if not facts.get("answerable", True):
            return _declined(declined, text)
        if declined:
            return Score(Status.WRONG, "declined, though the note holds every input", text)
        correct, reason = _RULES[scoring][Kind(facts["kind"])](value, facts)
    except parsing.Unreadable as error:
        return Score(Status.INVALID, str(error))
    return Score(Status.CORRECT if correct else Status.WRONG, reason, text)


def _declined(declined: bool, text: str) -> Score:
    if declined:
        return Score(Status.CORRECT, "the note lacks an input, and the answer says so", text)
    return Score(Status.WRONG, "answers, though the note lacks an input", text)


def _decimal(value: object, facts: Facts) -> tuple[bool, str]:
    low, high = sorted((float(facts["low"]), float(facts["high"])))
    correct = low <= parsing.read_number(value) <= high
    return correct, f"{'within' if correct else 'outside'} {facts['low']} to {facts['high']}"


def _integer(value: object, facts: Facts) -> tuple[bool, str]:
    return _compare(parsing.read_integer(value), parsing.read_integer(facts["low"]), facts)


def _rounded(value: object, facts: Facts) -> tuple[bool, str]:
    return _compare(round(parsing.read_number(value)), parsing.read_integer(facts["low"]), facts)


def _date(value: object, facts: Facts) -> tuple[bool, str]:
    return _compare(parsing.read_date(value), parsing.read_date(facts["low"]), facts)


def _weeks_days(value: object, facts: Facts) -> tuple[bool, str]:
    return _compare(parsing.read_weeks_days(value), parsing.read_weeks_days(facts["low"]), facts)


def _weeks_days_anywhere(value: object, facts: Facts) -> tuple[bool, str]:
    found = _WEEKS_DAYS.search(parsing.read_text(value).replace("'", "").replace("(", ""))
    if found is None:
        raise parsing.Unreadable("no weeks and days in the answer")
    return _compare((int(found[1]), int(found[2])), parsing.read_weeks_days(facts["low"]), facts)


def _compare(got: object, gold: object, facts: Facts) -> tuple[bool, str]:
    return got == gold, f"{'equals' if got == gold else 'is not'} {facts['low']}"


_RULES: dict[Scoring, dict[Kind, Rule]] = {
    Scoring.strict: {
        Kind.DECIMAL: _decimal,
        Kind.INTEGER: _integer,
        Kind.DATE: _date,
        Kind.WEEKS_DAYS: _weeks_days,
    },
    Scoring.benchmark: {
        Kind.DECIMAL: _decimal,
        Kind.INTEGER: _rounded,
        Kind.DATE: _date,
        Kind.WEEKS_DAYS: _weeks_days_anywhere,
    },
}
