"""The paper's reward with rare answers worth more: a right one earns what its label is short of.

malformed -> -2      well formed and wrong -> 0      right -> N / (L · N_label) + 0.1, of N training rows and L labels

With 10 % positives a right "yes" earns 5, a right "no" 0.56: to always say "no" earns no more than to guess. After the
class weights of the paper's published code (arXiv 2505.24105), which weighs its validation rows so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ehrmind.errors import ConfigError
from ehrmind.fields import number
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score

WEIGHT = "class_weight"  # of an example's facts; in a mixture the rows of a task that gives none weigh 1


@register("reward", "balanced")
@dataclass
class Balanced(Reward):
    """-2 for a malformed completion, 0 for a wrong one, its label's weight + `format_bonus` for a right one."""

    malformed: float = number(-2.0)
    wrong: float = number(0.0)
    format_bonus: float = number(0.1)

    def require(self, rows: Sequence[Example]) -> None:
        if not any(WEIGHT in row.facts for row in rows):
            raise ConfigError(
                f"reward=balanced weighs answers by the fact {WEIGHT} of a row, and no training row has it, so that it "
                "would be reward=gated; use that, or task=ehrshot, which gives it"
            )

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        if not parsed.well_formed:
            return self.malformed
        return float(example.facts.get(WEIGHT, 1.0)) + self.format_bonus if score.correct else self.wrong
