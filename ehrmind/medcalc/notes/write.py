"""Seeded patient notes: a function of (seed, split, index) and the settings, never of global state.

    write_case(CALCULATORS[39], seed=0, split="train", index=4)
    -> Case(note="A 61-year-old man presents to the ED with vomiting. ... Labs: K 4.1 mEq/L, Na 138 mEq/L, ...",
            question="What is the patient's anion gap ...", values={"sodium": 138, ...}, work=Work(...), answer="14",
            said={"sodium": "Na 138 mEq/L", ...}, tags=("time",), filler=0.12)

The label is right by construction: a disease is drawn, then inputs that belong together, the calculator works out the
answer, and the note states the inputs in the disease's story. The answer itself never stands in the note. Test notes
use forms that no training note has.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Work
from ehrmind.medcalc.notes import panels, wording
from ehrmind.medcalc.notes.background import MOST_SHARE, background
from ehrmind.medcalc.notes.comorbidities import choose, comorbidities
from ehrmind.medcalc.notes.distractors import LATE_STYLES, distractors
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.lines import Line
from ehrmind.medcalc.notes.missing import leave_out, nothing_to_work_with
from ehrmind.medcalc.notes.narrative import narrative
from ehrmind.medcalc.notes.openings import opening
from ehrmind.medcalc.notes.patient import Patient, draw_patient
from ehrmind.medcalc.notes.sentence import Sentence
from ehrmind.medcalc.notes.sentences import facts
from ehrmind.medcalc.notes.settings import WORDS, NoteSettings, Style
from ehrmind.medcalc.notes.styles import lay_out

TEST = "test"  # the split whose forms are kept
MAX_NOTES = 200
HEADINGS = 30  # words, at most
WORDS_A_PROBLEM = 80  # of a note, for each further condition that it may tell of
DEFAULT = NoteSettings()

_TOKEN = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d+(?:\.\d+)?")
_STYLES = (Style.case_report, Style.admission, Style.discharge, Style.problem_list)


@dataclass(frozen=True, slots=True)
class Case:
    """A generated patient: the note, what is asked, the inputs, and the worked solution with its answer."""

    note: str
    question: str
    values: dict[str, Any]
    work: Work
    said: Mapping[str, str] = field(default_factory=dict)  # input -> where the note states it, word for word
    tags: tuple[str, ...] = ()  # what makes it hard: of distractors.TAGS
    filler: float = 0.0  # share of the note's words that any patient's note could hold
    disease: str = ""

    @property
    def answer(self) -> str:
        """The answer as it is to be written; NOT_ENOUGH when the note leaves out what it needs."""
        return self.work.answer


def write_case(calculator: Calculator, seed: int, split: str, index: int, settings: NoteSettings = DEFAULT) -> Case:
    """Draw a patient, solve, and write a note that holds every input and not the answer.

    Raises ValueError when no such note is found, which means that the calculator's ranges exclude each other.
    """
    rng = random.Random(f"{seed}/{split}/{index}/{calculator.id}")
    low, high = WORDS[settings.length]
    wants = rng.random() < settings.unanswerable
    for _ in range(MAX_NOTES):
        patient = draw_patient(calculator, settings, rng)
        patient = leave_out(calculator, patient, rng) if wants else patient
        style = rng.choice(_STYLES) if settings.style is Style.mixed else settings.style
        voice = Voice(patient.sex, patient.tells, patient.adult, style is not Style.case_report, split == TEST, rng)
        work = calculator.solve(patient.values)
        kept, note = _write(calculator, patient, settings, style, voice)
        words = len(note.split())
        filler = sum(item.words for item in kept if item.filler) / words
        if low <= words <= high and filler <= MOST_SHARE and not gives_away(note, work.answer):
            return Case(
                note,
                _question(calculator, patient, settings, voice),
                patient.values,
                nothing_to_work_with(calculator, patient) or Work(patient.bridges + work.steps, work.answer),
                _said(kept, note),
                tuple(sorted({item.tag for item in kept if item.tag})),
                filler,
                patient.disease.name,
            )
    raise ValueError(f"calculator {calculator.id}: no note of that length without its own answer in {MAX_NOTES} draws")


def gives_away(note: str, answer: str) -> bool:
    """Whether the answer stands in the note, as it is or with a zero decimal."""
    return answer in note and not {answer, f"{answer}.0"}.isdisjoint(_TOKEN.findall(note))


def _write(
    calculator: Calculator, patient: Patient, settings: NoteSettings, style: Style, voice: Voice
) -> tuple[list[Sentence], str]:
    """The sentences that were kept, and the text that they make."""
    late = style.value in LATE_STYLES
    complaint = voice.say(patient.disease.complaints)
    first = opening(patient, style is not Style.case_report, complaint, voice)
    found = facts(calculator, patient, settings, voice) + panels.asked(calculator, patient, voice)
    if settings.distractors:
        found += distractors(calculator, patient, settings.distractors, late, voice)
    low, high = WORDS[settings.length]
    kept, words = _keep(found, first.count(" ") + 1, high - HEADINGS, voice.rng)
    wanted = voice.rng.randint(low, (low + high) // 2)
    for item in _more(calculator, patient, late, wanted, voice):
        if words >= wanted:
            break
        kept.append(item)
        words += item.words
    text = lay_out(style, patient.disease.setting == "clinic", complaint, first, _told(kept, voice), voice)
    return [Sentence("story", first, inputs=("age", "sex")), *kept], text


def _keep(found: list[Sentence], words: int, most: int, rng: random.Random) -> tuple[list[Sentence], int]:
    """Every sentence that the answer needs, and of the others as many as the note has room for."""
    kept = [item for item in found if not item.spare and not item.tag]
    spare = [item for item in found if item.spare or item.tag]
    rng.shuffle(spare)
    words += sum(item.words for item in kept)
    for item in spare:
        if words + item.words > most:
            break
        kept.append(item)
        words += item.words
    return kept, words


def _more(calculator: Calculator, patient: Patient, late: bool, wanted: int, voice: Voice) -> Iterator[Sentence]:
    """What else a note tells: the disease and its measurements by turns, with a little of what any note could hold."""
    told = narrative(calculator, patient.disease, late, voice)
    voice.rng.shuffle(told)
    beside = choose(calculator, patient, wanted // WORDS_A_PROBLEM, voice)
    _mix_in(comorbidities(calculator, beside, voice), told, voice)
    general = background(calculator, patient.disease, voice, beside)
    room = int(wanted * voice.rng.uniform(0.03, 0.8 * MOST_SHARE))
    for line, item in zip_longest(told, panels.others(calculator, patient, voice)):
        if line:
            yield line.say(voice)
        if item:
            yield item
        if room > 0 and voice.chance(0.3):
            remark = next(general, None)
            if remark is not None:
                said = remark.say(voice)
                room -= said.words
                yield said
    yield from (line.say(voice) for line in general)


def _mix_in(problems: list[Line], told: list[Line], voice: Voice) -> None:
    """Put further problems among what is told, in their order: a note that ends early has named what it tells of."""
    places = sorted(voice.rng.randint(0, len(told)) for _ in problems)
    for line, place in zip(reversed(problems), reversed(places), strict=True):
        told.insert(place, line)


def _told(kept: list[Sentence], voice: Voice) -> list[Sentence]:
    """The sentences in a new order, but what happened later in the order in which it happened."""
    draw = voice.rng.random
    keyed = sorted((draw() if item.at is None else item.at, place) for place, item in enumerate(kept))
    return [kept[place] for _, place in keyed]


def _said(kept: list[Sentence], note: str) -> dict[str, str]:
    """Where the note states each input, word for word."""
    said = {}
    for item in kept:
        if item.inputs:
            text = f"{item.text} {item.value}" if item.value else item.text
            if text not in note:
                text = f"{item.text}: {item.value}"  # a line of its own
            said.update(dict.fromkeys(item.inputs, text))
    return said


def _question(calculator: Calculator, patient: Patient, settings: NoteSettings, voice: Voice) -> str:
    question = voice.say((calculator.question,))
    for item in calculator.inputs:
        if isinstance(item, Choice):
            question = question.replace(f"{{{item.name}}}", patient.values[item.name])
    return f"{question} {voice.say(wording.NOW)}" if settings.distractors else question
