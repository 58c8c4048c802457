"""The gold reasoning: the note's words, bands in one line, absent criteria gathered, two styles of one solution."""

import re
from statistics import mean
from typing import Any

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.generated import example_of, rationale_of
from ehrmind.medcalc.notes import write_case
from ehrmind.medcalc.reasoning import Reasoning, reason
from ehrmind.tasks.base import Counts
from ehrmind.tasks.medcalc import MedCalc

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


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda item: str(item.id))
def test_the_styles_change_the_rationale_alone_and_brief_has_at_most_three_lines(calculator: Any) -> None:
    for index in range(10):
        case = write_case(calculator, 0, "train", index)
        long, short = (example_of(calculator, case, 0, "train", index, style) for style in Reasoning)
        assert short.rationale.count("\n") <= 2
        assert len(TOKEN.findall(short.rationale)) <= len(TOKEN.findall(long.rationale))
        assert (long.fields, long.answer, long.facts) == (short.fields, short.answer, short.facts)
        assert long.answer in long.rationale.splitlines()[-1]
        assert short.answer in short.rationale.splitlines()[-1]


def test_gold_is_shorter_than_a_line_a_criterion() -> None:
    cases = [(item, write_case(item, 0, "train", index)) for item in CALCULATORS.values() for index in range(5)]
    stepwise, brief = (
        mean(len(TOKEN.findall(rationale_of(item, case, style))) for item, case in cases) for style in Reasoning
    )
    assert stepwise < 0.85 * BEFORE
    assert brief < 0.7 * BEFORE


def test_the_task_takes_the_style() -> None:
    rows = Counts(train=4, validation=0, test=2)
    long, short = (MedCalc(rows=rows, calculators=[45], reasoning=style).load() for style in Reasoning)
    assert all(row.rationale.count("\n") <= 2 for row in short.splits["train"])
    assert [row.rationale for row in long.splits["train"]] != [row.rationale for row in short.splits["train"]]
    assert [row.fields for row in long.splits["train"]] == [row.fields for row in short.splits["train"]]
