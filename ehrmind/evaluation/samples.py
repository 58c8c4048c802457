"""k samples a question: every measure over them, pass@k, majority vote, and the stricter pass of closed answer sets.

summarise_samples(measures, questions, slices) -> {"accuracy": {"value": 0.41, ...}, "pass": {"1": {...}, "4": {...}},
    "metrics": {...}, "majority": {...}, "beyond_guessing": {...}, "by": {"category": {"lab": {"questions": 9, ...}}}}

Intervals treat rows that share a patient or note, and the samples of one question, as one cluster. `beyond_guessing` is
after the paper's answer to guessing where an answer is one of a few (a score's points, a label): how far questions are
passed beyond guessing, see passk.beyond_guessing. The probabilities of the samples are averaged; `vote` has the
measures of the share of samples that give each label.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ehrmind.evaluation.jackknife import result
from ehrmind.evaluation.measures import Judged, Measure
from ehrmind.evaluation.metrics import Question, reasons
from ehrmind.evaluation.passk import Closed, beyond_guessing, majority_vote, pass_curve
from ehrmind.evaluation.statistics import clustered_mean

KS = (1, 2, 4, 8, 12)


def summarise_samples(
    measures: Sequence[Measure], questions: Sequence[Question], slices: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The metrics of the samples, overall and by slice. `slices` maps a row's id to its breakdowns."""
    by: dict[str, dict[str, list[Question]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        for dimension, value in slices[question.example.id].items():
            by[dimension][value].append(question)
    records = [record for question in questions for record in question.samples]
    closed = [question for question in questions if question.labels]
    groups = [question.example.group for question in questions]
    votes = [majority_vote(_answers(question), question.hits) for question in questions]
    beyond = beyond_guessing([Closed(q.example.answer, q.labels, tuple(_answers(q))) for q in closed])
    return {
        "questions": len(questions),
        **_accuracy_and_pass(questions, ks(questions)),
        **_measures(measures, questions),
        "majority": clustered_mean(votes, groups),
        "beyond_guessing": clustered_mean(beyond, [q.example.group for q in closed]),
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


def _measures(measures: Sequence[Measure], questions: Sequence[Question]) -> dict[str, Any]:
    """Of answers, each measure over all samples; of probabilities, over their averages, and over the votes' shares."""
    given = [measure for measure in measures if not measure.reads_probabilities]
    said = [measure for measure in measures if measure.reads_probabilities]
    every = [question.judged(record) for question in questions for record in question.samples]
    found = {measure.name: result(measure, every) | {"n": len(questions)} for measure in given}
    averaged = [averaged_probabilities(question) for question in questions]
    shares = [vote_shares(question) for question in questions]
    found |= {measure.name: result(measure, averaged) for measure in said}
    ordered = {measure.name: found[measure.name] for measure in measures}
    return {"metrics": ordered, **({"vote": {m.name: result(m, shares) for m in said}} if said else {})}


def averaged_probabilities(question: Question) -> Judged:
    """The question as its samples answer it on average: the mean probability of each label."""
    rows = [question.judged(record) for record in question.samples]
    known = all(row.probabilities for row in rows)
    mean = {label: sum(row.probabilities[label] for row in rows) / len(rows) for label in question.labels if known}
    return replace(rows[0], probabilities=mean)


def vote_shares(question: Question) -> Judged:
    """The share of the samples that give each label. One that gives none has no vote; without votes the labels tie."""
    votes = Counter(answer for answer in _answers(question) if answer in question.labels)
    total = votes.total()
    shares = {label: votes[label] / total if total else 1 / len(question.labels) for label in question.labels}
    return replace(question.judged(question.samples[0]), probabilities=shares)


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
