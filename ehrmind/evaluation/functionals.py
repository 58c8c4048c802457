"""The measures of labels and their probabilities that tasks choose from; scikit-learn computes them.

    def measures(self) -> tuple[Measure, ...]:
        return (auroc(), average_precision(), brier(), calibration_error(), calibration_slope(), *DEFAULT)

The positive label of two is the last, ("no", "yes"); of more, each label stands against the others and the mean is
taken (macro). A label that no row has as its right answer counts in none of them.
"""

import math
from collections.abc import Callable, Sequence
from contextlib import contextmanager
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

BINS = 10  # of the calibration error, with as many rows in each
_PROBABILITIES = (Need.PROBABILITIES,)


def auroc(name: str = "auroc", label: str = "AUROC", among: tuple[str, ...] = ()) -> Measure:
    """Area under the receiver operating characteristic: how often a positive stands above a negative.

    `among`: of the rows of these labels alone, by their probabilities among each other.
    """

    def value(gold: Any, score: Any, weight: Any) -> float:
        from sklearn.metrics import roc_auc_score

        return _against_the_rest(gold, score, weight, lambda y, s, w: roc_auc_score(y, s, sample_weight=w))

    return Measure(name, label, Functional(value, FEWEST, among), unit="", needs=_PROBABILITIES)


def auroc_between(positive: str, negative: str) -> Measure:
    """AUROC of one label against another, by P(positive) / (P(positive) + P(negative)), over the rows of these two."""
    name = f"auroc_{positive}_{negative}".replace(" ", "_")
    return auroc(name, f"AUROC ({positive} against {negative})", (negative, positive))


def average_precision(name: str = "average_precision", label: str = "average precision") -> Measure:
    """Average precision, the step-wise area under precision and recall. A coin has the prevalence, and not 0.5."""

    def value(gold: Any, score: Any, weight: Any) -> float:
        from sklearn.metrics import average_precision_score

        return _against_the_rest(gold, score, weight, lambda y, s, w: average_precision_score(y, s, sample_weight=w))

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
        from sklearn.metrics import recall_score

        present = _present(gold, 2)
        return float(recall_score(gold, answer, labels=present, average="macro", sample_weight=weight, zero_division=0))

    return Measure("balanced_accuracy", "balanced accuracy", Functional(value))


def macro_f1() -> Measure:
    """The mean over the labels of the harmonic mean of precision and recall."""

    def value(gold: Any, answer: Any, weight: Any) -> float:
        from sklearn.metrics import f1_score

        present = _present(gold, 2)
        return float(f1_score(gold, answer, labels=present, average="macro", sample_weight=weight, zero_division=0))

    return Measure("macro_f1", "macro-F1", Functional(value), unit="")


def f1_of(label: str, labels: Sequence[str]) -> Measure:
    """The harmonic mean of one label's precision and recall; `labels` are all of them, in the task's order."""
    place = tuple(labels).index(label)

    def value(gold: Any, answer: Any, weight: Any) -> float:
        from sklearn.metrics import f1_score

        if place not in _present(gold, 2):
            raise Undefined(f'no row is "{label}"')
        return float(f1_score(gold == place, answer == place, sample_weight=weight, zero_division=0))

    return Measure(f"f1_{label}".replace(" ", "_"), f"F1 ({label})", Functional(value), unit="")


def kappa(weights: str | None = None) -> Measure:
    """Cohen's kappa (1960): agreement beyond chance. `weights="quadratic"`: of labels in an order."""

    def value(gold: Any, answer: Any, weight: Any) -> float:
        import numpy as np
        from sklearn.metrics import cohen_kappa_score

        present = _present(gold, 2)
        labels = np.union1d(present, answer)
        return float(cohen_kappa_score(gold, answer, labels=labels, weights=weights, sample_weight=weight))

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
        from sklearn.linear_model import LogisticRegression

        said, true = _binary(gold, score)
        if len(np.unique(true)) < 2:
            raise Undefined("only one outcome")
        odds = logit(np.clip(said, 1e-6, 1 - 1e-6))
        if np.ptp(odds) < 1e-9:
            raise Undefined("the probabilities are all the same")
        if odds[true == 1].min() > odds[true == 0].max():
            raise Undefined("the outcomes are separated")
        fit = LogisticRegression(C=np.inf).fit(odds[:, None], true, sample_weight=weight)
        return float(fit.coef_[0, 0])

    return Measure("calibration_slope", "calibration slope", Functional(value), "", Direction.ONE, _PROBABILITIES, None)


@contextmanager
def unchecked() -> Any:
    """Let scikit-learn take its input as it is: a measure is computed hundreds of times over one table."""
    from sklearn import config_context

    with config_context(assume_finite=True, skip_parameter_validation=True):
        yield


def _present(gold: Any, fewest: int) -> Any:
    """The labels that are the right answer of a row. Raises Undefined with fewer than `fewest`."""
    import numpy as np

    present = np.unique(gold)
    if len(present) < fewest:
        raise Undefined("all rows have the same right answer")
    return present


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
