"""Means, differences and p-values in which rows that share a patient, a note or a question count as one cluster.

clustered_mean([1, 1, 0, 1], ["ann", "ann", "bob", "cy"])
    -> {"value": 0.75, "n": 4, "clusters": 3, "low": 0.04, "high": 0.99, "method": "jackknife over clusters, ..."}

The usual cluster bootstrap gives intervals that are too short over few clusters, and for differences between arms;
tests/evaluation/test_coverage.py measures how often those here are right.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ehrmind.evaluation.intervals import LEVEL, around, bonett_price
from ehrmind.evaluation.jackknife import NO_CLUSTERS, Array, Estimate, interval, of_values

DIFFERENCE = "Student's t over clusters"
OF_SHARES = "Bonett and Price, at the effective n"


def proportion(hits: int, n: int) -> dict[str, Any]:
    """A share of independent rows with its Wilson interval (Wilson 1927, 10.1080/01621459.1927.10502953)."""
    if n == 0:
        return {"value": None, "n": 0, "low": None, "high": None, "method": "wilson"}
    from scipy.stats import binomtest

    ends = binomtest(hits, n).proportion_ci(LEVEL, method="wilson")
    return {"value": hits / n, "n": n, "low": float(ends.low), "high": float(ends.high), "method": "wilson"}


def clustered_mean(values: Sequence[float] | Array, groups: Sequence[str]) -> dict[str, Any]:
    """The mean over rows with a 95 % interval over clusters; `low` and `high` are None below two clusters.

    Shares stay within 0 and 1. Raises ValueError for values that are no numbers, or not one for each group.
    """
    rows = np.asarray(values, dtype=float)
    if not len(rows) and not len(groups):
        return {"value": None, "n": 0, "clusters": 0, "low": None, "high": None, "method": NO_CLUSTERS}
    return interval(of_values(rows, groups, within=(0.0, 1.0) if is_share(rows) else None))


def paired_difference(
    a: Sequence[float] | Array,
    b: Sequence[float] | Array,
    groups: Sequence[str],
    weights: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Mean of `b` minus mean of `a` on the same rows, with a 95 % interval over clusters, and `p` of no difference.

    Of shares, Bonett and Price's interval at the effective n, which has a width where no row differs; of other values,
    Student's t. The test is the interval inverted: p is below 0.05 where the interval leaves out 0, and nowhere else.
    """
    first, second = _pair(a, b)
    if not len(first):
        return clustered_mean([], []) | {"p": 1.0}
    found = of_values(second - first, groups, weights, None)
    if not (is_share(first) and is_share(second)) or found.clusters < 2:
        return of_difference(found)
    weight = np.ones(len(first)) if weights is None else np.asarray(weights, dtype=float)
    gain, loss = (float(np.average(part.clip(min=0), weights=weight)) for part in (second - first, first - second))
    spread, variance = gain + loss - (gain - loss) ** 2, found.variance
    n = spread / variance if variance else found.effective
    centre, variance = bonett_price(gain, loss, n)
    low, high = around(centre, variance, found.quantile)
    p = t_test(centre, variance, found.effective - 1)
    return of_difference(found) | {"low": max(-1.0, low), "high": min(1.0, high), "p": p, "method": OF_SHARES}


def of_difference(found: Estimate) -> dict[str, Any]:
    """A difference with its interval and the two-sided `p` of none, by Student's t over clusters."""
    variance = found.variance
    ends = around(found.value, variance, found.quantile) if variance else (None, None)
    result = {"value": found.value, "n": found.n, "clusters": found.clusters, "low": ends[0], "high": ends[1]}
    return result | {"p": t_test(found.value, variance, found.effective - 1), "method": DIFFERENCE}


def t_test(value: float, variance: float, degrees: float) -> float:
    """Two-sided p of a value of this variance where 0 is expected; 1 where there is nothing to go by."""
    if not variance or degrees <= 0:
        return 1.0
    from scipy.stats import t

    return float(2 * t.sf(abs(value) / variance**0.5, degrees))


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


def _pair(a: Sequence[float] | Array, b: Sequence[float] | Array) -> tuple[Array, Array]:
    """Two arms' results as arrays. Raises ValueError unless they are of the same rows."""
    if len(a) != len(b):
        raise ValueError(f"the arms have {len(a)} and {len(b)} rows; they are compared on the same ones")
    return np.asarray(a, dtype=float), np.asarray(b, dtype=float)
