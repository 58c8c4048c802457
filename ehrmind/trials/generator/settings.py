"""What generated pairs are like: how long, how many criteria, and how hard to read.

PairSettings(length=Length.medium, criteria=9, hard=0.9, units=0.4, hypernyms=0.4, unless=0.15, nested=0.2)
"""

from dataclasses import dataclass
from enum import Enum

from ehrmind.errors import ConfigError

FEWEST, MOST = 6, 24  # criteria of a trial


class Length(str, Enum):
    """How much a note says: some 100, 170 or 250 words."""

    short = "short"
    medium = "medium"
    long = "long"


class Style(str, Enum):
    """The form of a note; `mixed` draws one for each note."""

    admission = "admission"
    letter = "letter"
    brief = "brief"
    mixed = "mixed"


@dataclass(frozen=True, slots=True)
class PairSettings:
    """Shares run from 0 to 1. Raises ConfigError for one that does not, and for too few or too many criteria.

    `hard`: patients without a trial's condition whose note names it all the same (excluded, in the family, another
    stage). `units`: limits in another unit than the note's. `hypernyms`: criteria that name the class. `unless` and
    `nested`: criteria with an exception, and with parts that are joined by "and" or "or". `closed`: notes that say
    that there is no other illness, or no other medicine.
    """

    length: Length = Length.medium
    style: Style = Style.mixed
    criteria: int = 9
    hard: float = 0.95
    units: float = 0.4
    hypernyms: float = 0.4
    unless: float = 0.15
    nested: float = 0.2
    closed: float = 0.3

    def __post_init__(self) -> None:
        if not FEWEST <= self.criteria <= MOST:
            raise ConfigError(f"criteria is {self.criteria}; take {FEWEST} to {MOST}")
        for name in ("hard", "units", "hypernyms", "unless", "nested", "closed"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it is a share, from 0 to 1")


DIFFICULTIES = {
    "easy": PairSettings(Length.short, Style.brief, 8, units=0.0, hypernyms=0.0, unless=0.0, nested=0.0),
    "medium": PairSettings(),
    "hard": PairSettings(Length.long, Style.mixed, 12, units=0.6, hypernyms=0.6, unless=0.25, nested=0.35),
}
