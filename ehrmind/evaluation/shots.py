"""Solved training rows that a model as it is is shown before each question: task.shots=3, the arm of few shots.

shown_before(task, data)  ->  [Example("generated-0-train-17", ...), ...]
"""

import hashlib
from itertools import zip_longest

from ehrmind.errors import ConfigError
from ehrmind.tasks.base import Data, Task
from ehrmind.types import Example


def shown_before(task: Task, data: Data) -> list[Example]:
    """The solved training rows of `task.shots`, the same before every question: of as many categories as there are.

    A function of the rows alone. Raises ConfigError where there are too few.
    """
    rows = data.splits["train"] if task.shots else []
    if len(rows) < task.shots:
        raise ConfigError(f"task.shots={task.shots}: the task has {len(rows)} training rows to show")
    by_category: dict[str, list[Example]] = {}
    for row in sorted(rows, key=lambda row: hashlib.sha256(f"shots/{row.id}".encode()).digest()):
        by_category.setdefault(row.category, []).append(row)
    turns = zip_longest(*by_category.values())
    return [row for turn in turns for row in turn if row is not None][: task.shots]
