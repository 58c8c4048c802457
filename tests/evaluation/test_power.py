"""What a design can show, against the test that the report uses."""

import numpy as np
import pytest

from ehrmind.evaluation.jackknife import of_values
from ehrmind.evaluation.power import Assumed, smallest_difference, words
from ehrmind.evaluation.seeds import paired_over_seeds
from ehrmind.evaluation.statistics import paired_difference


def test_more_rows_and_more_seeds_show_less() -> None:
    sizes = [smallest_difference(320, seeds) or 0.0 for seeds in (3, 5, 8)]
    assert sizes == sorted(sizes, reverse=True)
    assert (smallest_difference(80, 1) or 0) > (smallest_difference(320, 1) or 0)
    assert smallest_difference(1, 3) is None
    assert words(1, 3) == "1 rows allow no test."


def test_below_three_seeds_nothing_is_shown_of_recipes() -> None:
    assert "between these weights; of the recipes they show none; 3 seeds would show" in words(320, 1)
    assert words(320, 3).startswith("320 independent rows and 3 seeds show a difference of ")


def test_the_power_of_one_seed_is_what_it_says() -> None:
    rng, rows, differ = np.random.default_rng(0), 200, 0.25
    size = smallest_difference(rows, 1, Assumed(differ)) or 0.0
    groups, found = [str(n) for n in range(rows)], []
    for _ in range(400):
        changed = rng.random(rows) < differ
        better = rng.random(rows) < (1 + size / differ) / 2
        first = np.where(changed, ~better, rng.random(rows) < 0.5).astype(float)
        second = np.where(changed, better, first).astype(float)
        found.append(paired_difference(first, second, groups)["p"] < 0.05)
    assert 0.72 < np.mean(found) < 0.88


@pytest.mark.parametrize("seeds", [3, 5])
def test_the_power_of_several_seeds_is_at_least_what_it_says(seeds: int) -> None:
    rng, rows, spread = np.random.default_rng(seeds), 300, 0.03
    size = smallest_difference(rows, seeds, Assumed(0.25, spread)) or 0.0
    groups, found = [str(n) for n in range(rows)], []
    for _ in range(300):
        hard = rng.random(rows)
        shifts = spread * rng.normal(size=(2, seeds, 1)) + np.array([0, size]).reshape(2, 1, 1)
        noise = 0.15 * rng.normal(size=(2, seeds, rows))
        right = (hard + noise < 0.45 + shifts).astype(float)
        arms = ([of_values(row, groups) for row in arm] for arm in right)
        change = paired_over_seeds(*arms)
        found.append(change is not None and change["p"] < 0.05)
    assert np.mean(found) > 0.75, "arms that differ on fewer rows than was assumed show more"
