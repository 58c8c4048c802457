"""The mean of the step-wise grades of the reasoning: extraction, formula and arithmetic, each a share.

    Steps()("Na 138, Cl 101, HCO3 22 mEq/L. Anion gap = 138 - (101 + 22) = 16 mEq/L.")   ->   (1 + 1 + 0) / 3

See ehrmind/medcalc/steps.py for what counts, and for the guards against listing numbers and copying the note. After the
step-wise evaluation of Wang et al. 2025 (arXiv 2509.16584), judged here without a model.
"""

from dataclasses import dataclass
from statistics import fmean
from typing import ClassVar

from ehrmind.medcalc.calculators import EVERY
from ehrmind.medcalc.steps import grade
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "steps")
@dataclass
class Steps(Reward):
    """The mean of the parts that the row's solution has; 0 for a row without a worked solution of ours."""

    fact: ClassVar[str] = "steps"

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        steps = example.facts.get("steps")
        if not steps or not parsed.well_formed:
            return 0.0
        return fmean(grade(parsed.think, steps, EVERY[example.facts["calculator"]]).values() or (0.0,))
