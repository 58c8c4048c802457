"""One number for an arm that was trained with several seeds and tested on the same questions each time.

over_seeds([of_values(right, groups) for right in ([1, 0, 1, 1], [1, 0, 0, 1], [1, 1, 0, 1])])    three seeds, four rows
    -> {"value": 0.667, ..., "seeds": 3, "sd_seeds": 0.144, "method": "crossed random effects, satterthwaite"}

Mean ± SD over seeds, as papers print it, holds the questions fixed; an interval over questions holds the training
fixed. Here both vary: a new training, and new questions. The table is of the clusters' contributions to any measure
(see jackknife), a row a seed. Two trainings do not tell how far a third would be from them (one degree of freedom:
Student's t is 12.7), so that the interval of two is over questions alone, and says so.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ehrmind.evaluation.intervals import around, student
from ehrmind.evaluation.jackknife import ROUNDING, Array, Estimate, ends_of, interval, less
from ehrmind.evaluation.statistics import t_test

CROSSED = "crossed random effects, satterthwaite"
FEWEST = 3  # seeds whose scatter says something of another training


def over_seeds(estimates: Sequence[Estimate]) -> dict[str, Any]:
    """The mean of a measure over seeds with a 95 % interval over seeds and clusters.

    `sd_seeds` is the SD of the seeds' values on these questions, None with one seed. With fewer than three the interval
    is over questions alone. Raises ValueError when the seeds have not answered the same clusters.
    """
    mean = mean_of(estimates)
    found, count = interval(mean), len(estimates)
    deviation = float(np.std([item.value for item in estimates], ddof=1)) if count > 1 else None
    shown = found | {"seeds": count, "sd_seeds": deviation}
    if count < FEWEST:
        return shown | {"method": f"{found['method']}; {'one seed' if count == 1 else 'two seeds'}, questions only"}
    variance, degrees, _ = _crossed(estimates, mean.effective)
    ends, _ = ends_of(mean, variance, student(degrees))
    return shown | {"low": ends[0], "high": ends[1], "method": CROSSED} if ends and variance else shown


def paired_over_seeds(first: Sequence[Estimate], second: Sequence[Estimate]) -> dict[str, Any] | None:
    """The mean of `second` less that of `first`, estimates of the same seeds, with a 95 % interval and `p`.

    Seeds and clusters both vary: Student's t on the crossed variance of the differences; those of values within [0, 1]
    stay within [-1, 1]. None with one seed or one cluster, or where no difference differs from another. Raises
    ValueError when the arms have not answered the same clusters with as many seeds.
    """
    if len(first) != len(second):
        raise ValueError(f"the arms have {len(first)} and {len(second)} seeds; give the same seeds of both")
    changes = [less(b, a) for a, b in zip(first, second, strict=True)]
    mean = mean_of(changes)
    variance, degrees, scatter = _crossed(changes, mean.effective)
    degrees = min(degrees, len(changes) - 1) if scatter else degrees  # the test hangs on the seeds' own variance
    if len(changes) < 2 or not variance:
        return None
    low, high = around(mean.value, variance, student(degrees))
    if all(item.within == (0.0, 1.0) for item in (*first, *second)):
        low, high = max(-1.0, low), min(1.0, high)
    return {
        "value": mean.value,
        "n": mean.n,
        "clusters": mean.clusters,
        "low": low,
        "high": high,
        "p": t_test(mean.value, variance, degrees),
        "seeds": len(changes),
        "method": CROSSED,
    }


def mean_of(estimates: Sequence[Estimate]) -> Estimate:
    """The seeds' mean, cluster by cluster. Raises ValueError where they have not the same clusters."""
    first = estimates[0]
    if any(item.names != first.names for item in estimates):
        raise ValueError("the seeds have answered other rows; they are compared on the same ones")
    whole = all(len(item.cells) == len(first.cells) for item in estimates)
    return replace(
        first,
        value=float(np.mean([item.value for item in estimates])),
        cells=np.mean([item.cells for item in estimates], axis=0) if whole else np.empty(0),
        effective=min(item.effective for item in estimates),
    )


def _crossed(estimates: Sequence[Estimate], effective: float) -> tuple[float, float, bool]:
    """The variance of the seeds' mean, its degrees of freedom, and whether the seeds scatter more than chance.

    Zeros with one seed or one cluster.
    """
    sizes = {len(item.cells) for item in estimates}
    if len(estimates) < 2 or len(sizes) > 1 or min(sizes) < 2:
        return 0.0, 0.0, False
    variance, degrees, scatter = _variance(np.stack([item.cells for item in estimates]), effective)
    return (variance, degrees, scatter) if variance > ROUNDING else (0.0, 0.0, False)


def _variance(cells: Array, effective: float) -> tuple[float, float, bool]:
    """The variance of the mean of an (S, G) table with both margins random, its degrees of freedom, and the scatter.

    The ANOVA estimator (Searle, Casella and McCulloch 1992, Variance Components, 10.1002/9780470316856): MS_seeds +
    MS_clusters - MS_error over S·G, never below what one source alone gives; degrees of freedom after Satterthwaite
    (1946, 10.2307/3002019), of the clusters as many as the effective ones less one. The scatter: whether the seeds'
    mean square is above the error's.
    """
    s, g = cells.shape
    seeds, clusters = cells.mean(axis=1, keepdims=True), cells.mean(axis=0, keepdims=True)
    ms_seeds = g * seeds.var(ddof=1)
    ms_clusters = s * clusters.var(ddof=1)
    ms_error = ((cells - seeds - clusters + cells.mean()) ** 2).sum() / ((s - 1) * (g - 1))
    total = max(ms_seeds + ms_clusters - ms_error, ms_seeds, ms_clusters, ms_error)
    if not total:
        return 0.0, 0.0, False
    free = max(effective - 1, 1e-3)
    spread = ms_seeds**2 / (s - 1) + ms_clusters**2 / free + ms_error**2 / ((s - 1) * free)
    degrees = float(total**2 / spread)
    scatter = bool(ms_seeds > ms_error + 1e-12 * total)  # beyond what rounding leaves of seeds that agree
    return float(total / (s * g)), degrees, scatter
