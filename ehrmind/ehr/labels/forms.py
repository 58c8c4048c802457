"""What a label is, what a task asks, and labels with an account of what was left out.

    Label(subject=115967096, time=2015-07-03 23:59, value=True, task="guo_readmission")

A label belongs to a subject and a prediction time: whoever answers may use what is known at that time, itself included
(`Record.until`), and the value is what happened after it. Departs from EHRSHOT's files in that every value is a yes or
a no: the four grades of a laboratory result are told apart as normal (0) and abnormal (1, 2, 3), as the published
benchmark scores them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Literal

Kind = Literal["stay", "readmission", "icu", "diagnosis", "lab", "file"]


@dataclass(frozen=True, slots=True)
class Label:
    """Whether a task's outcome comes true for a subject, as asked at `time` (inclusive)."""

    subject: int
    time: datetime
    value: bool
    task: str


@dataclass(frozen=True, slots=True)
class LabelTask:
    """A question with two answers. `positive` and `negative` are the names of the answers wherever they are needed.

    `roots` are the codes that define the outcome, with all that an ontology has below them; `members` stand for the
    roots that are groups and never codes of events, where there is no ontology.
    """

    name: str
    kind: Kind
    question: str
    positive: str
    negative: str
    prediction_time: str  # when it is asked
    horizon: str  # how far the outcome may lie ahead
    description: str  # what counts, and who is left out
    roots: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    paper: bool = False  # a task of the EHRMind paper, arXiv 2505.24105

    def answer(self, value: bool) -> str:
        """The name of an answer."""
        return self.positive if value else self.negative


@dataclass(slots=True)
class Tally:
    """What is counted while labels are made: what was left out, and what a reader should know of what was kept."""

    excluded: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels in order of subject, time and value, and an account of them.

    `excluded` counts by reason what could have been a label and is none; `remarks` counts what was kept although one
    may wonder; `notes` are sentences; `files` maps the files that were read to their sha256.
    """

    task: str
    labels: tuple[Label, ...]
    excluded: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)


def in_order(labels: Iterable[Label]) -> tuple[Label, ...]:
    """By subject, time and value."""
    return tuple(sorted(labels, key=attrgetter("subject", "time", "value")))
