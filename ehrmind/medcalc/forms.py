"""What a calculator is: typed inputs, a worked solution, a citation. Each calculator is one `Calculator` value.

MAP = Calculator(
    id=5, name="Mean Arterial Pressure (MAP)", category="physical", kind=Kind.DECIMAL, unit="mmHg",
    question="What is the patient's mean arterial pressure in mmHg?",
    inputs=(SYSTOLIC, DIASTOLIC), work=mean_arterial_pressure, formula="MAP = (systolic + 2 × diastolic) / 3",
    citation=Citation("Sainas et al.", 2016, "10.1519/JSC.0000000000001296"))
MAP.work({"systolic": 120, "diastolic": 80}).answer  ->  "93.333"
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ehrmind.medcalc.work import PLACES as PLACES
from ehrmind.medcalc.work import Step as Step
from ehrmind.medcalc.work import Work as Work
from ehrmind.medcalc.work import show as show
from ehrmind.medcalc.work import show_date as show_date
from ehrmind.medcalc.work import signed as signed

CATEGORIES = ("lab", "physical", "date", "dosage", "risk", "severity", "diagnosis")
DOSE_FORM = (  # how a note writes a drug taken by mouth
    "[{He} [takes|is on|is maintained on] {drug} {amount} {unit} [by mouth|PO|] {times}."
    "|[Medications include|Home meds:|Current medications:|] {drug} {amount} {unit} [PO|] {times}.]"
)

_INNERMOST = re.compile(r"\[([^][|]*)[^][]*\]")  # brackets that hold no others, and their first alternative


# input name -> number, bool, option name or date; a missing key is "not stated". A measure that is written in its other
# unit has that number too, as Measure.other_name.
Values = Mapping[str, Any]


class Kind(str, Enum):
    """The type of a calculator's answer, which decides how it is scored."""

    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    WEEKS_DAYS = "weeks_days"
    LABEL = "label"  # one of the words that the question names


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit and the physiological range that notes draw from (inclusive, in that unit).

    `usual` is the range of a healthy adult, which a note draws from where the patient's disease says nothing of it.
    """

    name: str
    unit: str
    low: float
    high: float
    decimals: int = 0
    says: tuple[str, ...] = ()  # how notes call it; default: the name
    place: str = "lab"  # lab, vital, body (panels), age, dose, or a part of the note as a finding's
    analyte: str = ""  # key of units.MOLAR_MASS, where mass and moles convert
    other_unit: str = ""  # what the other unit system writes: "µmol/L", "lb", "°F"
    other_decimals: int = 0
    entities: tuple[str, ...] = ()  # what MedCalc-Bench calls it; the first that a row has is taken
    usual: tuple[float, float] | None = None  # of a healthy adult; none: from low to high

    @property
    def label(self) -> str:
        """The first way of saying it: "serum sodium"."""
        return self.says[0] if self.says else self.name.replace("_", " ")

    @property
    def short(self) -> str:
        """The shortest way of saying it, as on a chart: "Na", "BUN", "pulse"; never a single letter."""
        name = self.name.replace("_", " ")
        ways = [way for way in self.says if len(way) > 1] or [name]
        return min([*ways, name] if self.label.startswith(name) else ways, key=len)

    @property
    def other_name(self) -> str:
        """The key of the number that a note in the other unit system writes: "creatinine [µmol/L]"."""
        return f"{self.name} [{self.other_unit}]"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something present or absent. Not stated counts as absent, as the published scores have it.

    Sentences are templates of notes.grammar: "{He} [reports|has noticed] [blood in {his} sputum|hemoptysis]."
    """

    name: str
    present: tuple[str, ...]  # whole sentences
    absent: tuple[str, ...]
    label: str = ""
    implied: tuple[str, ...] = ()  # sentences from which its presence must be inferred
    noun: str = ""  # "diabetes": for family history and other distractors; empty where a relative's would count
    may_be_silent: bool = True  # false where silence would not mean absence
    entities: tuple[str, ...] = ()  # in MedCalc-Bench; present when one of them is true
    names: tuple[str, ...] = ()  # bare noun phrases for lists: "hypertension", "high blood pressure", "HTN"
    place: str = "history"  # the part of a note: history, story, exam, medication, family, social, results or plan
    prevalence: tuple[float, float] = (0.08, 0.12)  # share of patients who have it, at 30 and at 80 years


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several named options, each with its sentences, templates of notes.grammar.

    Not stated counts as the first option.
    """

    name: str
    options: Mapping[str, tuple[str, ...]]
    label: str = ""
    required: bool = False  # true where a note that says nothing cannot be scored
    entities: tuple[str, ...] = ()
    benchmark: Mapping[str, str] = field(default_factory=dict)  # MedCalc-Bench's words, lower case -> option
    place: str = "history"  # as a finding's
    weights: Mapping[str, float] = field(default_factory=dict)  # option -> how often, where they are not alike


@dataclass(frozen=True, slots=True)
class Dose:
    """A drug taken several times a day: (amount, times a day). Not stated counts as not taken."""

    name: str
    drug: str
    unit: str
    amounts: tuple[float, ...]
    per_day: tuple[int, ...] = (1, 2, 3)
    form: str = DOSE_FORM  # how a note writes it: one template of notes.grammar, with these slots
    entities: tuple[str, str] = ("", "")  # of the amount and of the times a day


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date, stated in one of these sentences, templates of notes.grammar, with "{date}" filled in."""

    name: str
    says: tuple[str, ...]
    entities: tuple[str, ...] = ()


