"""Arms on the same rows: a measure over seeds, and paired differences with corrected p-values.

compare(base, sft, ACCURACY) -> Comparison("base", "sft", n=64, difference={"value": 0.25, ...}, p=0.0003, ...)

Every figure is of greedy completions, on the rows that both arms have. One seed each: of means over rows McNemar's
exact test where they are independent and right or wrong, else the signs of the clusters' differences are flipped; of
other measures Student's t over clusters. The same seeds in both arms: seeds and rows both vary (see
evaluation/seeds.py). Seeds that do not match are averaged, and the test says “training held fixed”.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from statistics import fmean
from typing import Any

from ehrmind.evaluation.jackknife import Estimate, estimate, less, result
from ehrmind.evaluation.measures import Judged, Measure, RowMean, Undefined, beside
from ehrmind.evaluation.seeds import mean_of, over_seeds, paired_over_seeds
from ehrmind.evaluation.statistics import holm, mcnemar, of_difference, paired_difference, paired_p
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.read import RunRecord

CROSSED = "crossed seeds and rows, Student's t"
HELD_FIXED = "training held fixed"
OVER_CLUSTERS = "Student's t over clusters"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Arm `second` less arm `first` on `n` shared rows; `adjusted` is p after Holm's correction in its family."""

    first: str
    second: str
    n: int
    difference: Mapping[str, Any]
    p: float
    test: str
    adjusted: float = 1.0


@lru_cache(maxsize=512)
def judged(run: RunRecord) -> dict[str, Judged]:
    """The greedy completion of each row as the measures see it."""
    return {row["id"]: Judged.of(run.rows.get(row["id"], {}), row) for row in run.predictions}


@lru_cache(maxsize=8192)
def _estimate(run: RunRecord, measure: Measure, rows: tuple[str, ...]) -> Estimate:
    """The measure of these rows of a run, computed once: every table and comparison asks for it. Raises Undefined."""
    found = judged(run)
    return estimate(measure, [found[row] for row in rows])


def results(arm: Arm) -> list[RunRecord]:
    """The arm's runs whose completions could be read."""
    return [run for run in arm.runs if run.predictions]


def measured(arm: Arm, measure: Measure, rows: Sequence[str] | None = None) -> dict[str, Any]:
    """A measure of the greedy completions, of all shared rows or of these; over several seeds with both variances."""
    return dict(_measured(arm, measure, tuple(shared(results(arm)) if rows is None else rows)))


@lru_cache(maxsize=8192)
def _measured(arm: Arm, measure: Measure, chosen: tuple[str, ...]) -> dict[str, Any]:
    runs = results(arm)
    try:
        if not runs:
            return result(measure, [])
        if len(runs) == 1:
            rows = [judged(runs[0])[row] for row in chosen]
            return result(measure, rows, lambda: _estimate(runs[0], measure, chosen))
        by_gold = beside(measure, [judged(runs[0])[row] for row in chosen])
        return over_seeds([_estimate(run, measure, chosen) for run in runs]) | by_gold | measure.facts
    except Undefined as error:
        blank = {"value": None, "n": len(chosen), "clusters": 0, "low": None, "high": None, "method": ""}
        return blank | {"reason": str(error)} | measure.facts


def compare(first: Arm, second: Arm, measure: Measure) -> Comparison | None:
    """Two arms on the rows that both have; None where there is none, or the rows do not define the measure."""
    try:
        return _crossed(first, second, measure) or _fixed(first, second, measure)
    except Undefined:
        return None


def _crossed(first: Arm, second: Arm, measure: Measure) -> Comparison | None:
    """Seeds and rows both vary; None where the arms do not have the same seeds, two or more, or do not differ."""
    a, b = _by_seed(first), _by_seed(second)
    if not first.trained and len(a) == 1:  # greedy answers of what was not trained do not depend on the seed
        a = dict.fromkeys(b, next(iter(a.values())))
    rows = tuple(shared([*a.values(), *b.values()]))
    if a.keys() != b.keys() or len(a) < 2 or not rows:
        return None
    left, right = ([_estimate(table[seed], measure, rows) for seed in sorted(a)] for table in (a, b))
    found = paired_over_seeds(left, right)
    if found is None:
        return None
    return Comparison(first.label, second.label, len(rows), found, found["p"], CROSSED)


def _fixed(first: Arm, second: Arm, measure: Measure) -> Comparison | None:
    """Rows alone vary, the arms' seeds averaged; None where no row is shared."""
    left, right = results(first), results(second)
    rows = tuple(sorted(set(_any(left)) & set(_any(right))))
    if not rows:
        return None
    single = len(first.runs) == len(second.runs) == 1
    if isinstance(measure.how, RowMean):
        difference, p, test = _of_means(measure.how, left, right, rows)
    else:
        rows = tuple(shared([*left, *right]))
        means = [mean_of([_estimate(run, measure, rows) for run in runs]) for runs in (right, left)]
        difference = of_difference(less(*means))
        p, test = difference["p"], OVER_CLUSTERS
    return Comparison(first.label, second.label, len(rows), difference, p, test if single else f"{test}, {HELD_FIXED}")


