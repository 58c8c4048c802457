"""1 for a right answer, 0 for any other: the outcome term of an ablation."""

from dataclasses import dataclass

from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "correct")
@dataclass
class Correct(Reward):
    """1 when the answer is right."""

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        return float(score.correct)
