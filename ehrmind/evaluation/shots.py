"""Solved training rows that a model as it is is shown before each question: task.shots=3, the arm of few shots.

shown_before(task, data)  ->  [Example("generated-0-train-17", ...), ...]

A model here has them as turns of its chat, and is refused where its template leaves out what they reason. The template
of a server is not known, and those of Qwen3 and DeepSeek-R1 leave that out: there they stand in the user's text.
"""

import hashlib
from collections.abc import Sequence
from itertools import zip_longest

from ehrmind.errors import ConfigError
from ehrmind.tasks.base import Data, Task
from ehrmind.types import Example, Prompt


def shown_before(task: Task, data: Data, split: str | None = None) -> list[Example]:
    """The solved training rows of `task.shots`, the same before every question: of as many categories as there are.

    A function of the rows alone. Raises ConfigError where there are too few, or they are evaluated themselves.
    """
    if task.shots and split == "train":
        raise ConfigError(f"task.shots={task.shots} shows training rows, which evaluation.split=train asks about")
    rows = data.splits["train"] if task.shots else []
    if len(rows) < task.shots:
        raise ConfigError(f"task.shots={task.shots}: the task has {len(rows)} training rows to show")
    by_category: dict[str, list[Example]] = {}
    for row in sorted(rows, key=lambda row: hashlib.sha256(f"shots/{row.id}".encode()).digest()):
        by_category.setdefault(row.category, []).append(row)
    turns = zip_longest(*by_category.values())
    return [row for turn in turns for row in turn if row is not None][: task.shots]


def as_turns(task: Task, rows: Sequence[Example]) -> tuple[tuple[str, str], ...]:
    """The rows as a prompt has them: question and gold."""
    return tuple((task.prompt(row).user, task.gold(row)) for row in rows)


def in_text(prompt: Prompt) -> Prompt:
    """The prompt with its solved rows before the question in the user's text, and no turns."""
    if not prompt.shots:
        return prompt
    solved = [f"Solved example {at}:\n\n{asked}\n\n{gold}" for at, (asked, gold) in enumerate(prompt.shots, 1)]
    return Prompt(prompt.system, "\n\n".join([*solved, f"Answer this one in the same form:\n\n{prompt.user}"]))
