"""Ready sentences of a note: what each needs of the patient, and the inputs that it must not stand beside.

    read_line("story", "@alert !hemoptysis {He} has [sharp|stabbing] chest pain.")
    -> Line("story", needs=("alert",), blocks=("hemoptysis",), templates=("{He} has [sharp|stabbing] chest pain.",))

A sentence that names an input of the calculator could contradict what the note states of it, so it is dropped by its
words: the names, labels and ways of saying of every input, unless the patient's disease always has that finding.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ehrmind.medcalc.forms import Calculator, Choice, Finding, Input, Measure
from ehrmind.medcalc.notes.grammar import Voice, forms
from ehrmind.medcalc.notes.sentence import Sentence
from ehrmind.medcalc.notes.wording import short_names

_CONDITION = re.compile(r"[@!]\w+ +")


class Line(NamedTuple):
    """A sentence, its section, what it needs (alert, adult, woman, man, late), and the inputs that exclude it."""

    section: str
    needs: tuple[str, ...]
    blocks: tuple[str, ...]
    templates: tuple[str, ...]
    at: float | None = None  # as a sentence's
    filler: bool = False

    def say(self, voice: Voice) -> Sentence:
        """The sentence in one of its forms."""
        return Sentence(self.section, voice.say(self.templates), at=self.at, filler=self.filler)


def read_line(section: str, template: str, at: float | None = None, filler: bool = False) -> Line:
    """The conditions in front of a template, and the rest."""
    needs: list[str] = []
    blocks: list[str] = []
    start = 0
    while found := _CONDITION.match(template, start):
        name = found[0].strip()
        (needs if name[0] == "@" else blocks).append(name[1:])
        start = found.end()
    return Line(section, tuple(needs), tuple(blocks), (template[start:],), at, filler)


_FITTING: dict[tuple[int, str, str, bool, bool], tuple[Line, ...]] = {}  # calculators are not hashable


def fitting(
    name: str, lines: Iterable[Line], calculator: Calculator, voice: Voice, always: tuple[str, ...] = ()
) -> tuple[Line, ...]:
    """The lines that fit the patient and touch no input; remembered by `name`, which stands for the lines."""
    key = (calculator.id, name, voice.sex, voice.tells, voice.adult)
    if key not in _FITTING:
        held = {"late", "woman" if voice.sex == "female" else "man"}
        held |= {need for need, has in (("alert", voice.tells), ("adult", voice.adult)) if has}
        _FITTING[key] = tuple(
            line for line in lines if held.issuperset(line.needs) and not touches(line, calculator, always)
        )
    return _FITTING[key]


_SAID: dict[tuple[int, tuple[str, ...]], re.Pattern[str]] = {}  # the words of a calculator's inputs


def touches(line: Line, calculator: Calculator, always: tuple[str, ...] = ()) -> bool:
    """Whether a sentence bears on an input, other than a finding that is always there."""
    if any(item.name in line.blocks for item in calculator.inputs):
        return True
    key = (calculator.id, always)
    if key not in _SAID:
        _SAID[key] = re.compile("|".join(_patterns(calculator, always)) or r"(?!)", re.IGNORECASE)
    return any(map(_SAID[key].search, (form for template in line.templates for form in forms(template))))


def names_of(item: Input) -> tuple[str, ...]:
    """The words for an input by which a sentence would name it."""
    if isinstance(item, Measure):
        return tuple(name for name in (*item.says, item.label, *short_names(item)) if len(name) > 2)
    if isinstance(item, Finding):
        return (*item.names, item.noun, item.label) if item.noun else (*item.names, item.label)
    if isinstance(item, Choice) and item.name != "sex":
        return (item.name.replace("_", " "), item.label)
    return ()


def _patterns(calculator: Calculator, always: tuple[str, ...]) -> Iterable[str]:
    """The words of the inputs, but of those findings that the patient always has."""
    for item in calculator.inputs:
        if item.name in always or item.name in ("age", "sex"):
            continue
        for name in filter(None, names_of(item)):
            yield rf"(?<!\w){re.escape(name.lower())}(?!\w)"
