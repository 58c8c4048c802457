"""Reward terms as TRL's reward functions, each named after its term.

TRL calls every function with the same completions; the judgement of one completion is computed once and shared.

With `stopping` a completion that did not stop when it had answered is malformed to every term:

    '... <answer>{"answer": "14"}</answer>' and the end token       ->  as the task judges it
    '... <answer>{"answer": "14"}</answer> The patient should'      ->  MALFORMED, "text after </answer>"
    cut off at the token limit                                      ->  MALFORMED, "not ended"

Else what follows a right answer costs nothing, and a model that never ends takes the time of the longest completion in
every step. An evaluation judges the answer alone (Task.judge).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ehrmind.errors import RunError
from ehrmind.parsing import TAGS
from ehrmind.rewards.base import Reward
from ehrmind.tasks.base import Task
from ehrmind.types import Completion, Example, Parsed, Score, Status

LARGEST = 3e38  # of the 32-bit floats that rewards become

RewardFunction = Callable[..., list[float]]


def reward_functions(
    terms: Mapping[str, Reward],
    task: Task,
    examples: Mapping[str, Example],
    end_tokens: Sequence[int],
    text_of: Callable[[Sequence[int]], str],
    stopping: bool = True,
) -> list[RewardFunction]:
    """One function per term. TRL passes the column `example_id` beside the completions.

    What is judged is the text of the completion's ids by `text_of`, as in an evaluation: TRL's own text lacks every
    special token, and `<think>` is one in some vocabularies.

    A term that gives no finite number ends the run: RunError names it and the row.
    """

    @lru_cache(maxsize=8192)
    def judge(example_id: str, text: str, finished: bool) -> tuple[Parsed, Score]:
        verdict = task.judge(text, examples[example_id])
        return stopped(*verdict, finished) if stopping else verdict

    def build(name: str, term: Reward) -> RewardFunction:
        def reward(
            completions: list[Any], completion_ids: list[list[int]], example_id: list[str], **columns: Any
        ) -> list[float]:
            values = []
            for ids, key in zip(completion_ids, example_id, strict=True):
                text = text_of(ids)
                finished = bool(ids) and ids[-1] in end_tokens
                parsed, score = judge(key, text, finished)
                value = term(parsed, score, Completion(text, len(ids), finished), examples[key])
                values.append(number(value, name, key))
            return values

        reward.__name__ = name
        return reward

    return [build(name, term) for name, term in terms.items()]


def stopped(parsed: Parsed, score: Score, finished: bool) -> tuple[Parsed, Score]:
    """The judgement of a completion that has to stop. `finished`: it closed with an end token."""
    _, tag, rest = parsed.text.rpartition(TAGS[-1])
    reason = f"text after {tag}" if tag and rest.strip() else "" if finished else "not ended"
    if not reason or not parsed.well_formed:
        return parsed, score
    return replace(parsed, status=Status.MALFORMED, reason=reason), Score(Status.MALFORMED, reason)


def number(value: Any, name: str, row: str) -> float:
    """What a term gave, as the finite number that it must be: one NaN makes NaN of every weight. Raises RunError."""
    try:
        found = math.nan if isinstance(value, (str, bytes)) else float(value)
    except (TypeError, ValueError, OverflowError, RuntimeError):  # of None, of a list, of an array, of a tensor
        found = math.nan
    if abs(found) <= LARGEST:  # which NaN is not
        return found
    said = str(value) if value is None or isinstance(value, float) else type(value).__name__  # no text of a row
    raise RunError(
        f"the reward {name} gave {said} for row {row}; it must give a finite number for every completion: mend its "
        "__call__, or leave it out with reward="
    )
