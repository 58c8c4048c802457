"""The contract of a reward term: a number for one judged completion.

    Gated()(parsed, score, completion, example) -> 1.1

The terms of a run are weighted and summed; each is logged under its own name.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from ehrmind.fields import number
from ehrmind.types import Completion, Example, Parsed, Score


@dataclass
class Reward(ABC):
    """Base of every reward term."""

    registered_name: ClassVar[str] = ""

    weight: float = number(1.0)

    @abstractmethod
    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        """The unweighted reward of one completion, a finite number. Never raises."""
