"""One number for an arm that was trained with several seeds and tested on the same questions each time.

over_seeds([[1, 0, 1, 1], [1, 0, 0, 1]], ["ann", "ann", "bob", "cy"])      two seeds, four rows
    -> {"value": 0.625, ..., "seeds": 2, "sd_seeds": 0.177, "method": "crossed random effects"}

Mean ± SD over seeds, as papers print it, holds the questions fixed; an interval over questions holds the training
fixed. Here both vary: a new training, and new questions.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ehrmind.evaluation.intervals import Array, Clusters, Interval, around, clusters_of, student, wilson
from ehrmind.evaluation.statistics import clustered_mean, is_share

ROUNDING = 1e-20  # a variance below it is none


def over_seeds(table: Sequence[Sequence[float]], groups: Sequence[str]) -> dict[str, Any]:
    """The mean of a (seeds, rows) table of results with a 95 % interval over seeds and clusters.

    `sd_seeds` is the SD of the seeds' means on these questions; None with one seed, whose interval is over questions
    alone. Raises ValueError when the seeds have not answered the same rows.
    """
    by_seed = [clusters_of(row, groups) for row in table]
    rows = np.asarray(table, dtype=float)  # (S, N)
    found = _crossed(rows, by_seed) or clustered_mean(rows.mean(axis=0), groups)
    if len(rows) == 1:
        return found | {"seeds": 1, "sd_seeds": None, "method": f"{found['method']}; one seed, questions only"}
    return found | {"seeds": len(rows), "sd_seeds": float(rows.mean(axis=1).std(ddof=1)) if rows.size else None}


def paired_over_seeds(
    first: Sequence[Sequence[float]], second: Sequence[Sequence[float]], groups: Sequence[str]
) -> dict[str, Any] | None:
    """Mean of `second` minus mean of `first`, (seeds, rows) tables of the same seeds, with a 95 % interval and `p`.

    Seeds and clusters both vary: Student's t on the crossed variance of the differences; those of shares stay within
    [-1, 1]. None with one seed or one cluster, or where no difference differs from another. Raises ValueError when the
    arms have not answered the same rows with as many seeds.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)  # (S, N)
    if a.shape != b.shape:
        raise ValueError(f"the arms' tables are of shape {a.shape} and {b.shape}; give the same seeds and rows of both")
    change = b - a
    by_seed = [clusters_of(row, groups) for row in change]
    if min(len(change), by_seed[0].count) < 2:
        return None
    variance, degrees = _variance(_linearised(by_seed))
    if variance < ROUNDING:
        return None
    from scipy.stats import t

    value = float(change.mean())
    low, high = around(value, variance, student(degrees))
    if is_share(a) and is_share(b):
        low, high = max(-1.0, low), min(1.0, high)
    return {
        "value": value,
        "n": change.shape[1],
        "clusters": by_seed[0].count,
        "low": low,
        "high": high,
        "p": float(2 * t.sf(abs(value) / variance**0.5, degrees)),
        "seeds": len(change),
        "method": "crossed random effects, satterthwaite",
    }


def _crossed(rows: Array, by_seed: Sequence[Clusters]) -> dict[str, Any] | None:
    """The interval over both; None with one seed or one cluster, or where no result differs from another."""
    count = by_seed[0].count
    if min(len(rows), count) < 2:
        return None
    variance, degrees = _variance(_linearised(by_seed))
    if variance < ROUNDING:
        return None
    low, high = _interval(rows, variance, degrees)
    method = "crossed random effects, satterthwaite"
    return {
        "value": float(rows.mean()),
        "n": rows.shape[1],
        "clusters": count,
        "low": low,
        "high": high,
        "method": method,
    }


def _linearised(by_seed: Sequence[Clusters]) -> Array:
    """(S, G) clusters' totals, scaled so that each row's mean is its seed's mean over questions.

    A ratio's linearised totals: a large cluster weighs more, and its size alone is no variance.
    """
    totals, sizes = np.stack([seed.totals for seed in by_seed]), by_seed[0].sizes
    mean = totals.sum() / (len(by_seed) * sizes.sum())
    return np.asarray(mean + (totals - mean * sizes) * len(sizes) / sizes.sum())


def _variance(cells: Array) -> tuple[float, float]:
    """The variance of the mean of an (S, G) table with both margins random, and its degrees of freedom.

    The ANOVA estimator (Searle, Casella and McCulloch 1992, Variance Components, 10.1002/9780470316856): MS_seeds +
    MS_clusters - MS_error over S·G, never below what one source alone gives; degrees of freedom after Satterthwaite
    (1946, 10.2307/3002019).
    """
    s, g = cells.shape
    seeds, clusters = cells.mean(axis=1, keepdims=True), cells.mean(axis=0, keepdims=True)
    ms_seeds = g * seeds.var(ddof=1)
    ms_clusters = s * clusters.var(ddof=1)
    ms_error = ((cells - seeds - clusters + cells.mean()) ** 2).sum() / ((s - 1) * (g - 1))
    total = max(ms_seeds + ms_clusters - ms_error, ms_seeds, ms_clusters, ms_error)
    if not total:
        return 0.0, 0.0
    spread = ms_seeds**2 / (s - 1) + ms_clusters**2 / (g - 1) + ms_error**2 / ((s - 1) * (g - 1))
    return float(total / (s * g)), float(total**2 / spread)


def _interval(rows: Array, variance: float, degrees: float) -> Interval:
    """Student's t; of shares in the score form, which stays within [0, 1]."""
    mean, quantile = float(rows.mean()), student(degrees)
    if is_share(rows):
        return wilson(mean, mean * (1 - mean) / variance, quantile)
    return around(mean, variance, quantile)