def _of_means(
    how: RowMean, left: Sequence[RunRecord], right: Sequence[RunRecord], rows: Sequence[str]
) -> tuple[dict[str, Any], float, str]:
    """The difference of means over rows, each averaged over the seeds that answered it; p; and by which test."""
    a, b = _by_row(how, left), _by_row(how, right)
    known = {**_by_id(left), **_by_id(right)}
    groups, weights = [known[row].group for row in rows], [known[row].weight for row in rows]
    first, second = [a[row] for row in rows], [b[row] for row in rows]
    difference = paired_difference(first, second, groups, weights)
    if len(set(groups)) == len(rows) and len(left) == len(right) == 1 and {*first, *second} <= {0.0, 1.0}:
        return difference, mcnemar(first, second)["p"], "McNemar, exact"
    return difference, paired_p(first, second, groups), "sign flips"


@lru_cache(maxsize=64)
def family(experiment: Experiment) -> tuple[Comparison, ...]:
    """Every pair of arms by the headline measure, each arm against the best baseline and against its own model's
    answers without reasoning; p corrected (Holm).
    """
    best, arms = best_baseline(experiment), {arm.label: arm for arm in experiment.arms}
    pairs = [*combinations(experiment.arms, 2), *((best, arm) for arm in experiment.arms if best)]
    pairs += [(item, arms[item.of]) for item in experiment.baselines if item.of and item is not best]
    found = [item for pair in pairs if (item := compare(*pair, experiment.headline))]
    adjusted = holm({f"{item.first}\n{item.second}": item.p for item in found})
    return tuple(replace(item, adjusted=adjusted[f"{item.first}\n{item.second}"]) for item in found)


@lru_cache(maxsize=64)
def best_baseline(experiment: Experiment) -> Arm | None:
    """The baseline to be beaten: of those that know no more than a model, the one with the best headline."""
    base = experiment.arm("base")
    known = (None, base.label) if base else (None,)
    rivals = [arm for arm in experiment.baselines if not arm.ceiling and arm.of in known]
    found = [(measured(arm, experiment.headline)["value"], arm) for arm in rivals]
    ranked = [(experiment.headline.badness(value), arm.label, arm) for value, arm in found if value is not None]
    return min(ranked, key=lambda item: item[:2])[2] if ranked else None


def by_slice(
    arm: Arm, dimension: str, measure: Measure, rows: Iterable[str] | None = None
) -> dict[str, dict[str, Any]]:
    """The measure in each slice of a dimension, with its interval: {"lab": {...}, "risk": {...}}; of these rows."""
    slices = {key: row["slices"].get(dimension) for run in arm.runs for key, row in run.rows.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for row in shared(results(arm)) if rows is None else rows:
        if slices.get(row) is not None:
            members[str(slices[row])].append(row)
    return {value: measured(arm, measure, rows) for value, rows in sorted(members.items())}


def sampled(arm: Arm, *path: str) -> dict[str, Any] | None:
    """A figure of the k samples (`"accuracy"`, or `"pass", "4"`), the mean over seeds; None without samples."""
    parts = []
    for evaluation in arm.evaluations:
        value: Any = evaluation.get("sampled")
        for key in path:
            value = value.get(key) if value else None
        if value and value.get("value") is not None:
            parts.append(value)
    return _mean(parts)


def _mean(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """One seed's figure as it is; of several the mean, without an interval."""
    if len(parts) < 2:
        return dict(parts[0]) if parts else None
    return {**parts[0], "value": fmean(part["value"] for part in parts), "low": None, "high": None, "seeds": len(parts)}


def _by_seed(arm: Arm) -> dict[int, RunRecord]:
    """The run of each seed; none where two runs have the same seed."""
    runs = results(arm)
    found = {run.seed: run for run in runs}
    return found if len(found) == len(runs) else {}


def _by_row(how: RowMean, runs: Sequence[RunRecord]) -> dict[str, float]:
    """Each row's number, averaged over the seeds that answered it."""
    found: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        for key, row in judged(run).items():
            found[key].append(float(how.value(row)))
    return {row: fmean(values) for row, values in found.items()}


def _by_id(runs: Sequence[RunRecord]) -> dict[str, Judged]:
    return {key: row for run in runs for key, row in judged(run).items()}


def _any(runs: Sequence[RunRecord]) -> set[str]:
    """The rows that one of the runs has."""
    return {key for run in runs for key in judged(run)}


def shared(runs: Sequence[RunRecord]) -> list[str]:
    """The rows that every run has."""
    return sorted(set.intersection(*(set(judged(run)) for run in runs))) if runs else []
