"""The reward's numbers, and that TRL's functions give them."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from ehrmind.errors import ConfigError, RunError
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


ENDED, CUT = [5, 0], [5, 6]


def paid(term: str, text: str, ids: list[int], stopping: bool = True, **fields: Any) -> float:
    """What a term gives to this text, whose ids end with the end token or do not."""
    terms = {term: COMPONENTS["reward", term](**fields)}
    (function,) = reward_functions(terms, TASK, ROWS, [0], text_of=lambda ids: text, stopping=stopping)
    (value,) = function(completions=[text], completion_ids=[ids], example_id=[ROW.id])
    return value


@pytest.mark.parametrize(
    ("text", "ids", "expected"),
    [
        (RIGHT, ENDED, (1.1, 1.1)),
        (f"{RIGHT}\n ", ENDED, (1.1, 1.1)),
        (f"{RIGHT} The patient should", ENDED, (-2.0, 1.1)),
        (RIGHT, CUT, (-2.0, 1.1)),
        (RIGHT, [], (-2.0, 1.1)),
        (f"{WRONG} and so on", CUT, (-2.0, 0.0)),
        (WRONG, ENDED, (0.0, 0.0)),
        (BAD, CUT, (-2.0, -2.0)),
    ],
)
def test_a_completion_that_does_not_stop_is_malformed_where_that_is_asked(
    text: str, ids: list[int], expected: tuple[float, float]
) -> None:
    assert (paid("gated", text, ids), paid("gated", text, ids, stopping=False)) == pytest.approx(expected)
    assert paid("correct", text, ids) == float(expected[0] > 1)


@pytest.mark.parametrize("ids", [ENDED, CUT])
def test_the_reason_names_what_is_wrong(ids: list[int]) -> None:
    from ehrmind.rl.rewards import stopped

    parsed, score = stopped(*TASK.judge(f"{RIGHT} more", ROW), ids is ENDED)
    assert (parsed.reason, score.reason, score.status.value) == (*["text after </answer>"] * 2, "malformed")
    parsed, _ = stopped(*TASK.judge(RIGHT, ROW), False)
    assert (parsed.well_formed, parsed.reason) == (False, "not ended")
    _, score = stopped(*TASK.judge(BAD, ROW), False)
    assert score.reason != "not ended", "what was wrong before stays the reason"


@pytest.mark.parametrize(("tokens", "right"), [(0, 1.0), (100, 0.8), (500, 0.0), (700, 0.0)])
def test_a_right_answer_earns_what_it_leaves_of_the_limit(tokens: int, right: float) -> None:
    term = COMPONENTS["reward", "length"](limit=500)
    assert term(*TASK.judge(RIGHT, ROW), Completion(RIGHT, tokens, True), ROW) == pytest.approx(right)
    for text in (WRONG, BAD):
        assert term(*TASK.judge(text, ROW), Completion(text, tokens, True), ROW) == 0


@pytest.mark.parametrize(
    ("tokens", "penalty"), [(1, 0.0), (400, 0.0), (401, -0.01), (450, -0.5), (500, -1.0), (501, -1.0)]
)
def test_the_overlong_penalty_is_dapos(tokens: int, penalty: float) -> None:
    term = COMPONENTS["reward", "overlong"](limit=500, buffer=100)
    for text in (RIGHT, WRONG, BAD):
        assert term(*TASK.judge(text, ROW), Completion(text, tokens, True), ROW) == pytest.approx(penalty)
        assert term(*TASK.judge(text, ROW), Completion(text, tokens, False), ROW) == -1


def test_lengths_are_of_the_stage_that_is_rewarded() -> None:
    from tests.test_config import compose

    words = ("model=tiny", "reward=[gated,length,overlong]", "model.caps.completion_tokens=200")
    for chosen in ("stage=rlvr", "stage=sft_rlvr"):
        reward: Any = compose(*words, chosen).reward
        assert (reward["length"].limit, reward["overlong"].limit, reward["overlong"].buffer) == (200, 200, 40)
    longer = "stage.completion_tokens=300"
    assert vars(compose(*words, "stage=rlvr", longer).reward["overlong"])["limit"] == 300


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("reward.overlong.limit=400", "reward.overlong.limit=400: no completion of up to 200 tokens"),
        ("reward.overlong.buffer=300", "reward.overlong.buffer=300 is more than reward.overlong.limit=200"),
    ],
)
def test_a_penalty_that_none_or_all_would_get_is_refused(override: str, message: str) -> None:
    from tests.test_config import compose

    with pytest.raises(ConfigError, match=message):
        compose("model=tiny", "stage=rlvr", "reward=[gated,overlong]", "stage.completion_tokens=200", override)
