"""k samples a question: mean accuracy, pass@k, majority vote, and the stricter pass of closed answer sets.

summarise_samples(questions, slices) -> {"accuracy": {"value": 0.41, ...}, "pass": {"1": {...}, "4": {...}},
    "majority": {...}, "strict_pass": {...}, "by": {"category": {"lab": {"questions": 9, "accuracy": {...}, ...}}}}

Intervals treat rows that share a patient or note, and the samples of one question, as one cluster. `strict_pass` is
the paper's answer to guessing where an answer is one of a few (a score's points, a label): see passk.strict_pass.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ehrmind.evaluation.metrics import Question, reasons
from ehrmind.evaluation.passk import majority_vote, pass_curve, strict_pass
from ehrmind.evaluation.statistics import clustered_mean

KS = (1, 2, 4, 8, 12)


def summarise_samples(questions: Sequence[Question], slices: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The metrics of the samples, overall and by slice. `slices` maps a row's id to its breakdowns."""
    by: dict[str, dict[str, list[Question]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        for dimension, value in slices[question.example.id].items():
            by[dimension][value].append(question)
    records = [record for question in questions for record in question.samples]
    closed = [question for question in questions if question.choices]
    groups = [question.example.group for question in questions]
    votes = [majority_vote(_answers(question), question.hits) for question in questions]
    strict = [strict_pass(q.hits, _answers(q), q.choices) for q in closed if q.choices]
    return {
        "questions": len(questions),
        **_accuracy_and_pass(questions, ks(questions)),
        "majority": clustered_mean(votes, groups),
        "strict_pass": clustered_mean([float(passed) for passed in strict], [q.example.group for q in closed]),
        "statuses": {status.value: count for status, count in Counter(r.score.status for r in records).items()},
        "reasons": reasons(records),
        "by": {
            dimension: {
                value: {"questions": len(rows), **_accuracy_and_pass(rows, ks(rows)[-1:])}
                for value, rows in sorted(values.items())
            }
            for dimension, values in by.items()
        },
    }


def ks(questions: Sequence[Question]) -> list[int]:
    """The k of pass@k that the number of samples allows, and that number itself."""
    count = min((len(question.samples) for question in questions), default=0)
    return sorted({k for k in (*KS, count) if 0 < k <= count})


def _accuracy_and_pass(questions: Sequence[Question], at: Sequence[int]) -> dict[str, Any]:
    groups = {question.example.id: question.example.group for question in questions}
    hits = {question.example.id: question.hits for question in questions}
    shares = [sum(values) / max(len(values), 1) for values in hits.values()]
    curve = pass_curve(hits, groups, at)
    return {
        "accuracy": clustered_mean(shares, list(groups.values())),
        "pass": {str(k): share for k, share in curve.items()},
    }


def _answers(question: Question) -> list[str]:
    """What the samples answer; empty where it cannot be read."""
    return [record.score.value for record in question.samples]
