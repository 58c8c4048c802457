"""The verdict on an answer, by its type: ours, or the benchmark's published rule for comparable numbers.

    judge("14.0", {"kind": "decimal", "low": "13.3", "high": "14.7"}, Scoring.strict)
    -> Score(Status.CORRECT, "within 13.3 to 14.7", "14")

`strict` reads an answer as its type and refuses the rest. `benchmark` is the published pipeline of MedCalc-Bench, with
its faults (benchmark_scoring.py): it is given the model's whole text, finds the answer in it, and reads "14.1 mEq/L" as
14.1 and "1,234" as 234.

    judge_text('The gap is high. {"answer": "14.1 mEq/L"}', {"kind": "decimal", "low": "13.3", "high": "14.7"})
    -> Score(Status.CORRECT, "within 13.3 to 14.7", "14.1")
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from ehrmind import parsing
from ehrmind.medcalc import benchmark_scoring
from ehrmind.medcalc.forms import Kind, show_date
from ehrmind.types import Score, Status

NOT_ENOUGH = "not enough information"

Facts = Mapping[str, Any]
Answer = float | date | tuple[int, int]  # the tuple: weeks and days


class Scoring(str, Enum):
    """By which rule an answer is right."""

    strict = "strict"
    benchmark = "benchmark"


def judge(value: object, facts: Facts, scoring: Scoring = Scoring.strict) -> Score:
    """The verdict on one answer, and the answer in one form: 3, "3.0" and "+3" are "3". Never raises."""
    if scoring is Scoring.benchmark:
        written = _as_written(value)
        return _by(lambda kind: benchmark_scoring.read(written, kind), written, facts)
    try:
        text = parsing.read_text(value)
    except parsing.Unreadable as error:
        return Score(Status.INVALID, str(error))
    return _by(lambda kind: _READERS[kind](value), text, facts)


def judge_text(text: str, facts: Facts) -> Score:
    """The verdict of the published pipeline on a model's whole text. Never raises."""
    try:
        return judge(benchmark_scoring.extract(text), facts, Scoring.benchmark)
    except parsing.Unreadable as error:
        return Score(Status.INVALID, str(error))


def _by(read: Callable[[Kind], Answer], text: str, facts: Facts) -> Score:
    """The verdict, given how the answer's text is read as a type."""
    answerable = facts.get("answerable", True)
    if text.casefold() == NOT_ENOUGH:
        return _declined(answerable)
    kind = Kind(facts["kind"])
    if kind is Kind.LABEL:
        return _label(text, facts)
    try:
        answer = read(kind)
    except parsing.Unreadable as error:
        return Score(Status.INVALID, str(error))
    if not answerable:
        return Score(Status.WRONG, "answers, though the note lacks an input", _write(answer))
    correct, reason = _within(answer, facts) if kind is Kind.DECIMAL else _equals(answer, kind, facts)
    return Score(Status.CORRECT if correct else Status.WRONG, reason, _write(answer))


def _label(text: str, facts: Facts) -> Score:
    """The verdict on a word of a closed set, which the benchmark does not know: one rule for both scorings."""
    labels = {label.casefold(): label for label in facts["labels"]}
    said = labels.get(" ".join(text.strip(' ."').casefold().split()))
    if said is None:
        return Score(Status.INVALID, f"not one of {', '.join(facts['labels'])}")
    if not facts.get("answerable", True):
        return Score(Status.WRONG, "answers, though the note lacks an input", said)
    correct = said == facts["low"]
    return Score(Status.CORRECT if correct else Status.WRONG, f"{'is' if correct else 'is not'} {facts['low']}", said)


def _as_written(value: object) -> str:
    """A value as it stands in JSON, which the published pipeline never parses: 14, true, [3]; else nothing."""
    if isinstance(value, str):
        return value.strip()
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return ""


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


def _within(number: Answer, facts: Facts) -> tuple[bool, str]:
    low, high = sorted((float(facts["low"]), float(facts["high"])))
    correct = isinstance(number, (int, float)) and low <= number <= high
    return correct, f"{'within' if correct else 'outside'} {facts['low']} to {facts['high']}"


def _equals(answer: Answer, kind: Kind, facts: Facts) -> tuple[bool, str]:
    correct = answer == _READERS[kind](facts["low"])
    return correct, f"{'equals' if correct else 'is not'} {facts['low']}"


_READERS: Mapping[Kind, Callable[[object], Any]] = {  # each gives an Answer
    Kind.DECIMAL: parsing.read_number,
    Kind.INTEGER: parsing.read_integer,
    Kind.DATE: parsing.read_date,
    Kind.WEEKS_DAYS: parsing.read_weeks_days,
}
