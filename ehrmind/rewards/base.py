"""The contract of a reward term: a number for one judged completion.

    Gated()(parsed, score, completion, example) -> 1.1

The terms of a run are weighted and summed; each is logged under its own name.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ehrmind.fields import number
from ehrmind.types import Completion, Example, Parsed, Score


@dataclass
class Reward(ABC):
    """Base of every reward term."""

    registered_name: ClassVar[str] = ""

    weight: float = number(1.0)

    def fit(self, completion_tokens: int) -> None:  # most terms do not look at the length
        """Replace the open numbers that depend on how long a completion may be, in place. Raises ConfigError."""

    def require(self, rows: Sequence[Example]) -> None:  # most terms need nothing that a task may lack
        """Refuse training rows that lack what the term reads of them. Raises ConfigError."""

    @abstractmethod
    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        """The unweighted reward of one completion, a finite number. Never raises."""


def fit(terms: Mapping[str, Reward], completion_tokens: int | None) -> None:
    """Tell the terms how long a completion may be, where any is rewarded. Raises ConfigError."""
    if completion_tokens is not None:
        for term in terms.values():
            term.fit(completion_tokens)


def require(terms: Mapping[str, Reward], rows: Sequence[Example]) -> None:
    """Refuse terms that read of the training rows what these have not. Raises ConfigError."""
    for term in terms.values():
        term.require(rows)
