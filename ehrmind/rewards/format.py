"""1 for a completion in the output format, 0 for any other: the structure term of an ablation."""

from dataclasses import dataclass

from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "format")
@dataclass
class Format(Reward):
    """1 when the completion is well formed, right or wrong."""

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        return float(parsed.well_formed)
