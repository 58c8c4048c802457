"""What a clinician writes of the disease itself: its sentences, less those that touch an input of the calculator.

    "@alert !hemoptysis {He} has [sharp|stabbing] chest pain."
    -> Line(needs=("alert",), blocks=("hemoptysis",), text="{He} has [sharp|stabbing] chest pain.")

A sentence that names an input could contradict what the note states of it, so it is dropped by its words: the names,
labels and ways of saying of every input, unless the disease always has that finding.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ehrmind.medcalc.diseases import Disease
from ehrmind.medcalc.forms import Calculator, Choice, Finding, Input, Measure
from ehrmind.medcalc.notes.grammar import Voice, forms
from ehrmind.medcalc.notes.patient import Patient
from ehrmind.medcalc.notes.sentence import Sentence
from ehrmind.medcalc.notes.wording import IMPRESSION, SHORT

PLACES = ("story", "exam", "results", "plan", "course")
IN_ORDER = ("plan", "course")  # told in the order in which it happens
WORD_STEM = 5  # letters that tell two words of one root

_CONDITION = re.compile(r"[@!]\w+ +")
_WORD = re.compile(r"[a-z]{4,}")
_COMMON = frozenset(("with", "from", "than", "that", "this", "least", "more", "days", "week", "weeks", "month", "past",
                     "last", "recent", "history", "type", "present", "score", "most", "time", "other"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A narrative sentence: what it needs of the patient, and the inputs that it must not stand beside."""

    needs: tuple[str, ...]
    blocks: tuple[str, ...]
    text: str


def narrative(calculator: Calculator, patient: Patient, voice: Voice) -> dict[str, list[Sentence]]:
    """The disease's sentences that fit this patient, by place, in the order in which they are told."""
    lines = usable(calculator, patient.disease)
    return {
        place: [
            Sentence(place, voice.say((line.text,)), at=at / len(lines[place]) if place in IN_ORDER else None)
            for at, line in enumerate(lines[place])
            if fits(line, patient)
        ]
        for place in PLACES
    }


def impression(calculator: Calculator, patient: Patient, voice: Voice) -> list[Sentence]:
    """The diagnosis in words, unless these share a root with an input."""
    roots = {root for item in calculator.inputs for text in names_of(item) for root in _roots(text)}
    if roots.intersection(_roots(patient.disease.name)):
        return []
    return [Sentence("plan", voice.say(IMPRESSION).replace("{name}", patient.disease.name), at=0.0)]


def fits(line: Line, patient: Patient) -> bool:
    """Whether the patient is as the line needs it."""
    held = {
        "alert": patient.tells,
        "adult": patient.adult,
        "woman": patient.sex == "female",
        "man": patient.sex == "male",
        "late": True,
    }
    return all(held[need] for need in line.needs)


_USABLE: dict[tuple[int, str], dict[str, tuple[Line, ...]]] = {}  # calculators are not hashable


def usable(calculator: Calculator, disease: Disease) -> dict[str, tuple[Line, ...]]:
    """The sentences of a disease, by place, that touch no input of the calculator."""
    key = (calculator.id, disease.name)
    if key not in _USABLE:
        inputs = {item.name for item in calculator.inputs}
        said = re.compile("|".join(_patterns(calculator, disease)) or r"(?!)", re.IGNORECASE)
        _USABLE[key] = {
            place: tuple(
                line
                for line in map(read_line, getattr(disease, place))
                if not inputs.intersection(line.blocks) and not any(map(said.search, forms(line.text)))
            )
            for place in PLACES
        }
    return _USABLE[key]


@lru_cache(maxsize=4096)
def read_line(template: str) -> Line:
    """The conditions in front of a template, and the rest."""
    needs: list[str] = []
    blocks: list[str] = []
    at = 0
    while found := _CONDITION.match(template, at):
        name = found[0].strip()
        (needs if name[0] == "@" else blocks).append(name[1:])
        at = found.end()
    return Line(tuple(needs), tuple(blocks), template[at:])


def names_of(item: Input) -> tuple[str, ...]:
    """The words for an input by which a sentence would name it."""
    if isinstance(item, Measure):
        return tuple(name for name in (*item.says, item.label, *SHORT.get(item.name, ())) if len(name) > 2)
    if isinstance(item, Finding):
        return (*item.names, item.noun, item.label) if item.noun else (*item.names, item.label)
    if isinstance(item, Choice) and item.name != "sex":
        return (item.name.replace("_", " "), item.label)
    return ()


def _patterns(calculator: Calculator, disease: Disease) -> Iterable[str]:
    for item in calculator.inputs:
        if disease.findings.get(item.name) == 1.0 or item.name in ("age", "sex"):
            continue
        for name in filter(None, names_of(item)):
            yield rf"(?<!\w){re.escape(name.lower())}(?!\w)"


def _roots(text: str) -> frozenset[str]:
    return frozenset(word[:WORD_STEM] for word in _WORD.findall(text.lower()) if word not in _COMMON)
