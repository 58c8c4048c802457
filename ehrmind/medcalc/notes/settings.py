"""What a generated note is like: how long, in which form and units, and how hard to read.

NoteSettings(length=Length.medium, style=Style.admission, units=Units.mixed, distractors=0.5, inferred=0.3)
"""

from dataclasses import dataclass
from enum import Enum


class Length(str, Enum):
    """Words of a note: short 60-120, medium 200-350, long 500-900."""

    short = "short"
    medium = "medium"
    long = "long"


class Style(str, Enum):
    """The form of a note; `mixed` draws one for each note."""

    case_report = "case_report"
    admission = "admission"
    discharge = "discharge"
    problem_list = "problem_list"
    mixed = "mixed"


class Units(str, Enum):
    """`conventional` (mg/dL, cm, °C), `other` (µmol/L, in, °F), or `mixed`: a system drawn for each note."""

    conventional = "conventional"
    other = "other"
    mixed = "mixed"


WORDS = {Length.short: (60, 120), Length.medium: (200, 350), Length.long: (500, 900)}


@dataclass(frozen=True, slots=True)
class NoteSettings:
    """`distractors` and `inferred` are the shares of the possible ones that a note gets, from 0 to 1.

    `unanswerable` is the share of notes that leave out an input without which there is no answer.
    """

    length: Length = Length.short
    style: Style = Style.case_report
    units: Units = Units.conventional
    distractors: float = 0.0
    inferred: float = 0.0
    unanswerable: float = 0.0
