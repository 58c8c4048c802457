"""Does pass@k before training predict what training gains? A line through the categories, and how far to trust it.

points(experiment, arm) -> [Point("lab", passed=0.42, gain=0.31), Point("date", passed=0.0, gain=0.02), ...]
regress(points)         -> {"slope": 0.7, "intercept": 0.01, "r2": 0.81, "low": 0.2, "high": 0.97, "n": 7, "caveat": ""}

The paper reports R² = 0.91 over MedCalc's categories (arXiv 2505.24105). Ordinary least squares, one point a category.
R²'s interval: of the correlation by Fisher's z (Fisher 1915, 10.1093/biomet/10.4.507), squared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Any

from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import by_slice
from ehrmind.report.read import RunRecord

ENOUGH = 10  # points below which a line is a sketch
Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Point:
    """A category: pass@k before training, and the gain in the headline measure of the greedy answers."""

    name: str
    passed: float
    gain: float
    n: int


def before(experiment: Experiment) -> tuple[int, dict[str, float]]:
    """k, and pass@k by category of the untrained model: from the base arm's samples, else from a diagnosis."""
    base = experiment.arm("base")
    untrained = (run for run in experiment.diagnoses if not run.parent)
    for run in (*(base.runs if base else ()), *untrained):
        k, found = _passed(run)
        if found:
            return k, found
    return 0, {}


def points(experiment: Experiment, arm: Arm) -> list[Point]:
    """The categories for which there are pass@k before and the headline measure before and after."""
    base = experiment.arm("base")
    if base is None:
        return []
    _, passed = before(experiment)
    measure = experiment.headline
    first, second = by_slice(base, "category", measure), by_slice(arm, "category", measure)
    return [
        Point(name, passed[name], second[name]["value"] - first[name]["value"], first[name]["n"])
        for name in sorted(passed.keys() & first.keys() & second.keys())
        if first[name]["value"] is not None and second[name]["value"] is not None
    ]


def regress(found: Sequence[Point]) -> dict[str, Any] | None:
    """The least-squares line, its R² and interval; None with fewer than three points or no spread."""
    if len(found) < 3 or len({p.passed for p in found}) == 1 or len({p.gain for p in found}) == 1:
        return None
    from scipy.stats import linregress

    fit = linregress([p.passed for p in found], [p.gain for p in found])
    n, r = len(found), float(fit.rvalue)
    low = high = None
    if n > 3 and abs(r) < 1:
        half = Z / sqrt(n - 3)
        ends = sorted((tanh(atanh(r) - half), tanh(atanh(r) + half)))
        low = 0.0 if ends[0] < 0 < ends[1] else min(end**2 for end in ends)
        high = max(end**2 for end in ends)
    caveat = "" if n >= ENOUGH else f"Only {n} categories: the line is a sketch, not evidence."
    return {
        "slope": float(fit.slope),
        "intercept": float(fit.intercept),
        "r2": r * r,
        "low": low,
        "high": high,
        "p": float(fit.pvalue),
        "n": n,
        "caveat": caveat,
    }


def _passed(run: RunRecord) -> tuple[int, dict[str, float]]:
    """pass@k by category, from a run's samples."""
    section = (run.evaluation or {}).get("sampled") or {}
    k = str(section.get("k", 0))
    parts = section.get("by", {}).get("category", {})
    return int(k), {name: part["pass"][k]["value"] for name, part in parts.items() if k in part.get("pass", {})}
