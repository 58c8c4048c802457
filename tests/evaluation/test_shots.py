"""A few-shot arm: which rows are shown, how the model sees them, and where they are refused."""

from types import SimpleNamespace

import pytest

from ehrmind.errors import ConfigError
from ehrmind.evaluation.here import encoded
from ehrmind.evaluation.shots import in_text, shown_before
from ehrmind.tasks.base import Data
from ehrmind.types import Prompt
from tests.test_config import compose

WORDS = ("model=tiny", "task=medcalc", "task.rows={train: 30, validation: 4, test: 8}", "task.calculators=[39,21,4]")


def test_solved_training_rows_stand_before_each_question() -> None:
    task = compose(*WORDS, "task.unseen=[]", "stage=evaluate", "task.shots=2").task
    data = task.load()
    rows = shown_before(task, data)
    assert len(rows) == 2
    assert {row.id for row in rows} < {row.id for row in data.splits["train"]}
    assert len({row.category for row in rows}) == 2, "of as many categories as there are"
    assert shown_before(task, Data(dict(reversed(data.splits.items())), {})) == rows
    asked: list[Prompt] = []
    chat = SimpleNamespace(
        encode=lambda prompt: asked.append(prompt) or [1],
        holds_controls=lambda prompt: False,
        shows=lambda prompt: True,
    )
    encoded(chat, task, data.splits["test"][:1], "evaluated", rows)
    roles = [turn["role"] for turn in asked[0].messages()]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]
    assert asked[0].messages()[2]["content"] == task.gold(rows[0])
    assert asked[0].messages()[-1]["content"] == task.prompt(data.splits["test"][0]).user


def test_in_the_users_text_each_stands_with_its_reasoning() -> None:
    prompt = Prompt(
        "Be careful.", "What is c?", (("What is a?", "<think>b</think>1"), ("What is b?", "<think>a</think>2"))
    )
    text = in_text(prompt).user
    assert in_text(prompt).messages()[0] == prompt.messages()[0]
    assert text.index("What is a?") < text.index("<think>b</think>1") < text.index("What is b?") < text.index("c?")
    assert in_text(Prompt("x", "y")) == Prompt("x", "y")


def test_without_shots_nothing_is_shown() -> None:
    task = compose(*WORDS, "task.unseen=[]", "stage=evaluate").task
    assert shown_before(task, task.load()) == []


def test_more_than_there_are_are_refused() -> None:
    task = compose(*WORDS, "task.unseen=[]", "stage=evaluate", "task.shots=5").task
    with pytest.raises(ConfigError, match="task.shots=5: the task has 0 training rows to show"):
        shown_before(task, Data({"train": [], "test": []}, {}))


@pytest.mark.parametrize("stage", ["sft", "rlvr", "sft_rlvr"])
def test_a_training_takes_none(stage: str) -> None:
    with pytest.raises(ConfigError, match="task.shots=2 shows solved rows to a model as it is; use stage=evaluate"):
        compose(*WORDS, "task.unseen=[]", f"stage={stage}", "task.shots=2")
