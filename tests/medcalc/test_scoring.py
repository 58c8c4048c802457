"""The two scoring modes: ours, and the published rule without its eval."""

import pytest

from ehrmind.medcalc.scoring import NOT_ENOUGH, Scoring, judge
from ehrmind.types import Status

DECIMAL = {"kind": "decimal", "low": "13.3", "high": "14.7"}
INTEGER = {"kind": "integer", "low": "3"}
DATE = {"kind": "date", "low": "08/31/2023"}
WEEKS = {"kind": "weeks_days", "low": "14 weeks, 1 days"}


@pytest.mark.parametrize(
    ("facts", "value", "strict", "benchmark"),
    [
        (DECIMAL, "14.0", True, True),
        (DECIMAL, "14.71", False, False),
        (DECIMAL, 13.3, True, True),
        (INTEGER, "3", True, True),
        (INTEGER, "3.0", True, True),
        (INTEGER, "3.4", False, True),
        (INTEGER, "2.6", False, True),
        (DATE, "8/31/2023", True, True),
        (DATE, "08/30/2023", False, False),
        (WEEKS, "14 weeks, 1 days", True, True),
        (WEEKS, "('14 weeks', '1 days')", True, True),
        (WEEKS, "She is at 14 weeks, 1 day", False, True),
        (WEEKS, "14 weeks, 2 days", False, False),
    ],
)
def test_right_by_either_rule(facts: dict[str, str], value: object, strict: bool, benchmark: bool) -> None:
    assert judge(value, facts, Scoring.strict).correct is strict
    assert judge(value, facts, Scoring.benchmark).correct is benchmark


def test_negative_limits_in_either_order() -> None:
    facts = {"kind": "decimal", "low": "-1.9", "high": "-2.1"}
    assert judge("-2", facts).correct


@pytest.mark.parametrize(
    "attack", ["__import__('os').system('x')", "9**9**9", "1" * 10**6, "NaN", "1e999", "٣", [3], None, True, {"a": 1}]
)
@pytest.mark.parametrize("scoring", Scoring)
@pytest.mark.parametrize("facts", [DECIMAL, INTEGER, DATE, WEEKS])
def test_hostile_answers_score_nothing(attack: object, scoring: Scoring, facts: dict[str, str]) -> None:
    score = judge(attack, facts, scoring)
    assert score.status is Status.INVALID
    assert score.reason


def test_an_unanswerable_question_wants_to_be_declined() -> None:
    facts = {**DECIMAL, "answerable": False}
    assert judge(NOT_ENOUGH, facts).correct
    assert judge("Not enough information", facts).correct
    assert judge("14", facts).status is Status.WRONG
    assert judge(NOT_ENOUGH, DECIMAL).status is Status.WRONG
