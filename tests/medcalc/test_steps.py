"""Step-wise grading: gold earns all, one wrong step costs that one, and dumps, copies and other rows earn nothing."""

import random
import re
import time
from collections.abc import Iterator
from statistics import fmean
from typing import Any

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.generated import example_of
from ehrmind.medcalc.notes import Length, NoteSettings, Style, Units, write_case
from ehrmind.medcalc.reasoning import Reasoning, reason
from ehrmind.medcalc.steps import PARTS, expected, grade, parts_of
from tests.medcalc.drawn import draw

GAP = CALCULATORS[39]
IONS = {"sodium": 138, "chloride": 101, "bicarbonate": 22}
CURB = {"confusion": True, "bun": 24, "respiratory_rate": 18, "systolic": 130, "diastolic": 78, "age": 70}
RICH = NoteSettings(Length.medium, Style.mixed, Units.mixed, 0.5, 0.3)


def graded(number: int, values: dict[str, Any], text: str) -> dict[str, float]:
    calculator = CALCULATORS[number]
    return grade(text, expected(calculator, calculator.solve(values), values), calculator)


def gold(number: int, values: dict[str, Any]) -> str:
    calculator = CALCULATORS[number]
    return reason(calculator.inputs, calculator.solve(values), values, {}, Reasoning.stepwise)


