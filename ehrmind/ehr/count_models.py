"""The models that every result on records stands beside: prevalence, age, logistic regression, boosted trees.

    x = counts.features(records, rows, parents=..., tenths=value_tenths(records, train_rows)).matrix
    logistic(x[train], y[train], x[valid], y[valid], x[test])   ->   P(positive) of each test row

Fitted on the training rows; the strength of the penalty, or the number of trees, is the validation rows' by their log
loss. The test rows are only asked about. As EHRSHOT's baselines (arXiv 2307.02028), but that its grid of trees is one
point. The same rows give the same numbers.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.errors import DataError

STRENGTHS = (1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)  # of the inverse penalty
COLUMNS = 2000  # that trees see: those that are not empty in the most training rows
TREES, RATE, LEAVES = 150, 0.08, 8

Probabilities = npt.NDArray[np.float64]
Labels = npt.ArrayLike  # (N,) of 0 and 1, or of bool


def prevalence(train: Labels, rows: int) -> Probabilities:
    """The share of positives in the training rows, for each of `rows` rows. Raises DataError without training rows."""
    found = np.asarray(train, dtype=float)
    if not len(found):
        raise DataError("there are no training rows; take a split that has some, or another one")
    return np.full(rows, found.mean())


def by_age(train_age: npt.ArrayLike, train: Labels, age: npt.ArrayLike) -> Probabilities:
    """Logistic regression on age and its square, in years. Raises DataError where the training rows have one label."""
    from sklearn.linear_model import LogisticRegression

    def powers(years: npt.ArrayLike) -> npt.NDArray[np.float64]:
        scaled = (np.asarray(years, dtype=float) - 60) / 20
        return np.stack([scaled, scaled**2], axis=1)

    truth = _two_labels(train)
    return _positive(LogisticRegression(C=10.0, max_iter=1000).fit(powers(train_age), truth), powers(age))


def logistic(train_x: Any, train: Labels, valid_x: Any, valid: Labels, x: Any) -> Probabilities:
    """Logistic regression on log(1 + count), each column by its largest in training; scipy's sparse matrices (N, F).

    Raises DataError where the training rows have one label.
    """
    from sklearn.linear_model import LogisticRegression

    truth = _two_labels(train)
    scale = _largest(train_x)
    fitting, choosing, asked = (_scaled(matrix, scale) for matrix in (train_x, valid_x, x))
    models = [LogisticRegression(C=c, max_iter=3000, tol=1e-3).fit(fitting, truth) for c in STRENGTHS]
    losses = [_loss(valid, _positive(model, choosing)) for model in models]
    return _positive(models[int(np.argmin(losses))], asked)


def boosting(train_x: Any, train: Labels, valid_x: Any, valid: Labels, x: Any) -> Probabilities:
    """Histogram gradient boosting on the 2,000 columns that are not empty in the most training rows.

    Raises DataError where the training rows have one label.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    truth = _two_labels(train)
    often = np.bincount(train_x.indices, minlength=train_x.shape[1])
    columns = np.sort(np.argsort(-often, kind="stable")[:COLUMNS])
    fitting, choosing, asked = (matrix[:, columns].toarray() for matrix in (train_x, valid_x, x))
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    )
    with threadpool_limits(1, "openmp"):  # on so few rows threads wait for each other, on a busy machine for long
        model.fit(fitting, truth)
        losses = [_loss(valid, found[:, 1]) for found in model.staged_predict_proba(choosing)]
        best = int(np.argmin(losses))
        return next(found[:, 1] for at, found in enumerate(model.staged_predict_proba(asked)) if at == best)


def _two_labels(labels: Labels) -> npt.NDArray[np.int64]:
    found = np.asarray(labels).astype(np.int64)
    if len(np.unique(found)) < 2:
        which = "no rows" if not len(found) else "no positive label" if not found.any() else "no negative label"
        raise DataError(f"the training rows have {which}, from which nothing is learnt; take another label or split")
    return found


def _positive(model: Any, x: Any) -> Probabilities:
    return np.asarray(model.predict_proba(x)[:, 1], dtype=float) if x.shape[0] else np.empty(0)


def _loss(labels: Labels, found: Probabilities) -> float:
    """The mean log loss; 0 of no rows."""
    truth, said = np.asarray(labels, dtype=float), np.clip(found, 1e-9, 1 - 1e-9)
    return float(-np.mean(truth * np.log(said) + (1 - truth) * np.log1p(-said))) if len(truth) else 0.0


def _largest(x: Any) -> npt.NDArray[np.float64]:
    """The largest log(1 + count) of each column, 1 where it is empty."""
    found = np.log1p(np.asarray(x.max(axis=0).todense()).ravel().astype(float))
    return np.where(found > 0, found, 1.0)


def _scaled(x: Any, scale: npt.NDArray[np.float64]) -> Any:
    from scipy.sparse import diags_array

    return (x.astype(np.float64).log1p() @ diags_array(1 / scale)).tocsr()
