"""Questions beside the calculation: values of the note, and chains that end in a dose, a reading or a class."""

import random
from typing import Any

import pytest

from ehrmind.errors import ConfigError
from ehrmind.medcalc import asked
from ehrmind.medcalc.asked import Question
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.chains import CALCIUM, CHAINS, CLASSES, GAPS, Chain
from ehrmind.medcalc.forms import Kind
from ehrmind.medcalc.mentions import mentions
from ehrmind.medcalc.notes import NoteSettings, Units, write_case
from ehrmind.medcalc.scoring import NOT_ENOUGH, Scoring, judge
from ehrmind.tasks.base import Counts, Data
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.types import Status
from tests.medcalc.drawn import draw

STARTS = [one.start.id for one in CHAINS]
RICH: dict[str, Any] = {"units": Units.mixed, "distractors": 0.5, "inferred": 0.3, "unanswerable": 0.1}
CHAIN = {one.name: one for one in CHAINS}
LIVER = {"bilirubin": 1.0, "albumin": 4.0, "inr": 1.0, "ascites": "absent", "encephalopathy": "none"}
BODY = {"sex": "male", "age": 60, "weight": 70.0, "height": 175}


@pytest.fixture(scope="module")
def made() -> tuple[MedCalc, Data]:
    task = MedCalc(rows=Counts(60, 9, 90), calculators=STARTS, unseen=[], questions=list(Question), **RICH)
    return task, task.load()


def end(name: str, values: dict[str, Any]) -> str | None:
    work = CHAIN[name].finish(values)
    return work.answer if work else None


@pytest.mark.parametrize(
    ("name", "values", "answer"),
    [
        ("Reading of the corrected calcium", {"calcium": 8.0, "albumin": 4.0}, CALCIUM[0]),
        ("Reading of the corrected calcium", {"calcium": 8.0, "albumin": 2.0}, CALCIUM[1]),
        ("Reading of the corrected calcium", {"calcium": 10.0, "albumin": 2.0}, CALCIUM[2]),
        ("Reading of the corrected calcium", {"calcium": 8.8, "albumin": 4.0}, None),
        ("Reading of the delta ratio", {"sodium": 136, "chloride": 112, "bicarbonate": 12}, None),
        ("Reading of the delta ratio", {"sodium": 136, "chloride": 108, "bicarbonate": 10}, GAPS[0]),
        ("Reading of the delta ratio", {"sodium": 140, "chloride": 97, "bicarbonate": 12}, GAPS[1]),
        ("Reading of the delta ratio", {"sodium": 140, "chloride": 90, "bicarbonate": 20}, GAPS[2]),
        ("Reading of the delta ratio", {"sodium": 140, "chloride": 90, "bicarbonate": 24.5}, None),
        ("Child-Pugh class", LIVER, CLASSES[0]),
        ("Child-Pugh class", {**LIVER, "bilirubin": 3.1}, CLASSES[1]),
        ("Child-Pugh class", {**LIVER, "bilirubin": 3.1, "inr": 2.4, "ascites": "slight"}, CLASSES[2]),
        ("SOFA circulation", {"systolic": 120, "diastolic": 80}, "0"),
        ("SOFA circulation", {"systolic": 80, "diastolic": 50}, "1"),
        ("SOFA circulation", {"systolic": 80, "diastolic": 50, "dobutamine": (5, 1)}, "2"),
        ("SOFA circulation", {"systolic": 80, "diastolic": 50, "norepinephrine": (0.1, 1)}, "3"),
        ("SOFA circulation", {"systolic": 80, "diastolic": 50, "norepinephrine": (0.2, 1)}, "4"),
        ("Enoxaparin dose", {**BODY, "creatinine": 1.0}, "140"),
        ("Enoxaparin dose", {**BODY, "creatinine": 4.0}, "70"),
        ("Enoxaparin dose", {**BODY, "creatinine": 2.55}, None),  # a clearance of 30.4
    ],
)
def test_chains_worked_by_hand(name: str, values: dict[str, Any], answer: str | None) -> None:
    assert end(name, values) == answer


