"""The published pipeline, form by form: what MedCalc-Bench's own code makes of a text, without running any of it.

The values beside the forms were had by running extract_answer and check_correctness of ncbi-nlp/MedCalc-Bench on
them; None: it raises, and the row counts as wrong. Half of them are faults, which have to be the same here.
"""

import json
import time
from datetime import date
from typing import Any

import pytest

from ehrmind.medcalc.benchmark_expression import evaluate
from ehrmind.medcalc.benchmark_scoring import extract, read
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Kind
from ehrmind.medcalc.scoring import NOT_ENOUGH, Scoring, judge, judge_text
from ehrmind.parsing import Unreadable
from ehrmind.types import Status

DECIMALS: list[tuple[str, Any]] = [
    ("14", 14),
    ("14.0", 14.0),
    ("-3.5", -3.5),
    ("+3.5", 3.5),
    ("−3.5", 3.5),
    ("1,234", 234),
    ("12,345.6", 345.6),
    ("14 mEq/L", 14),
    ("14.2 mg/dL", 14.2),
    ("≈ 14.1", 14.1),
    ("~14", 14),
    ("approximately 14.1", 14.1),
    ("The anion gap is 14.", 14),
    ("The anion gap is 14 mEq/L (140 - 102 - 24)", 24),
    (r"\\boxed{14.2}", 14.2),
    ("$14$", 14),
    ("**14**", 14),
    ("14 (range 12-16)", -16),
    ("between 12 and 16", 16),
    ("12-16", -16),
    ("53.1%", 0.531),
    ("53.1 %", 53.1),
    ("5% of 20", 0.05),
    ("8.1 mL/min/1.73 m²", 8.1),
    (r"8.1 mL/min/1.73 m\u00b2", 8.1),
    ("8.1 ml/min/1.73m2", 2),
    ("90 mL/min per 1.73 m²", 1.73),
    ("24.5 kg/m²", 24.5),
    ("24.5 kg/m^2", 2),
    ("24.5 kg/m2", 2),
    (r"24.5 kg/m\u00b2", 2),
    ("1/2", 2),
    ("1.5e3", 3),
    ("1e-3", -3),
    ("07", None),
    ("07.5", 7.5),
    ("0.5", 0.5),
    (".5", 5),
    ("5.", 5),
    ("str(2 + 3)", 5),
    ("str(round(10 / 4, 1))", 2.5),
    ("str(round((140 * (3.15 - 136) / 1400) * 72.36)", -961),
    ("str(sqrt(170 * 60 / 3600))", 1.6832508230603465),
    ("str(10 * 2^2 kg)", 40),
    ("str(7 is odd)", 1),
    ("str(max(1, 2))", None),
    ("str(log(10))", None),
    ("str(3) # three", 3),
    ("str(1 / 0)", None),
    ("N/A", None),
    ("not enough information", None),
    ("fourteen", None),
    ("X.XX", None),
    ("str(short_and_direct_answer_of_the_question)", None),
    ("٣", None),
]
INTEGERS: list[tuple[str, Any]] = [
    ("3", 3),
    ("3.0", 3),
    ("3.4", 3),
    ("2.5", 2),
    ("3.5", 4),
    ("-1", -1),
    ("03", None),
    ("0", 0),
    ("3 out of 9", 3),
    ("3 out of 9 points", 3),
    ("-3 out of 9", 3),
    ("3.5 out of 9", 5),
    ("3/9", 9),
    ("1, 2, 3", 3),
    ("1,234", 2),
    ("CHA2DS2-VASc: 4", 4),
    ("4 (moderate risk)", 4),
    ("4 points (range 0-9)", -9),
    ("score of 4.", 4),
    (r"\\boxed{4}", 4),
    ("Class 2: 3 points", 3),
    ("three", None),
    ("5 points; 6.7% risk", 7),
]
WEEKS: list[tuple[str, Any]] = [
    ("14 weeks, 1 days", (14, 1)),
    ("('14 weeks', '1 days')", (14, 1)),
    ("(14, 1)", (14, 1)),
    ("[14, 1]", (14, 1)),
    ("14 weeks and 1 day", (1, 4)),
    ("14 weeks 1 day", (14, 1)),
    ("14w1d", (1, 4)),
    ("14+1", (1, 4)),
    ("14 weeks", (1, 4)),
    ("99 days", (9, 9)),
    ("She is at 14 weeks, 1 day", (14, 1)),
    ("14 weeks, 01 days", None),
    ("7", None),
]
DATES: list[tuple[str, Any]] = [
    ("08/31/2023", date(2023, 8, 31)),
    ("8/31/2023", date(2023, 8, 31)),
    ("08/31/2023 (Thursday)", date(2023, 8, 31)),
    ("The date is 08/31/2023", None),
    ("31/08/2023", None),
    ("2023-08-31", None),
    ("August 31, 2023", None),
    ("02/30/2023", None),
    ("08/31/23", None),
]

