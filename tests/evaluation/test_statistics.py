"""Intervals and p-values against published numbers, independent software, and counting by hand."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from ehrmind.evaluation.intervals import LEVEL, around, bonett_price, log_odds, student, wilson
from ehrmind.evaluation.jackknife import Estimate, effective, of_values
from ehrmind.evaluation.seeds import over_seeds, paired_over_seeds
from ehrmind.evaluation.statistics import (
    clustered_mean,
    holm,
    marks,
    paired_difference,
    proportion,
)

Z = float(stats.norm.ppf((1 + LEVEL) / 2))


def patients(count: int, seed: int = 0) -> tuple[list[float], list[str]]:
    """0/1 results of patients with 1 to 6 rows each, alike within a patient."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 7, count)
    chances = rng.beta(0.6, 1.4, count).repeat(sizes)
    return list((rng.random(sizes.sum()) < chances).astype(float)), [f"p{n}" for n in np.arange(count).repeat(sizes)]


def regression(values: Any, groups: list[str]) -> Any:
    """The mean as a regression on a constant, with cluster-robust errors: statsmodels' own arithmetic."""
    codes = np.unique(groups, return_inverse=True)[1]
    return sm.OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)


@pytest.mark.parametrize(("hits", "n"), [(12, 32), (0, 20), (263, 263), (1, 29)])
def test_wilson_is_statsmodels(hits: int, n: int) -> None:
    expected = pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-12)
    share = proportion(hits, n)
    assert (share["low"], share["high"]) == expected
    assert wilson(hits / n, n, Z) == expected


def test_bonett_price_is_statpsychs() -> None:
    # R package statpsych, ci.prop.ps(.05, 12, 4, 26, 6)
    assert around(*bonett_price(26 / 48, 4 / 48, 48), Z) == pytest.approx((0.2548067, 0.6251933), abs=1e-7)


def by_hand(values: list[float], groups: list[str]) -> tuple[float, float]:
    """The mean, and its jackknife variance over clusters, from the means without each cluster."""
    known = sorted(set(groups))
    without = [np.mean([v for v, g in zip(values, groups, strict=True) if g != left]) for left in known]
    return float(np.mean(values)), (len(known) - 1) / len(known) * sum((np.array(without) - np.mean(without)) ** 2)


def test_the_variance_is_that_of_leaving_each_cluster_out() -> None:
    values, groups = patients(60)
    found = of_values(values, groups)
    mean, variance = by_hand(values, groups)
    assert (found.value, found.variance) == (pytest.approx(mean), pytest.approx(variance))
    assert found.cells.mean() == pytest.approx(found.value)
    assert variance == pytest.approx(regression(values, groups).bse[0] ** 2, rel=0.1)  # the sandwich, to first order


def test_the_interval_is_students_t_of_the_log_odds() -> None:
    values, groups = patients(40, seed=2)
    mean, variance = by_hand(values, groups)
    sizes = np.unique(groups, return_counts=True)[1]
    degrees = sizes.sum() ** 2 / (sizes**2).sum() - 1
    half = stats.t.ppf(0.975, degrees) * variance**0.5 / (mean * (1 - mean))
    ends = [1 / (1 + np.exp(-(np.log(mean / (1 - mean)) + sign * half))) for sign in (-1, 1)]
    share = clustered_mean(values, groups)
    assert (share["low"], share["high"]) == pytest.approx(tuple(ends))
    assert log_odds(mean, variance, stats.t.ppf(0.975, degrees)) == pytest.approx(tuple(ends))


def test_one_cluster_with_most_rows_leaves_next_to_no_degrees_of_freedom() -> None:
    sizes = np.array([60.0, *[1.0] * 20])
    assert effective(sizes) == pytest.approx(80**2 / (3600 + 20))
    groups = ["big"] * 60 + [f"p{n}" for n in range(20)]
    share = clustered_mean([1.0, 0.0] * 40, groups)
    assert share["high"] - share["low"] > 0.85
    assert clustered_mean([1.0, 0.0] * 40, [f"p{n}" for n in range(80)])["high"] < 0.62


