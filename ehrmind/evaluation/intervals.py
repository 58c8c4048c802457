"""Rows added up by cluster, and the formulas of 95 % intervals over clusters.

clusters_of([1, 1, 0, 1], ["ann", "ann", "bob", "cy"]) -> Clusters(totals=[2, 0, 1], sizes=[2, 1, 1]), of mean 3/4

`wilson` and `bonett_price` are the textbook's formulas at any real n, so that they serve at the effective n: as many
independent rows as would have the clusters' variance (Korn and Graubard 1998, Survey Methodology 24:193).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
SEED = 0  # the same rows give the same interval
BATCH = 100  # resamples in memory at once

Array = npt.NDArray[np.float64]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Clusters:
    """`totals` and `sizes`, each (clusters,). Their ratio is the mean over rows."""

    totals: Array
    sizes: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.sizes)

    @property
    def mean(self) -> float:
        """The mean over rows."""
        return float(self.totals.sum() / self.sizes.sum())

    @property
    def residuals(self) -> Array:
        """What each total differs from its share of the overall mean, (clusters,); exact zeros when all agree."""
        expected = self.mean * self.sizes
        agree = np.allclose(self.totals, expected, rtol=1e-9, atol=1e-12)
        return np.zeros_like(expected) if agree else self.totals - expected

    @property
    def variance(self) -> float:
        """The variance of the mean, a ratio, linearised (Cochran 1977, Sampling Techniques, 6.4)."""
        return float(self.count / (self.count - 1) * (self.residuals**2).sum() / self.sizes.sum() ** 2)


def clusters_of(values: Sequence[float] | Array, groups: Sequence[str]) -> Clusters:
    """Add up rows by group. Raises ValueError for values that are not finite, or of another number than the groups."""
    rows = np.asarray(values, dtype=float)
    if rows.shape != (len(groups),):
        raise ValueError(f"values of shape {rows.shape} for {len(groups)} rows")
    if not np.isfinite(rows).all():
        raise ValueError("a value is infinite or not a number")
    index = np.unique(np.asarray(groups), return_inverse=True)[1].astype(int)
    totals, sizes = (np.bincount(index, weights).astype(np.float64) for weights in (rows, None))
    return Clusters(totals, sizes)


def student(degrees: float) -> float:
    """The two-sided LEVEL quantile of Student's t."""
    from scipy.stats import t

    return float(t.ppf((1 + LEVEL) / 2, degrees))


def around(mean: float, variance: float, quantile: float) -> Interval:
    """The mean ± quantile times its standard error."""
    half = quantile * variance**0.5
    return mean - half, mean + half


def wilson(mean: float, n: float, quantile: float) -> Interval:
    """Wilson's score interval of a share (1927, 10.1080/01621459.1927.10502953)."""
    square = quantile**2
    centre = (mean + square / (2 * n)) / (1 + square / n)
    half = quantile / (1 + square / n) * (mean * (1 - mean) / n + square / (4 * n**2)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def bonett_price(gain: float, loss: float, n: float, quantile: float) -> Interval:
    """The adjusted Wald interval of gain - loss, two shares of n rows (2012, 10.3102/1076998611411915).

    One row is added to either side, so that it has a width even where nothing is gained or lost.
    """
    more, fewer = (n * gain + 1) / (n + 2), (n * loss + 1) / (n + 2)
    low, high = around(more - fewer, (more + fewer - (more - fewer) ** 2) / (n + 2), quantile)
    return max(-1.0, low), min(1.0, high)


def bca(clusters: Clusters, resamples: int) -> Interval:
    """Bias-corrected and accelerated bootstrap over clusters (Efron 1987, 10.1080/01621459.1987.10478410)."""
    from scipy.stats import bootstrap

    def mean(totals: Array, sizes: Array, axis: int) -> Array:
        return np.asarray(totals.sum(axis=axis) / sizes.sum(axis=axis))

    interval = bootstrap(
        (clusters.totals, clusters.sizes),
        mean,
        paired=True,
        vectorized=True,
        n_resamples=resamples,
        batch=BATCH,
        confidence_level=LEVEL,
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return float(interval.low), float(interval.high)
