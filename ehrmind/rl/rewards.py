"""Reward terms as TRL's reward functions, each named after its term.

TRL calls every function with the same completions; the judgement of one completion is computed once and shared.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ehrmind.rewards.base import Reward
from ehrmind.tasks.base import Task
from ehrmind.types import Completion, Example, Parsed, Score

RewardFunction = Callable[..., list[float]]


def reward_functions(
    terms: Mapping[str, Reward],
    task: Task,
    examples: Mapping[str, Example],
    end_tokens: Sequence[int],
    text_of: Callable[[Sequence[int]], str],
) -> list[RewardFunction]:
    """One function per term. TRL passes the column `example_id` beside the completions.

    What is judged is the text of the completion's ids by `text_of`, as in an evaluation: TRL's own text lacks every
    special token, and `<think>` is one in some vocabularies.
    """

    @lru_cache(maxsize=8192)
    def judge(example_id: str, text: str) -> tuple[Parsed, Score]:
        return task.judge(text, examples[example_id])

    def build(name: str, term: Reward) -> RewardFunction:
        def reward(
            completions: list[Any], completion_ids: list[list[int]], example_id: list[str], **columns: Any
        ) -> list[float]:
            values = []
            for ids, key in zip(completion_ids, example_id, strict=True):
                text = text_of(ids)
                finished = bool(ids) and ids[-1] in end_tokens
                parsed, score = judge(key, text)
                values.append(term(parsed, score, Completion(text, len(ids), finished), examples[key]))
            return values

        reward.__name__ = name
        return reward

    return [build(name, term) for name, term in terms.items()]
