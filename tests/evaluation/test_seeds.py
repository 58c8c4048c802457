"""Differences between arms over the same seeds, against the formula by hand and drawn data whose truth is known."""

from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.stats import norm

from ehrmind.evaluation.seeds import paired_over_seeds
from tests.evaluation.test_coverage import Record, asked, coverage, draw_patients, named
from tests.evaluation.test_statistics import by_seed, two_way


def test_the_difference_has_the_crossed_variance_of_the_differences() -> None:
    rng = np.random.default_rng(7)
    first = 100 + rng.normal(size=(3, 10))
    change = 1 + rng.normal(size=(3, 1)) + 2 * rng.normal(size=10) + rng.normal(size=(3, 10))
    seeds, rows, error = two_way(change)
    assert seeds > error < rows
    total = seeds + rows - error
    degrees = min(total**2 / (seeds**2 / 2 + rows**2 / 9 + error**2 / 18), 2)
    step = (total / 30) ** 0.5
    half = stats.t.ppf(0.975, degrees) * step
    groups = [str(n) for n in range(10)]
    found = paired_over_seeds(by_seed(first, groups, None), by_seed(first + change, groups, None))
    assert found is not None
    assert (found["low"], found["high"]) == pytest.approx((change.mean() - half, change.mean() + half))
    assert found["p"] == pytest.approx(2 * stats.t.sf(abs(change.mean()) / step, degrees))
    assert (found["value"], found["seeds"], found["clusters"]) == (pytest.approx(change.mean()), 3, 10)


def test_equal_recipes_whose_seeds_scatter_seldom_differ() -> None:
    """1,000 rows, three seeds in each of two equal recipes, 2 points of scatter between trainings."""
    rng = np.random.default_rng(3)
    groups = [str(n) for n in range(1000)]
    below = []
    for _ in range(300):
        hard = rng.normal(size=1000)
        shares = 0.4 + 0.02 * rng.normal(size=(2, 3, 1))
        right = (rng.normal(size=(2, 3, 1000)) + hard < stats.norm.ppf(shares) * 2**0.5).astype(float)
        found = paired_over_seeds(by_seed(right[0], groups), by_seed(right[1], groups))
        below.append(found is not None and found["p"] < 0.05)
    assert np.mean(below) < 0.08


def test_seeds_that_scatter_leave_no_small_p() -> None:
    sft = [[1.0] * share + [0.0] * (100 - share) for share in (40, 41, 42)]
    rlvr = [[1.0] * share + [0.0] * (100 - share) for share in (30, 60, 95)]
    groups = [str(n) for n in range(100)]
    found = paired_over_seeds(by_seed(sft, groups), by_seed(rlvr, groups))
    assert found is not None
    assert found["p"] > 0.1
    assert -1 <= found["low"] < 0 < found["value"] < found["high"] <= 1


def test_where_nothing_is_crossed_nothing_is_said() -> None:
    groups = list("abcd")

    def compared(first: list[list[int]], second: list[list[int]], owners: list[str]) -> dict[str, Any] | None:
        return paired_over_seeds(by_seed(first, owners), by_seed(second, owners))

    assert compared([[1, 0, 1, 1]], [[0, 0, 1, 1]], groups) is None
    assert compared([[1, 0, 1, 1]] * 2, [[0, 0, 1, 1]] * 2, ["a"] * 4) is None
    assert compared([[0] * 4] * 3, [[1] * 4] * 3, groups) is None
    with pytest.raises(ValueError, match="1 and 2 seeds"):
        compared([[1] * 4], [[1] * 4] * 2, groups)


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("seeds", "count", "largest", "between"), [(5, 100, 1, 0.15), (5, 40, 4, 0.3), (3, 100, 1, 0.3)]
)
def test_the_interval_of_a_difference_holds_the_truth(
    seeds: int, count: int, largest: int, between: float, record_property: Record
) -> None:
    def interval(rng: np.random.Generator) -> dict[str, Any]:
        owners = draw_patients(rng, count, largest)
        skill = between * rng.normal(size=(2, seeds, 1))
        easy = 0.8 * rng.normal(size=count)[owners] + 0.6 * rng.normal(size=len(owners))
        noise = rng.normal(size=(2, seeds, len(owners)))
        a, b = ((level + skill[arm] + easy + noise[arm] > 0).astype(float) for arm, level in ((0, -0.4), (1, 0.0)))
        return paired_over_seeds(by_seed(a, named(owners)), by_seed(b, named(owners))) or {}

    spread = (between**2 + 0.8**2 + 0.6**2 + 1) ** 0.5
    measured = coverage(interval, norm.cdf(0.0) - norm.cdf(-0.4 / spread))
    design = f"{seeds} seeds (SD {between}), {count} patients"
    asked(record_property, "difference over seeds", design, measured)
