"""Seeded patient notes: a function of (seed, split, index), never of global state.

    write_case(CALCULATORS[39], seed=0, split="train", index=4)
    -> Case(note="Mr. H. is a 61-year-old man who presents with nausea. ... Laboratory results: potassium 4.1 mEq/L,
            sodium 138 mEq/L, chloride 101 mEq/L, HCO3 22 mEq/L. ...", values={"sodium": 138, ...}, work=Work(...))

The label is right by construction: inputs are drawn first, the calculator works out the answer, and the note states
the inputs among vital signs, results and remarks that nobody asked about. The answer itself never stands in the note.
"""

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Input, Measure, Work, show, show_date
from ehrmind.medcalc.measures import AGE, BYSTANDERS, DIASTOLIC, HEART_RATE, RESPIRATORY_RATE, SYSTOLIC, TEMPERATURE

MIN_WORDS, MAX_WORDS = 60, 120
UNSTATED = 0.15  # share of absent findings that the note passes over in silence
MAX_DRAWS = 1000

_TOKEN = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d+(?:\.\d+)?")

_COMPLAINTS = (
    *("fatigue", "nausea", "a dry cough", "dizziness", "abdominal discomfort", "back pain", "poor sleep", "weakness"),
    *("loss of appetite", "palpitations", "sore shoulders", "muscle aches", "headache", "a sore knee", "malaise"),
)
_ARRIVALS = (
    "presents with",
    "is admitted for",
    "is seen in clinic for",
    "comes to the ward because of",
    "is referred for",
)
_SINCE = ("over the past week", "for several days", "since yesterday", "of gradual onset", "without a clear trigger")
_REMARKS = (
    "{He} lives with {his} family.",
    "{He} works as a teacher.",
    "{He} retired early and walks every day.",
    "{He} has no drug allergies.",
    "{He} never smoked.",
    "{He} drinks alcohol rarely.",
    "The abdomen is soft and not tender.",
    "The lungs are clear on auscultation.",
    "Heart sounds are regular.",
    "The skin is warm and dry.",
    "There is no rash.",
    "{He} usually eats a mixed diet.",
    "{He} travelled abroad last summer.",
    "{His} sister is well.",
    "The electrocardiogram is unremarkable.",
    "A chest film was ordered and is pending.",
    "{He} was given fluids by mouth and felt somewhat better.",
    "{His} general practitioner sent a letter with {his} earlier records.",
    "The family was informed about the plan.",
    "A follow-up visit is arranged with the outpatient clinic.",
    "{He} will be reviewed again by the team in the afternoon.",
)
_LAB_OPENINGS = ("Laboratory results:", "Blood tests show", "Labs:", "On admission, laboratory tests showed")
_VITAL_OPENINGS = ("Vital signs:", "On examination,", "Vitals at triage:", "At the bedside,")


@dataclass(frozen=True, slots=True)
class Case:
    """A generated patient: the note, the inputs it was written from, and the worked solution."""

    note: str
    values: dict[str, Any]
    work: Work


def write_case(calculator: Calculator, seed: int, split: str, index: int) -> Case:
    """Draw inputs, solve, and write a note that holds every input and not the answer.

    Raises ValueError when no such note is found, which means that the calculator's ranges exclude each other.
    """
    rng = random.Random(f"{seed}/{split}/{index}/{calculator.id}")
    for _ in range(MAX_DRAWS):
        values = draw_values(calculator, rng)
        work = calculator.work(values)
        note = write_note(calculator, values, rng)
        if work.answer not in _TOKEN.findall(note):
            return Case(note, values, work)
    raise ValueError(f"calculator {calculator.id}: no note without its own answer in {MAX_DRAWS} draws")


def draw_values(calculator: Calculator, rng: random.Random) -> dict[str, Any]:
    """Inputs within their ranges that can belong to one patient; always with an age and a sex."""
    for _ in range(MAX_DRAWS):
        values = {"age": _draw_measure(AGE, rng), "sex": rng.choice(("male", "female"))}
        for item in calculator.inputs:
            values[item.name] = _draw(item, rng)
        if calculator.possible(values):
            return values
    raise ValueError(f"calculator {calculator.id}: its inputs never satisfy `possible`")


def write_note(calculator: Calculator, values: dict[str, Any], rng: random.Random) -> str:
    """A short case report of 60 to 120 words."""
    facts = _facts(calculator, values, rng) + _panels(calculator, values, rng)
    rng.shuffle(facts)
    sentences = [_opening(values, rng), *facts]
    remarks = list(_REMARKS)
    rng.shuffle(remarks)
    wanted = rng.randint(MIN_WORDS, MIN_WORDS + 25)
    words = sum(len(sentence.split()) for sentence in sentences)
    while words < wanted:
        remark = remarks.pop()
        words += len(remark.split())
        sentences.insert(rng.randint(1, len(sentences)), remark)
    return fill(" ".join(sentences), values["sex"])


