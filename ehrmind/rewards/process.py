"""The share of the worked solution's intermediate values that the reasoning states, each in context of its name.

See ehrmind/medcalc/worked.py for what counts, and for the guards against listing numbers.
"""

from dataclasses import dataclass
from typing import ClassVar

from ehrmind.medcalc.worked import stated_share
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "process")
@dataclass
class Process(Reward):
    """The share of intermediate values that are reasoned out; 0 for a row without a worked solution of ours."""

    fact: ClassVar[str] = "worked"

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        return stated_share(parsed.think, example.facts.get("worked", ())) if parsed.well_formed else 0.0
