"""Accuracy against what an answer costs: within a budget of tokens, and of a vote among more samples.

    within(experiment)  ->  {"sft": [(48, 0.41, 0.36, 0.47), (96, 0.70, ...), ...]}    tokens, value, low, high
    votes(experiment)   ->  {"sft": [(52, 0.66, ...), (208, 0.74, ...), ...]}          tokens of all samples together

A longer answer is not better or worse for being long; it costs more. So arms are compared at the same budget: what is
longer counts as no answer. A vote among j samples costs the tokens of all of them, and stands beside a model that was
trained instead. Arms whose tokens nobody counted (`uncounted`) are left out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from ehrmind.evaluation.passk import majority_vote
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.plots import Point

BUDGETS = 12  # at most, spread over the lengths that there are


def within(experiment: Experiment) -> dict[str, list[Point]]:
    """By arm the share of right greedy answers that are no longer than each budget."""
    arms = [arm for arm in experiment.arms if arm.counted]
    lengths = sorted({int(row["tokens"]) for arm in arms for row in arm.predictions})
    if len(lengths) < 2:
        return {}
    places = {round(turn * (len(lengths) - 1) / (BUDGETS - 1)) for turn in range(BUDGETS)}
    budgets = [lengths[place] for place in sorted(places)]
    return {arm.label: [_within(arm, budget) for budget in budgets] for arm in arms if arm.predictions}


def uncounted(experiment: Experiment) -> list[str]:
    """The labels of the arms whose completions have words in place of tokens."""
    return [arm.label for arm in experiment.arms if not arm.counted]


def _within(arm: Arm, budget: int) -> Point:
    rows, groups = arm.predictions, arm.groups
    hits = [float(row["status"] == "correct" and int(row["tokens"]) <= budget) for row in rows]
    found = clustered_mean(hits, [groups.get(row["id"], row["id"]) for row in rows])
    return float(budget), found["value"], found["low"], found["high"]


def votes(experiment: Experiment) -> dict[str, list[Point]]:
    """By arm the vote among its first j samples, j = 1, 2, 4, ...; of arms that have samples."""
    return {arm.label: points for arm in experiment.arms if arm.counted and (points := _votes(arm))}


def _votes(arm: Arm) -> list[Point]:
    questions: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for run in arm.runs:
        for line in run.samples:
            questions[run.id, line["id"]].append(line)
    most = min(map(len, questions.values()), default=0)
    return [_vote(arm, list(questions.items()), 2**turn) for turn in range(most.bit_length())]


def _vote(arm: Arm, questions: Sequence[tuple[tuple[str, str], Sequence[Mapping[str, Any]]]], count: int) -> Point:
    """The vote among so many samples of each question, at the tokens that they take together."""
    values, tokens = [], []
    for _, lines in questions:
        some = lines[:count]
        hits = [line["status"] == "correct" for line in some]
        values.append(majority_vote([str(line["answer"]) for line in some], hits))
        tokens.append(sum(int(line["tokens"]) for line in some))
    found = clustered_mean(values, [arm.groups.get(key, key) for (_, key), _ in questions])
    return fmean(tokens), found["value"], found["low"], found["high"]
