"""Does pass@k before RLVR predict what it gains? A line through the slices of a dimension, and how far to trust it.

predictions(experiment)
-> [Prediction("SFT+RLVR", start="SFT", dimension="category", k=8, elsewhere=True, points=(Point("lab", 0.42, 0.31, 60),
    Point("date", 0.0, 0.02, 40), ...), fit=Fit(slope=0.7, ..., r=0.9)), ...]

RLVR is compared with what it started from: the base model, or the run of SFT. Its pass@k is that of a diagnosis of the
start on other rows where there is one, since on the rows of the gain the luck of a draw is in both; else of the start's
own samples. The paper reports R² = 0.91 over MedCalc's categories (arXiv 2505.24105).

Departs from the paper in that points weigh as many rows as they have, and in that the sign is shown: training that
lifts all slices to one level gives a high R² and a negative slope. Weighted least squares; r's interval by Fisher's z
(Fisher 1915, 10.1093/biomet/10.4.507).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import fmean

from ehrmind.evaluation.passk import pass_at_k
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import by_slice, results, shared
from ehrmind.report.learning import kind_of
from ehrmind.report.lineage import alike, start_of
from ehrmind.report.read import RunRecord

ENOUGH = 10  # points below which a line is a sketch
Z = 1.959964  # of a 95 % interval

Passed = Mapping[str, float]  # pass@k by slice


@dataclass(frozen=True, slots=True)
class Point:
    """A slice: pass@k before RLVR, and the gain in the headline measure of the greedy answers, over `n` rows."""

    name: str
    passed: float
    gain: float
    n: int


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
    """What an arm gained over its `start`, by slice of a dimension. `elsewhere`: pass@k is of other rows."""

    arm: str
    start: str
    dimension: str
    k: int
    elsewhere: bool
    points: tuple[Point, ...]
    fit: Fit | None

    @property
    def words(self) -> str:
        """The finding in one sentence or two."""
        what = f"{self.arm} over {self.start}, {len(self.points)} slices by {self.dimension}"
        if self.fit is None:
            return f"{what}: too few or too alike for a line."
        fit = self.fit
        ends = "" if fit.r_low is None else f" [{fit.r_low:.2f}, {fit.r_high:.2f}]"
        line = f"slope {fit.slope:+.2f} [{fit.low:+.2f}, {fit.high:+.2f}], r = {fit.r:+.2f}{ends}, R² = {fit.r**2:.2f}."
        doubts = [] if len(self.points) >= ENOUGH else ["So few points are a sketch, not evidence."]
        doubts += [] if self.elsewhere else [f"pass@{self.k} is of the same rows as the gain, whose luck is in both."]
        return " ".join([f"{what}: {line}", *doubts])


def predictions(experiment: Experiment) -> list[Prediction]:
    """Of every arm of RLVR whose start has samples, by category and by the finest dimension."""
    return [found for arm in experiment.arms for found in _of_arm(experiment, arm)]


def _of_arm(experiment: Experiment, arm: Arm) -> Iterator[Prediction]:
    start = start_of(experiment, arm)
    if start is None or not any(kind_of(run) == "RLVR" for run in arm.runs):
        return
    for dimension in _dimensions(arm):
        k, elsewhere, passed = before(experiment, start, dimension)
        found = tuple(_points(experiment, start, arm, dimension, passed))
        if found:
            yield Prediction(arm.label, start.label, dimension, k, elsewhere, found, regress(found))


def _dimensions(arm: Arm) -> list[str]:
    """The category, and of the other dimensions the one of most slices, where they are enough for a line."""
    values: dict[str, set[str]] = defaultdict(set)
    for run in arm.runs:
        for row in run.rows.values():
            for name, value in row["slices"].items():
                values[name].add(value)
    others = {name: len(found) for name, found in values.items() if name != "category" and len(found) >= ENOUGH}
    return [*(["category"] if "category" in values else []), *([max(others, key=others.__getitem__)] if others else [])]


def before(experiment: Experiment, start: Arm, dimension: str) -> tuple[int, bool, Passed]:
    """k, whether on other rows, and pass@k by slice: of diagnoses of the start's runs, else of their own samples."""
    ids = {None} if start.name == "base" else {run.id for run in start.runs}
    looked = [
        run
        for run in experiment.diagnoses
        if run.parent in ids and run.samples and run.experiment[3] != experiment.key[3] and alike(run, start.runs[0])
    ]
    for runs, elsewhere in ((looked, True), (start.runs, False)):
        k, passed = _passed([run for run in runs if run.samples], dimension)
        if passed:
            return k, elsewhere, passed
    return 0, False, {}


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
    first, second = (by_slice(one, dimension, measure, rows) for one in (start, arm))
    for name in sorted(passed.keys() & first.keys() & second.keys()):
        if first[name]["value"] is not None and second[name]["value"] is not None:
            yield Point(name, passed[name], second[name]["value"] - first[name]["value"], first[name]["n"])


def regress(found: Sequence[Point]) -> Fit | None:
    """The line of least squares, weighted by rows; None with fewer than three points or no spread."""
    if len(found) < 3 or len({p.passed for p in found}) == 1 or len({p.gain for p in found}) == 1:
        return None
    from scipy.stats import t

    n, rows = len(found), sum(p.n for p in found)
    weights = [p.n * n / rows for p in found]  # of mean 1
    x = sum(w * p.passed for w, p in zip(weights, found, strict=True)) / n
    y = sum(w * p.gain for w, p in zip(weights, found, strict=True)) / n
    xx = sum(w * (p.passed - x) ** 2 for w, p in zip(weights, found, strict=True))
    yy = sum(w * (p.gain - y) ** 2 for w, p in zip(weights, found, strict=True))
    xy = sum(w * (p.passed - x) * (p.gain - y) for w, p in zip(weights, found, strict=True))
    slope, r = xy / xx, xy / sqrt(xx * yy)
    half = float(t.ppf(0.975, n - 2)) * sqrt(max(yy - slope * xy, 0.0) / (n - 2) / xx)
    ends: tuple[float, float] | tuple[None, None] = (None, None)
    if n > 3 and abs(r) < 1:
        ends = (tanh(atanh(r) - Z / sqrt(n - 3)), tanh(atanh(r) + Z / sqrt(n - 3)))
    return Fit(slope, slope - half, slope + half, y - slope * x, r, *ends)