Input = Measure | Finding | Choice | Dose | Day


class MissingInput(ValueError):
    """An input without which the published calculation is not defined; `names` lists them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"not stated: {', '.join(names)}")
        self.names = names


@dataclass(frozen=True, slots=True)
class Citation:
    """The primary source of a formula: authors, year, DOI or PMID."""

    authors: str
    year: int
    source: str

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}), {self.source}"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a decimal answer may lie from gold: the larger of an absolute part, in its unit, and a relative one."""

    absolute: float = 0.0
    relative: float = 0.0


EXACT = Tolerance()  # but for the rounding of what is written: points
PUBLISHED = Tolerance(relative=0.05)  # MedCalc-Bench's rule


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A well-known wrong way to an answer: a correction left out, another formula. None where it cannot be gone.

    Shortcut("not corrected", lambda values: values["sodium"])
    """

    name: str
    answer: Callable[[Values], float | str | None]


@dataclass(frozen=True, slots=True)
class Variant:
    """Another rule that MedCalc-Bench applied to one calculator, by which a published answer differs from ours.

    `answer` works it out from our values and the row's raw entities; when it gives the published answer, the audit
    has its reason. `kind`: formula (the source says otherwise), code (the benchmark's program errs), unit, entity,
    or rounding. Of a rule with several faults, `faults` names those that a row meets, each with the points that it
    makes of the row's answer: theirs minus ours.
    """

    kind: str
    reason: str
    answer: Callable[[Values, Mapping[str, Any]], float | str | None]
    faults: "Faults | None" = None


Solve = Callable[[Values], float]  # our own answer to values
Faults = Callable[[Values, Mapping[str, Any], Solve], Iterable[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Calculator:
    """One medical calculation. `possible` tells which drawn inputs can belong to one patient.

    `question` is a template of notes.grammar, every form of which asks for the same number by the same rules. It may
    name a choice in braces: "... the equivalent dose of {target}?".
    """

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
    tolerance: Tolerance = EXACT  # of decimal answers
    shortcuts: tuple[Shortcut, ...] = ()  # wrong ways that a generated note must not let through
    cuts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # measure -> where its work or points change
    optional: tuple[str, ...] = ()  # measures and dates that count as normal, or are not needed, when not stated
    missing_rule: str = ""  # what the source says of inputs that are not stated, where it says something
    points: tuple[int, ...] = ()  # that a score can come to, in order; () for every other calculation
    variants: tuple[Variant, ...] = ()  # how MedCalc-Bench's answers differ, for the audit

    @property
    def ask(self) -> str:
        """The question in its first wording: "What is the patient's anion gap in mEq/L?"."""
        return first_form(self.question)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the inputs without which there is no answer."""
        return tuple(
            item.name
            for item in self.inputs
            if (isinstance(item, (Measure, Day)) and item.name not in self.optional)
            or (isinstance(item, Choice) and item.required)
        )

    def solve(self, values: Values) -> Work:
        """The worked solution. Raises MissingInput."""
        missing = tuple(name for name in self.required if values.get(name) is None)
        if missing:
            raise MissingInput(missing)
        return self.work(values)

    def limits(self, answer: str) -> tuple[str, str]:
        """Lowest and highest accepted answer; equal to the answer for every kind but decimals."""
        if self.kind is not Kind.DECIMAL:
            return answer, answer
        return around(answer, self.tolerance)


def first_form(template: str) -> str:
    """The first of the wordings that a template stands for: "[What is|Give] it" is "What is it"."""
    while _INNERMOST.search(template):
        template = _INNERMOST.sub(r"\1", template)
    return re.sub(r" +(?=[ .,;:])", "", template).strip()


def around(answer: str, tolerance: Tolerance = PUBLISHED) -> tuple[str, str]:
    """Lowest and highest accepted decimal: the answer ± its tolerance, and no less than its own rounding.

    That is half a unit of its last digit, of which it is written with at least PLACES, where they are not zeros.
    """
    value, places = float(answer), max(PLACES, len(answer.partition(".")[2]))
    margin = max(abs(value) * tolerance.relative, tolerance.absolute, 0.5 * 10**-places)
    return show(value - margin, places + 3), show(value + margin, places + 3)
