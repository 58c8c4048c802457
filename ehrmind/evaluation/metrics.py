"""From judged completions to metrics, each with its n, its 95 % interval and the method.

proportion(12, 32) -> {"value": 0.375, "n": 32, "low": 0.229, "high": 0.547, "method": "wilson"}
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.types import Completion, Example, Parsed, Score, Status

LEVEL = 0.95


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


def proportion(hits: int, n: int) -> dict[str, Any]:
    """A share with its Wilson interval (Wilson 1927, 10.1080/01621459.1927.10502953)."""
    if n == 0:
        return {"value": None, "n": 0, "low": None, "high": None, "method": "wilson"}
    from scipy.stats import binomtest

    interval = binomtest(hits, n).proportion_ci(LEVEL, method="wilson")
    return {"value": hits / n, "n": n, "low": float(interval.low), "high": float(interval.high), "method": "wilson"}


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
        "reasons": _reasons(records),
        "by": {
            dimension: {
                value: _share(rows, lambda record: record.score.correct) for value, rows in sorted(groups.items())
            }
            for dimension, groups in by.items()
        },
    }


def _share(records: Sequence[Record], test: Any) -> dict[str, Any]:
    return proportion(sum(bool(test(record)) for record in records), len(records))


def _reasons(records: Sequence[Record]) -> dict[str, int]:
    """Why completions have no readable answer; one that ran into the token limit counts as truncated."""
    unreadable = [record for record in records if record.score.status in (Status.MALFORMED, Status.INVALID)]
    return dict(Counter(map(_reason, unreadable)).most_common())


def _reason(record: Record) -> str:
    cut = record.completion.tokens and not record.completion.finished
    return "truncated" if cut else record.score.reason
