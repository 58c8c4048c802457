"""A right answer earns the more, the shorter it is; a wrong one nothing, however short.

    right after 100 of 500 tokens -> 0.8      right after 500 or more -> 0      wrong -> 0

Beside `gated` or `correct`, with a weight: `reward=[gated,length] reward.length.weight=0.2`. It is paid for right
answers alone, so that no model is paid for being brief and wrong (after Arora and Zanette 2025, arXiv 2502.04463, who
compare with the right answers of the same prompt; here the measure is the limit).
"""

from dataclasses import dataclass

from ehrmind.fields import number
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "length")
@dataclass
class Length(Reward):
    """1 for a right answer without a token, 0 for one of `limit` tokens or more: null is the stage's limit."""

    limit: int | None = number(None, at_least=1, why="leaves no room for an answer")

    def fit(self, completion_tokens: int) -> None:
        self.limit = completion_tokens if self.limit is None else self.limit

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        if not score.correct or self.limit is None:
            return 0.0
        return max(0.0, 1 - completion.tokens / self.limit)
