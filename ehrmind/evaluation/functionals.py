"""The measures of labels and their probabilities that tasks choose from.

    def measures(self) -> tuple[Measure, ...]:
        return (auroc(), average_precision(), brier(), calibration_error(), calibration_slope(), *DEFAULT)

The positive label of two is the last, ("no", "yes"); of more, each label stands against the others and the mean is
taken (macro). A label that no row has as its right answer counts in none of them.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

from ehrmind.evaluation.measures import (
    FEWEST,
    Direction,
    Functional,
    Judged,
    Measure,
    Need,
    RowMean,
    Undefined,
    probability,
)

STEPS = 25  # of Newton, which needs five to eight
BINS = 10  # of the calibration error, with as many rows in each
_PROBABILITIES = (Need.PROBABILITIES,)


def auroc(name: str = "auroc", label: str = "AUROC", among: tuple[str, ...] = ()) -> Measure:
    """Area under the receiver operating characteristic: how often a positive stands above a negative.

    `among`: of the rows of these labels alone, by their probabilities among each other.
    """

    def value(gold: Any, score: Any, weight: Any) -> float:
        return _against_the_rest(gold, score, weight, _area)

    return Measure(name, label, Functional(value, FEWEST, among), unit="", needs=_PROBABILITIES)


def auroc_between(positive: str, negative: str) -> Measure:
    """AUROC of one label against another, by P(positive) / (P(positive) + P(negative)), over the rows of these two."""
    name = f"auroc_{positive}_{negative}".replace(" ", "_")
    return auroc(name, f"AUROC ({positive} against {negative})", (negative, positive))


def average_precision(name: str = "average_precision", label: str = "average precision") -> Measure:
    """Average precision, the step-wise area under precision and recall. A coin has the prevalence, and not 0.5."""

    def value(gold: Any, score: Any, weight: Any) -> float:
        return _against_the_rest(gold, score, weight, _precision)

    return Measure(name, label, Functional(value, FEWEST), unit="", needs=_PROBABILITIES)


def brier() -> Measure:
    """Brier's score (1950): the squared error of the probabilities; of two labels that of the positive one alone."""

    def value(row: Judged) -> float:
        errors = [(probability(row, label) - (label == row.gold)) ** 2 for label in row.labels]
        if not errors:
            raise Undefined("the answers are from no closed set")
        return errors[-1] if len(errors) == 2 else sum(errors)

    return Measure("brier", "Brier", RowMean(value), "", Direction.DOWN, _PROBABILITIES, None)


def balanced_accuracy() -> Measure:
    """The mean over the labels of the share of their rows that are answered right."""

    def value(gold: Any, answer: Any, weight: Any) -> float:
        counts, _ = _table(gold, answer, weight)
        rows = counts.sum(axis=1)
        return float((counts.diagonal()[rows > 0] / rows[rows > 0]).mean())

    return Measure("balanced_accuracy", "balanced accuracy", Functional(value))


def macro_f1() -> Measure:
    """The mean over the labels of the harmonic mean of precision and recall."""

    def value(gold: Any, answer: Any, weight: Any) -> float:
        counts, _ = _table(gold, answer, weight)
        rows = counts.sum(axis=1)
        return float((2 * counts.diagonal() / (rows + counts.sum(axis=0)))[rows > 0].mean())

    return Measure("macro_f1", "macro-F1", Functional(value), unit="")


def f1_of(label: str, labels: Sequence[str]) -> Measure:
    """The harmonic mean of one label's precision and recall; `labels` are all of them, in the task's order."""
    place = tuple(labels).index(label)

    def value(gold: Any, answer: Any, weight: Any) -> float:
        counts, known = _table(gold, answer, weight)
        (at,) = (known == place).nonzero()
        if not counts[at].sum():
            raise Undefined(f'no row is "{label}"')
        return float(2 * counts[at, at].sum() / (counts[at].sum() + counts[:, at].sum()))

    return Measure(f"f1_{label}".replace(" ", "_"), f"F1 ({label})", Functional(value), unit="")


def kappa(weights: str | None = None) -> Measure:
    """Cohen's kappa (1960): agreement beyond chance. `weights="quadratic"`: of labels in an order."""

    def value(gold: Any, answer: Any, weight: Any) -> float:
        import numpy as np

        counts, known = _table(gold, answer, weight)
        place = np.arange(len(known))
        apart = np.subtract.outer(place, place) ** 2 if weights else 1 - np.eye(len(known))
        chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
        return float(1 - (apart * counts).sum() / (apart * chance).sum())

    return Measure("kappa", "kappa", Functional(value), unit="", within=None)


