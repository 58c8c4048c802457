"""What is asked of a generated note: its calculation, one of its values, or a chain that goes on from the calculation.

of_case(Question.extraction, CALCULATORS[2], case, rng)
->  Asked("What was the patient's creatinine at presentation, in µmol/L?", answer="124", low="124", high="124", ...)
"""

import random
from dataclasses import dataclass
from enum import Enum

from ehrmind.medcalc.chains import Chain
from ehrmind.medcalc.extraction import names_for, pairs_of
from ehrmind.medcalc.forms import (
    EXACT,
    Calculator,
    Day,
    Input,
    Kind,
    Measure,
    Step,
    Tolerance,
    Work,
    around,
    show,
    show_date,
)
from ehrmind.medcalc.mentions import mentions, unit_of
from ehrmind.medcalc.notes import Case
from ehrmind.medcalc.notes.write import gives_away
from ehrmind.medcalc.points import UNSAID, upper_first
from ehrmind.medcalc.scoring import NOT_ENOUGH

CONVERTED = Tolerance(relative=0.01)  # of a value that is asked for in another unit than the note's
DAYS = {"last_period": "the first day of the patient's last menstrual period", "today": "this visit"}


class Question(str, Enum):
    """What a row asks for."""

    calculation = "calculation"
    extraction = "extraction"
    chain = "chain"


# The facts of a question of a user's own: a number is asked for, of which no formula is known.
OWN = {"kind": Kind.DECIMAL.value, "asks": Question.extraction.value}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a note, its answer and how it is worked out. `inputs` are those that the reasoning begins with."""

    type: Question
    name: str
    question: str
    kind: Kind
    low: str
    high: str
    work: Work
    inputs: tuple[Input, ...]
    labels: tuple[str, ...] = ()
    graded: bool = True  # whether its steps can be


def calculation(calculator: Calculator, case: Case) -> Asked:
    """The calculation that the note was written for."""
    low, high = calculator.limits(case.answer) if case.answer != NOT_ENOUGH else ("", "")
    return Asked(
        *(Question.calculation, calculator.name, case.question, calculator.kind, low, high),
        *(case.work, calculator.inputs),
        labels=tuple(map(str, calculator.points)),
    )


def chain(one: Chain, case: Case) -> Asked | None:
    """The chain's question; None where the patient is too near a cut, or the note holds the answer."""
    if case.answer == NOT_ENOUGH:
        work: Work | None = case.work
    else:
        work = one.finish(case.values)
        bridges = tuple(step for step in case.work.steps if step not in one.start.solve(case.values).steps)
        work = Work((*bridges, *work.steps), work.answer) if work else None
    if work is None or _is_told(one, work.answer, case.note):
        return None
    low = high = work.answer
    if one.kind is Kind.DECIMAL and work.answer != NOT_ENOUGH:
        low, high = around(work.answer, one.tolerance)
    inputs = tuple(item for item in one.start.inputs if not one.inputs or item.name in one.inputs)
    return Asked(Question.chain, one.name, one.question, one.kind, low, high, work, inputs, one.labels)


def extraction(calculator: Calculator, case: Case, rng: random.Random) -> Asked | None:
    """The question for a number or a date that the note states; None where it states none."""
    stated = [item for item in calculator.inputs if _is_stated(item, case)]
    if not stated:
        return None
    item = rng.choice(stated)
    if isinstance(item, Day):
        answer = show_date(case.values[item.name])
        question = f"On which date was {DAYS.get(item.name, item.name.replace('_', ' '))}?"
        return _read(calculator, case, item, question, answer, answer, Kind.DATE, EXACT)
    assert isinstance(item, Measure)
    pairs = pairs_of(item, case.values, case.work)
    value, unit = rng.choice(pairs)
    unit = item.other_unit if unit_of(unit) == unit_of(item.other_unit) else item.unit
    converted = len(pairs) > 1 and unit == item.unit
    asked = f", in {unit}" if unit and unit not in UNSAID else ""
    told = f"{show(value)} {unit}" if asked else show(value)
    question = f"What was the patient's {item.label} at presentation{asked}?"
    limits = CONVERTED if converted else EXACT
    return _read(calculator, case, item, question, told, show(value), Kind.DECIMAL, limits)


def _read(
    calculator: Calculator,
    case: Case,
    item: Input,
    question: str,
    told: str,
    answer: str,
    kind: Kind,
    limits: Tolerance,
) -> Asked:
    """A question for one value: its solution quotes the note, and converts where another unit is asked for."""
    label = item.label if isinstance(item, Measure) else item.name.replace("_", " ")
    bridges = [step for step in case.work.steps if step.name == item.name and not step.reads]
    when = " at presentation" if isinstance(item, Measure) else ""
    last = bridges[-1].text if limits is CONVERTED else f"{upper_first(label)}{when}: {told}."
    steps = (Step(f'The note says "{case.said[item.name].rstrip(".")}".'), Step(last))
    low, high = around(answer, limits) if kind is Kind.DECIMAL else (answer, answer)
    return Asked(
        *(Question.extraction, calculator.name, question, kind, low, high, Work(steps, answer), ()), graded=False
    )


def has_values(calculator: Calculator) -> bool:
    """Whether its notes state a number or a date that can be asked for."""
    return any(
        isinstance(item, Day) or (isinstance(item, Measure) and item.place != "age") for item in calculator.inputs
    )


def _is_stated(item: Input, case: Case) -> bool:
    """Whether the note states the number or the date in words that name it."""
    words = case.said.get(item.name, "")
    if not words or not isinstance(item, (Measure, Day)) or getattr(item, "place", "") == "age" or "\n" in words:
        return False
    pairs = pairs_of(item, case.values, case.work)
    found = mentions(words)
    return any(abs(one.value - value) < 1e-9 for one in found for value, _ in pairs) and (
        isinstance(item, Day) or any(name <= one.words for one in found for name in names_for(item))
    )


def _is_told(one: Chain, answer: str, note: str) -> bool:
    """Whether the note gives the answer away: a number as it is, or a word of the closed set."""
    if one.kind is Kind.DECIMAL:
        return gives_away(note, answer)
    return one.kind is Kind.LABEL and any(label in note.casefold() for label in one.labels)
