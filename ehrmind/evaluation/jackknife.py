"""Any measure with a 95 % interval over clusters, from one table: what each patient or note contributes to it.

    of_values([1, 1, 0, 1], ["ann", "ann", "bob", "cy"])
        -> Estimate(value=0.75, cells=[1.19, -0.31, 1.37], sizes=[2, 1, 1], ...)     their mean is the value
    interval(...) -> {"value": 0.75, "n": 4, "clusters": 3, "low": 0.03, "high": 0.99, "method": "jackknife ..."}

A cluster's cell is the value, moved by how much the measure changes without it: G θ - (G - 1) θ₋g, centred, the
jackknife's pseudo-value (Tukey 1958; Efron and Stein 1981, 10.1214/aos/1176345462). So means and functionals, arms and
their differences, one seed and several are compared in the same table. Student's t has (Σn)²/Σn² - 1 degrees of
freedom for clusters of n rows (Kish 1965): where one cluster holds most rows, there is nearly none.

Departs from the textbook where a functional has more than DELETED clusters: then as many groups of clusters are left
out in turn (Kott 2001, Journal of Official Statistics 17:521), for each one costs a pass over all rows.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.evaluation.intervals import Interval, around, log_odds, student, wilson
from ehrmind.evaluation.measures import (
    NO_QUERY,
    Functional,
    Judged,
    Measure,
    QueryMean,
    Undefined,
    arrays,
    beside,
    counted,
    own,
    queries,
    units,
)

Array = npt.NDArray[np.float64]

DELETED = 200  # groups of clusters that a functional is computed without, each
ROUNDING = 1e-20  # a variance below it is none
NO_CLUSTERS = "fewer than two clusters"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure by cluster: `cells` (G,), whose mean is `value`; `effective` clusters of equal size say as much.

    `n` is how many rows (or queries) it is of, `clusters` how many there are, `names` (G,) tells which a cell is of.
    There are no cells of a lone cluster, and none where the measure is undefined without one of them.
    """

    value: float
    cells: Array
    names: tuple[str, ...]
    effective: float
    n: int
    clusters: int
    within: tuple[float, float] | None = (0.0, 1.0)

    @property
    def variance(self) -> float:
        """Of the value; 0 with one cluster, and where rounding alone is left."""
        if len(self.cells) < 2:
            return 0.0
        found = float(self.cells.var(ddof=1)) / len(self.cells)
        return found if found > ROUNDING else 0.0

    @property
    def quantile(self) -> float:
        """Student's t at the effective number of clusters."""
        return student(self.effective - 1)


def of_values(
    values: Sequence[float] | Array,
    groups: Sequence[str],
    weights: Sequence[float] | None = None,
    within: tuple[float, float] | None = (0.0, 1.0),
) -> Estimate:
    """The mean of a number of each row. Raises ValueError for no rows, and for numbers that are none."""
    rows = np.asarray(values, dtype=float)
    if rows.shape != (len(groups),):
        raise ValueError(f"values of shape {rows.shape} for {len(groups)} rows")
    if not len(rows):
        raise ValueError("no rows")
    if not np.isfinite(rows).all():
        raise ValueError("a value is infinite or not a number")
    weight = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=float)
    names, index = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    totals, sizes = (np.bincount(index, part).astype(float) for part in (rows * weight, weight))
    value = float(totals.sum() / sizes.sum())
    if np.allclose(totals, value * sizes, rtol=1e-9, atol=1e-12):  # exact zeros of variance where all agree
        cells = np.full(len(names) if len(names) > 1 else 0, value)
    else:
        cells = _cells(value, (totals.sum() - totals) / (sizes.sum() - sizes))
    return Estimate(value, cells, tuple(names.tolist()), effective(sizes), len(rows), len(names), within)


def estimate(measure: Measure, rows: Sequence[Judged]) -> Estimate:
    """A measure of judged rows. Raises Undefined."""
    rows = own(measure, rows)
    if not rows:
        raise Undefined("no rows")
    if isinstance(measure.how, Functional):
        return _of_functional(measure, measure.how, counted(measure.how, rows))
    values, weights, groups = units(measure.how, rows)
    return of_values(values, groups, weights, measure.within)


def result(measure: Measure, rows: Sequence[Judged], made: Callable[[], Estimate] | None = None) -> dict[str, Any]:
    """What eval.json says of a measure; its `value` is null, with the `reason`, where the rows do not define it.

    `made` gives the estimate of these rows to who keeps it.
    """
    rows = own(measure, rows)
    try:
        found = interval(made() if made else estimate(measure, rows))
    except Undefined as error:
        groups = len({row.group for row in rows})
        found = {"value": None, "n": len(rows), "clusters": groups, "low": None, "high": None, "method": ""}
        found["reason"] = str(error)
    return found | beside(measure, rows) | measure.facts


