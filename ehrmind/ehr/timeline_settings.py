"""What a timeline is like: its style, how many tokens it may have, which types of events it shows.

    Timeline(style=Style.markdown, budget=1500, events=["conditions", "procedures"])     # the paper's arm

Parts are what a reader looks for, and not quite the types of events: measurements are labs or vitals, and what happened
since admission stands in a part of its own.
"""

from dataclasses import dataclass, field
from enum import Enum

from ehrmind.errors import ConfigError, did_you_mean

# In the order they are shown, with the share of the budget that each has a claim to; what one leaves, the others get.
SHARES = {
    "demographics": 4.0,
    "current_visit": 18.0,
    "conditions": 20.0,
    "drugs": 15.0,
    "labs": 22.0,
    "vitals": 7.0,
    "procedures": 7.0,
    "visits": 6.0,
    "observations": 3.0,
    "devices": 1.0,
    "notes": 1.0,
    "other": 2.0,
}
PARTS = tuple(SHARES)
# What users call them -> the parts. The current visit is one of the visits.
EVENTS = {
    **{part: (part,) for part in PARTS if part not in ("visits", "current_visit")},
    "visits": ("visits", "current_visit"),
    "measurements": ("labs", "vitals"),
    "problems": ("conditions",),
    "diagnoses": ("conditions",),
    "medications": ("drugs",),
    "person": ("demographics",),
}


class Style(str, Enum):
    """`list`: lines in order of time; `markdown`: sections by part; `problem_oriented`: sections by organs."""

    list = "list"
    markdown = "markdown"
    problem_oriented = "problem_oriented"


@dataclass
class Timeline:
    """`events` empty is every type. `values` is how many results of a test are shown."""

    style: Style = Style.markdown
    budget: int = 2048  # tokens of the model
    events: list[str] = field(default_factory=list)
    values: int = 3
    numbered: bool = True  # each line begins with its id, "7. ", so that a rationale can cite it
    shares: dict[str, float] = field(default_factory=dict)  # by part, in place of the defaults

    def __post_init__(self) -> None:
        self.style = Style(self.style)
        for name in self.events:
            if name not in EVENTS:
                raise ConfigError(f"events={name} is no type of events{did_you_mean(name, EVENTS)}")
        for name, share in self.shares.items():
            if name not in SHARES or not 0 < share < float("inf"):
                raise ConfigError(f"shares.{name}={share}: shares are above 0, of {', '.join(PARTS)}")
        for key, least in (("budget", 1), ("values", 1)):
            if getattr(self, key) < least:
                raise ConfigError(f"{key}={getattr(self, key)} is below {least}")

    def parts(self) -> frozenset[str]:
        """The parts that are shown."""
        return frozenset(part for name in self.events or EVENTS for part in EVENTS[name])

    def share(self, part: str) -> float:
        """What a part has a claim to, against the others."""
        return self.shares.get(part, SHARES[part])
