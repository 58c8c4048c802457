"""The sentences of a note: what it states of the inputs, what distracts from them, and what fills it.

    Sentence("history", "She has known hypertension.")
    Sentence("labs", "creatinine", "124 µmol/L")       one item of a panel

Every sentence belongs to a section, so that each style can put it in its place.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Measure, show, show_date
from ehrmind.medcalc.measures import AGE, BYSTANDERS, DIASTOLIC, HEART_RATE, RESPIRATORY_RATE, SYSTOLIC, TEMPERATURE
from ehrmind.medcalc.notes import wording
from ehrmind.medcalc.notes.grammar import forms
from ehrmind.medcalc.notes.patient import Patient, draw_written
from ehrmind.medcalc.notes.settings import NoteSettings

ADULT = 18  # years
SILENT = 0.15  # share of absent findings that the note passes over, where it has room for all of them
TIMES = {1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day", 6: "six times a day"}
BLOOD_PRESSURE = (SYSTOLIC.name, DIASTOLIC.name)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement and its section: history, body, medication, vitals, labs, course or remark."""

    section: str
    text: str
    value: str = ""  # of a panel's item
    spare: bool = False  # may be left out where the note has no room

    @property
    def words(self) -> int:
        """How many words it adds to a note."""
        return self.text.count(" ") + 1 + (self.value.count(" ") + 1 if self.value else 0)


def facts(calculator: Calculator, patient: Patient, settings: NoteSettings, rng: random.Random) -> list[Sentence]:
    """A sentence for each input that the note states."""
    sentences = []
    for item in calculator.inputs:
        if item.name == patient.withheld:
            continue
        if isinstance(item, Finding):
            sentences.extend(_finding(item, patient.values[item.name], settings, rng))
        elif isinstance(item, Choice):
            texts = item.options[patient.values[item.name]]
            sentences.extend([Sentence("history", _one(texts, rng))] if texts else [])
        elif isinstance(item, Day):
            text = rng.choice(item.says).replace("{date}", show_date(patient.values[item.name]))
            sentences.append(Sentence("history", text))
        elif isinstance(item, Dose):
            taken = patient.values.get(item.name)
            sentences.extend([_dose(item, *taken)] if taken else [])
        elif item.place in ("body", "dose"):
            sentences.append(_measured(item, patient, rng))
    return sentences


def panels(calculator: Calculator, patient: Patient, rng: random.Random) -> list[Sentence]:
    """The items of the vital signs and of the laboratory results: the inputs among others that nobody asked about."""
    asked = {item.name: item for item in calculator.inputs if isinstance(item, Measure)}
    shown = [item for item in asked.values() if item.name != patient.withheld]
    items = [
        Sentence("labs", rng.choice(item.says), str(patient.written[item.name]))
        for item in shown
        if item.place == "lab"
    ]
    items += [
        Sentence("vitals", rng.choice(item.says), str(patient.written[item.name]))
        for item in shown
        if item.place == "vital" and item.name not in BLOOD_PRESSURE
    ]
    items += _blood_pressure(asked, patient, rng)
    if items or rng.random() < 0.6:
        others = _bystanders(tuple(item.name for item in calculator.inputs))
        items += [_bystander("labs", item, patient.other_units, rng) for item in rng.sample(others, rng.randint(1, 3))]
    vitals = [item for item in (HEART_RATE, RESPIRATORY_RATE, TEMPERATURE) if item.name not in asked]
    items += [
        _bystander("vitals", item, patient.other_units, rng)
        for item in rng.sample(vitals, min(len(vitals), rng.randint(0, 2)))
    ]
    rng.shuffle(items)
    return items


def distractors(calculator: Calculator, patient: Patient, share: float, rng: random.Random) -> list[Sentence]:
    """Earlier and later values, a relative's disease, what is absent, and what might happen."""
    found = []
    for item in calculator.inputs:
        if rng.random() >= share or item.name == patient.withheld:
            continue
        if isinstance(item, Measure) and item.place in ("lab", "vital") and item.name not in BLOOD_PRESSURE:
            when = rng.choice((*wording.EARLIER, *wording.LATER))
            written, _ = draw_written(item, patient.other_units, rng)
            found.append(Sentence("course", f"{when} {rng.choice(item.says)} was {written}.", spare=True))
        elif isinstance(item, Finding) and item.noun:
            found.append(Sentence("history", _noun(item, patient, rng), spare=True))
    if rng.random() < share:
        text = f"{{He}} has never had {rng.choice(wording.NEGATED)}."
        found.append(Sentence("history", text, spare=True))
    return found


