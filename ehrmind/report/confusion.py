"""Which answer was given for which gold answer, over the questions whose answers come from a closed set.

confusion(arm) -> Confusion(labels=("0", "1"), given=("0", "1", "other", "unreadable"), counts=((3, 1, 0, 0), ...))
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.report.arms import Arm

MOST = 10  # gold answers with a row and a column of their own
OTHER, UNREADABLE = "other", "unreadable"


@dataclass(frozen=True, slots=True)
class Confusion:
    """Rows are gold answers, columns given ones; counts of greedy completions over every seed."""

    labels: tuple[str, ...]
    given: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def confusion(arm: Arm) -> Confusion | None:
    """The matrix of an arm; None where no question has a closed set of answers."""
    closed = {key for run in arm.runs for key, row in run.rows.items() if row.get("labels")}
    rows = [row for row in arm.predictions if row["id"] in closed]
    if not rows:
        return None
    labels = _labels(rows, {tuple(row["labels"]) for run in arm.runs for row in run.rows.values() if row.get("labels")})
    given = (*labels, OTHER, UNREADABLE)
    counts = Counter((_label(str(row["gold"]), labels), _given(row["status"], row["answer"], labels)) for row in rows)
    golds = (*labels, OTHER) if any(gold == OTHER for gold, _ in counts) else labels
    return Confusion(golds, given, tuple(tuple(counts[gold, answer] for answer in given) for gold in golds))


def _labels(rows: Sequence[Mapping[str, Any]], sets: set[tuple[str, ...]]) -> tuple[str, ...]:
    """The one set of labels in its order; of several, or of a long one, the most frequent gold answers."""
    if len(sets) == 1 and len(*sets) <= MOST:
        return next(iter(sets))
    common = [label for label, _ in Counter(str(row["gold"]) for row in rows).most_common(MOST)]
    return tuple(sorted(common, key=_order))


def _given(status: str, answer: str, labels: tuple[str, ...]) -> str:
    return UNREADABLE if status in ("malformed", "invalid") else _label(answer.strip(), labels)


def _label(answer: str, labels: tuple[str, ...]) -> str:
    return answer if answer in labels else OTHER


def _order(label: str) -> tuple[bool, float, str]:
    """Numbers by size, then words."""
    number = label.lstrip("-").isdecimal() and len(label) < 10
    return not number, float(label) if number else 0.0, label