def test_rows_of_one_patient_count_as_one() -> None:
    values, groups = patients(30)
    once, thrice = clustered_mean(values, groups), clustered_mean(values * 3, groups * 3)
    assert thrice["n"] == 3 * once["n"]
    assert (thrice["low"], thrice["high"]) == pytest.approx((once["low"], once["high"]))
    # every patient answers alike: as many independent rows as patients, less the one that the variance costs
    alike = clustered_mean([1.0] * 40 + [0.0] * 40, [f"p{n // 4}" for n in range(80)])
    assert (alike["low"], alike["high"]) == pytest.approx(log_odds(0.5, 0.25 / 19, student(19)))


@pytest.mark.parametrize("value", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("count", [2, 9, 70])
def test_clusters_that_all_agree_still_get_a_width(value: float, count: int) -> None:
    owners = np.arange(count).repeat(np.arange(count) % 5 + 3)  # 0.1 + 0.1 + 0.1 is not 0.3
    share = clustered_mean([value] * len(owners), [str(n) for n in owners])
    alike = effective(np.bincount(owners).astype(float))
    assert (share["low"], share["high"]) == pytest.approx(wilson(value, alike, student(alike - 1)))
    assert share["method"] == "wilson, effective clusters"


def test_values_that_are_no_shares_get_students_t() -> None:
    values, groups = patients(20)
    lengths = [300 * value + 7 for value in values]
    share = clustered_mean(lengths, groups)
    mean, variance = by_hand(lengths, groups)
    half = student(effective(np.unique(groups, return_counts=True)[1].astype(float)) - 1) * variance**0.5
    assert (share["low"], share["high"]) == pytest.approx((mean - half, mean + half))
    constant = clustered_mean([7.0] * 100, [str(n) for n in range(100)])
    assert (constant["value"], constant["low"], constant["method"]) == (7, None, "no variance")


@pytest.mark.parametrize(("values", "groups", "value"), [([], [], None), ([1, 0], ["a", "a"], 0.5)])
def test_fewer_than_two_clusters_have_no_interval(values: list[float], groups: list[str], value: float | None) -> None:
    for result in (clustered_mean(values, groups), paired_difference([0] * len(values), values, groups)):
        assert (result["value"], result["n"], result["low"], result["high"]) == (value, len(values), None, None)


def test_what_cannot_be_averaged_is_refused() -> None:
    with pytest.raises(ValueError, match="2 rows"):
        clustered_mean([1, 0, 1], ["a", "b"])
    with pytest.raises(ValueError, match="not a number"):
        clustered_mean([1, float("nan")], ["a", "b"])
    with pytest.raises(ValueError, match="have 1 and 2 rows"):
        paired_difference([1], [1, 0], ["a", "b"])


def test_a_paired_difference_is_narrower_than_two_arms_apart() -> None:
    a, groups = patients(60)
    b = list(np.maximum(a, (np.arange(len(a)) % 10 == 0).astype(float)))
    change, arms = paired_difference(a, b, groups), [clustered_mean(arm, groups) for arm in (a, b)]
    assert change["value"] == pytest.approx(arms[1]["value"] - arms[0]["value"])
    assert change["low"] > 0
    assert change["high"] - change["low"] < min(arm["high"] - arm["low"] for arm in arms)
    back = paired_difference(b, a, groups)
    assert (back["low"], back["high"]) == pytest.approx((-change["high"], -change["low"]))


def test_two_arms_that_agree_everywhere_may_still_differ() -> None:
    change = paired_difference([1, 0, 1, 0], [1, 0, 1, 0], list("aabb"))
    assert (change["value"], change["low"], change["high"]) == (0, -1, 1)
    wide = paired_difference([0] * 200, [0] * 200, [str(n) for n in range(200)])
    assert wide["high"] == -wide["low"] == pytest.approx(student(199) * 2**0.5 / 202)


def test_a_difference_of_other_values_is_a_t_interval() -> None:
    a, groups = patients(40)
    b = [value * 30 + n % 3 for n, value in enumerate(a)]
    change = paired_difference(a, b, groups)
    mean, variance = by_hand(list(np.subtract(b, a)), groups)
    half = student(effective(np.unique(groups, return_counts=True)[1].astype(float)) - 1) * variance**0.5
    assert (change["low"], change["high"]) == pytest.approx((mean - half, mean + half))
    assert 0 < change["p"] < 1e-3


@pytest.mark.parametrize("clusters", [12, 60])
def test_a_difference_is_significant_where_its_interval_leaves_out_zero(clusters: int) -> None:
    rng, seen = np.random.default_rng(clusters), set()
    for _ in range(300):
        a = rng.random(clusters) < 0.4
        b = np.where(rng.random(clusters) < 0.4, rng.random(clusters) < 0.7, a)
        found = paired_difference(a, b, [f"p{n // 2}" for n in range(clusters)])
        leaves_out = not found["low"] <= 0 <= found["high"]
        assert (found["p"] < 0.05) is leaves_out
        seen.add(leaves_out)
    assert seen == {True, False}


def test_the_p_of_shares_is_bonett_and_prices() -> None:
    """22 of 120 rows are right in the first arm alone, 38 in the second alone."""
    a, b = np.zeros((2, 120))
    a[:22], b[22:60] = 1, 1
    more, fewer = 39 / 122, 23 / 122
    statistic = (more - fewer) / ((more + fewer - (more - fewer) ** 2) / 122) ** 0.5
    found = paired_difference(a, b, [str(n) for n in range(120)])
    assert found["p"] == pytest.approx(2 * stats.t.sf(statistic, 119), rel=0.03)  # n is 119 by the variance
    assert paired_difference(b, a, [str(n) for n in range(120)])["p"] == pytest.approx(found["p"])


def test_more_rows_of_the_same_patients_are_no_more_evidence() -> None:
    ones, zeros = [1.0] * 90, [0.0] * 90
    assert paired_difference(zeros, ones, [f"p{n % 3}" for n in range(90)])["p"] > 0.05
    assert paired_difference(zeros, ones, [f"p{n}" for n in range(90)])["p"] < 1e-9
    assert paired_difference(ones, ones, [f"p{n}" for n in range(90)])["p"] == 1.0


def test_holm_by_hand() -> None:
    # ascending: 0.01·3, then 0.03·2, then the larger of that and 0.04·1
    adjusted = holm({"sft": 0.01, "rlvr": 0.04, "both": 0.03})
    assert list(adjusted) == ["sft", "rlvr", "both"]
    assert list(adjusted.values()) == pytest.approx([0.03, 0.06, 0.06])
    assert holm({}) == {}


def test_marks() -> None:
    assert [marks(p) for p in (0.0009, 0.001, 0.0099, 0.01, 0.049, 0.05, 1)] == ["***", "**", "**", "*", "*", "", ""]


def two_way(table: np.ndarray) -> tuple[float, float, float]:
    """Mean squares of seeds, questions and error, from statsmodels' analysis of variance."""
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    s, g = table.shape
    data = pd.DataFrame({"y": table.ravel(), "seed": np.repeat(np.arange(s), g), "row": np.tile(np.arange(g), s)})
    squares = anova_lm(ols("y ~ C(seed) + C(row)", data).fit())["mean_sq"]
    return float(squares.iloc[0]), float(squares.iloc[1]), float(squares.iloc[2])


def by_seed(table: Any, groups: list[str], within: tuple[float, float] | None = (0.0, 1.0)) -> list[Estimate]:
    return [of_values(row, groups, within=within) for row in table]


def test_seeds_and_questions_are_both_random() -> None:
    rng = np.random.default_rng(5)
    table = 100 + rng.normal(size=(4, 1)) + 2 * rng.normal(size=12) + rng.normal(size=(4, 12))
    seeds, rows, error = two_way(table)
    assert seeds > error < rows
    total = seeds + rows - error
    degrees = total**2 / (seeds**2 / 3 + rows**2 / 11 + error**2 / 33)
    half = stats.t.ppf(0.975, degrees) * (total / 48) ** 0.5
    names = [str(n) for n in range(12)]
    found = over_seeds(by_seed(table, names, None))
    assert (found["low"], found["high"]) == pytest.approx((table.mean() - half, table.mean() + half))
    assert (found["n"], found["clusters"], found["seeds"]) == (12, 12, 4)
    assert found["sd_seeds"] == pytest.approx(table.mean(axis=1).std(ddof=1))
    against = paired_over_seeds(by_seed(0 * table, names, None), by_seed(table, names, None))
    assert against is not None
    half = stats.t.ppf(0.975, min(degrees, 3)) * (total / 48) ** 0.5
    assert degrees > 3, "a test has no more degrees of freedom than the seeds less one"
    assert (against["low"], against["high"]) == pytest.approx((table.mean() - half, table.mean() + half))


def test_seeds_that_agree_leave_the_questions_variance() -> None:
    table = 50 + np.random.default_rng(6).normal(size=30) + np.zeros((3, 1))
    groups = [str(n // 2) for n in range(30)]
    found, one = over_seeds(by_seed(table, groups, None)), clustered_mean(table[0], groups)
    assert (found["low"], found["high"]) == pytest.approx((one["low"], one["high"]))
    assert found["sd_seeds"] == pytest.approx(0)


def test_seeds_that_disagree_widen_the_interval() -> None:
    values, groups = patients(60)
    worse = [value * (n % 2) for n, value in enumerate(values)]
    found, one = over_seeds(by_seed([values, worse, values], groups)), clustered_mean(values, groups)
    assert found["high"] - found["low"] > 1.5 * (one["high"] - one["low"])
    assert 0 <= found["low"] < found["value"] < found["high"] <= 1


def test_seeds_that_swap_their_answers_say_next_to_nothing() -> None:
    found = over_seeds(by_seed([[1, 0], [0, 1], [1, 0]], ["a", "b"]))
    assert (found["low"], found["high"]) == pytest.approx((0, 1), abs=0.02)


def test_two_seeds_say_nothing_of_a_third() -> None:
    values, groups = patients(60)
    worse = [value * (n % 3 > 0) for n, value in enumerate(values)]
    found = over_seeds(by_seed([values, worse], groups))
    middle = [(a + b) / 2 for a, b in zip(values, worse, strict=True)]
    one = clustered_mean(middle, groups)
    assert (found["low"], found["high"]) == pytest.approx((one["low"], one["high"]))
    assert found["method"] == f"{one['method']}; two seeds, questions only"
    assert found["sd_seeds"] == pytest.approx(abs(np.mean(values) - np.mean(worse)) / 2**0.5)


def test_sizes_of_clusters_are_no_variance() -> None:
    # right three times in four in every cluster, small or large, and in every seed
    values, groups = [1, 1, 1, 0] * 3, ["a"] * 4 + ["b"] * 8
    found = over_seeds(by_seed([values, values, values], groups))
    assert found["method"] == clustered_mean(values, groups)["method"] == "wilson, effective clusters"
    nothing = over_seeds(by_seed([[0, 0, 0]] * 3, list("abc")))
    assert nothing["high"] == pytest.approx(wilson(0, 3, student(2))[1])


def test_one_seed_says_that_it_is_one() -> None:
    found = over_seeds(by_seed([[1, 0, 1, 1]], list("abcd")))
    one = clustered_mean([1, 0, 1, 1], list("abcd"))
    assert found == {**one, "seeds": 1, "sd_seeds": None, "method": f"{one['method']}; one seed, questions only"}
    assert over_seeds(by_seed([[1, 0], [1, 1]], ["a", "a"]))["low"] is None
    with pytest.raises(ValueError, match="other rows"):
        over_seeds([of_values([1, 0], ["a", "b"]), of_values([1], ["a"])])


rows = st.lists(st.tuples(st.sampled_from([0, 0.25, 0.5, 1.0]), st.sampled_from([0, 1.0]), st.sampled_from("abcdef")))


@settings(max_examples=150, deadline=None)
@given(rows, st.booleans())
def test_every_interval_holds_its_value_and_goes_into_json(table: list[tuple[float, float, str]], many: bool) -> None:
    a, b = [row[0] for row in table], [row[1] for row in table]
    groups = [row[2] for row in table]
    if many and table:  # many clusters, most of them without a hit
        a, b, groups = [*a, *[0.0] * 120], [*b, *[0.0] * 120], [*groups, *[f"z{n // 2}" for n in range(120)]]
    tables = [[a], [a, b], [a, a, b]]
    results = [
        clustered_mean(a, groups),
        paired_difference(a, b, groups),
        *(over_seeds(by_seed(t, groups)) for t in tables if a),
    ]
    for result in results:
        json.dumps(result, allow_nan=False)
        if result["low"] is None:
            assert result["clusters"] < 2
        else:
            assert -1 <= result["low"] <= result["value"] + 1e-9
            assert result["value"] - 1e-9 <= result["high"] <= 1
    assert 0 <= paired_difference(a, b, groups)["p"] <= 1
