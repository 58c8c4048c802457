"""The share of a trial's criteria that the reasoning gives the right verdict, where the verdicts are known.

    Inclusion 2: age 87 years, asked <= 60 years -> not met          right where the patient's structure says so

A criterion that is given two different verdicts counts as wrong. Each verdict that a trial has weighs the same, however
many criteria have it: half of all verdicts are "not enough information", and one verdict for all would earn half.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import ClassVar

from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.trials.logic import verdicts_in
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "criteria")
@dataclass
class Criteria(Reward):
    """The mean over a trial's verdicts of the share of criteria found; 0 for a row whose verdicts nobody knows."""

    fact: ClassVar[str] = "verdicts"

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        known: Mapping[str, str] = example.facts.get("verdicts", {})
        if not known or not parsed.well_formed:
            return 0.0
        said = verdicts_in(parsed.think)
        found = {
            verdict: [said.get(name) == verdict for name, right in known.items() if right == verdict]
            for verdict in set(known.values())
        }
        return fmean(fmean(hits) for hits in found.values())