def cases(calculator: Calculator, count: int = 10) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Values of a calculator and what its reasoning is graded by."""
    rng = random.Random(calculator.id)
    for _ in range(count):
        values = draw(calculator, rng)
        steps = expected(calculator, calculator.solve(values), values)
        if parts_of(steps):
            yield values, steps


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda item: str(item.id))
def test_gold_earns_all_in_both_styles(calculator: Calculator) -> None:
    for values, steps in cases(calculator):
        for style in Reasoning:
            text = reason(calculator.inputs, calculator.solve(values), values, {}, style)
            assert grade(text, steps, calculator) == dict.fromkeys(parts_of(steps), 1.0), text


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda item: str(item.id))
def test_dumps_of_numbers_and_names_earn_nothing(calculator: Calculator) -> None:
    names = [getattr(item, "label", "") or item.name for item in calculator.inputs]
    for values, steps in cases(calculator, 5):
        numbers = re.findall(r"\d+(?:\.\d+)?", gold(calculator.id, values))
        dumps = [
            " ".join(numbers),
            "\n".join(numbers),
            " ".join(map(str, range(1001))),
            f"{' '.join(names)} {' '.join(numbers)}",
            "\n".join(f"{name} {number}" for name in names for number in numbers[:8]),
            "1 + 1 = 2.\n" * 20,
        ]
        for dump in dumps:
            assert fmean(grade(dump, steps, calculator).values()) <= 0.17, dump[:200]


def test_points_for_every_criterion_earn_little() -> None:
    shares = []
    for calculator in CALCULATORS.values():
        names = [getattr(item, "label", "") or item.name for item in calculator.inputs]
        text = "\n".join(f"{name}: +1" for name in names)
        shares += [fmean(grade(text, steps, calculator).values()) for _, steps in cases(calculator, 5)]
    assert fmean(shares) < 0.1
    assert max(shares) <= 0.5


@pytest.mark.parametrize("number", [2, 8, 19, 28, 45, 51])
def test_a_copy_of_the_note_earns_nothing_and_the_gold_all(number: int) -> None:
    calculator = CALCULATORS[number]
    for index in range(10):
        case = write_case(calculator, 0, "train", index, RICH)
        row = example_of(calculator, case, 0, "train", index)
        assert fmean(grade(case.note, row.facts["steps"], calculator).values()) <= 0.05
        assert set(grade(row.rationale, row.facts["steps"], calculator).values()) == {1.0}


def test_the_gold_of_other_rows_earns_little() -> None:
    texts = {number: [gold(number, values) for values, _ in cases(item, 4)] for number, item in CALCULATORS.items()}
    of_others, of_same = [], []
    for item in CALCULATORS.values():
        for place, (_, steps) in enumerate(cases(item, 4)):
            others = [kept[0] for number, kept in texts.items() if number != item.id]
            of_others += [fmean(grade(text, steps, item).values()) for text in others[:: len(others) // 6]]
            same = [text for other, text in enumerate(texts[item.id]) if other != place]
            of_same += [fmean(grade(text, steps, item).values()) for text in same]
    assert fmean(of_others) < 0.02
    assert fmean(of_same) < 0.15


@pytest.mark.parametrize(
    ("old", "new", "part", "left"),
    [
        ("Cl 101", "Cl 111", "extraction", 2 / 3),
        ("Na 138, Cl 101, HCO3 22 mEq/L.", "Na 138, Cl 101, HCO3 22 mg/dL.", "extraction", 0),
        ("Na 138, Cl 101, HCO3 22 mEq/L.", "Yesterday's Na 138 mEq/L, Cl 101, HCO3 22 mEq/L.", "extraction", 2 / 3),
        ("HCO3 22 mEq/L.", "HCO3 22 mEq/L, sodium 133 mEq/L.", "extraction", 2 / 3),  # which of the two?
        ("Na 138, Cl 101, HCO3 22 mEq/L.\n", "", "extraction", 0),
        ("138 - (101 + 22) = 138 - 123 = ", "", "formula", 0),
        ("138 - (101 + 22) = 138 - 123", "138 - (22 + 102) = 138 - 123", "formula", 0),
        ("= 15", "= 16", "arithmetic", 0),
        ("(101 + 22) = 138 - 123", "(101 + 22) = 138 - 124", "arithmetic", 0),
        ("= 15 mEq/L.", "= 15 mEq/L. And 2 + 2 = 5.", "arithmetic", 1 / 2),
    ],
)
def test_one_wrong_step_costs_that_one(old: str, new: str, part: str, left: float) -> None:
    text = gold(39, IONS)
    assert graded(39, IONS, text) == dict.fromkeys(PARTS, 1.0)
    assert old in text
    assert graded(39, IONS, text.replace(old, new))[part] == pytest.approx(left)


def test_a_wrong_result_leaves_extraction_and_formula_alone() -> None:
    assert graded(39, IONS, gold(39, IONS).replace("= 15", "= 16")) == {
        **{"extraction": 1.0, "formula": 1.0},
        "arithmetic": 0.0,
    }


def test_other_words_and_one_line_earn_the_same() -> None:
    text = (
        "The patient's sodium is 138 mmol/L, the chloride is 101 mmol/L and the serum bicarbonate level is 22 mmol/L. "
        "So the anion gap is 138 − (101 + 22) = 15."
    )
    assert graded(39, IONS, text) == dict.fromkeys(PARTS, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "grades"),
    [
        ("Confusion: +1.\n", "", (2 / 3, 2 / 3, 0.0)),
        ("Confusion: +1.", "Confusion: +2.", (3 / 4, 2 / 4, 0.0)),
        ("No points:", "Respiratory rate 18: +1.\nNo points:", (3 / 4, 3 / 4, 1.0)),
        ("Total = 1 + 1 + 1 = 3.", "Total = 1 + 1 + 1 = 4.", (1.0, 1.0, 0.0)),
        ("BUN 24 mg/dL", "BUN 8 mg/dL", (2 / 3, 1.0, 1.0)),
    ],
)
def test_of_a_score_each_criterion_is_a_step(old: str, new: str, grades: tuple[float, ...]) -> None:
    text = gold(45, CURB)
    assert old in text
    assert graded(45, CURB, text.replace(old, new)) == pytest.approx(dict(zip(PARTS, grades, strict=True)))


def test_where_nothing_counts_the_total_is_the_formula() -> None:
    values = {**CURB, "confusion": False, "bun": 8, "age": 50}
    assert graded(45, values, gold(45, values)) == {"formula": 1.0}
    assert graded(45, values, "0") == {"formula": 0.0}


def test_either_unit_is_read_where_the_note_has_the_other() -> None:
    calculator = CALCULATORS[3]
    case = next(
        found
        for found in (write_case(calculator, 0, "train", index, NoteSettings(units=Units.other)) for index in range(20))
        if "µmol/L" in found.note
    )
    row = example_of(calculator, case, 0, "train", 0)
    values = {unit for _, unit in row.facts["steps"]["inputs"]["creatinine"]}
    assert values == {"mg/dL", "µmol/l"}
    assert grade(row.rationale, row.facts["steps"], calculator)["extraction"] == 1


@pytest.mark.parametrize("text", ["MAP = 1. " * 120_000, "Na 1 mEq/L " * 90_000, "a: +1\n" * 160_000, "\n" * 10**6])
def test_a_megabyte_of_reasoning_costs_little(text: str) -> None:
    _, steps = next(cases(CALCULATORS[28], 1))
    started = time.perf_counter()
    grade(text, steps, CALCULATORS[28])
    assert time.perf_counter() - started < 1
