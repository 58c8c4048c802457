"""Means, differences and p-values in which rows that share a patient, a note or a question count as one cluster.

clustered_mean([1, 1, 0, 1], ["ann", "ann", "bob", "cy"])
    -> {"value": 0.75, "n": 4, "clusters": 3, "low": 0.06, "high": 0.99, "method": "wilson, effective n"}

The usual cluster bootstrap gives intervals that are too short over few clusters, and for differences between arms. It
is taken for means over many clusters alone; tests/evaluation/test_coverage.py measures how often intervals are right.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ehrmind.evaluation.intervals import (
    LEVEL,
    SEED,
    Array,
    Clusters,
    Interval,
    around,
    bca,
    bonett_price,
    clusters_of,
    student,
    wilson,
)

RESAMPLES = 2_000
FLIPS = 9_999
FEW_CLUSTERS = 50  # at 10 to 30 of them the bootstrap's 95 % intervals hold the mean in 92 % of samples


def proportion(hits: int, n: int) -> dict[str, Any]:
    """A share of independent rows with its Wilson interval (Wilson 1927, 10.1080/01621459.1927.10502953)."""
    if n == 0:
        return {"value": None, "n": 0, "low": None, "high": None, "method": "wilson"}
    from scipy.stats import binomtest

    interval = binomtest(hits, n).proportion_ci(LEVEL, method="wilson")
    return {"value": hits / n, "n": n, "low": float(interval.low), "high": float(interval.high), "method": "wilson"}


def clustered_mean(
    values: Sequence[float] | Array, groups: Sequence[str], resamples: int = RESAMPLES
) -> dict[str, Any]:
    """The mean over rows with a 95 % interval over clusters; `low` and `high` are None below two clusters.

    Independent 0/1 rows get Wilson's interval; shares in fewer than FEW_CLUSTERS clusters, or in clusters that all
    agree, Wilson's at the effective n. Others get the BCa bootstrap over clusters, or Student's t where they are few.
    """
    rows, clusters = np.asarray(values, dtype=float), clusters_of(values, groups)
    if clusters.count < 2:
        return _result(clusters, None, "fewer than two clusters")
    if clusters.count == len(rows) and np.isin(rows, (0, 1)).all():
        return {**proportion(int(rows.sum()), len(rows)), "clusters": len(rows)}
    mean, variance, few = clusters.mean, clusters.variance, clusters.count < FEW_CLUSTERS
    if is_share(rows) and (few or not variance):
        n = mean * (1 - mean) / variance if variance else clusters.count
        return _result(clusters, wilson(mean, n, student(clusters.count - 1)), "wilson, effective n")
    if few or not variance:
        return _student(clusters)
    return _result(clusters, bca(clusters, resamples), "cluster bootstrap, bca")


def paired_difference(a: Sequence[float], b: Sequence[float], groups: Sequence[str]) -> dict[str, Any]:
    """Mean of `b` minus mean of `a` on the same rows, with a 95 % interval over clusters.

    Of shares, Bonett and Price's interval at the effective n; of other values, Student's t.
    """
    first, second = _pair(a, b)
    change = second - first
    clusters = clusters_of(change, groups)
    if clusters.count < 2:
        return _result(clusters, None, "fewer than two clusters")
    if not (is_share(first) and is_share(second)):
        return _student(clusters)
    gain, loss = float(change.clip(min=0).mean()), float((-change).clip(min=0).mean())
    spread, variance = gain + loss - (gain - loss) ** 2, clusters.variance
    n = spread / variance if variance else clusters.count
    return _result(clusters, bonett_price(gain, loss, n, student(clusters.count - 1)), "bonett-price, effective n")


def mcnemar(a: Sequence[float], b: Sequence[float]) -> dict[str, Any]:
    """McNemar's exact test (1947, 10.1007/BF02295996) of two arms' 0/1 results on the same, independent rows.

    `only_a` and `only_b` count the rows that one arm alone gets right. Raises ValueError for other results.
    """
    first, second = _pair(a, b)
    if not np.isin((first, second), (0, 1)).all():
        raise ValueError("McNemar's test compares results that are 0 or 1; paired_p compares shares")
    from statsmodels.stats.contingency_tables import mcnemar as exact_test

    only_a, only_b = int((first > second).sum()), int((second > first).sum())
    p = float(exact_test([[0, only_a], [only_b, 0]], exact=True).pvalue) if only_a + only_b else 1.0
    return {"only_a": only_a, "only_b": only_b, "p": p}


def paired_p(a: Sequence[float], b: Sequence[float], groups: Sequence[str]) -> float:
    """Two-sided p-value of no difference: the signs of the clusters' differences are flipped at random.

    What was observed counts as one more flip, so that p is never 0 (Phipson and Smyth 2010, 10.2202/1544-6115.1585).
    Clusters of the same difference are flipped together: how many of them stay is one binomial draw.
    """
    first, second = _pair(a, b)
    totals = clusters_of(second - first, groups).totals.round(12)
    steps, counts = np.unique(np.abs(totals), return_counts=True)
    rng = np.random.default_rng(SEED)
    flipped = sum(
        (step * (2 * rng.binomial(count, 0.5, FLIPS) - count) for step, count in zip(steps, counts, strict=True)),
        start=np.zeros(FLIPS),
    )
    return float(1 + (np.abs(flipped) >= abs(totals.sum()) - 1e-9).sum()) / (1 + FLIPS)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """p-values adjusted for how many they are (Holm 1979, Scandinavian Journal of Statistics 6:65)."""
    if not p_values:
        return {}
    from statsmodels.stats.multitest import multipletests

    adjusted = multipletests(list(p_values.values()), method="holm")[1]
    return dict(zip(p_values, map(float, adjusted), strict=True))


def marks(p: float) -> str:
    """0.004 -> "**": three stars below 0.001, two below 0.01, one below 0.05."""
    return "*" * sum(p < bound for bound in (0.05, 0.01, 0.001))


def is_share(rows: Array) -> bool:
    """Whether all values lie in [0, 1]."""
    return bool(rows.min() >= 0 and rows.max() <= 1)


def _student(clusters: Clusters) -> dict[str, Any]:
    if not clusters.variance:
        return _result(clusters, None, "no variance")
    interval = around(clusters.mean, clusters.variance, student(clusters.count - 1))
    return _result(clusters, interval, "student's t over clusters")


def _pair(a: Sequence[float], b: Sequence[float]) -> tuple[Array, Array]:
    """Two arms' results as arrays. Raises ValueError unless they are of the same rows."""
    if len(a) != len(b):
        raise ValueError(f"the arms have {len(a)} and {len(b)} rows; they are compared on the same ones")
    return np.asarray(a, dtype=float), np.asarray(b, dtype=float)


def _result(clusters: Clusters, interval: Interval | None, method: str) -> dict[str, Any]:
    n = int(clusters.sizes.sum())
    value = clusters.mean if n else None
    low, high = interval or (None, None)
    return {"value": value, "n": n, "clusters": clusters.count, "low": low, "high": high, "method": method}
