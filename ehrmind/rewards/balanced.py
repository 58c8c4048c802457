"""The paper's reward with rare answers worth more: a right one earns what its label is short of.

malformed -> -2      well formed and wrong -> 0      right -> N / (L · N_label) + 0.1, of N training rows and L labels

With 10 % positives a right "yes" earns 5, a right "no" 0.56: to always say "no" earns no more than to guess. After the
class weights of the paper's published code (arXiv 2505.24105), which weighs its validation rows so.

A group answers one question, and its right answers have one weight, which a division by the group's own deviation takes
out again: it needs `stage.scale_rewards=none`, or `batch`, and training rows as they are (`task.sampling=natural`).
"""

from dataclasses import dataclass
from typing import ClassVar

from ehrmind.fields import number
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score

WEIGHT = "class_weight"  # of an example's facts; in a mixture the rows of a task that gives none weigh 1


@register("reward", "balanced")
@dataclass
class Balanced(Reward):
    """-2 for a malformed completion, 0 for a wrong one, its label's weight + `format_bonus` for a right one."""

    fact: ClassVar[str] = WEIGHT
    across_groups: ClassVar[bool] = True

    malformed: float = number(-2.0)
    wrong: float = number(0.0)
    format_bonus: float = number(0.1)

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        if not parsed.well_formed:
            return self.malformed
        return float(example.facts.get(WEIGHT, 1.0)) + self.format_bonus if score.correct else self.wrong
