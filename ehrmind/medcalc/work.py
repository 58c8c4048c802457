"""A worked solution, step by step, and how its numbers are written.

Work((Step("MAP = (120 + 2 × 80) / 3 = 280 / 3 = 93.333 mmHg.", "MAP", 93.3333),), "93.333")
"""

from dataclasses import dataclass
from datetime import date

PLACES = 3  # that a decimal answer is written with, less trailing zeros


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a worked solution and the intermediate value it arrives at.

    `reads`: the inputs that the line states, whose words in the note may stand beside it.
    """

    text: str
    name: str = ""
    value: float | None = None
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A worked solution: its steps in order and the answer as it is to be written."""

    steps: tuple[Step, ...]
    answer: str

    @property
    def text(self) -> str:
        """The steps as the gold reasoning, a line each."""
        return "\n".join(step.text for step in self.steps)


def show(value: float, decimals: int = PLACES) -> str:
    """A number as an answer is written: at most `decimals` places, no trailing zeros, no "-0"."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def signed(value: float, decimals: int = PLACES) -> str:
    """A further term of a sum: "+ 3.2" or "- 3.2"."""
    return f"{'-' if value < 0 else '+'} {show(abs(value), decimals)}"


def show_date(day: date) -> str:
    """MM/DD/YYYY, the benchmark's form."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"
