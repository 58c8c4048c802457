"""From judged completions to metrics, each with its n, its 95 % interval and the method.

accuracy of 32 rows, each of its own note
    -> {"value": 0.375, "n": 32, "clusters": 32, "low": 0.229, "high": 0.547, "method": "wilson"}

Rows of one group (a patient, a note) are one cluster; below two clusters there is a value and no interval.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.evaluation.rationales import declines
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.types import Completion, Example, Parsed, Score, Status


@dataclass(frozen=True, slots=True)
class Record:
    """One evaluated completion with everything that is known of it."""

    example: Example
    completion: Completion
    parsed: Parsed
    score: Score

    def row(self) -> dict[str, Any]:
        """Its line in predictions.jsonl."""
        return {
            "id": self.example.id,
            "category": self.example.category,
            "status": self.score.status.value,
            "reason": self.score.reason,
            "answer": self.score.value,
            "gold": self.example.answer,
            "tokens": self.completion.tokens,
            "finished": self.completion.finished,
            "text": self.completion.text,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One evaluated row: the greedy completion, the sampled ones, and how many answers its closed set has."""

    example: Example
    greedy: Record
    samples: tuple[Record, ...] = ()
    choices: int | None = None  # None: an open set

    @property
    def hits(self) -> list[bool]:
        """Which samples are right."""
        return [record.score.correct for record in self.samples]

    def sample_rows(self) -> Iterator[dict[str, Any]]:
        """Their lines in samples.jsonl."""
        for number, record in enumerate(self.samples):
            yield {**record.row(), "sample": number}


def summarise(records: Sequence[Record], slices: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The metrics of a set of completions, overall and by slice, and the count of each reason for failing.

    `slices` maps a row's id to its breakdowns, {"category": "lab", "calculator": "Anion Gap"}.
    """
    by: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        for dimension, value in slices[record.example.id].items():
            by[dimension][value].append(record)
    return {
        "n": len(records),
        "metrics": {
            "accuracy": _share(records, lambda record: record.score.correct),
            "format": _share(records, lambda record: record.parsed.well_formed),
            "finished": _share(records, lambda record: record.completion.finished),
        },
        "mean_tokens": sum(record.completion.tokens for record in records) / max(len(records), 1),
        "statuses": {status.value: count for status, count in Counter(r.score.status for r in records).items()},
        "reasons": reasons(records),
        "by": {
            dimension: {
                value: _share(rows, lambda record: record.score.correct) for value, rows in sorted(groups.items())
            }
            for dimension, groups in by.items()
        },
    }


def _share(records: Sequence[Record], test: Callable[[Record], bool]) -> dict[str, Any]:
    return clustered_mean([test(record) for record in records], [record.example.group for record in records])


def reasons(records: Sequence[Record]) -> dict[str, int]:
    """Why completions have no readable answer: truncated by the token limit, refused, or what the parser says."""
    unreadable = [record for record in records if record.score.status in (Status.MALFORMED, Status.INVALID)]
    return dict(Counter(map(_reason, unreadable)).most_common())


def _reason(record: Record) -> str:
    if record.completion.tokens and not record.completion.finished:
        return "truncated"
    return "refused" if declines(record.completion.text) else record.score.reason
