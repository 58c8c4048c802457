"""What a timeline is made of: drafts of lines, in the order of their worth, and the lines that had room.

    Line(id="7", text="Sodium 141 → 138 → 133 mmol/L over 3 days, 2 hours ago: low, falling", part="labs",
         code="LOINC/2951-2", facts={"kind": "result", "name": "Sodium", "values": [141, 138, 133], "unit": "mmol/L",
         "flag": "low", "trend": "falling", "days_ago": 0.08, "count": 12, …})

`facts` hold plain values (text, numbers, lists of them), so that a rationale can say what a line says and no more.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ehrmind.ehr.timeline.when import Clock


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was shown. `id` is what stands before it where lines are numbered."""

    id: str
    text: str
    part: str
    code: str
    facts: Mapping[str, Any]


class Draft(NamedTuple):
    """A line that may be shown. `events` are those it stands for, `shown` those of them that can be read in it."""

    text: str
    part: str
    code: str
    facts: Mapping[str, Any]
    when: int  # microseconds
    section: str = ""  # "earlier" drugs; a part's own section where empty
    noun: str = ""  # the part it is counted under where it has no room; its own where empty
    system: str = ""  # of organs
    rank: int = 0  # among the lines of a section
    events: int = 1
    shown: int = 1


class Priced(NamedTuple):
    """A draft, the title of the section it stands in, and the tokens of its line."""

    draft: Draft
    title: str
    price: int


@dataclass(slots=True)
class Queue:
    """The drafts of a part, best first and built when they are asked for, and how many there are by what they are."""

    part: str
    drafts: Iterator[Draft]
    nouns: Counter[str]
    built: list[Priced] = field(default_factory=list)

    def at(self, place: int, price: Callable[[Draft], Priced]) -> Priced | None:
        """A draft by its place, with its price; None behind the last."""
        while len(self.built) <= place:
            draft = next(self.drafts, None)
            if draft is None:
                return None
            self.built.append(price(draft))
        return self.built[place]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a line says when: first in a list by time, last in a section."""

    clock: Clock
    by_time: bool

    def line(self, body: str, when: str, tail: str = "") -> str:
        """One line; `tail` is what is to be said of it."""
        text = f"{when}: {body}" if self.by_time else f"{body}, {when}"
        return f"{text}: {tail}" if tail else text
