"""The patient's other problems: chronic conditions that change no calculation (their words are in chronic.py).

    Sentence("history", "She is also followed for gout and hypothyroidism.")

A condition is left out where an input of the calculator could be read from it: `blocks` names such inputs, and any line
that says an input's own words is dropped.
"""

import re
from collections.abc import Sequence
from functools import cache

from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes.chronic import COMORBIDITIES, Comorbidity
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.lines import Line, fitting, read_line, touches
from ehrmind.medcalc.notes.patient import Patient
from ehrmind.medcalc.notes.topics import speaks_of

NAMED_AT = 0.4  # of the history, so that what follows has a name

CONDITIONS = (
    "[Also known|Other conditions|Further diagnoses|Additional history]: {c}.",
    "{He} [is also followed|is also treated] for {c}.",
    "{He} has lived with {c} [for years|since long].",
    "[Otherwise, the chart lists|The problem list also holds|The chart also lists] {c}.",
)
DRUGS = (
    "[Regular medication|Home medication|Other medication] [includes|is] {d}.",
    "{He} [takes|uses] {d}[ regularly| daily|].",
    "[Meds|Other meds]: {d}.",
)


def choose(calculator: Calculator, patient: Patient, most: int, voice: Voice) -> list[Comorbidity]:
    """Up to `most` conditions that the patient can have beside the disease."""
    able = [
        item
        for item in _able(calculator, voice)
        if patient.values["age"] >= item.youngest and not speaks_of(patient.disease, _topic(item))
    ]
    return voice.rng.sample(able, min(len(able), voice.rng.randint(most // 2, most)))


def comorbidities(calculator: Calculator, chosen: Sequence[Comorbidity], voice: Voice) -> list[Line]:
    """What a note tells of them: names first, drugs, and their own sentences."""
    if not chosen:
        return []
    named = _joined([voice.pick(item.names) for item in chosen])
    found = [Line("history", (), (), tuple(template.replace("{c}", named) for template in CONDITIONS), at=NAMED_AT)]
    drugs = [item.drug for item in chosen if item.drug]
    if drugs:
        found.append(Line("medication", (), (), tuple(template.replace("{d}", _joined(drugs)) for template in DRUGS)))
    for item in chosen:
        own = fitting(item.names[0], (read_line(*line) for line in item.lines), calculator, voice)
        found += [line._replace(at=voice.rng.uniform(NAMED_AT, 1)) for line in own]
    return found


_ABLE: dict[tuple[int, str], tuple[Comorbidity, ...]] = {}  # calculators are not hashable


def _able(calculator: Calculator, voice: Voice) -> tuple[Comorbidity, ...]:
    """The conditions of this sex from which no input could be read."""
    key = (calculator.id, voice.sex)
    if key not in _ABLE:
        _ABLE[key] = tuple(
            item
            for item in COMORBIDITIES
            if item.sex in ("", voice.sex)
            and not touches(Line("", (), item.blocks, (f"{', '.join(item.names)} {item.drug}",)), calculator)
        )
    return _ABLE[key]


@cache
def _topic(item: Comorbidity) -> str:
    """Its names and its drug: a disease that speaks of them has them for itself."""
    names = (name.removeprefix("a ").removeprefix("an ").lower() for name in (*item.names, item.drug) if name)
    return "|".join(map(re.escape, names))


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
