"""What tells a pair's label without reading it: the trial alone, the note alone, their words, the words they share.

    pairs = [Pair("63 yo F with ...", Trial("NCT01022905", ...), 2), ...]
    probabilities("trial only", train, test)          ->  (N, 3), a row of each test pair
    macro_f1(labels, probabilities(...).argmax(1))    ->  0.33 where there is nothing to tell

Each is the strongest simple model of its kind: TF-IDF of words and pairs of words with logistic regression, and boosted
trees on counts of shared words. Classes weigh the same, so that training rows need not be balanced. A result on trials
means little where one of these comes near it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.errors import DataError
from ehrmind.trials.types import LABELS, Trial

Probabilities = npt.NDArray[np.float64]  # (N, 3)
MOST_WORDS = 20_000  # columns of a bag of words
TREES, RATE, LEAVES = 100, 0.1, 8
_WORD = re.compile(r"[^\W\d_]{2,}")
_STOP = frozenset(
    (
        *("the", "of", "and", "or", "to", "in", "with", "for", "at", "is", "by", "not", "no", "an", "as", "on", "be"),
        *("has", "have", "was", "within", "than"),
    )
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A note's text, a trial, and the label."""

    note: str
    trial: Trial
    label: int


def probabilities(name: str, train: Sequence[Pair], test: Sequence[Pair]) -> Probabilities:
    """P(label) of each test pair by one of ARTEFACTS. Raises DataError where the training pairs lack a label."""
    found = {pair.label for pair in train}
    if len(found) < len(LABELS):
        missing = [LABELS[label] for label in range(len(LABELS)) if label not in found]
        raise DataError(f"the training pairs have no {' and no '.join(missing)}; take another split or more patients")
    return ARTEFACTS[name](train, test)


def macro_f1(labels: Sequence[int], predicted: npt.ArrayLike) -> float:
    """The mean of the three labels' F1; 0 for one that is neither there nor predicted."""
    from sklearn.metrics import f1_score

    return float(f1_score(labels, predicted, labels=range(len(LABELS)), average="macro", zero_division=0.0))


def trial_text(trial: Trial) -> str:
    """Title and criteria, a line each."""
    return "\n".join((trial.title, *trial.inclusion, *trial.exclusion))


def overlaps(pair: Pair) -> list[float]:
    """How many of the words of a trial's parts the note has, in number and share, and the same of all of them."""
    note = words_of(pair.note)
    found = []
    for part in (pair.trial.title, "\n".join(pair.trial.inclusion), "\n".join(pair.trial.exclusion)):
        words = words_of(part)
        shared = len(words & note)
        found += [float(shared), shared / max(len(words), 1)]
    words = words_of(trial_text(pair.trial))
    shared = len(words & note)
    best = max((len(words_of(line) & note) for line in pair.trial.inclusion), default=0)
    return [*found, float(shared), shared / max(len(words | note), 1), shared / max(len(note), 1), float(best)]


def words_of(text: str) -> frozenset[str]:
    """The different words of a text, without numbers and the commonest ones."""
    return frozenset(_WORD.findall(text.lower())) - _STOP


def _bag(text: Callable[[Pair], str]) -> Callable[[Sequence[Pair], Sequence[Pair]], Probabilities]:
    """A bag of the words of one text a pair."""

    def run(train: Sequence[Pair], test: Sequence[Pair]) -> Probabilities:
        vectors = _vectors([text(pair) for pair in train], [text(pair) for pair in test])
        return _logistic(vectors[0], train, vectors[1])

    return run


def _both(train: Sequence[Pair], test: Sequence[Pair]) -> Probabilities:
    """The words of the note and those of the trial, as different columns."""
    from scipy.sparse import hstack

    notes = _vectors([pair.note for pair in train], [pair.note for pair in test])
    trials = _vectors([trial_text(pair.trial) for pair in train], [trial_text(pair.trial) for pair in test])
    return _logistic(hstack([notes[0], trials[0]]).tocsr(), train, hstack([notes[1], trials[1]]).tocsr())


def _overlap(train: Sequence[Pair], test: Sequence[Pair]) -> Probabilities:
    """Boosted trees on counts of shared words, with the cosine of the two texts."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=RATE, max_leaf_nodes=LEAVES, class_weight="balanced", random_state=0
    )
    cosines = _cosines(train, test)
    columns = [
        np.column_stack([np.array([overlaps(pair) for pair in pairs]), cosine])
        for pairs, cosine in zip((train, test), cosines, strict=True)
    ]
    with threadpool_limits(1, "openmp"):  # on so few rows threads wait for each other, on a busy machine for long
        model.fit(columns[0], [pair.label for pair in train])
        return np.asarray(model.predict_proba(columns[1]), dtype=float)


def _cosines(train: Sequence[Pair], test: Sequence[Pair]) -> list[npt.NDArray[np.float64]]:
    """The cosine of note and trial, by the frequencies of words in the training notes and trials."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2)
    vectorizer.fit([text for pair in train for text in (pair.note, trial_text(pair.trial))])
    found = []
    for pairs in (train, test):
        notes = vectorizer.transform([pair.note for pair in pairs])
        trials = vectorizer.transform([trial_text(pair.trial) for pair in pairs])
        found.append(np.asarray(notes.multiply(trials).sum(axis=1)).ravel())
    return found


def _vectors(train: list[str], test: list[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=3, max_features=MOST_WORDS, sublinear_tf=True)
    return vectorizer.fit_transform(train), vectorizer.transform(test)


def _logistic(train: Any, pairs: Sequence[Pair], test: Any) -> Probabilities:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=500, class_weight="balanced")
    model.fit(train, [pair.label for pair in pairs])
    return np.asarray(model.predict_proba(test), dtype=float)


def _joined(pair: Pair) -> str:
    return f"{pair.note}\n{trial_text(pair.trial)}"


def _shared(pair: Pair) -> str:
    """The words that stand in both, in the order of the alphabet."""
    return " ".join(sorted(words_of(pair.note) & words_of(trial_text(pair.trial)))) or "none"


ARTEFACTS: MappingProxyType[str, Callable[[Sequence[Pair], Sequence[Pair]], Probabilities]] = MappingProxyType(
    {
        "trial only": _bag(lambda pair: trial_text(pair.trial)),
        "note only": _bag(lambda pair: pair.note),
        "note and trial": _both,
        "note and trial as one": _bag(_joined),
        "shared words": _bag(_shared),
        "overlap": _overlap,
    }
)
