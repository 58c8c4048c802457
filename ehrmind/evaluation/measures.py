"""What a task's results are measured by: one list for the evaluation, the report, the trackers and the selection.

    ACCURACY         a mean over rows          how=RowMean(lambda row: row.status == "correct")
    ndcg(gains)      a mean over queries       how=QueryMean(...), of the rows that are ranked together
    auroc()          a functional              how=Functional(...), of (gold, score, weight) of all rows

    Judged(id="row-7", group="patient-3", gold="yes", labels=("no", "yes"), status="wrong", answer="no",
           finished=True, probabilities={"no": 0.62, "yes": 0.38})

Where a measure is undefined (no positives), it raises Undefined with the reason, and stands as null with it: never as
0 or 0.5. It is of all rows or of none; only queries in which nothing can be ranked are skipped, counted and named.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

NO_QUERY = "every query is skipped"
FEWEST = 10  # clusters with a positive, and with a negative row, below which a ranking says nothing


class Undefined(ValueError):
    """A measure that these rows do not define; the message is the reason."""


class Need(str, Enum):
    """What of a completion a measure reads."""

    ANSWERS = "answers"
    PROBABILITIES = "probabilities"
    QUERY = "query"  # the rows to rank within, by their probabilities


class Direction(str, Enum):
    """Where better lies."""

    UP = "up"
    DOWN = "down"
    ONE = "towards 1"


@dataclass(frozen=True, slots=True)
class Judged:
    """One evaluated row as a measure sees it. `probabilities` is empty where nobody asked for them."""

    id: str
    group: str  # patient or note: rows of one are one cluster
    gold: str
    labels: tuple[str, ...]  # the closed set of answers; () is an open one
    status: str
    answer: str  # in canonical form; empty where it cannot be read
    finished: bool | None  # None where nobody says
    probabilities: Mapping[str, float] = field(default_factory=dict)
    query: str = ""  # rows of one are ranked together
    weight: float = 1.0
    number: float | None = None  # the score's own
    marks: Mapping[str, float] = field(default_factory=dict)  # the task's own, by name
    part: str = ""  # of a mixture of tasks

    @classmethod
    def of(cls, question: Mapping[str, Any], row: Mapping[str, Any]) -> "Judged":
        """From the lines of rows.jsonl and predictions.jsonl that are of one row."""
        return cls(
            id=row["id"],
            group=str(question.get("group", row["id"])),
            gold=str(question.get("gold", row.get("gold", ""))),
            labels=tuple(question.get("labels", ())),
            status=row["status"],
            answer=str(row["answer"]),
            finished=row["finished"],
            probabilities=(row.get("probabilities") or {}).get("labels", {}),
            query=str(question.get("query", question.get("group", row["id"]))),
            weight=float(question.get("weight", 1.0)),
            number=row.get("number"),
            marks=row.get("marks") or {},
            part=str(question.get("part", "")),
        )


@dataclass(frozen=True, slots=True)
class RowMean:
    """The mean of a number of each row. Raises Undefined where a row has none."""

    value: Callable[[Judged], float]


def _no_reason(rows: Sequence[Judged]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class QueryMean:
    """The mean of a number of each query's rows.

    `skips` is why a query is left out, else empty: by its right answers alone, so that every arm has the same ones.
    Of a ranking, `random` is what a random order is expected to come to and `ceiling` the best one, by them alone too.
    """

    value: Callable[[Sequence[Judged]], float]
    skips: Callable[[Sequence[Judged]], str] = _no_reason
    random: Callable[[Sequence[Judged]], float] | None = None
    ceiling: Callable[[Sequence[Judged]], float] | None = None


@dataclass(frozen=True, slots=True)
class Functional:
    """A number of all rows at once: `value(gold, score, weight)`.

    gold (N,): the index of the right label. score: where probabilities are needed (N, L), else (N,) the index of the
    given label, -1 where it is none of them. weight (N,). Withheld where fewer than `fewest` clusters hold a row of a
    label, or a row of another one. `among`: of the rows of these labels alone, as if there were no other label.
    """

    value: Callable[[Any, Any, Any], float]
    fewest: int = 0
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure. `within`: the bounds of its values, None where it has none; `unit` "%" is shown times 100.

    `part`: of the rows of one task of a mixture alone.
    """

    name: str
    label: str
    how: RowMean | QueryMean | Functional
    unit: str = "%"
    direction: Direction = Direction.UP
    needs: tuple[Need, ...] = (Need.ANSWERS,)
    within: tuple[float, float] | None = (0.0, 1.0)
    part: str = ""

    @property
    def reads_probabilities(self) -> bool:
        """Whether it is of probabilities and not of given answers."""
        return Need.PROBABILITIES in self.needs

    @property
    def facts(self) -> dict[str, str]:
        """What stands beside its value wherever that is written."""
        return {"label": self.label, "unit": self.unit, "direction": self.direction.value}

    def better(self, value: float, than: float) -> bool:
        """Whether a value is nearer to where better lies."""
        return self.badness(value) < self.badness(than)

    def badness(self, value: float) -> float:
        """A number that is smaller for a better value."""
        return {Direction.UP: -value, Direction.DOWN: value, Direction.ONE: abs(value - 1)}[self.direction]


def of_part(measure: Measure, part: str) -> Measure:
    """The measure of one task of a mixture."""
    return replace(measure, name=f"{part}_{measure.name}", label=f"{part}: {measure.label}", part=part)


def own(measure: Measure, rows: Sequence[Judged]) -> Sequence[Judged]:
    """The rows that the measure is of: all, or those of its part."""
    return [row for row in rows if row.part == measure.part] if measure.part else rows


