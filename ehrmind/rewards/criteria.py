"""The share of a trial's criteria that the reasoning gives the right verdict, where the verdicts are known.

    Inclusion 2: age 87 years, asked <= 60 years -> not met          right where the patient's structure says so

A criterion that is given two different verdicts counts as wrong. Which verdict is the commonest pays without reading:
see the answers of one verdict for all in tests/rewards/test_criteria.py before this term is weighted highly.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.trials.logic import verdicts_in
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "criteria")
@dataclass
class Criteria(Reward):
    """The share of criteria with the right verdict; 0 for a row whose verdicts nobody knows."""

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        known: Mapping[str, str] = example.facts.get("verdicts", {})
        if not known or not parsed.well_formed:
            return 0.0
        said = verdicts_in(parsed.think)
        return sum(said.get(name) == verdict for name, verdict in known.items()) / len(known)
