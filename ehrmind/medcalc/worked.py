"""The intermediate values of a worked solution, and how many of them a text states in context of their names.

    worked     [("twice diastolic", 160), ("sum", 280), ("MAP", 93.333)]
    text       "Twice the diastolic pressure is 2 × 80 = 160. MAP = 280 / 3 = 93.3."   ->  2/3

Guards against reward for listing numbers: a value counts once; only in a line that uses every word of its name; and
only as that line's result, the number after its last "=" or, without one, its last number. A dump of numbers names
nothing, and a line has one result, so that a line of names and numbers earns one value at most.
"""

import re
from collections.abc import Sequence

from ehrmind.medcalc.clauses import clauses, words_of
from ehrmind.medcalc.forms import Step, Work

Worked = Sequence[tuple[str, float]]

TOLERANCE = 0.01  # relative; a value rounded to three digits still counts

_NUMBER = re.compile(r"(?<![\w.])[+-]?\d{1,12}(?:\.\d{1,12})?", re.ASCII)


def worked_values(work: Work) -> list[tuple[str, float]]:
    """The values that the solution's own lines arrive at, by name; a value that no line states is left out."""
    return [pair for pair in map(_stated, work.steps) if pair is not None]


def stated_share(text: str, worked: Worked) -> float:
    """How many of the (name, value) pairs the text states, as a share of them; 0 when there are none."""
    lines = [(words_of(line), result_of(line)) for line in clauses(text)]
    found: int = 0
    used: set[int] = set()
    for name, value in worked:
        words = words_of(name)
        for index, (said, result) in enumerate(lines):
            if index not in used and result is not None and words and words <= said and _equal(result, value):
                used.add(index)  # one line states one value
                found += 1
                break
    return found / len(worked) if worked else 0.0


def result_of(line: str) -> float | None:
    """The number that a line arrives at: the first after its last "=", or its points, or its last number."""
    numbers = _NUMBER.findall(line.rsplit("=", 1)[-1])
    if not numbers:
        return None
    return float(numbers[0] if "=" in line else numbers[-1])


def _stated(step: Step) -> tuple[str, float] | None:
    """The step's name and value, if one of its lines has that result; named by the line where the name is not in it."""
    if step.value is None:
        return None
    for line in clauses(step.text):
        result = result_of(line)
        if result is not None and _equal(result, step.value):
            named = words_of(step.name) and words_of(step.name) <= words_of(line)
            name = step.name if named else re.split(r"[=:]", line)[0].strip()
            return (name, step.value) if words_of(name) else None
    return None


def _equal(got: float, gold: float) -> bool:
    return abs(got - gold) <= max(TOLERANCE * abs(gold), 1e-6)
