"""What acting on a probability is worth: the decision curve (Vickers and Elkin 2006, 10.1177/0272989X06295361).

    decisions(experiment)  ->  {"sft": [(0.05, 0.21, 0.17, 0.25), ...], "act on all": [...], "act on none": [...]}

Who acts from a probability t on holds a missed case to be (1 - t) / t times as bad as acting in vain. At each t the net
benefit is the share of cases acted on, less that of others acted on times t / (1 - t): in cases found for nothing, of
all rows. A model is of use where it lies above both lines.
"""

from collections.abc import Iterator

from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import judged, results
from ehrmind.report.plots import Point

ALL, NONE = "act on all", "act on none"
STEP = 0.05  # between thresholds

Case = tuple[float, bool, str]  # the probability of the positive label, whether it is one, the patient or note


def decisions(experiment: Experiment) -> dict[str, list[Point]]:
    """By arm a point a threshold, of the first run; and what acting without a model is worth. Of two labels alone."""
    curves = {arm.label: cases for arm in experiment.arms if (cases := list(_cases(arm)))}
    if not curves:
        return {}
    one = next(iter(curves.values()))
    thresholds = [round(STEP * turn, 2) for turn in range(1, round(1 / STEP))]
    found = {label: [_benefit(cases, at) for at in thresholds] for label, cases in curves.items()}
    everybody = [_benefit([(1.0, positive, group) for _, positive, group in one], at) for at in thresholds]
    found[ALL] = [(at, value, None, None) for at, value, *_ in everybody]
    found[NONE] = [(at, 0.0, None, None) for at in thresholds]
    return found


def _cases(arm: Arm) -> Iterator[Case]:
    runs = results(arm)
    for row in judged(runs[0]).values() if runs else ():
        if row.probabilities and len(row.labels) == 2:
            yield row.probabilities[row.labels[1]], row.gold == row.labels[1], row.group


def _benefit(cases: list[Case], threshold: float) -> Point:
    price = threshold / (1 - threshold)
    values = [(1.0 if positive else -price) if said >= threshold else 0.0 for said, positive, _ in cases]
    mean = clustered_mean(values, [group for *_, group in cases])
    return threshold, mean["value"], mean["low"], mean["high"]
