"""The reward's numbers, and that TRL's functions give them."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from ehrmind.errors import RunError
from ehrmind.registry import COMPONENTS
from ehrmind.rewards.base import Reward
from ehrmind.rl.rewards import reward_functions
from ehrmind.tasks.base import Counts
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.types import Completion, Example, Parsed, Score

TASK = MedCalc(rows=Counts(6, 0, 1), calculators=[39])
ROWS = {row.id: row for row in TASK.load().splits["train"]}
ROW = next(iter(ROWS.values()))
RIGHT, WRONG, BAD = TASK.gold(ROW), '<think>hm</think><answer>{"answer": "999"}</answer>', "the gap is 12"


@pytest.mark.parametrize(
    ("term", "right", "wrong", "bad"),
    [("gated", 1.1, 0.0, -2.0), ("correct", 1.0, 0.0, 0.0), ("format", 1.0, 1.0, 0.0)],
)
def test_numbers(term: str, right: float, wrong: float, bad: float) -> None:
    reward: Reward = COMPONENTS["reward", term]()
    for text, expected in ((RIGHT, right), (WRONG, wrong), (BAD, bad)):
        assert reward(*TASK.judge(text, ROW), Completion(text, 5, True), ROW) == pytest.approx(expected)


def test_an_unreadable_number_in_good_format_is_wrong_and_not_malformed() -> None:
    text = '<think>hm</think><answer>{"answer": "about 12"}</answer>'
    reward: Reward = COMPONENTS["reward", "gated"]()
    assert reward(*TASK.judge(text, ROW), Completion(text, 5, True), ROW) == 0.0


def test_trl_functions_carry_the_term_names_and_score_by_row() -> None:
    terms = {name: COMPONENTS["reward", name]() for name in ("correct", "format")}
    texts = {5: RIGHT, 6: WRONG, 7: BAD}
    functions = reward_functions(terms, TASK, ROWS, end_tokens=[0], text_of=lambda ids: texts[ids[0]])
    assert [function.__name__ for function in functions] == ["correct", "format"]
    columns = {
        "completion_ids": [[5, 0], [6, 0], [7, 0]],
        **{"example_id": [ROW.id] * 3, "prompts": [None] * 3, "trainer_state": None},
    }
    trls = ["without special tokens"] * 3
    assert [function(completions=trls, **columns) for function in functions] == [[1, 0, 0], [1, 1, 0]]


def test_twenty_thousand_rewards_a_second() -> None:
    from benchmarks.rewards import measure

    assert measure()["best"] > 20_000


class Odd(Reward):
    """Gives whatever it was made with."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> Any:
        return self.value


def given(value: Any) -> list[float]:
    (function,) = reward_functions({"odd": Odd(value)}, TASK, ROWS, [0], text_of=lambda ids: RIGHT)
    return function(completions=[RIGHT], completion_ids=[[5, 0]], example_id=[ROW.id])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        *[(float("nan"), "nan"), (float("inf"), "inf"), (-float("inf"), "-inf"), (1e39, "1e[+]39"), (None, "None")],
        *[("1.0", "str"), (b"1", "bytes"), ([], "list"), ([1.0, 2.0], "list"), ({}, "dict"), (1j, "complex")],
        *[(np.array([1.0, 2.0]), "ndarray"), (np.float32("nan"), "float32"), (10**400, "int"), (ROW, "Example")],
    ],
)
def test_a_term_that_gives_no_number_ends_the_run_and_is_named(value: Any, said: str) -> None:
    with pytest.raises(RunError, match=f"the reward odd gave {said}.* for row {ROW.id}; it must give a finite number"):
        given(value)


@pytest.mark.parametrize("value", [1, True, -2.5, np.float32(0.5), np.int64(3), Fraction(1, 2)])
def test_a_term_may_give_any_kind_of_number(value: Any) -> None:
    assert given(value) == [float(value)]
