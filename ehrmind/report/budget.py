"""Accuracy against what an answer costs: within a budget of tokens, and of a vote among more samples.

    within(experiment)  ->  {"sft": [(48, 0.41, 0.36, 0.47), (96, 0.70, ...), ...]}    tokens, value, low, high
    votes(experiment)   ->  {"sft": [(52, 0.66, ...), (208, 0.74, ...), ...]}          tokens of all samples together

A longer answer is not better or worse for being long; it costs more. So arms are compared at the same budget: what is
longer counts as no answer. A vote among j samples costs the tokens of all of them, and stands beside a model that was
trained instead. Of several trainings intervals are over them and the rows, as in the tables. Arms whose tokens nobody
counted (`uncounted`) are left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from statistics import fmean

from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.plots import Point
from ehrmind.report.read import RunRecord
from ehrmind.report.sampled import over_rows, samples_of, vote

BUDGETS = 12  # at most, spread over the lengths that there are


def within(experiment: Experiment) -> dict[str, list[Point]]:
    """By arm the share of right greedy answers that are no longer than each budget."""
    arms = [arm for arm in experiment.arms if arm.counted]
    lengths = sorted({int(row["tokens"]) for arm in arms for row in arm.predictions})
    if len(lengths) < 2:
        return {}
    places = {round(turn * (len(lengths) - 1) / (BUDGETS - 1)) for turn in range(BUDGETS)}
    budgets = [lengths[place] for place in sorted(places)]
    found = {arm.label: list(_within(arm, budgets)) for arm in arms}
    return {label: points for label, points in found.items() if points}


def uncounted(experiment: Experiment) -> list[str]:
    """The labels of the arms whose completions have words in place of tokens."""
    return [arm.label for arm in experiment.arms if not arm.counted]


def _within(arm: Arm, budgets: list[int]) -> Iterator[Point]:
    """A point a budget; none where the arm's runs share no row."""
    for budget in budgets:
        if found := over_rows(arm, partial(_right_within, budget=budget)):
            yield float(budget), found["value"], found["low"], found["high"]


def _right_within(run: RunRecord, budget: int) -> dict[str, float]:
    return {row["id"]: float(row["status"] == "correct" and int(row["tokens"]) <= budget) for row in run.predictions}


def votes(experiment: Experiment) -> dict[str, list[Point]]:
    """By arm the vote among its first j samples, j = 1, 2, 4, ...; of arms that have samples."""
    return {arm.label: points for arm in experiment.arms if arm.counted and (points := list(_votes(arm)))}


def _votes(arm: Arm) -> Iterator[Point]:
    sampled = replace(arm, runs=tuple(run for run in arm.runs if run.samples))
    most = min((len(lines) for run in sampled.runs for lines in samples_of(run).values()), default=0)
    for count in (2**turn for turn in range(most.bit_length())):
        if found := over_rows(sampled, partial(_voted, count=count)):
            yield _tokens(sampled, count), found["value"], found["low"], found["high"]


def _voted(run: RunRecord, count: int) -> dict[str, float]:
    return {key: vote(lines[:count]) for key, lines in samples_of(run).items()}


def _tokens(arm: Arm, count: int) -> float:
    """What so many samples of a question take together, in the mean."""
    questions = (lines for run in arm.runs for lines in samples_of(run).values())
    return fmean(sum(int(line["tokens"]) for line in lines[:count]) for lines in questions)
