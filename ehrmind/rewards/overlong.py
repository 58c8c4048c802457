"""DAPO's penalty for completions that come near the limit, or reach it (Yu et al. 2025, arXiv 2503.14476, eq. 13).

    limit 500, buffer 100:    400 tokens -> 0      450 -> -0.5      500 -> -1      cut off -> -1

Without it a completion that is cut off earns what a wrong one does, though its reasoning may be right: the penalty
grows over the buffer, so that a shorter one of the same group is the better one.
"""

from dataclasses import dataclass

from ehrmind.errors import ConfigError
from ehrmind.fields import number
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score

SHARE = 5  # of the limit; in the paper 4096 of 20480 tokens


@register("reward", "overlong")
@dataclass
class Overlong(Reward):
    """0 up to `limit` - `buffer` tokens, then down to -1 at the limit: null is the stage's, and a fifth of it."""

    limit: int | None = number(None, at_least=1, why="leaves no room for an answer")
    buffer: int | None = number(None, at_least=1, why="leaves nothing over which the penalty could grow")

    def fit(self, completion_tokens: int) -> None:
        self.limit = completion_tokens if self.limit is None else self.limit
        self.buffer = max(1, self.limit // SHARE) if self.buffer is None else self.buffer
        if self.buffer > self.limit:
            raise ConfigError(f"reward.overlong.buffer={self.buffer} is more than reward.overlong.limit={self.limit}")
        if self.limit - self.buffer >= completion_tokens:
            raise ConfigError(
                f"reward.overlong.limit={self.limit}: no completion of up to {completion_tokens} tokens "
                "(stage.completion_tokens) is ever penalised; use a lower limit, or null for the stage's"
            )

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        if not completion.finished:
            return -1.0
        if self.limit is None or self.buffer is None:
            return 0.0
        over = completion.tokens - (self.limit - self.buffer)
        return -min(1.0, max(0, over) / self.buffer)
