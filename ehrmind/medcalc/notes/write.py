"""Seeded patient notes: a function of (seed, split, index) and the settings, never of global state.

    write_case(CALCULATORS[39], seed=0, split="train", index=4)
    -> Case(note="A 61-year-old man presents with nausea ... Labs: potassium 4.1 mEq/L, sodium 138 mEq/L, ...",
            question="What is the patient's anion gap ...", values={"sodium": 138, ...}, work=Work(...), answer="14")

The label is right by construction: inputs are drawn first, the calculator works out the answer, and the note states
the inputs among vital signs, results and remarks that nobody asked about. The answer itself never stands in the note.
"""

import random
import re
from dataclasses import dataclass
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Measure, Step, Work
from ehrmind.medcalc.notes import wording
from ehrmind.medcalc.notes.patient import Patient, draw_patient, month_of
from ehrmind.medcalc.notes.sentences import ADULT, Sentence, distractors, facts, panels, remarks
from ehrmind.medcalc.notes.settings import WORDS, NoteSettings, Style
from ehrmind.medcalc.notes.styles import lay_out
from ehrmind.medcalc.scoring import NOT_ENOUGH

AT_PRESENTATION = "Use the values of this presentation, not earlier or later ones."
MAX_NOTES = 200
HEADINGS = 25  # words, at most
DEFAULT = NoteSettings()

_TOKEN = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d+(?:\.\d+)?")
_STYLES = (Style.case_report, Style.admission, Style.discharge, Style.problem_list)
_PRONOUNS = {
    "male": {"{he}": "he", "{He}": "He", "{his}": "his", "{His}": "His", "{him}": "him"},
    "female": {"{he}": "she", "{He}": "She", "{his}": "her", "{His}": "Her", "{him}": "her"},
}


@dataclass(frozen=True, slots=True)
class Case:
    """A generated patient: the note, what is asked, the inputs, and the worked solution with its answer."""

    note: str
    question: str
    values: dict[str, Any]
    work: Work

    @property
    def answer(self) -> str:
        """The answer as it is to be written; NOT_ENOUGH when the note leaves out what it needs."""
        return self.work.answer


def write_case(calculator: Calculator, seed: int, split: str, index: int, settings: NoteSettings = DEFAULT) -> Case:
    """Draw inputs, solve, and write a note that holds every input and not the answer.

    Raises ValueError when no such note is found, which means that the calculator's ranges exclude each other.
    """
    rng = random.Random(f"{seed}/{split}/{index}/{calculator.id}")
    low, high = WORDS[settings.length]
    for _ in range(MAX_NOTES):
        patient = draw_patient(calculator, settings, rng)
        work = calculator.solve(patient.values)
        note = _write(calculator, patient, settings, rng)
        if low <= len(note.split()) <= high and not gives_away(note, work.answer):
            return Case(
                note, _question(calculator, patient, settings), patient.values, _solution(calculator, patient, work)
            )
    raise ValueError(f"calculator {calculator.id}: no note of that length without its own answer in {MAX_NOTES} draws")


def gives_away(note: str, answer: str) -> bool:
    """Whether the answer stands in the note, as it is or with a zero decimal."""
    return answer in note and not {answer, f"{answer}.0"}.isdisjoint(_TOKEN.findall(note))


def fill(text: str, sex: str) -> str:
    """Put the patient's pronouns into a text."""
    for slot, word in _PRONOUNS[sex].items():
        text = text.replace(slot, word)
    return text


def _write(calculator: Calculator, patient: Patient, settings: NoteSettings, rng: random.Random) -> str:
    found = facts(calculator, patient, settings, rng) + panels(calculator, patient, rng)
    if settings.distractors:
        found += distractors(calculator, patient, settings.distractors, rng)
    opening = _opening(calculator, patient, rng)
    low, high = WORDS[settings.length]
    wanted = rng.randint(low, (low + high) // 2)
    kept, words = _keep(found, opening.count(" ") + 1, high - HEADINGS, rng)
    for remark in remarks(calculator, rng):
        if words >= wanted:
            break
        kept.append(remark)
        words += remark.words
    style = rng.choice(_STYLES) if settings.style is Style.mixed else settings.style
    return fill(lay_out(style, opening, kept, rng), patient.values["sex"])


def _keep(found: list[Sentence], words: int, most: int, rng: random.Random) -> tuple[list[Sentence], int]:
    """Every sentence that the answer needs, and of the others as many as the note has room for."""
    kept = [item for item in found if not item.spare]
    spare = [item for item in found if item.spare]
    rng.shuffle(spare)
    words += sum(item.words for item in kept)
    for item in spare:
        if words + item.words > most:
            break
        kept.append(item)
        words += item.words
    return kept, words


def _opening(calculator: Calculator, patient: Patient, rng: random.Random) -> str:
    age, sex = int(patient.values["age"]), patient.values["sex"]
    noun = {"male": ("boy", "man"), "female": ("girl", "woman")}[sex][age >= ADULT]
    arrival = f"{rng.choice(wording.ARRIVALS)} {rng.choice(wording.COMPLAINTS)} {rng.choice(wording.SINCE)}"
    if patient.withheld == "age":
        return f"A {noun} {arrival}."
    if patient.born is not None and patient.seen is not None:
        return f"A {noun} born in {month_of(patient.born)} {arrival}; the visit is in {month_of(patient.seen)}."
    article = "An" if str(age)[0] == "8" or age in (11, 18) else "A"
    return f"{article} {age}-year-old {noun} {arrival}."


def _question(calculator: Calculator, patient: Patient, settings: NoteSettings) -> str:
    question = calculator.ask
    for item in calculator.inputs:
        if isinstance(item, Choice):
            question = question.replace(f"{{{item.name}}}", patient.values[item.name])
    return f"{question} {AT_PRESENTATION}" if settings.distractors else question


def _solution(calculator: Calculator, patient: Patient, work: Work) -> Work:
    """The worked solution from what the note writes, or why there is none."""
    if not patient.withheld:
        return Work(patient.bridges + work.steps, work.answer)
    labels = [item.label for item in calculator.inputs if isinstance(item, Measure)]
    missing = next(
        item.label for item in calculator.inputs if isinstance(item, Measure) and item.name == patient.withheld
    )
    text = f"The calculation needs {', '.join(labels)}. The note does not give the {missing}."
    return Work((Step(text),), NOT_ENOUGH)
