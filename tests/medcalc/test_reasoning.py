"""The gold reasoning: the note's words, bands in one line, absent criteria gathered, two styles of one solution."""

import random
import re
from statistics import mean
from typing import Any

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.reasoning import Reasoning, reason
from ehrmind.tasks.base import Counts
from ehrmind.tasks.medcalc import MedCalc
from tests.medcalc.drawn import draw

CURB = {"confusion": True, "bun": 24, "respiratory_rate": 18, "systolic": 130, "diastolic": 58, "age": 50}
IONS = {"sodium": 138, "chloride": 101, "bicarbonate": 22}
TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")  # words and numbers
BEFORE = 49.0  # of them in a gold solution on average, when every criterion had its line with a running total


def gold(number: int, values: dict[str, Any], said: dict[str, str], style: Reasoning = Reasoning.stepwise) -> list[str]:
    calculator = CALCULATORS[number]
    return reason(calculator.inputs, calculator.solve(values), values, said, style).splitlines()


def test_a_score_quotes_the_note_and_gathers_what_does_not_count() -> None:
    assert gold(45, CURB, {"confusion": "She does not recognise her family."}) == [
        'Confusion ("She does not recognise her family"): +1.',
        "BUN 24 mg/dL, above 19.61: +1.",
        "Diastolic 58 mmHg, at most 60: +1.",
        "No points: respiratory rate 18, systolic 130, age 50.",
        "Total = 1 + 1 + 1 = 3.",
    ]


def test_an_equation_begins_with_what_the_note_says_in_its_own_words() -> None:
    assert gold(39, IONS, {"sodium": "serum sodium 138 mEq/L", "chloride": "The chloride is 101 mEq/L."}) == [
        "Serum sodium 138, Cl 101, HCO3 22 mEq/L.",
        "Anion gap = 138 - (101 + 22) = 138 - 123 = 15 mEq/L.",
    ]


def test_brief_is_the_same_solution_in_fewer_lines() -> None:
    assert gold(39, IONS, {}, Reasoning.brief) == [
        "Na 138, Cl 101, HCO3 22 mEq/L.",
        "Anion gap = 138 - (101 + 22) = 15 mEq/L.",
    ]
    assert gold(45, CURB, {"confusion": "She is confused."}, Reasoning.brief) == [
        "Confusion: +1; BUN 24 mg/dL, above 19.61: +1; Diastolic 58 mmHg, at most 60: +1.",
        "Total = 1 + 1 + 1 = 3.",
    ]


@pytest.mark.parametrize("words", ["She is confused. She is old.", "x " * 40, "Confusion: severe; since May.", ""])
def test_words_that_would_break_a_line_are_not_quoted(words: str) -> None:
    assert gold(45, CURB, {"confusion": words})[0] == "Confusion: +1."


def test_a_pressure_that_the_note_writes_with_the_other_is_named() -> None:
    said = {"systolic": "BP 120/80 mmHg", "diastolic": "BP 120/80 mmHg"}
    assert gold(5, {"systolic": 120, "diastolic": 80}, said)[0] == "Systolic 120, diastolic 80 mmHg."


def both(calculator: Calculator, values: dict[str, Any]) -> tuple[str, str]:
    work = calculator.solve(values)
    long, short = (reason(calculator.inputs, work, values, {}, style) for style in Reasoning)
    return long, short


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda item: str(item.id))
def test_both_styles_end_in_the_answer_and_brief_has_at_most_three_lines(calculator: Calculator) -> None:
    rng = random.Random(3)
    for _ in range(20):
        values = draw(calculator, rng)
        answer, (long, short) = calculator.solve(values).answer, both(calculator, values)
        assert short.count("\n") <= 2
        assert len(TOKEN.findall(short)) <= len(TOKEN.findall(long))
        assert answer in long.splitlines()[-1]
        assert answer in short.splitlines()[-1]


def test_gold_is_shorter_than_a_line_a_criterion() -> None:
    rng = random.Random(3)
    texts = [both(item, draw(item, rng)) for item in CALCULATORS.values() for _ in range(10)]
    long, short = (mean(len(TOKEN.findall(text)) for text in texts) for texts in zip(*texts, strict=True))
    assert long < 0.85 * BEFORE
    assert short < 0.7 * BEFORE


def test_the_task_takes_the_style() -> None:
    rows = Counts(train=4, validation=0, test=2)
    long, short = (MedCalc(rows=rows, calculators=[45], reasoning=style).load() for style in Reasoning)
    assert all(row.rationale.count("\n") <= 2 for row in short.splits["train"])
    assert [row.rationale for row in long.splits["train"]] != [row.rationale for row in short.splits["train"]]
    for one, other in zip(long.splits["train"], short.splits["train"], strict=True):
        assert (one.fields, one.answer, one.facts) == (other.fields, other.answer, other.facts)
