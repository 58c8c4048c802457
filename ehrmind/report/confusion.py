"""Which answer was given for which gold answer, over the questions whose answers come from a closed set.

confusions(arm) -> [Confusion("CURB-65 Score", labels=("0", ..., "5"), given=("0", ..., "5", "other", "unreadable"),
                              counts=((3, 1, 0, ...), ...)), ...]

A matrix for each set of labels, with all of them in their order: those that nobody gave, too. Of a long set the most
frequent gold answers have a row and a column of their own.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.report.arms import Arm

MOST = 24  # labels of which each has a row and a column
FREQUENT = 10  # of a longer set
BROAD = ("category", "answer type", "age", "sex")  # dimensions that name no question
OTHER, UNREADABLE = "other", "unreadable"

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Rows are gold answers, columns given ones; counts of greedy completions over every seed."""

    name: str
    labels: Labels
    given: Labels
    counts: tuple[tuple[int, ...], ...]

    @property
    def answers(self) -> int:
        """How many there are."""
        return sum(map(sum, self.counts))


def confusions(arm: Arm) -> list[Confusion]:
    """The matrices of an arm, the one of most answers first; none where no question has a closed set of answers."""
    sets: dict[Labels, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for run in arm.runs:
        for key, row in run.rows.items():
            if row.get("labels"):
                sets[tuple(row["labels"])][key] = row
    answers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for answer in arm.predictions:
        answers[answer["id"]].append(answer)
    named = {labels: _name(labels, list(rows.values())) for labels, rows in sets.items()}
    found = [
        _confusion(named[labels], labels, [answer for key in rows for answer in answers[key]])
        for labels, rows in sets.items()
    ]
    return sorted((item for item in found if item), key=lambda item: (-item.answers, item.name, item.labels))


def _confusion(name: str, labels: Labels, answers: Sequence[Mapping[str, Any]]) -> Confusion | None:
    if not answers:
        return None
    if len(labels) > MOST:
        frequent = {label for label, _ in Counter(str(row["gold"]) for row in answers).most_common(FREQUENT)}
        labels = tuple(label for label in labels if label in frequent)
    given = (*labels, OTHER, UNREADABLE)
    counts = Counter((_label(str(row["gold"]), labels), _given(row, labels)) for row in answers)
    golds = (*labels, OTHER) if any(gold == OTHER for gold, _ in counts) else labels
    return Confusion(name, golds, given, tuple(tuple(counts[gold, answer] for answer in given) for gold in golds))


def _name(labels: Labels, rows: Sequence[Mapping[str, Any]]) -> str:
    """What the rows have in common, in the most words; else the first and the last label."""
    found = Counter(pair for row in rows for pair in row["slices"].items())
    shared = [value for (name, value), count in found.items() if count == len(rows) and name not in BROAD]
    return max(shared, key=len) if shared else f"{labels[0]} to {labels[-1]}"


def _given(row: Mapping[str, Any], labels: Labels) -> str:
    return UNREADABLE if row["status"] in ("malformed", "invalid") else _label(row["answer"].strip(), labels)


def _label(answer: str, labels: Labels) -> str:
    return answer if answer in labels else OTHER