def of_rows(measure: Measure, rows: Sequence[Judged]) -> float:
    """The measure's value. Raises Undefined."""
    rows = own(measure, rows)
    if not rows:
        raise Undefined("no rows")
    how = measure.how
    if isinstance(how, Functional):
        return how.value(*arrays(measure, counted(how, rows)))
    return _average(how, rows)


def _average(how: RowMean | QueryMean, rows: Sequence[Judged]) -> float:
    values, weights, _ = units(how, rows)
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)


def units(how: RowMean | QueryMean, rows: Sequence[Judged]) -> tuple[list[float], list[float], list[str]]:
    """What is averaged: a value, a weight and a cluster for each row, or for each query that is not skipped.

    Raises Undefined where none is left.
    """
    if isinstance(how, RowMean):
        return [float(how.value(row)) for row in rows], [row.weight for row in rows], [row.group for row in rows]
    found = [(float(how.value(members)), members[0]) for members in queries(rows).values() if not how.skips(members)]
    if not found:
        raise Undefined(NO_QUERY)
    return [value for value, _ in found], [first.weight for _, first in found], [first.group for _, first in found]


def queries(rows: Sequence[Judged]) -> dict[str, list[Judged]]:
    """The rows of each query."""
    found: dict[str, list[Judged]] = {}
    for row in rows:
        found.setdefault(row.query, []).append(row)
    return found


def skipped(measure: Measure, rows: Sequence[Judged]) -> dict[str, list[str]]:
    """The queries that the measure leaves out, by the reason."""
    how, found = measure.how, dict[str, list[str]]()
    if isinstance(how, QueryMean):
        for query, members in queries(own(measure, rows)).items():
            if reason := how.skips(members):
                found.setdefault(reason, []).append(query)
    return found


def beside(measure: Measure, rows: Sequence[Judged]) -> dict[str, Any]:
    """What the right answers alone say of a mean over queries: how many there are, how many are skipped and why, and of
    a ranking what a random order and the best one come to; of other measures nothing.
    """
    how = measure.how
    if not isinstance(how, QueryMean):
        return {}
    rows = own(measure, rows)
    counts = {reason: len(members) for reason, members in skipped(measure, rows).items()}
    found: dict[str, Any] = {"queries": len(queries(rows)), "skipped": counts}
    for name, value in (("random", how.random), ("ceiling", how.ceiling)):
        with suppress(Undefined):
            found |= {name: _average(replace(how, value=value), rows)} if value else {}
    return found


def counted(how: Functional, rows: Sequence[Judged]) -> Sequence[Judged]:
    """The rows that a functional is of. Raises Undefined where one of the labels that it is among has none."""
    for label in how.among:
        if all(row.gold != label for row in rows):
            raise Undefined(f'no row is "{label}"')
    return [_among(row, how.among) for row in rows if row.gold in how.among] if how.among else rows


def _among(row: Judged, labels: tuple[str, ...]) -> Judged:
    """The row as if there were no other labels; equally likely where the model gave them nothing."""
    said = {label: probability(row, label) for label in labels} if row.probabilities else {}
    total = sum(said.values())
    shares = {label: value / total if total else 1 / len(labels) for label, value in said.items()}
    return replace(row, labels=labels, probabilities=shares)


def arrays(measure: Measure, rows: Sequence[Judged]) -> tuple[Any, Any, Any]:
    """(gold, score, weight) of a functional. Raises Undefined where rows share no set of labels, or lack a number."""
    import numpy as np

    labels = rows[0].labels
    if not labels or any(row.labels != labels for row in rows):
        raise Undefined("the rows' answers come from different sets")
    place = {label: index for index, label in enumerate(labels)}
    unknown = next((row.gold for row in rows if row.gold not in place), None)
    if unknown is not None:
        raise Undefined("a right answer is none of the labels")
    gold = np.array([place[row.gold] for row in rows])
    weight = np.array([row.weight for row in rows], dtype=float)
    if not measure.reads_probabilities:
        return gold, np.array([place.get(row.answer, -1) for row in rows]), weight
    return gold, np.array([[probability(row, label) for label in labels] for row in rows]), weight


def probability(row: Judged, label: str) -> float:
    """The probability of one label. Raises Undefined where nobody asked for it."""
    if label not in row.probabilities:
        raise Undefined("the answers have no probabilities")
    return float(row.probabilities[label])


def probabilities_needed(measures: Sequence[Measure]) -> bool:
    """Whether the model is to be asked for a probability of each label."""
    return any(measure.reads_probabilities for measure in measures)


def mark(name: str) -> RowMean:
    """The mean of one of a task's marks; 0 for a malformed row without it. Undefined where another row has none."""

    def value(row: Judged) -> float:
        if name in row.marks:
            return float(row.marks[name])
        if row.status == "malformed":
            return 0.0
        raise Undefined(f"the rows have no mark {name}")

    return RowMean(value)


def _finished(row: Judged) -> float:
    if row.finished is None:
        raise Undefined("nobody says which answers came to their end")
    return row.finished


ACCURACY = Measure("accuracy", "accuracy", RowMean(lambda row: row.status == "correct"))
# A rule that reads answers out of malformed completions marks those that keep the format.
FORMAT = Measure("format", "in format", RowMean(lambda row: row.marks.get("format", row.status != "malformed")))
FINISHED = Measure("finished", "finished", RowMean(_finished))
DEFAULT = (ACCURACY, FORMAT, FINISHED)
