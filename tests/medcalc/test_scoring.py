"""The two scoring modes: ours, and the published rule (form by form in test_benchmark_scoring.py)."""

import pytest

from ehrmind.evaluation.passk import majority_vote
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
        (DECIMAL, "14.", True, True),
        (DECIMAL, "13.9.", True, True),
        (DECIMAL, "14..", False, True),
        (DECIMAL, "14 mEq/L", False, True),
        ({"kind": "decimal", "low": "-4.2", "high": "-3.8"}, "−4", True, False),
        ({"kind": "decimal", "low": "0.0038", "high": "0.0042"}, "4e−3.", True, False),
        ({"kind": "integer", "low": "-4"}, "−4.", True, False),
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
@pytest.mark.parametrize("facts", [DECIMAL, INTEGER, DATE, WEEKS])
def test_hostile_answers_score_nothing(attack: object, facts: dict[str, str]) -> None:
    score = judge(attack, facts)
    assert score.status is Status.INVALID
    assert score.reason
    published = judge(attack, {**facts, "low": "8", "high": "8.5"} if facts is DECIMAL else facts, Scoring.benchmark)
    assert published.reason
    assert published.correct is (attack == [3] and facts is INTEGER), "a list's last number is its answer there"


def test_an_unanswerable_question_wants_to_be_declined() -> None:
    facts = {**DECIMAL, "answerable": False}
    assert judge(NOT_ENOUGH, facts).correct
    assert judge("Not enough information", facts).correct
    assert judge("14", facts).status is Status.WRONG
    assert judge(NOT_ENOUGH, DECIMAL).status is Status.WRONG


@pytest.mark.parametrize(
    ("facts", "values", "shown"),
    [
        (DECIMAL, ("14", "14.0", "+14", "1.4e1", 14, 14.0), "14"),
        (DECIMAL, ("93.3330", "93.333", 93.333), "93.333"),
        (DECIMAL, ("0", "-0.0", "0e5"), "0"),
        (DECIMAL, ("0.00012345678901", "1.2345678901e-4"), "0.00012345678901"),
        (INTEGER, ("3", "3.0", "+3", 3, 3.0), "3"),
        (INTEGER, ("-12", "-12.0"), "-12"),
        (DATE, ("8/31/2023", "08/31/2023"), "08/31/2023"),
        (WEEKS, ("14 weeks, 1 days", "('14 weeks', '1 days')", "14 weeks and 1 day"), "14 weeks, 1 days"),
        ({**INTEGER, "answerable": False}, ("7", "7.0"), "7"),
        (INTEGER, ("Not enough information", "not enough information"), NOT_ENOUGH),
    ],
)
def test_equal_answers_are_kept_in_one_form(facts: dict[str, str], values: tuple[object, ...], shown: str) -> None:
    assert {judge(value, facts).value for value in values} == {shown}


def test_the_benchmark_rule_keeps_what_it_reads() -> None:
    assert {judge(value, INTEGER, Scoring.benchmark).value for value in ("3.4", "2.6", "3")} == {"3"}
    assert judge("She is at 14 weeks, 1 day", WEEKS, Scoring.benchmark).value == "14 weeks, 1 days"


def test_equal_answers_vote_together() -> None:
    facts = {"kind": "integer", "low": "9"}
    scores = [judge(value, facts) for value in ["9"] * 3 + ["9.0"] * 3 + ["12"] * 4]
    assert majority_vote([score.value for score in scores], [score.correct for score in scores]) == 1
