"""The process reward: intermediate values in context of their names, and not for the listing of numbers."""

import time

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.generated import example_of, rationale_of
from ehrmind.medcalc.notes import Length, NoteSettings, Style, Units, write_case
from ehrmind.medcalc.reasoning import Reasoning
from ehrmind.medcalc.worked import stated_share, worked_values
from ehrmind.rewards.process import Process
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.types import Completion

RICH = NoteSettings(Length.medium, Style.mixed, Units.mixed, 0.5, 0.3)
MAP = [("twice diastolic", 160.0), ("sum", 280.0), ("MAP", 93.333)]
GOOD = "Twice the diastolic pressure is 2 × 80 = 160.\nThe sum is 120 + 160 = 280.\nMAP = 280 / 3 = 93.3."


def test_reasoning_in_other_words_counts_by_name_and_value() -> None:
    assert stated_share(GOOD, MAP) == 1
    assert stated_share(GOOD.replace("280.", "290."), MAP) == pytest.approx(2 / 3)
    assert stated_share("MAP = 93.33 mmHg.", MAP) == pytest.approx(1 / 3)
    assert stated_share("", MAP) == 0


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda item: str(item.id))
def test_gold_reasoning_states_all_and_a_number_dump_nearly_nothing(calculator: object) -> None:
    shares, dumps, named = [], [], []
    for index in range(10):
        case = write_case(calculator, 0, "train", index, RICH)  # type: ignore[arg-type]
        worked = worked_values(case.work)
        if not worked:
            continue
        shares += [stated_share(rationale_of(calculator, case, style), worked) for style in Reasoning]  # type: ignore[arg-type]
        numbers = [f"{value:g}" for _, value in worked]
        dumps.append(stated_share("\n".join(numbers) + "\n" + " ".join(numbers), worked))
        every = " ".join(map(str, range(0, 400)))
        named.append(
            len(worked) * stated_share(f"{' '.join(name for name, _ in worked)} {' '.join(numbers)} {every}", worked)
        )
    if shares:
        assert min(shares) == 1
        assert max(dumps) <= 0.05
        assert max(named) <= 1 + 1e-9, "one line of names and numbers states one value"


def test_a_value_counts_once() -> None:
    assert stated_share("MAP = 93.3\nMAP = 93.3\nMAP = 93.3", MAP) == pytest.approx(1 / 3)
    assert stated_share("points = 1", [("points", 1.0), ("points", 1.0)]) == 0.5


def test_only_a_well_formed_completion_of_a_row_with_a_worked_solution_earns() -> None:
    task = MedCalc(calculators=[5])
    example = example_of(CALCULATORS[5], write_case(CALCULATORS[5], 0, "train", 0), 0, "train", 0)
    text = task.gold(example)
    parsed, score = task.judge(text, example)
    assert Process()(parsed, score, Completion(text, 9, True), example) == 1
    broken, score = task.judge(text.replace("</think>", ""), example)
    assert Process()(broken, score, Completion(text, 9, True), example) == 0


def test_a_megabyte_of_reasoning_costs_little() -> None:
    worked = worked_values(write_case(CALCULATORS[28], 0, "train", 0).work)
    for text in ("MAP = 1. " * 120_000, "1 " * 500_000, "a" * 10**6, "\n" * 10**6):
        started = time.perf_counter()
        stated_share(text, worked)
        assert time.perf_counter() - started < 0.1