FORMS = [
    *((form, Kind.DECIMAL, value) for form, value in DECIMALS),
    *((form, Kind.INTEGER, value) for form, value in INTEGERS),
    *((form, Kind.WEEKS_DAYS, value) for form, value in WEEKS),
    *((form, Kind.DATE, value) for form, value in DATES),
]
TEXTS: list[tuple[str, float | None]] = [  # whole completions, of a decimal
    ('{"answer": 14}', 14),
    ('{"answer": "14"\n}', None),  # JSON over several lines
    ('{"answer":\n"14"}', 14),
    ('{"step": {"answer": "3"}, "answer": "14"}', 14),
    ('{"answer": "14", "unit": "m2"}', 2),
    ('{"answer": "14"} or {"Answer": "15"}', 15),
    ("{'answer': '14'}", None),
    ('{"final_answer": 14}', 14),
    ("The answer is 14", None),
    ('{"answer": "14"', None),
    ('{"answer": null}', None),
    ('{"answer": [12, 14]}', 14),
    ('{"answer": {"value": 14}}', 14),
    (r'{"answer": "\boxed{14} points out of 20"}', 14),
    ('<think>{"answer": "3"}</think><answer>{"answer": "14"}</answer>', 14),
    ('<answer>{"answer": "14"}</answer> Not {"answer": "3"}.', 3),
]


def value_of(text: str, kind: Kind) -> Any:
    try:
        return read(extract(text), kind)
    except Unreadable:
        return None


@pytest.mark.parametrize(("form", "kind", "value"), FORMS)
def test_a_form_is_read_as_the_published_code_reads_it(form: str, kind: Kind, value: Any) -> None:
    found = value_of(f'{{"answer": "{form}"}}', kind)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)
    assert (found is None) is (value is None)


@pytest.mark.parametrize(("text", "value"), TEXTS)
def test_the_answer_is_found_where_the_published_code_finds_it(text: str, value: float | None) -> None:
    assert value_of(text, Kind.DECIMAL) == value


def test_the_published_lists_of_answer_types_are_our_kinds() -> None:
    integers = {4, 15, 16, 17, 18, 20, 21, 25, 27, 28, 29, 32, 33, 36, 43, 45, 48, 51}
    assert {number for number in range(70) if _kind(number) is Kind.INTEGER} == integers
    assert {number for number in range(70) if _kind(number) is Kind.DATE} == {13, 68}
    assert {number for number in range(70) if _kind(number) is Kind.WEEKS_DAYS} == {69}


def _kind(number: int) -> Kind | None:
    return CALCULATORS[number].kind if number in CALCULATORS else None