def interval(found: Estimate) -> dict[str, Any]:
    """The value with its 95 % interval; `low` and `high` are None, with the reason, where there is none."""
    ends, method = ends_of(found, found.variance, found.quantile)
    low, high = ends or (None, None)
    return {
        "value": found.value,
        "n": found.n,
        "clusters": found.clusters,
        "low": low,
        "high": high,
        "method": method,
    }


def ends_of(found: Estimate, variance: float, quantile: float) -> tuple[Interval | None, str]:
    """The interval at this variance, or none, and by which method."""
    if len(found.cells) < 2:
        return None, NO_CLUSTERS if found.clusters < 2 else "undefined without one of the clusters"
    if found.within is None:
        if not variance:
            return None, "no variance"
        return around(found.value, variance, quantile), "jackknife over clusters, student's t"
    if variance and 0 < found.value < 1:
        return log_odds(found.value, variance, quantile), "jackknife over clusters, student's t of the log-odds"
    return wilson(found.value, found.effective, quantile), "wilson, effective clusters"


def effective(sizes: Array) -> float:
    """(Σn)²/Σn²: how many clusters of equal size would weigh as these do."""
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def withheld(measure: Measure, rows: Sequence[Judged]) -> str:
    """Why these rows cannot carry the measure, whatever is answered; empty where they can."""
    how, rows = measure.how, own(measure, rows)
    if not rows:
        return "no rows"
    if isinstance(how, QueryMean) and all(how.skips(members) for members in queries(rows).values()):
        return NO_QUERY
    if not isinstance(how, Functional):
        return ""
    try:
        rows = counted(how, rows)
    except Undefined as error:
        return str(error)
    labels = rows[0].labels
    present = sorted({row.gold for row in rows}, key=lambda gold: labels.index(gold) if gold in labels else -1)
    if len(present) < 2:
        return "all rows have the same right answer"
    for label in present if len(labels) != 2 else labels[1:]:
        for what, groups in (
            (f'"{label}"', {row.group for row in rows if row.gold == label}),
            (f'another answer than "{label}"', {row.group for row in rows if row.gold != label}),
        ):
            if len(groups) < how.fewest:
                noun = "patient or note" if len(groups) == 1 else "patients or notes"
                return f"too few: {len(groups)} {noun} with {what}, and {how.fewest} are needed"
    return ""


def _of_functional(measure: Measure, how: Functional, rows: Sequence[Judged]) -> Estimate:
    """The measure without each cluster in turn."""
    gold, score, weight = arrays(measure, rows)
    reason = withheld(measure, rows)
    if reason:
        raise Undefined(reason)
    names, owners = np.unique(np.array([row.group for row in rows]), return_inverse=True)
    parts, index = _deal([str(name) for name in names], owners)
    value = how.value(gold, score, weight)
    try:
        kept = (index != part for part in range(len(parts) if len(parts) > 1 else 0))
        cells = _cells(value, np.array([how.value(gold[k], score[k], weight[k]) for k in kept]))
    except Undefined:  # a label of one cluster alone: there is a value, and no interval
        cells = np.empty(0)
    # The rarer label decides: a ranking over a thousand patients of whom twelve are positive knows twelve.
    say = min(
        effective(np.bincount(owners[gold == label], weight[gold == label], len(names)).astype(float))
        for label in np.unique(gold)
    )
    return Estimate(float(value), cells, parts, min(say, len(parts)), len(rows), len(names), measure.within)


def _deal(names: Sequence[str], owners: npt.NDArray[np.int_]) -> tuple[tuple[str, ...], npt.NDArray[np.int_]]:
    """What is left out in turn: each cluster, or each of DELETED groups of them; and the one that each row is of.

    The groups are a function of the clusters' names alone, so that arms and seeds have the same.
    """
    if len(names) <= DELETED:
        return tuple(names), owners
    order = sorted(range(len(names)), key=lambda at: hashlib.sha256(names[at].encode()).digest())
    group = np.empty(len(names), dtype=int)
    group[order] = np.arange(len(names)) % DELETED
    return tuple(f"group {number}" for number in range(DELETED)), group[owners]


def _cells(value: float, without: Array) -> Array:
    """The clusters' contributions, of the value and the values without each of them; none of a lone cluster."""
    if len(without) < 2:
        return np.empty(0)
    return np.asarray(value + (len(without) - 1) * (without.mean() - without))


def less(second: Estimate, first: Estimate) -> Estimate:
    """The difference of two estimates over the same clusters. Raises ValueError for others."""
    if first.names != second.names:
        raise ValueError("the arms' clusters differ; they are compared on the same rows")
    return replace(
        second,
        value=second.value - first.value,
        cells=second.cells - first.cells if len(first.cells) == len(second.cells) else np.empty(0),
        effective=min(first.effective, second.effective),
        within=None,
    )