def _draw(item: Input, rng: random.Random) -> Any:
    if isinstance(item, Measure):
        return _draw_measure(item, rng)
    if isinstance(item, Finding):
        return rng.random() < 0.5
    if isinstance(item, Choice):
        return rng.choice(tuple(item.options))
    if isinstance(item, Dose):
        return (rng.choice(item.amounts), rng.choice(item.per_day)) if rng.random() < 0.2 else None
    return date(2019, 1, 1) + timedelta(days=rng.randrange(6 * 365))


def _draw_measure(measure: Measure, rng: random.Random) -> float:
    scale = 10**measure.decimals
    drawn = rng.randint(round(measure.low * scale), round(measure.high * scale))
    return drawn / scale if measure.decimals else drawn


def _opening(values: dict[str, Any], rng: random.Random) -> str:
    noun = "man" if values["sex"] == "male" else "woman"
    article = "An" if str(values["age"])[0] == "8" or values["age"] in (11, 18) else "A"
    arrival = f"{rng.choice(_ARRIVALS)} {rng.choice(_COMPLAINTS)} {rng.choice(_SINCE)}"
    return f"{article} {values['age']}-year-old {noun} {arrival}."


def _facts(calculator: Calculator, values: dict[str, Any], rng: random.Random) -> list[str]:
    """A sentence for each finding, choice, date and body measurement among the inputs."""
    sentences = []
    for item in calculator.inputs:
        value = values[item.name]
        if isinstance(item, Finding):
            if value or rng.random() >= UNSTATED:
                sentences.append(rng.choice(item.present if value else item.absent))
        elif isinstance(item, Choice):
            sentences.extend([rng.choice(item.options[value])] if item.options[value] else [])
        elif isinstance(item, Day):
            sentences.append(rng.choice(item.says).replace("{date}", show_date(value)))
        elif isinstance(item, Dose):
            sentences.extend([_dose(item, value)] if value else [])
        elif item.place in ("body", "dose"):
            form = rng.choice(("{His} {x} is {v}.", "The {x} is {v}."))
            sentences.append(form.replace("{x}", rng.choice(item.says)).replace("{v}", _quantity(item, value)))
    return sentences


def _dose(item: Dose, value: tuple[float, int]) -> str:
    times = {1: "once a day", 2: "twice a day"}.get(value[1], f"{value[1]} times a day")
    return f"{{He}} takes {item.drug} {show(value[0])} {item.unit} {times}."


def _panels(calculator: Calculator, values: dict[str, Any], rng: random.Random) -> list[str]:
    """The vital signs and the laboratory results, the inputs among others that nobody asked about."""
    asked = {item.name: item for item in calculator.inputs if isinstance(item, Measure)}
    labs = [item for item in asked.values() if item.place == "lab"]
    if labs or rng.random() < 0.6:
        labs += rng.sample(BYSTANDERS, rng.randint(1, 3))
    others = [item for item in (HEART_RATE, RESPIRATORY_RATE, TEMPERATURE) if item.name not in asked]
    vitals = [item for item in asked.values() if item.place == "vital" and item not in (SYSTOLIC, DIASTOLIC)]
    vitals += rng.sample(others, min(len(others), rng.randint(0, 2)))
    shown = [f"{rng.choice(item.says)} {_quantity(item, _value(item, values, rng))}" for item in vitals]
    if "systolic" in asked or "diastolic" in asked or rng.random() < 0.3:
        shown.append(_blood_pressure(values, rng))
    rng.shuffle(shown)
    rng.shuffle(labs)
    results = [f"{rng.choice(item.says)} {_quantity(item, _value(item, values, rng))}" for item in labs]
    panels = []
    if shown:
        panels.append(f"{rng.choice(_VITAL_OPENINGS)} {', '.join(shown)}.")
    if results:
        panels.append(f"{rng.choice(_LAB_OPENINGS)} {', '.join(results)}.")
    return panels


def _blood_pressure(values: dict[str, Any], rng: random.Random) -> str:
    systolic = values.get("systolic")
    diastolic = values.get("diastolic")
    if systolic is None:
        systolic = (diastolic or 78) + rng.randint(30, 60)
    if diastolic is None:
        diastolic = max(systolic - rng.randint(30, 60), 35)
    return f"blood pressure {systolic}/{diastolic} mmHg"


def _value(item: Measure, values: dict[str, Any], rng: random.Random) -> float:
    known = values.get(item.name)
    return known if known is not None else _draw_measure(item, rng)


def _quantity(item: Measure, value: float) -> str:
    return f"{show(value, item.decimals)} {item.unit}"


def fill(text: str, sex: str) -> str:
    """Put the patient's pronouns into a sentence."""
    he, his = ("he", "his") if sex == "male" else ("she", "her")
    for name, word in (("he", he), ("his", his)):
        text = text.replace("{" + name + "}", word).replace("{" + name.capitalize() + "}", word.capitalize())
    return text