@pytest.mark.parametrize(
    ("form", "low", "high", "right"),
    [
        ("1,234", "1172", "1296", False),  # read as 234
        ("1,234", "222", "246", True),
        ("53.1%", "50", "56", False),  # read as 0.531
        ("53.1%", "0.5", "0.56", True),
        ("24.5 kg/m²", "23", "26", True),
        ("24.5 kg/m2", "23", "26", False),
        ("The gap is 14 mEq/L", "13.3", "14.7", True),
    ],
)
def test_a_decimal_is_right_within_the_limits_of_its_row(form: str, low: str, high: str, right: bool) -> None:
    facts = {"kind": "decimal", "low": low, "high": high}
    assert judge(form, facts, Scoring.benchmark).correct is right
    assert judge_text(f'{{"answer": "{form}"}}', facts).correct is right
    assert judge(form, facts, Scoring.strict).status is Status.INVALID


def test_values_that_are_no_text_are_read_as_they_stand_in_json() -> None:
    facts = {"kind": "integer", "low": "3"}
    for value in (3, 3.4, "3", [3], [5, 8, 1], {"score": 3}):
        assert judge(value, facts, Scoring.benchmark).correct
        assert judge_text(json.dumps({"answer": value}), facts).correct
    deep: Any = 3
    for _ in range(100_000):
        deep = [deep]
    for value in (None, deep, 10**5000, {3}, object()):
        assert judge(value, facts, Scoring.benchmark).status is Status.INVALID
    assert judge_text("", facts).status is Status.INVALID


def test_the_benchmark_has_no_declined_answer_and_ours_stays() -> None:
    facts = {"kind": "decimal", "low": "13.3", "high": "14.7", "answerable": False}
    assert judge_text(f'{{"answer": "{NOT_ENOUGH}"}}', facts).correct
    assert judge_text('{"answer": "14"}', facts).status is Status.WRONG


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('touch HACKED')",
        "().__class__.__bases__",
        "9**9**9**9",
        "9**64**64",
        "2**-65",
        "(-8)**0.5",
        "1/0",
        "[1 for _ in range(10**9)]",
        "lambda: 1",
        "'a'*10**9",
        "-" * 400 + "1",
        "(" * 400 + "1",
        "1+" * 240 + "1",
        "round(1, 2, 3)",
        "int('5')",
        "math.factorial(99999)",
        "pow(10, 400)",
        "float(None)",
        "1e999",
        "5and 3",
        "x" * 501,
        "",
    ],
)
def test_an_expression_that_is_no_arithmetic_is_refused(expression: str) -> None:
    with pytest.raises(Unreadable):
        evaluate(expression)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2 + 3 * 4", 14),
        ("(140 - 102 - 24", 14),
        ("140 - 102) - 24", 14),
        ("7 // 2 + 7 % 2", 4),
        ("min(3, 1) + abs(-2) + int(2.7) + float(1)", 6),
        ("np.sqrt(16) + math.pow(2, 3) + math.floor(2.5) + math.ceil(2.5)", 17),
        ("2 * math.pi", 6.283185307179586),
        ("4 is even", 1),
        ("round(2.675 weight, 2)", 2.67),
        ("3 >= 4", 0),
        ("-2^2", -4),
    ],
)
def test_an_expression_is_repaired_and_computed_as_there(expression: str, value: float) -> None:
    assert evaluate(expression) == pytest.approx(value)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "text",
    [
        '"answer":' * 100_000,
        '"answer": ' + " " * 10**6,
        'answer": {' * 50_000,
        '{"answer": "1' + " " * 480 + '"}',
        '{"answer": "' + "1" * 499 + '"}',
        '{"answer": "' + "1 " * 249 + '"}',
        '{"answer": "' + "str(" * 120 + '"}',
        '{"answer": "str(' + "9**" * 100 + '9)"}',
    ],
)
def test_hostile_text_is_answered_at_once(text: str, kind: Kind) -> None:
    started = time.perf_counter()
    assert not judge_text(text, {"kind": kind.value, "low": "0", "high": "0", "labels": ["low", "high"]}).correct
    assert time.perf_counter() - started < 0.1
