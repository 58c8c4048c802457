"""What a clinician writes of the disease itself: its story, signs, results, plan and course, and the impression.

Sentence("results", "The chest film shows consolidation of the right lower lobe.")
Sentence("plan", "Working diagnosis: community-acquired pneumonia.", at=0.0)
"""

import re

from ehrmind.medcalc.diseases import Disease
from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.lines import Line, fitting, names_of, read_line
from ehrmind.medcalc.notes.wording import IMPRESSION, OCCASION

PLACES = ("story", "exam", "results", "plan", "course")
IN_ORDER = ("plan", "course")  # told in the order in which it happens
STEM = 5  # letters that tell two words of one root

_WORD = re.compile(r"[a-z]{4,}")
_OCCASION = re.compile(
    r"\b(?:check|visit|evaluation|assessment|review|monitoring|rehabilitation|recovery|birth|volunteer|before|fasting"
    r"|pregnancy without complications|pregnancy after|stable function)\b"
)
_COMMON = frozenset(("with", "from", "than", "that", "this", "least", "more", "days", "week", "weeks", "month", "past",
                     "last", "recent", "history", "type", "present", "score", "most", "time", "other"))  # fmt: skip


def narrative(calculator: Calculator, disease: Disease, late: bool, voice: Voice) -> list[Line]:
    """The disease's lines that fit this patient; those of the course only where the note may know it."""
    always = tuple(name for name, chance in disease.findings.items() if chance == 1.0)
    found = fitting(disease.name, _lines(disease, calculator), calculator, voice, always)
    return [line for line in found if late or line.section != "course"]


_LINES: dict[str, tuple[Line, ...]] = {}
_ROOTS: dict[int, frozenset[str]] = {}  # calculators are not hashable


def _lines(disease: Disease, calculator: Calculator) -> tuple[Line, ...]:
    """All lines of a disease, and its name as the impression, unless it shares a root with an input."""
    if disease.name not in _LINES:
        _LINES[disease.name] = tuple(
            read_line(place, template, (at + 1) / len(getattr(disease, place)) if place in IN_ORDER else None)
            for place in PLACES
            for at, template in enumerate(getattr(disease, place))
        )
    if calculator.id not in _ROOTS:
        said = (text for item in calculator.inputs for text in names_of(item))
        _ROOTS[calculator.id] = frozenset().union(*map(_roots, said))
    if _ROOTS[calculator.id].intersection(_roots(disease.name)):
        return _LINES[disease.name]
    frames = OCCASION if _OCCASION.search(disease.name) else IMPRESSION
    named = tuple(template.replace("{name}", disease.name) for template in frames)
    return (Line("plan", (), (), named, at=0.0), *_LINES[disease.name])


def _roots(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _WORD.findall(text.lower()) if word not in _COMMON)
