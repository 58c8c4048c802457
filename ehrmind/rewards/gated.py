"""The paper's reward: format first, then correctness (arXiv 2505.24105, section 3).

malformed -> -2      well formed and wrong -> 0      right -> 1 + 0.1
"""

from dataclasses import dataclass

from ehrmind.fields import number
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "gated")
@dataclass
class Gated(Reward):
    """-2 for a malformed completion, 0 for a wrong one, 1 + `format_bonus` for a right one."""

    malformed: float = number(-2.0)
    wrong: float = number(0.0)
    correct: float = number(1.0)
    format_bonus: float = number(0.1)

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        if not parsed.well_formed:
            return self.malformed
        return self.correct + self.format_bonus if score.correct else self.wrong
