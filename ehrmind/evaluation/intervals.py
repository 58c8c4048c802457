"""The formulas of 95 % intervals: on the scale of the value, on that of its log-odds, and of shares near 0 and 1.

    log_odds(0.3, variance=0.003, quantile=1.99) -> (0.204, 0.417)

`wilson` and `bonett_price` are the textbook's formulas at any real n, so that they serve at the effective n: as many
independent rows as would have the clusters' variance (Korn and Graubard 1998, Survey Methodology 24:193).
"""

import math

LEVEL = 0.95
LARGEST = 1e6  # of a quantile: of a hundredth of a degree of freedom it is beyond what a float can hold

Interval = tuple[float, float]


def student(degrees: float) -> float:
    """The two-sided LEVEL quantile of Student's t."""
    from scipy.stats import t

    return float(min(t.ppf((1 + LEVEL) / 2, degrees), LARGEST)) if degrees > 0 else LARGEST


def around(mean: float, variance: float, quantile: float) -> Interval:
    """The mean ± quantile times its standard error."""
    half = quantile * math.sqrt(variance)
    return mean - half, mean + half


def log_odds(mean: float, variance: float, quantile: float) -> Interval:
    """The interval of a value within (0, 1) on the scale of its log-odds, by the delta method."""
    from scipy.special import expit, logit

    ends = around(float(logit(mean)), variance / (mean * (1 - mean)) ** 2, quantile)
    return float(expit(ends[0])), float(expit(ends[1]))


def wilson(mean: float, n: float, quantile: float) -> Interval:
    """Wilson's score interval of a share (1927, 10.1080/01621459.1927.10502953)."""
    square = quantile**2
    centre = (mean + square / (2 * n)) / (1 + square / n)
    half = quantile / (1 + square / n) * math.sqrt(mean * (1 - mean) / n + square / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def bonett_price(gain: float, loss: float, n: float) -> tuple[float, float]:
    """Gain - loss, two shares of n rows, and its variance, both adjusted (2012, 10.3102/1076998611411915).

    One row is added to either side, so that an interval around it has a width even where nothing is gained or lost.
    """
    more, fewer = (n * gain + 1) / (n + 2), (n * loss + 1) / (n + 2)
    return more - fewer, (more + fewer - (more - fewer) ** 2) / (n + 2)
