"""The sentences that state a calculator's inputs: findings alone or gathered in lists, choices, days, doses, measures.

Sentence("history", "PMH: HTN, DM.", inputs=("hypertension", "diabetes"))
Sentence("story", "She denies hemoptysis.", inputs=("hemoptysis",), spare=True)
Sentence("medication", "Morphine 15 mg PO three times a day.", inputs=("morphine",))
"""

from collections import defaultdict

from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Measure, show, show_date
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.patient import Patient
from ehrmind.medcalc.notes.sentence import Sentence
from ehrmind.medcalc.notes.settings import NoteSettings
from ehrmind.medcalc.notes.wording import LISTS, MEASURED, MEASURED_OF

SILENT = 0.15  # share of absent findings that the note passes over, where it has room for all of them
LISTED = 0.5  # share of findings with a bare name that stand in a list
LONGEST_LIST = 5
PANEL_PLACES = ("lab", "vital", "body", "age")
TIMES = {1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day", 6: "six times a day"}


def facts(calculator: Calculator, patient: Patient, settings: NoteSettings, voice: Voice) -> list[Sentence]:
    """A sentence for each input that the note states outside its panels."""
    stated = [item for item in calculator.inputs if item.name not in (patient.withheld, "sex")]
    own = patient.disease.words
    findings = [item for item in stated if isinstance(item, Finding) and item.name not in own]
    sentences = _findings(findings, patient, settings.inferred, voice)
    for item in stated:
        if isinstance(item, (Finding, Choice)):
            templates = own.get(item.name, ())
            if not templates and isinstance(item, Choice):
                templates = item.options[patient.values[item.name]]
            if templates:
                sentences.append(Sentence(item.place, voice.say(templates), inputs=(item.name,)))
        elif isinstance(item, Day):
            text = voice.say(item.says).replace("{date}", show_date(patient.values[item.name]))
            sentences.append(Sentence("story", text, inputs=(item.name,)))
        elif isinstance(item, Dose):
            if item.name in patient.values:
                amount, times = patient.values[item.name]
                sentences.append(_dose(item, amount, times, voice))
        elif item.place not in PANEL_PLACES:
            sentences.append(_measure(item, patient, voice))
    return sentences


def _findings(items: list[Finding], patient: Patient, inferred: float, voice: Voice) -> list[Sentence]:
    """Findings in lists and alone; some of what is present by a clue, some of what is absent not at all."""
    sentences: list[Sentence] = []
    listed: dict[tuple[str, bool], list[Finding]] = defaultdict(list)
    for item in items:
        present = patient.values[item.name]
        if not present and item.may_be_silent and voice.chance(SILENT):
            continue
        if present and item.implied and voice.chance(inferred):
            sentences.append(Sentence(item.place, voice.say(item.implied), inputs=(item.name,)))
        elif item.names and (item.place, present) in LISTS and voice.chance(LISTED):
            listed[item.place, present].append(item)
        else:
            sentences.append(_alone(item, present, voice))
    for (place, present), found in listed.items():
        sentences += _lists(place, present, found, voice)
    return sentences


def _alone(item: Finding, present: bool, voice: Voice) -> Sentence:
    text = voice.say(item.present if present else item.absent)
    return Sentence(item.place, text, inputs=(item.name,), spare=not present and item.may_be_silent)


def _lists(place: str, present: bool, items: list[Finding], voice: Voice) -> list[Sentence]:
    """The findings in lists of up to five; one that is left alone has its own sentence."""
    voice.rng.shuffle(items)
    found = []
    while items:
        chunk = [items.pop() for _ in range(min(len(items), voice.rng.randint(2, LONGEST_LIST)))]
        if len(chunk) == 1:
            found.append(_alone(chunk[0], present, voice))
            continue
        names = [voice.pick(item.names) for item in chunk]
        text = voice.say(LISTS[place, present])
        for slot, said in (("{list}", _joined(names, "and")), ("{none}", _joined(names, "or"))):
            text = text.replace(slot, said)
        text = text.replace("{commas}", ", ".join(names))
        spare = not present and all(item.may_be_silent for item in chunk)
        found.append(Sentence(place, text, inputs=tuple(item.name for item in chunk), spare=spare))
    return found


def _joined(names: list[str], last: str) -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def _dose(item: Dose, amount: float, times: int, voice: Voice) -> Sentence:
    form = item.form
    text = voice.say((form,)).replace("{drug}", item.drug).replace("{unit}", item.unit)
    text = text.replace("{amount}", show(amount)).replace("{times}", TIMES[times])
    return Sentence("medication", text[0].upper() + text[1:], inputs=(item.name,))


def _measure(item: Measure, patient: Patient, voice: Voice) -> Sentence:
    name, value = voice.pick(item.says or (item.label,)), str(patient.written[item.name])
    frames = MEASURED if " of " not in name else MEASURED_OF
    text = voice.say(frames).replace("{x}", name).replace("{v}", value)
    text = text.replace("{X}", name[0].upper() + name[1:])
    return Sentence("medication" if item.place == "dose" else item.place, text, inputs=(item.name,))
