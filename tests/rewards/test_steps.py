"""The reward of steps, and the same grades among a task's measures."""

import json
from dataclasses import replace

import pytest

from ehrmind.evaluation.measures import Judged, Undefined, of_rows
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.generated import example_of
from ehrmind.medcalc.notes import NoteSettings, write_case
from ehrmind.medcalc.steps import PARTS
from ehrmind.rewards.steps import Steps
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.types import Completion, Example

TASK = MedCalc(calculators=[2])


def row(index: int = 0, unanswerable: float = 0.0) -> Example:
    case = write_case(CALCULATORS[2], 0, "train", index, NoteSettings(unanswerable=unanswerable))
    return example_of(CALCULATORS[2], case, 0, "train", index)


def paid(example: Example, text: str) -> float:
    parsed, score = TASK.judge(text, example)
    return Steps()(parsed, score, Completion(text, 9, True), example)


def test_gold_earns_one_and_a_bare_answer_nothing() -> None:
    example = row()
    assert paid(example, TASK.gold(example)) == 1
    assert paid(example, TASK.answered(example, example.answer).text) == 0
    assert paid(example, TASK.gold(example).replace("</think>", "")) == 0, "not in the format"
    copy = f"<think>{example.fields['note']}</think><answer>{TASK.answer_json(example.answer)}</answer>"
    assert paid(example, copy) == 0


def test_a_row_without_a_solution_earns_nothing_and_has_no_grades() -> None:
    example = next(found for found in (row(index, 1.0) for index in range(20)) if not found.facts["answerable"])
    text = TASK.gold(example)
    assert paid(example, text) == 0
    assert not set(PARTS) & set(TASK.marks(TASK.judge(text, example)[0], example))


def test_the_grades_are_measures_and_rows_without_a_solution_are_skipped() -> None:
    example = row()
    wrong = TASK.gold(example).replace("BMI = ", "BMI = 1 × ")
    lines = []
    for name, text in (("gold", TASK.gold(example)), ("wrong", wrong), ("bad", "no")):
        parsed, score = TASK.judge(text, example)
        marks = TASK.marks(parsed, example)
        lines.append(Judged(name, name, "1", (), score.status.value, "", True, query=name, marks=marks))
    lines.append(Judged("declined", "declined", "1", (), "correct", "", True, query="declined"))
    measures = {measure.name: measure for measure in TASK.measures()}
    assert set(PARTS) <= set(measures)
    assert of_rows(measures["extraction"], lines) == pytest.approx(2 / 3)
    assert of_rows(measures["arithmetic"], lines) < of_rows(measures["extraction"], lines)
    with pytest.raises(Undefined):
        of_rows(measures["formula"], lines[3:])
    assert not set(PARTS) & {measure.name for measure in MedCalc(source="folder", path=".").measures()}


def test_the_facts_can_be_written_and_still_grade() -> None:
    example = row()
    written = replace(example, facts=json.loads(json.dumps(example.facts)))
    assert paid(written, TASK.gold(example)) == 1
