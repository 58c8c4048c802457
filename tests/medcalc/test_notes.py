"""Generated notes: a function of seed and index, true to their inputs, without their own answer."""

import random
import re
from collections import Counter

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Calculator, Day, Finding, Measure, show, show_date
from ehrmind.medcalc.notes import MAX_WORDS, MIN_WORDS, fill, write_case

EVERY = list(CALCULATORS.values())
ids = [str(item.id) for item in EVERY]


@pytest.mark.parametrize("calculator", EVERY, ids=ids)
def test_a_note_is_a_function_of_seed_split_and_index(calculator: Calculator) -> None:
    first = write_case(calculator, 5, "train", 9)
    random.seed(123)
    assert write_case(calculator, 5, "train", 9) == first
    others = [
        write_case(calculator, 6, "train", 9),
        write_case(calculator, 5, "test", 9),
        write_case(calculator, 5, "train", 8),
    ]
    assert all(other.note != first.note for other in others)


@pytest.mark.parametrize("calculator", EVERY, ids=ids)
def test_every_stated_input_stands_in_the_note(calculator: Calculator) -> None:
    for index in range(60):
        case = write_case(calculator, 0, "train", index)
        for item in calculator.inputs:
            value = case.values[item.name]
            if isinstance(item, Measure) and item.name != "age":
                assert re.search(rf"(?<![\d.]){re.escape(show(value, item.decimals))}(?![\d])", case.note), item.name
            elif isinstance(item, Day):
                assert show_date(value) in case.note
        assert f"{case.values['age']}-year-old" in case.note
        assert ("woman" in case.note) is (case.values["sex"] == "female")


@pytest.mark.parametrize("calculator", EVERY, ids=ids)
def test_the_answer_does_not_stand_in_the_note(calculator: Calculator) -> None:
    for index in range(100):
        case = write_case(calculator, 0, "train", index)
        assert not re.search(rf"(?<![\d./]){re.escape(case.work.answer)}(?![\d./])", case.note.replace("/", " / "))


@pytest.mark.parametrize("calculator", EVERY, ids=ids)
def test_length_and_text(calculator: Calculator) -> None:
    for index in range(60):
        note = write_case(calculator, 2, "train", index).note
        assert MIN_WORDS <= len(note.split()) <= MAX_WORDS
        assert "{" not in note
        assert "  " not in note


def test_a_present_finding_is_said_and_an_absent_one_is_never_said_to_be_present() -> None:
    calculator = CALCULATORS[4]
    for index in range(200):
        case = write_case(calculator, 0, "train", index)
        for item in calculator.inputs:
            if isinstance(item, Finding):
                said = any(fill(text, case.values["sex"]) in case.note for text in item.present)
                assert said is case.values[item.name], (item.name, case.note)


def test_notes_hardly_ever_repeat() -> None:
    notes = Counter(write_case(CALCULATORS[39], 0, "train", index).note for index in range(2000))
    assert max(notes.values()) == 1