def remarks(calculator: Calculator, rng: random.Random) -> Iterator[Sentence]:
    """Remarks that contradict no input, in random order, one variant each; then earlier visits."""
    child = any(isinstance(item, Measure) and item.name == AGE.name and item.low < ADULT for item in calculator.inputs)
    usable = list(_usable_remarks((*(item.name for item in calculator.inputs), *(("child",) if child else ()))))
    while usable:
        # random.choice and shuffle cost more than the note; a float times the length is even enough for filler
        at = int(rng.random() * len(usable))
        usable[at], usable[-1] = usable[-1], usable[at]
        variants = usable.pop()
        yield Sentence("remark", variants[int(rng.random() * len(variants))])
    for complaint in rng.sample(wording.COMPLAINTS, len(wording.COMPLAINTS)):
        when, outcome = rng.choice(wording.VISIT_TIMES), rng.choice(wording.OUTCOMES)
        yield Sentence("remark", f"{when} {{he}} was seen for {complaint}, {outcome}.")


@lru_cache(maxsize=128)
def _usable_remarks(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        variants
        for topics, variants in wording.REMARKS
        if not any(set(names).intersection(wording.CONFLICTS[topic]) for topic in topics)
    )


def _finding(item: Finding, present: bool, settings: NoteSettings, rng: random.Random) -> list[Sentence]:
    if present:
        implied = item.implied and rng.random() < settings.inferred
        return [Sentence("history", _one(item.implied if implied else item.present, rng))]
    if item.may_be_silent and rng.random() < SILENT:
        return []
    return [Sentence("history", _one(item.absent, rng), spare=item.may_be_silent)]


def _one(templates: tuple[str, ...], rng: random.Random) -> str:
    """One of the sentences that the templates stand for."""
    return rng.choice(forms(rng.choice(templates)))


def _dose(item: Dose, amount: float, times: int) -> Sentence:
    form = item.form or "{He} takes {drug} {amount} {unit} {times}."
    text = form.replace("{drug}", item.drug).replace("{unit}", item.unit)
    return Sentence("medication", text.replace("{amount}", show(amount)).replace("{times}", TIMES[times]))


def _measured(item: Measure, patient: Patient, rng: random.Random) -> Sentence:
    if item.name == "weight" and patient.by_bmi is not None:
        return Sentence("body", f"{{His}} BMI is {patient.by_bmi}.")
    form = rng.choice(("{His} {x} is {v}.", "The {x} is {v}."))
    text = form.replace("{x}", rng.choice(item.says)).replace("{v}", str(patient.written[item.name]))
    return Sentence("medication" if item.place == "dose" else "body", text)


def _blood_pressure(asked: dict[str, Measure], patient: Patient, rng: random.Random) -> list[Sentence]:
    if patient.withheld in BLOOD_PRESSURE or not (asked.keys() & set(BLOOD_PRESSURE) or rng.random() < 0.3):
        return []
    systolic, diastolic = (patient.values.get(name) for name in BLOOD_PRESSURE)
    if systolic is None:
        systolic = (diastolic or 78) + rng.randint(30, 60)
    if diastolic is None:
        diastolic = max(systolic - rng.randint(30, 60), 35)
    return [Sentence("vitals", "blood pressure", f"{systolic}/{diastolic} mmHg")]


@lru_cache(maxsize=128)
def _bystanders(names: tuple[str, ...]) -> tuple[Measure, ...]:
    """The results that nobody asked about, and that could not be taken for one of these inputs."""
    conflicts = wording.BYSTANDER_CONFLICTS
    return tuple(item for item in BYSTANDERS if not {item.name, *conflicts.get(item.name, ())}.intersection(names))


def _bystander(section: str, item: Measure, other: bool, rng: random.Random) -> Sentence:
    written, _ = draw_written(item, other, rng)
    return Sentence(section, rng.choice(item.says), str(written))


def _noun(item: Finding, patient: Patient, rng: random.Random) -> str:
    if rng.random() < 0.6 or patient.values[item.name]:
        return f"{{His}} {rng.choice(wording.RELATIVES)} had {item.noun}."
    return f"{{He}} should return at once if signs of {item.noun} ever appear."
