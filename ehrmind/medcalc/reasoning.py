"""The gold reasoning of a case: what the note says of each input, and the worked solution.

stepwise, a line a step::

    Sodium 138 mEq/L, chloride 101 mEq/L, bicarbonate 22 mEq/L.
    Anion gap = 138 - (101 + 22) = 138 - 123 = 15 mEq/L.

    Confusion ("She is disoriented to time and place"): +1.
    Blood urea nitrogen 24 mg/dL, above 19.61: +1.
    No points: respiratory rate 18.
    Total = 1 + 1 = 2.

brief, two or three lines in all::

    Sodium 138 mEq/L, chloride 101 mEq/L, bicarbonate 22 mEq/L.
    Anion gap = 138 - (101 + 22) = 15 mEq/L.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from ehrmind.medcalc.forms import Choice, Day, Dose, Finding, Input, Measure, Step, Values, Work, show, show_date
from ehrmind.medcalc.measures import SEX
from ehrmind.medcalc.points import label_of, lower_first, measured, upper_first

LONGEST_QUOTE = 16  # words
LONGEST_ITEM = 8  # words of a panel's item, "serum creatinine 1.4 mg/dL"
TIMES = {1: "once a day", 2: "twice a day"}

_BREAK = re.compile(r"[.;:]\s")  # would end a line's clause inside a quotation

Said = Mapping[str, str]  # input name -> the words of the note that state it


class Reasoning(str, Enum):
    """How the gold reasoning is written: a line a step, or two or three lines in all."""

    stepwise = "stepwise"
    brief = "brief"


def reason(inputs: tuple[Input, ...], work: Work, values: Values, said: Said, style: Reasoning) -> str:
    """The gold reasoning of a worked solution; `said` may lack inputs, which are then called by their names."""
    told = {name for step in work.steps for name in (*step.reads, step.name)}
    first = extracted([item for item in inputs if item.name not in told], values, said)
    if style is Reasoning.brief:
        return _brief(first, work)
    lines = [_quoted(step, inputs, said) for step in work.steps]
    return "\n".join(filter(None, [first, *lines]))


def extracted(inputs: Sequence[Input], values: Values, said: Said) -> str:
    """A line of what the note says of these inputs, in its own words where they are short; "" where it says nothing.

    Neighbours of one unit share it: "Na 138, Cl 101, HCO3 22 mEq/L".
    """
    dated = any(isinstance(item, Day) for item in inputs)  # then nobody's age or sex counts
    asked = [item for item in inputs if not (dated and _place(item) == "age")]
    found = [(text, item) for item in asked if (text := _extracted(item, values, said))]
    units = [_unit(text, item) for text, item in found]
    shared = [
        text.removesuffix(f" {unit}") if unit and unit == later else text
        for (text, _), unit, later in zip(found, units, [*units, ""][1:], strict=True)
    ]
    return f"{upper_first(', '.join(dict.fromkeys(shared)))}." if shared else ""


def _place(item: Input) -> str:
    return "age" if isinstance(item, Choice) and item.name == SEX.name else getattr(item, "place", "")


def _unit(text: str, item: Input) -> str:
    """The unit that the text ends with, "" where it has none."""
    return item.unit if isinstance(item, Measure) and item.unit and text.endswith(f" {item.unit}") else ""


def _extracted(item: Input, values: Values, said: Said) -> str:
    value, words = values.get(item.name), said.get(item.name, "")
    if value is None or value is False:
        return ""
    if isinstance(item, Measure):
        return words if _is_item(words, show(value)) else measured(item, values)
    if isinstance(item, Day):
        return f"{item.name.replace('_', ' ')} {show_date(value)}"
    if isinstance(item, Dose):
        return dose(item, *value)
    if isinstance(item, Choice):
        return str(value) if item.name == SEX.name or words else ""
    return lower_first(label_of(item)) + _quote(words)


def _is_item(words: str, value: str) -> bool:
    """Whether the note's words are a panel's item of this value, "Na 138 mEq/L", and no sentence or "117/58"."""
    plain = words.split()
    return 1 < len(plain) <= LONGEST_ITEM and not words.endswith(".") and "|" not in plain and value in plain


def dose(item: Dose, amount: float, times: int) -> str:
    """A drug as taken: "oxycodone 10 mg twice a day"."""
    often = "" if item.per_day == (1,) else f" {TIMES.get(times, f'{times} times a day')}"
    return f"{item.drug} {show(amount)} {item.unit}{often}"


def _quoted(step: Step, inputs: tuple[Input, ...], said: Said) -> str:
    """The step's line with the note's words on the findings that it reads, before what they give."""
    asked = [item.name for item in inputs if isinstance(item, (Finding, Choice)) and item.name in step.reads]
    quotes = "".join(dict.fromkeys(_quote(said.get(name, "")) for name in asked))
    head, colon, points = step.text.rpartition(": ")
    return f"{head}{quotes}{colon}{points}" if quotes and step.value is not None else step.text


def _quote(words: str) -> str:
    """The note's words in quotation marks, or "" where they are none, are long, or hold several sentences."""
    plain = words.rstrip(".")
    if not plain or len(plain.split()) > LONGEST_QUOTE or _BREAK.search(plain) or "\n" in plain or "<" in plain:
        return ""
    return f' ("{plain}")'


def _brief(first: str, work: Work) -> str:
    """What is read, what is worked out, and the answer; nothing of what does not count, and each equation once."""
    steps = [step for step in work.steps if step.value is not None or not step.reads]
    texts = [_direct(step.text.rstrip(".")) for step in steps]
    lines = [first, "; ".join(texts[:-1]), texts[-1]]
    return "\n".join(line if line.endswith(".") else f"{line}." for line in lines if line)


def _direct(text: str) -> str:
    """An equation without its middle: "MAP = (120 + 2 × 80) / 3 = 280 / 3 = 93.333" without "280 / 3"."""
    sides = text.split(" = ")
    return " = ".join([*sides[:2], sides[-1]]) if len(sides) > 3 else text
