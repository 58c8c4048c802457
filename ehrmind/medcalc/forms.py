"""What a calculator is: typed inputs, a worked solution, a citation. Each calculator is one `Calculator` value.

MAP = Calculator(
    id=5, name="Mean Arterial Pressure (MAP)", category="physical", kind=Kind.DECIMAL, unit="mmHg",
    question="What is the patient's mean arterial pressure in mmHg?",
    inputs=(SYSTOLIC, DIASTOLIC), work=mean_arterial_pressure, formula="MAP = (systolic + 2 × diastolic) / 3",
    citation=Citation("Sainas et al.", 2016, "10.1519/JSC.0000000000001296"))
MAP.work({"systolic": 120, "diastolic": 80}).answer  ->  "93.333"
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

CATEGORIES = ("lab", "physical", "date", "dosage", "risk", "severity", "diagnosis")

Values = Mapping[str, Any]  # input name -> number, bool, option name or date; a missing key is "not stated"


class Kind(str, Enum):
    """The type of a calculator's answer, which decides how it is scored."""

    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    WEEKS_DAYS = "weeks_days"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit and the physiological range that notes draw from (inclusive, in that unit)."""

    name: str
    unit: str
    low: float
    high: float
    decimals: int = 0
    says: tuple[str, ...] = ()  # how notes call it; default: the name
    place: str = "lab"  # the part of a note it stands in: lab, vital, body, age, or dose

    @property
    def label(self) -> str:
        """The first way of saying it: "serum sodium"."""
        return self.says[0] if self.says else self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something present or absent. Not stated counts as absent, as the published scores have it."""

    name: str
    present: tuple[str, ...]  # whole sentences, "{he}", "{He}" and "{his}" filled in by the note
    absent: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several named options, each with its sentences. The first option is the default when not stated."""

    name: str
    options: Mapping[str, tuple[str, ...]]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date, stated in one of these sentences with "{date}" filled in."""

    name: str
    says: tuple[str, ...]


Input = Measure | Finding | Choice | Day


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a worked solution and the intermediate value it arrives at."""

    text: str
    name: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A worked solution: its steps in order and the answer as it is to be written."""

    steps: tuple[Step, ...]
    answer: str

    @property
    def text(self) -> str:
        """The steps as the gold reasoning, a line each."""
        return "\n".join(step.text for step in self.steps)


@dataclass(frozen=True, slots=True)
class Citation:
    """The primary source of a formula: authors, year, DOI or PMID."""

    authors: str
    year: int
    source: str

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}), {self.source}"


@dataclass(frozen=True, slots=True)
class Calculator:
    """One medical calculation. `possible` tells which drawn inputs can belong to one patient."""

    id: int  # MedCalc-Bench's
    name: str
    category: str
    kind: Kind
    unit: str
    question: str
    inputs: tuple[Input, ...]
    work: Callable[[Values], Work]
    formula: str
    citation: Citation
    possible: Callable[[Values], bool] = lambda values: True
    tolerance: float = 0.05  # relative, for decimal answers (MedCalc-Bench's rule)

    def limits(self, answer: str) -> tuple[str, str]:
        """Lowest and highest accepted answer; equal to the answer for every kind but decimals."""
        if self.kind is not Kind.DECIMAL:
            return answer, answer
        value = float(answer)
        margin = max(abs(value) * self.tolerance, 0.005)
        return show(value - margin, 4), show(value + margin, 4)


def show(value: float, decimals: int = 3) -> str:
    """A number as an answer is written: at most `decimals` places, no trailing zeros, no "-0"."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def show_date(day: date) -> str:
    """MM/DD/YYYY, the benchmark's form."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"
