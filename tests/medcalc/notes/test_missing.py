"""Notes that cannot be answered: only an input that matters is left out, and nothing else tells it."""

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Calculator, Kind, Measure
from ehrmind.medcalc.notes import NoteSettings, write_case
from ehrmind.medcalc.notes.patient import draw_patient
from ehrmind.medcalc.scoring import NOT_ENOUGH
from ehrmind.medcalc.withheld import decisive, withholdable

EVERY = list(CALCULATORS.values())
each = pytest.mark.parametrize("calculator", EVERY, ids=lambda item: str(item.id))
ALL = NoteSettings(unanswerable=1.0)


@each
def test_what_is_left_out_would_change_the_answer(calculator: Calculator) -> None:
    """Brute force, apart from `decisive`: some value of the withheld measure gives an answer that is not accepted."""
    rng = random.Random(calculator.id)
    for _ in range(40):
        values = draw_patient(calculator, NoteSettings(), rng).values
        answer = calculator.solve(values).answer
        low, high = calculator.limits(answer)
        for name in withholdable(calculator, values):
            item = next(item for item in calculator.inputs if item.name == name)
            if not isinstance(item, Measure):
                continue
            assert any(
                not float(low) <= float(got) <= float(high) if calculator.kind is Kind.DECIMAL else got != answer
                for got in _answers(calculator, values, item)
            ), name


def _answers(calculator: Calculator, values: Mapping[str, Any], item: Measure) -> Iterator[str]:
    """What the calculator says for 400 values of one measure, all else as it is, of patients who can be."""
    others = {key: had for key, had in values.items() if key != item.other_name}
    for at in range(400):
        changed = others | {item.name: round(item.low + (item.high - item.low) * at / 399, item.decimals)}
        if calculator.possible(changed):
            yield calculator.solve(changed).answer


def test_a_creatinine_behind_dialysis_is_not_decisive() -> None:
    meld = CALCULATORS[23]
    creatinine = next(item for item in meld.inputs if item.name == "creatinine")
    values = {"creatinine": 2.2, "bilirubin": 6.0, "inr": 2.0, "sodium": 128, "dialysis_twice": True, "cvvhd": False}
    assert not decisive(meld, values, creatinine)
    assert "creatinine" not in withholdable(meld, values)
    assert "creatinine" in withholdable(meld, values | {"dialysis_twice": False})


def test_a_decisive_finding_and_a_choice_can_be_left_out() -> None:
    left_out = {"CHOICE": 0, "FINDING": 0}
    for index in range(60):
        if "eye" in write_case(CALCULATORS[21], 0, "train", index, ALL).work.text.split("does not give")[-1].lower():
            left_out["CHOICE"] += 1
        text = write_case(CALCULATORS[8], 0, "train", index, ALL).work.text
        left_out["FINDING"] += "likel" in text.partition("does not state")[2]
    assert min(left_out.values()) > 0, left_out


@each
def test_a_note_leaves_out_what_its_solution_names(calculator: Calculator) -> None:
    declined = 0
    for index in range(12):
        case = write_case(calculator, 0, "train", index, ALL)
        if case.answer != NOT_ENOUGH:
            continue
        declined += 1
        text = case.work.text
        for item in calculator.inputs:
            if isinstance(item, Measure) and text.endswith(f"does not give the {item.label}.") and item.name != "age":
                assert item.name not in case.said
                for name in item.says:
                    assert not re.search(rf"(?<![\w-])(?<!urine ){re.escape(name)}:? (was |is )?\d", case.note), (
                        case.note
                    )
    measured = any(isinstance(item, Measure) and item.name in calculator.required for item in calculator.inputs)
    assert declined or not measured
