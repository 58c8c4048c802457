"""Does pass@k before RLVR predict what it gains? A line through the slices of a dimension, and how far to trust it.

predictions(experiment)
-> [Prediction("SFT+RLVR", start="SFT", dimension="category", k=8, elsewhere=True, points=(Point("lab", 0.42, 0.31, 60),
    Point("date", 0.0, 0.02, 40), ...), fit=Fit(slope=0.7, ..., r=0.9), held=(0.5, 0.1, 0.9)), ...]

RLVR is compared with what it started from: the base model, or the run of SFT. Its pass@k is that of a diagnosis of the
start on other rows where there is one, since on the rows of the gain the luck of a draw is in both: of validation rows,
else of those that it was trained on, which is said. Else it is of the start's own samples. The paper reports R² = 0.91
over MedCalc's categories (arXiv 2505.24105).

Departs from the paper in that points weigh as many rows as they have, and in that the sign is shown: training that
lifts all slices to one level gives a high R² and a negative slope. Since what is low before has more room, the level
after is fitted on the level before and pass@k together, too: pass@k tells something where its own part is not 0.
Weighted least squares; r's interval by Fisher's z (Fisher 1915, 10.1093/biomet/10.4.507).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import fmean
from typing import Any

from ehrmind.evaluation.passk import pass_at_k
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import by_slice, compare, results, shared
from ehrmind.report.learning import kind_of
from ehrmind.report.lineage import alike, start_of
from ehrmind.report.read import RunRecord

ENOUGH = 10  # points below which a line is a sketch
Z = 1.959964  # of a 95 % interval

Passed = Mapping[str, float]  # pass@k by slice
Ends = tuple[float, float, float]  # value, low, high


@dataclass(frozen=True, slots=True)
class Point:
    """A slice of `n` rows: pass@k before RLVR, the gain in the headline measure of the greedy answers, its 95 %
    interval, and the measure before.
    """

    name: str
    passed: float
    gain: float
    n: int
    low: float | None = None
    high: float | None = None
    before: float = 0.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A line through points, the ends of the slope's 95 % interval, and the correlation with its own."""

    slope: float
    low: float
    high: float
    intercept: float
    r: float
    r_low: float | None
    r_high: float | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an arm gained over its `start`, by slice of a dimension. `elsewhere`: pass@k is of other rows, which may be
    those that the start has `learned`.

    `held`: what pass@k adds to the level after, with the level before held fixed, and its 95 % interval.
    """

    arm: str
    start: str
    dimension: str
    k: int
    elsewhere: bool
    points: tuple[Point, ...]
    fit: Fit | None
    held: Ends | None
    learned: bool = False

    @property
    def words(self) -> str:
        """The finding in one sentence or two."""
        what = f"{self.arm} over {self.start}, {len(self.points)} slices by {self.dimension}"
        if self.fit is None:
            return f"{what}: too few or too alike for a line."
        fit = self.fit
        ends = "" if fit.r_low is None else f" [{fit.r_low:.2f}, {fit.r_high:.2f}]"
        line = f"slope {fit.slope:+.2f} [{fit.low:+.2f}, {fit.high:+.2f}], r = {fit.r:+.2f}{ends}, R² = {fit.r**2:.2f}."
        if self.held is not None:
            slope, low, high = self.held
            line += f" With the level before held fixed, pass@{self.k} adds {slope:+.2f} [{low:+.2f}, {high:+.2f}]."
        doubts = [] if len(self.points) >= ENOUGH else ["So few points are a sketch, not evidence."]
        doubts += [] if self.elsewhere else [f"pass@{self.k} is of the same rows as the gain, whose luck is in both."]
        doubts += [f"pass@{self.k} is of training rows, which {self.start} may have learned."] if self.learned else []
        return " ".join([f"{what}: {line}", *doubts])


def predictions(experiment: Experiment) -> list[Prediction]:
    """Of every arm of RLVR whose start has samples, by category and by the finest dimension."""
    return [found for arm in experiment.arms for found in _of_arm(experiment, arm)]


def _of_arm(experiment: Experiment, arm: Arm) -> Iterator[Prediction]:
    start = start_of(experiment, arm)
    if start is None or not any(kind_of(run) == "RLVR" for run in arm.runs):
        return
    for dimension in _dimensions(arm):
        k, split, passed = before(experiment, start, dimension)
        found = tuple(_points(experiment, start, arm, dimension, passed))
        if found:
            elsewhere, learned = split != experiment.key[3], split == "train" and start.trained
            fits = regress(found), held(found)
            yield Prediction(arm.label, start.label, dimension, k, elsewhere, found, *fits, learned)


def _dimensions(arm: Arm) -> list[str]:
    """The category, and of the other dimensions the one of most slices, where they are enough for a line."""
    values: dict[str, set[str]] = defaultdict(set)
    for run in arm.runs:
        for row in run.rows.values():
            for name, value in row["slices"].items():
                values[name].add(value)
    others = {name: len(found) for name, found in values.items() if name != "category" and len(found) >= ENOUGH}
    return [*(["category"] if "category" in values else []), *([max(others, key=others.__getitem__)] if others else [])]


def before(experiment: Experiment, start: Arm, dimension: str) -> tuple[int, str, Passed]:
    """k, the split, and pass@k by slice: of diagnoses of the start's runs on another one, else of their own samples."""
    for runs in (_diagnoses(experiment, start), start.runs):
        k, passed = _passed([run for run in runs if run.samples], dimension)
        if passed:
            return k, runs[0].experiment[3], passed
    return 0, experiment.key[3], {}


