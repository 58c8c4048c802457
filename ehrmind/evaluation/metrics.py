"""From judged completions to the task's measures, each with its n, its 95 % interval and the method.

accuracy of 32 rows, each of its own note
    -> {"value": 0.375, "n": 32, "clusters": 32, "low": 0.224, "high": 0.555, "method": "jackknife over clusters, ...",
        "label": "accuracy", "unit": "%", "direction": "up"}

Rows of one group (a patient, a note) are one cluster; below two clusters there is a value and no interval. A measure is
computed from the lines that are written, so that whoever reads them comes to the same number.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ehrmind.evaluation.jackknife import result
from ehrmind.evaluation.measures import Judged, Measure, skipped
from ehrmind.evaluation.rationales import declines
from ehrmind.tasks.base import Policy, Task
from ehrmind.types import Completion, Example, Parsed, Probabilities, Score, Status


@dataclass(frozen=True, slots=True)
class Record:
    """One evaluated completion with everything that is known of it."""

    example: Example
    completion: Completion
    parsed: Parsed
    score: Score
    marks: Mapping[str, float] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Its line in predictions.jsonl."""
        given = self.completion.probabilities
        return {
            "id": self.example.id,
            "category": self.example.category,
            "status": self.score.status.value,
            "reason": self.score.reason,
            "answer": self.score.value,
            "gold": self.example.answer,
            "tokens": self.completion.tokens,
            "finished": self.completion.finished,
            **({} if self.score.number is None else {"number": self.score.number}),
            **({"ending": self.completion.ending} if self.completion.ending else {}),
            **({"marks": dict(self.marks)} if self.marks else {}),
            **({} if given is None else {"probabilities": of_probabilities(given)}),
            "text": self.completion.text,
        }


def of_probabilities(given: Probabilities) -> dict[str, Any]:
    """Probabilities as they are written: {"labels": {"no": 0.8, "yes": 0.2}, "mass": 0.93, "forced": false}."""
    return {"labels": dict(given.labels), "mass": given.mass, "forced": given.forced}


@dataclass(frozen=True, slots=True)
class Question:
    """One evaluated row: the greedy completion, the sampled ones, and the closed set of answers, () where it is open.

    `line` is the row's line in rows.jsonl, of which the measures read the group, the gold answer and the labels.
    """

    example: Example
    greedy: Record
    samples: tuple[Record, ...] = ()
    labels: tuple[str, ...] = ()
    line: Mapping[str, Any] | None = None

    @property
    def hits(self) -> list[bool]:
        """Which samples are right."""
        return [record.score.correct for record in self.samples]

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the measures read of the row itself."""
        own = {"id": self.example.id, "group": self.example.group, "gold": self.example.answer, "labels": self.labels}
        return self.line or own

    def judged(self, record: Record) -> Judged:
        """One of its completions as the measures see it."""
        return Judged.of(self.facts, record.row())

    def sample_rows(self) -> Iterator[dict[str, Any]]:
        """Their lines in samples.jsonl."""
        for number, record in enumerate(self.samples):
            yield {**record.row(), "sample": number}


def breakdowns(task: Task, example: Example) -> dict[str, str]:
    """The slices of one row: its category and the task's own."""
    return {"category": example.category, **task.slices(example)}


def line_of(task: Task, example: Example) -> dict[str, Any]:
    """A question's line in rows.jsonl: what the report shows, and what the measures read."""
    prompt = task.prompt(example)
    return {
        "id": example.id,
        "group": example.group,
        "query": task.query(example),
        "category": example.category,
        "slices": breakdowns(task, example),
        "labels": list(task.labels(example)),
        "system": prompt.system,
        "prompt": prompt.user,
        "gold": example.answer,
        "gold_completion": task.gold(example),
        "restricted": task.data_policy is Policy.RESTRICTED,
        **({"part": example.facts["part"]} if "part" in example.facts else {}),
    }


def measured(measures: Sequence[Measure], rows: Sequence[Judged]) -> dict[str, Any]:
    """Every measure of these rows by its name."""
    return {measure.name: result(measure, rows) for measure in measures}


def summarise(
    measures: Sequence[Measure], questions: Sequence[Question], slices: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The measures of the greedy completions, the first also by slice, and the count of each reason for failing.

    `slices` maps a row's id to its breakdowns, {"category": "lab", "calculator": "Anion Gap"}.
    """
    records = [question.greedy for question in questions]
    rows = [question.judged(question.greedy) for question in questions]
    return {
        "n": len(records),
        "headline": measures[0].name,
        "metrics": measured(measures, rows),
        "mean_tokens": sum(record.completion.tokens for record in records) / max(len(records), 1),
        "statuses": {status.value: count for status, count in Counter(r.score.status for r in records).items()},
        "reasons": reasons(records),
        **_probabilities(records),
        "skipped_queries": _skipped_queries(measures, rows, any(q.facts.get("restricted", True) for q in questions)),
        "by": {
            dimension: {value: result(measures[0], members) for value, members in sorted(groups.items())}
            for dimension, groups in sliced(rows, slices).items()
        },
    }


def _skipped_queries(measures: Sequence[Measure], rows: Sequence[Judged], restricted: bool) -> dict[str, Any]:
    """By measure and reason, the queries that are left out; of restricted data how many they are."""
    found = {measure.name: skipped(measure, rows) for measure in measures}
    return {
        name: {reason: len(ids) if restricted else sorted(ids) for reason, ids in reasons.items()}
        for name, reasons in found.items()
        if reasons
    }


def sliced(rows: Sequence[Judged], slices: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, list[Judged]]]:
    """The rows by dimension and value."""
    by: dict[str, dict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for dimension, value in slices[row.id].items():
            by[dimension][value].append(row)
    return by


def _probabilities(records: Sequence[Record]) -> dict[str, Any]:
    """How the probabilities were read: of how many completions, with which mass, after how many forced endings."""
    given = [record.completion.probabilities for record in records if record.completion.probabilities is not None]
    if not given:
        return {}
    mass = sum(item.mass for item in given) / len(given)
    unread = sum(item.mass == 0 for item in given)  # no room in the context: the labels are equally likely
    counts = {"n": len(given), "forced": sum(item.forced for item in given), "unread": unread, "mean_mass": mass}
    return {"probabilities": counts}


def reasons(records: Sequence[Record]) -> dict[str, int]:
    """Why completions have no readable answer: ended by a server, truncated by the token limit, refused, or what the
    parser says.
    """
    unreadable = [record for record in records if record.score.status in (Status.MALFORMED, Status.INVALID)]
    return dict(Counter(map(_reason, unreadable)).most_common())


def _reason(record: Record) -> str:
    if record.completion.ending:
        return record.completion.ending
    if record.completion.tokens and record.completion.finished is False:
        return "truncated"
    return "refused" if declines(record.completion.text) else record.score.reason
