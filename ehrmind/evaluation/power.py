"""What a design can show before it is run: the smallest difference between two arms, and what more seeds would show.

    smallest_difference(clusters=320, seeds=3)  ->  0.17    17 points of accuracy, with 80 % power
    smallest_difference(clusters=320, seeds=5)  ->  0.114

Of two arms answered on the same rows and trained with the same seeds, by the test that the report uses (see
evaluation/seeds.py). What is assumed stands in the words: the share of rows on which two arms differ, and how far two
trainings of one recipe differ.
"""

from dataclasses import dataclass
from math import sqrt

POWER, LEVEL = 0.8, 0.95


@dataclass(frozen=True, slots=True)
class Assumed:
    """Of shares: how many rows one arm alone gets right, and the standard deviation of an arm between its seeds."""

    differ: float = 0.25
    between_seeds: float = 0.02


def smallest_difference(clusters: int, seeds: int, assumed: Assumed = Assumed()) -> float | None:
    """The difference of shares that is found in 80 % of repetitions; None with too few clusters for a test.

    Below three seeds training is held fixed: the difference is one of these weights, and says nothing of their recipes.
    """
    from scipy.stats import t

    if clusters < 2:
        return None
    fixed = seeds < 3
    variance = assumed.differ / clusters + (0.0 if fixed else 2 * assumed.between_seeds**2 / seeds)
    degrees = clusters - 1 if fixed else seeds - 1
    return float((t.ppf((1 + LEVEL) / 2, degrees) + t.ppf(POWER, degrees)) * sqrt(variance))


def words(clusters: int, seeds: int, assumed: Assumed = Assumed()) -> str:
    """A design in a sentence or two: "320 rows and 3 seeds show a difference of 17.2 points with 80 % power ..."."""
    found = smallest_difference(clusters, seeds, assumed)
    if found is None:
        return f"{clusters} rows allow no test."
    counted = f"{clusters} independent rows and {seeds} seed{'s' if seeds > 1 else ''}"
    told = f"{counted} show a difference of {100 * found:.1f} points with 80 % power"
    more = next((other for other in (3, 5, 8, 12) if other > max(seeds, 2)), None)
    if seeds < 3:
        told += " between these weights; of the recipes they show none"
    if more:
        other = smallest_difference(clusters, more, assumed) or 0.0
        told += f"; {more} seeds would show {100 * other:.1f}"
    differ, between = 100 * assumed.differ, 100 * assumed.between_seeds
    return f"{told}. Assumed: arms differ on {differ:.0f} % of the rows, seeds by {between:.0f} points (SD)."