@pytest.mark.parametrize("chain", CHAINS, ids=lambda one: one.name)
def test_a_chain_reaches_all_its_labels_and_its_solution_ends_in_the_answer(chain: Chain) -> None:
    rng = random.Random(1)
    works = [chain.finish(draw(chain.start, rng)) for _ in range(400)]
    found = [work for work in works if work is not None]
    assert len(found) > 150
    if chain.labels:
        assert {work.answer for work in found} == set(chain.labels)
    assert all(work.answer in work.steps[-1].text for work in found)
    assert all(label in chain.question for label in chain.labels if chain.kind is Kind.LABEL)
    assert chain.citation.source


def test_every_question_type_scores_its_gold_and_no_garbage(made: tuple[MedCalc, Data]) -> None:
    task, data = made
    rows = [row for split in data.splits.values() for row in split]
    assert {row.facts["asks"] for row in rows} == {one.value for one in Question}
    for row in rows:
        gold = task.gold(row)
        parsed, score = task.judge(gold, row)
        assert score.correct, gold
        assert set(task.marks(parsed, row).values()) <= {1.0}, gold
        for text in ("", "banana", "[]", "-1"):
            assert not task.judge(task.answered(row, text).text, row)[1].correct
        assert row.answer in row.rationale.splitlines()[-1] or row.answer == NOT_ENOUGH
    assert {task.slices(row)["question type"] for row in rows} == {one.value for one in Question}
    assert len({task.slices(row)["question"] for row in rows}) > len({row.facts["calculator"] for row in rows})


def test_questions_take_turns_and_calculations_alone_are_as_before() -> None:
    one = MedCalc(rows=Counts(6, 0, 6), calculators=[2, 7], unseen=[])
    every = MedCalc(rows=Counts(6, 0, 6), calculators=[2, 7], unseen=[], questions=list(Question))
    assert [row.facts["asks"] for row in every.load().splits["test"]] == [item.value for item in Question] * 2
    assert {row.facts["asks"] for row in one.load().splits["test"]} == {"calculation"}
    assert "question type" not in one.slices(one.load().splits["test"][0])


@pytest.mark.parametrize("number", [2, 8, 15, 19, 28, 43])
def test_a_value_that_is_asked_for_stands_in_the_note_in_its_unit(number: int) -> None:
    calculator, rng, converted = CALCULATORS[number], random.Random(2), 0
    for index in range(20):
        case = write_case(calculator, 0, "train", index, NoteSettings(units=Units.mixed, distractors=0.5))
        one = asked.extraction(calculator, case, rng)
        assert one is not None
        quote = one.work.steps[0].text.removeprefix('The note says "').removesuffix('".')
        assert quote in case.note or "|" in quote
        values = {mention.value for mention in mentions(quote)}
        conversion = " = " in one.work.steps[1].text
        converted += conversion
        assert conversion or float(one.work.answer) in values
        assert float(one.low) <= float(one.work.answer) <= float(one.high)
        assert "at presentation" in one.question
    assert converted or number in (8,)


def test_a_word_is_read_as_one_of_its_labels() -> None:
    facts = {"kind": "label", "low": "class B", "high": "class B", "labels": list(CLASSES)}
    for scoring in Scoring:
        assert judge("class B", facts, scoring).correct
        assert judge(" Class b. ", facts, scoring).value == "class B"
        assert judge("class C", facts, scoring).status is Status.WRONG
        assert judge("B or C", facts, scoring).status is Status.INVALID
        assert judge(["class B"], facts).status is Status.INVALID
        assert judge(NOT_ENOUGH, facts, scoring).status is Status.WRONG
        assert judge("class B", {**facts, "answerable": False}, scoring).status is Status.WRONG


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"questions": []}, "each once, one at least"),
        ({"questions": [Question.chain, Question.chain]}, "each once"),
        ({"questions": [Question.chain], "calculators": [4]}, "needs a calculator that a chain begins with"),
        ({"questions": [Question.extraction], "source": "folder", "path": "."}, "is of generated notes"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        MedCalc(**settings)