def _diagnoses(experiment: Experiment, start: Arm) -> Sequence[RunRecord]:
    """Those of the start on other rows that were sampled in one way, as the start is or as most were: of training rows
    where there are no others.
    """
    ids = {None} if start.name == "base" else {run.id for run in start.runs}
    looked = [
        run
        for run in experiment.diagnoses
        if run.parent in ids and run.samples and run.experiment[3] != experiment.key[3] and alike(run, start.runs[0])
    ]
    kinds: dict[tuple[Any, ...], list[RunRecord]] = defaultdict(list)
    for run in looked:
        kinds[run.experiment[3] == "train", _drawn(run) != _drawn(start.runs[0]), *_drawn(run)].append(run)
    return kinds[min(kinds, key=lambda kind: (kind[:2], -len(kinds[kind]), str(kind)))] if kinds else ()


def _drawn(run: RunRecord) -> tuple[Any, ...]:
    """How its samples are drawn."""
    evaluation = run.config.get("evaluation") or {}
    return evaluation.get("temperature"), evaluation.get("top_p")


def _passed(runs: Iterable[RunRecord], dimension: str) -> tuple[int, Passed]:
    """The largest k that every question has, and the mean over runs of pass@k by slice."""
    counted = [(run, _hits(run)) for run in runs]
    k = min((len(hits) for _, found in counted for hits in found.values()), default=0)
    if not k:
        return 0, {}
    means: dict[str, list[float]] = defaultdict(list)
    for run, found in counted:
        slices: dict[str, list[float]] = defaultdict(list)
        for key, hits in found.items():
            if (value := run.rows[key]["slices"].get(dimension)) is not None:
                slices[value].append(pass_at_k(len(hits), sum(hits), k))
        for value, shares in slices.items():
            means[value].append(fmean(shares))
    return k, {value: fmean(shares) for value, shares in means.items()}


def _hits(run: RunRecord) -> dict[str, list[bool]]:
    """Of each question, which samples are right."""
    found: dict[str, list[bool]] = defaultdict(list)
    for line in run.samples:
        if line["id"] in run.rows:
            found[line["id"]].append(line["status"] == "correct")
    return found


def _points(experiment: Experiment, start: Arm, arm: Arm, dimension: str, passed: Passed) -> Iterator[Point]:
    """The slices for which there are pass@k before and the headline measure before and after."""
    measure, rows = experiment.headline, shared([*results(start), *results(arm)])
    slices = {key: row["slices"].get(dimension) for run in arm.runs for key, row in run.rows.items()}
    first, second = (by_slice(one, dimension, measure, rows) for one in (start, arm))
    for name in sorted(passed.keys() & first.keys() & second.keys()):
        old, new = first[name]["value"], second[name]["value"]
        if old is None or new is None:
            continue
        members = [row for row in rows if str(slices[row]) == name]
        found = compare(start.within(members), arm.within(members), measure)
        low, high = (found.difference["low"], found.difference["high"]) if found else (None, None)
        yield Point(name, passed[name], new - old, first[name]["n"], low, high, old)


def regress(found: Sequence[Point]) -> Fit | None:
    """The gain on pass@k; None with fewer than three points or no spread."""
    if len(found) < 3 or len({p.passed for p in found}) == 1 or len({p.gain for p in found}) == 1:
        return None
    gains, weights = [p.gain for p in found], [p.n for p in found]
    line = least_squares([[p.passed for p in found]], gains, weights)
    if line is None:
        return None
    (intercept, _, _), (slope, low, high) = line
    r = _correlation([p.passed for p in found], gains, weights)
    ends: tuple[float, float] | tuple[None, None] = (None, None)
    if len(found) > 3 and abs(r) < 1:
        ends = (tanh(atanh(r) - Z / sqrt(len(found) - 3)), tanh(atanh(r) + Z / sqrt(len(found) - 3)))
    return Fit(slope, low, high, intercept, r, *ends)


def held(found: Sequence[Point]) -> Ends | None:
    """Of the level after, fitted on the level before and pass@k, the part of pass@k; None below five points."""
    if len(found) < 5:
        return None
    columns = [[p.before for p in found], [p.passed for p in found]]
    line = least_squares(columns, [p.before + p.gain for p in found], [p.n for p in found])
    return line[2] if line else None


def least_squares(
    columns: Sequence[Sequence[float]], values: Sequence[float], weights: Sequence[int]
) -> list[Ends] | None:
    """The intercept's and each column's coefficient, each (value, low, high) at 95 % by Student's t.

    None where the columns do not determine them.
    """
    import numpy as np
    from scipy.stats import t

    root = np.sqrt(np.asarray(weights, float) * len(values) / sum(weights))  # weights of mean 1
    x = np.column_stack([np.ones(len(values)), *columns]) * root[:, None]
    y = np.asarray(values) * root
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    inverse = np.linalg.inv(x.T @ x)
    found = inverse @ x.T @ y
    free = len(values) - x.shape[1]
    half = float(t.ppf(0.975, free)) * np.sqrt(np.diag(inverse) * ((y - x @ found) ** 2).sum() / free)
    return [(float(at), float(at - by), float(at + by)) for at, by in zip(found, half, strict=True)]


def _correlation(a: Sequence[float], b: Sequence[float], weights: Sequence[int]) -> float:
    import numpy as np

    spread = np.cov(a, b, aweights=weights)
    return float(spread[0, 1] / sqrt(spread[0, 0] * spread[1, 1]))