def calibration_error() -> Measure:
    """Expected calibration error (Naeini et al. 2015, 10.1609/aaai.v29i1.9602) in bins of equal weight.

    Of two labels that of the positive one; of more that of the likeliest. It is above 0 for a calibrated model too, the
    more the fewer rows there are.
    """

    def value(gold: Any, score: Any, weight: Any) -> float:
        import numpy as np

        said, true = _binary(gold, score)
        _, place = np.unique(said, return_inverse=True)  # equal probabilities share a bin, whatever the rows' order
        sizes = np.bincount(place, weight)
        ends = np.cumsum(sizes)
        bins = np.minimum((ends - sizes / 2) / ends[-1] * BINS, BINS - 1).astype(int)
        gaps = np.bincount(bins[place], weight * (said - true), BINS)
        return float(np.abs(gaps).sum() / ends[-1])

    return Measure("calibration_error", "calibration error", Functional(value), "", Direction.DOWN, _PROBABILITIES)


def calibration_slope() -> Measure:
    """The slope of a logistic regression of the outcome on the log-odds (Cox 1958): below 1 is too sure."""

    def value(gold: Any, score: Any, weight: Any) -> float:
        import numpy as np
        from scipy.special import logit

        said, true = _binary(gold, score)
        if len(np.unique(true)) < 2:
            raise Undefined("only one outcome")
        odds = logit(np.clip(said, 1e-6, 1 - 1e-6))
        if np.ptp(odds) < 1e-9:
            raise Undefined("the probabilities are all the same")
        if odds[true == 1].min() > odds[true == 0].max():
            raise Undefined("the outcomes are separated")
        return _slope(odds, true, weight)

    return Measure("calibration_slope", "calibration slope", Functional(value), "", Direction.ONE, _PROBABILITIES, None)


def _present(gold: Any, fewest: int) -> Any:
    """The labels that are the right answer of a row. Raises Undefined with fewer than `fewest`."""
    import numpy as np

    present = np.unique(gold)
    if len(present) < fewest:
        raise Undefined("all rows have the same right answer")
    return present


def _table(gold: Any, answer: Any, weight: Any) -> tuple[Any, Any]:
    """The weights by right and by given answer, (K, K), and the K labels that are one of them (-1: no label).

    Raises Undefined with fewer than two right answers. Of these counts the measures are short formulas; scikit-learn's
    take 10 ms each to check their input, and a report asks for some hundred thousand of them.
    """
    import numpy as np

    _present(gold, 2)
    known, place = np.unique(np.concatenate([gold, answer]), return_inverse=True)
    cells = place[: len(gold)] * len(known) + place[len(gold) :]
    return np.bincount(cells, weight, len(known) ** 2).reshape(len(known), len(known)), known


def _area(true: Any, score: Any, weight: Any) -> float:
    """The area under the curve as Mann and Whitney's count: pairs in the right order, and half of those that tie."""
    positive, negative = _by_score(true, score, weight)
    below = negative.cumsum() - negative / 2
    return float((positive * below).sum() / (positive.sum() * negative.sum()))


def _precision(true: Any, score: Any, weight: Any) -> float:
    """The precision at each score that a positive has, averaged over the positives."""
    positive, negative = (part[::-1] for part in _by_score(true, score, weight))
    found = positive.cumsum()
    return float((positive * found / (found + negative.cumsum())).sum() / found[-1])


def _by_score(true: Any, score: Any, weight: Any) -> tuple[Any, Any]:
    """The weights of the positives, and of the others, at each score from the lowest on."""
    import numpy as np

    known, place = np.unique(score, return_inverse=True)
    positive = np.bincount(place, weight * true, len(known))
    return positive, np.bincount(place, weight, len(known)) - positive


def _slope(odds: Any, true: Any, weight: Any) -> float:
    """The slope of a logistic regression by Newton's steps; where they lead nowhere, by scikit-learn's slower ones."""
    import numpy as np
    from scipy.special import expit

    design, fitted = np.stack([np.ones_like(odds), odds]), np.zeros(2)
    for _ in range(STEPS):
        said = expit(fitted @ design)
        curvature = (design * (weight * said * (1 - said))) @ design.T
        if np.linalg.cond(curvature) > 1e12:
            break
        step = np.linalg.solve(curvature, design @ (weight * (true - said)))
        fitted += step
        if np.abs(step).max() < 1e-9:
            return float(fitted[1])
    from sklearn.linear_model import LogisticRegression

    return float(LogisticRegression(C=np.inf).fit(odds[:, None], true, sample_weight=weight).coef_[0, 0])


def _against_the_rest(gold: Any, score: Any, weight: Any, of: Callable[[Any, Any, Any], float]) -> float:
    """Of two labels the positive one's number; of more the mean of each against the others."""
    present = _present(gold, 2)
    if score.shape[1] == 2:
        return float(of(gold == 1, score[:, 1], weight))
    return math.fsum(float(of(gold == label, score[:, label], weight)) for label in present) / len(present)


def _binary(gold: Any, score: Any) -> tuple[Any, Any]:
    """A probability and whether it came true: of the positive label of two, of the likeliest of more."""
    import numpy as np

    if score.shape[1] == 2:
        return score[:, 1], (gold == 1).astype(float)
    top = score.argmax(axis=1)
    return score[np.arange(len(score)), top], (gold == top).astype(float)
