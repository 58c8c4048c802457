"""Whether probabilities come true: what was said, against how often it was right.

reliability(experiment) -> {"sft": [(0.08, 0.11, 0.05, 0.22), ...]}      said, came true, low, high; a point a bin
"""

from collections.abc import Sequence
from itertools import pairwise

from ehrmind.evaluation.measures import Judged
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.report.arms import Experiment
from ehrmind.report.compare import judged, results

BINS = 10
FEWEST = 5  # rows in a bin

Said = tuple[float, float, str]  # the probability, whether it came true, the patient or note


def reliability(experiment: Experiment) -> dict[str, list[tuple[float, float, float | None, float | None]]]:
    """By arm a point for each bin of equally many rows; of arms whose answers have probabilities."""
    curves = {}
    for arm in experiment.arms:
        runs = results(arm)
        rows = [row for row in judged(runs[0]).values() if row.probabilities and row.labels] if runs else []
        said = sorted(map(_said, rows))
        if said:
            curves[arm.label] = [_point(members) for members in _bins(said)]
    return curves


def _said(row: Judged) -> Said:
    """Of two labels the positive one; of more the likeliest."""
    likeliest = max(row.labels, key=lambda label: row.probabilities[label])
    label = row.labels[1] if len(row.labels) == 2 else likeliest
    return row.probabilities[label], float(row.gold == label), row.group


def _bins(said: Sequence[Said]) -> list[Sequence[Said]]:
    count = max(1, min(BINS, len(said) // FEWEST))
    ends = [round(part * len(said) / count) for part in range(count + 1)]
    return [said[start:end] for start, end in pairwise(ends)]


def _point(members: Sequence[Said]) -> tuple[float, float, float | None, float | None]:
    share = clustered_mean([true for _, true, _ in members], [group for *_, group in members])
    return sum(p for p, *_ in members) / len(members), share["value"], share["low"], share["high"]
