"""The probabilities of labels where a server gives none: the shares of votes among a row's samples.

with_probabilities(task, rows, written, reads=False, k=12)
-> {"row-7": [Completion(..., probabilities=Probabilities({"no": 0.75, "yes": 0.25}, mass=1.0)), ...]},
   {"probabilities": "shares of votes"}
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ehrmind.errors import RunError
from ehrmind.evaluation.given import READ, VOTED, Answers
from ehrmind.tasks.base import Task
from ehrmind.types import Completion, Example, Probabilities

FEWEST_VOTES = 2  # a share of one vote is 0 or 1, whatever the model knows
INSTEAD = "evaluation.k=12 takes the shares of votes among twelve samples"
NO_SHARES = (
    f"the server gives no log-probabilities, which the measures of this task are read from; {INSTEAD} in their place"
)
UNREAD = (
    "the server gives log-probabilities, but no answer names its label first in its JSON, where they are read; "
    f"{INSTEAD} in their place"
)


def with_probabilities(
    task: Task, examples: Sequence[Example], written: Answers, reads: bool, k: int
) -> tuple[Answers, dict[str, Any]]:
    """The completions of rows with labels, each with their probabilities: as read, or where nothing can be, by vote.

    Also what eval.json says of them. Of an answer without any the labels are equally likely; `unread` counts those that
    name a label. `reads`: the server gives log-probabilities. Raises RunError where there are too few votes.
    """
    read = any(item.probabilities for row in examples for item in written[row.id])
    votes = {} if read else {row.id: _votes(task, row, written[row.id][1:] or written[row.id]) for row in examples}
    voted = any(item.mass for item in votes.values())
    if voted and k < FEWEST_VOTES:
        raise RunError(UNREAD if reads else NO_SHARES)
    found = dict(written)
    for row in examples:
        instead = votes[row.id] if voted else _even(task.labels(row))
        found[row.id] = [
            item if item.probabilities else replace(item, probabilities=instead) for item in written[row.id]
        ]
    told: dict[str, Any] = {"probabilities": READ if read or (reads and not voted) else VOTED}
    unread = sum(not written[row.id][0].probabilities and _names_one(task, row, written[row.id][0]) for row in examples)
    return found, told | ({"unread": unread} if read and unread else {})


def _names_one(task: Task, row: Example, completion: Completion) -> bool:
    """Whether the answer is one of the labels."""
    return task.judge(completion.text, row)[1].value in task.labels(row)


def _votes(task: Task, row: Example, completions: Sequence[Completion]) -> Probabilities:
    labels = task.labels(row)
    answers = [task.judge(item.text, row)[1].value for item in completions]
    counted = Counter(answer for answer in answers if answer in labels)
    if not counted:
        return _even(labels)
    shares = {label: counted[label] / counted.total() for label in labels}
    return Probabilities(shares, counted.total() / len(answers))


def _even(labels: Sequence[str]) -> Probabilities:
    return Probabilities(dict.fromkeys(labels, 1 / len(labels)), 0.0)
