"""Measures of the order that probabilities give to the rows of a query: a patient's trials, the eligible ones first.

    ndcg({"not relevant": 0, "excluded": 1, "eligible": 2})                              nDCG@10
    precision_at({"not relevant": 0, "excluded": 0, "eligible": 1}, of="eligible")       P@10 (eligible)

    gold      eligible  excluded  not relevant      gains by place, of equal scores their mean
    score     1.4       0.9       0.9               2, 0.5, 0.5

A row's score is the gain that its probabilities let expect: of a label that alone has gain 1, its probability. What is
tied has the mean of its gains, which is exactly what the measure comes to on average over the orders of the tied rows
(McSherry and Najork 2008, 10.1007/978-3-540-78646-7_38). So a random order is one in which all rows are tied, and the
ceiling that of the gains themselves. Both follow from the right answers and stand beside each value: where a query has
a dozen judged rows, a random order is already good, and P@10 cannot reach 1. Rankings of a whole collection, as TREC's
runs are, have other pools and are not to be compared with these.

Every measure of the same highest gain skips the same queries: those without a row that has it, and of one row alone.
"""

from collections.abc import Callable, Mapping, Sequence
from math import log2
from statistics import fmean

from ehrmind.evaluation.measures import Judged, Measure, Need, QueryMean, Undefined, probability

DIGITS = 12  # of a score: what differs by less is tied
_NEEDS = (Need.PROBABILITIES, Need.QUERY)

Figure = Callable[[Sequence[float], Sequence[float]], float]  # of the gains by place, and in the best order


def ndcg(gains: Mapping[str, float], k: int = 10, of: str = "") -> Measure:
    """nDCG@k of each query (Järvelin and Kekäläinen 2002, 10.1145/582415.582418), gains not exponentiated.

    As trec_eval's ndcg_cut and scikit-learn's ndcg_score. `of` names gains that are not the task's own.
    """
    how = _ranking(gains, lambda found, best: _discounted(found[:k]) / _discounted(best[:k]))
    return Measure(f"ndcg_{k}{_name(of)}", f"nDCG@{k}{_label(of)}", how, "", needs=_NEEDS)


def precision_at(gains: Mapping[str, float], k: int = 10, of: str = "") -> Measure:
    """P@k of each query: the sum of the first k rows' gains, over k times the highest gain.

    With gains 0 and 1 it is trec_eval's P, which divides by k where a query has fewer rows too. With several it is the
    graded P@k of TrialGPT (Jin et al. 2024, 10.1038/s41467-024-53081-z) and TrialMatchAI: sum(grade) / (2 · 10).
    """
    top, graded = max(gains.values()), len({gain for gain in gains.values() if gain}) > 1
    how = _ranking(gains, lambda found, best: sum(found[:k]) / (k * top))
    return Measure(f"p_{k}{_name(of)}", f"{'graded ' if graded else ''}P@{k}{_label(of)}", how, "", needs=_NEEDS)


def by_place(scores: Sequence[float], gains: Sequence[float]) -> list[float]:
    """The expected gain at each place, the highest score first; of equal scores in a random order."""
    tied: dict[float, list[float]] = {}
    for score, gain in zip(scores, gains, strict=True):
        tied.setdefault(round(score, DIGITS), []).append(gain)
    return [fmean(members) for _, members in sorted(tied.items(), reverse=True) for _ in members]


def _ranking(gains: Mapping[str, float], figure: Figure) -> QueryMean:
    """The mean of a figure over queries, by the model's order, a random one and the best."""
    if min(gains.values()) < 0 or not any(gains.values()):
        raise ValueError(f"gains {dict(gains)}: use none below 0, and one above it")

    def of_label(label: str) -> float:
        if label not in gains:
            raise Undefined(f'"{label}" has no gain')
        return float(gains[label])

    def gain(row: Judged) -> float:
        return of_label(row.gold)

    def expected(row: Judged) -> float:
        return sum(of_label(label) * probability(row, label) for label in row.labels)

    def ordered(score: Callable[[Judged], float]) -> Callable[[Sequence[Judged]], float]:
        def value(rows: Sequence[Judged]) -> float:
            true = [gain(row) for row in rows]
            return figure(by_place([score(row) for row in rows], true), sorted(true, reverse=True))

        return value

    return QueryMean(ordered(expected), _skips(gains), random=ordered(lambda row: 0.0), ceiling=ordered(gain))


def _skips(gains: Mapping[str, float]) -> Callable[[Sequence[Judged]], str]:
    best = [label for label, gain in gains.items() if gain == max(gains.values())]

    def why(rows: Sequence[Judged]) -> str:
        if not any(row.gold in best for row in rows):
            return "none is " + " or ".join(f'"{label}"' for label in best)
        return "" if len(rows) > 1 else "of one row alone"

    return why


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


def _name(of: str) -> str:
    return f"_{of}".replace(" ", "_") if of else ""


def _label(of: str) -> str:
    return f" ({of})" if of else ""
