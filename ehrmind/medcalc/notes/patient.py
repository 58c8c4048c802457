"""Draw one patient: a disease, what it does to the values a calculator takes, and how the note writes each of them.

    Patient(disease=PNEUMONIA, severity=0.7, values={"age": 61, "sex": "male", "bun": 42.02}, ...,
            written={"bun": Written("15", "mmol/L")}, panel={"white_cells": Written("17.2", "×10⁹/L")},
            bridges=(Step("Blood urea nitrogen = 15 mmol/L = 42.02 mg/dL.", "bun", 42.02),), withheld="")

What the note writes is drawn and rounded first, and the values follow from it, so that a reader of the note can reach
exactly our answer. `bridges` are the steps from what is written to the values; `panel` holds the same patient's values
that nobody asks about.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from ehrmind.medcalc.diseases import Disease, asking
from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Measure, Step, show
from ehrmind.medcalc.measures import AGE, BMI, HEIGHT, WEIGHT
from ehrmind.medcalc.notes.boundaries import Edge, boundary
from ehrmind.medcalc.notes.physiology import ADULT, DRIVERS, measured
from ehrmind.medcalc.notes.settings import NoteSettings, Units
from ehrmind.medcalc.shortcuts import reached_by_shortcut
from ehrmind.medcalc.units import convert

MAX_DRAWS = 2000
DOSES = 2.5  # drugs that one patient takes on average, of those a calculator asks for
CHILD = 6  # years: a younger one does not tell its story
TOO_ILL = 0.75  # severity from which a patient in hospital does not tell much
TELLS = {  # what a patient who tells a story is like
    "gcs": lambda value: value >= 15,
    "eye_opening": lambda value: value == "spontaneous",
    "verbal_response": lambda value: value == "oriented",
    "motor_response": lambda value: value == "obeys commands",
    "encephalopathy": lambda value: value in ("none", False),
    "consciousness": lambda value: value == "alert",
    "sensory_perception": lambda value: value == "no impairment",
    **dict.fromkeys(("confusion", "altered_mental_status", "dementia", "respiratory_support"), lambda value: not value),
}


class Written(NamedTuple):
    """A number as it stands in the note: Written("124", "µmol/L")."""

    number: str
    unit: str

    def __str__(self) -> str:
        if self.unit in ("%", "/µL"):
            return f"{self.number}{self.unit}"
        return f"{self.number} {self.unit}" if self.unit not in ("", "points") else self.number


@dataclass(frozen=True, slots=True)
class Patient:
    """A drawn patient. `withheld` is the input that the note leaves out although the answer needs it, if any."""

    disease: Disease
    severity: float  # from 0 to 1
    values: dict[str, Any]
    written: Mapping[str, Written]
    bridges: tuple[Step, ...]
    withheld: str = ""
    other_units: bool = False
    by_bmi: Written | None = None  # the weight must be inferred from it
    born: date | None = None  # the age must be inferred from it
    seen: date | None = None
    known: dict[str, Any] = field(default_factory=dict)  # values, and what they hang together with

    @property
    def sex(self) -> str:
        """Male or female."""
        return str(self.values["sex"])

    @property
    def adult(self) -> bool:
        """Whether of age."""
        return bool(self.values["age"] >= ADULT)

    @property
    def tells(self) -> bool:
        """Whether the patient is awake, clear and old enough to tell the story."""
        if self.values["age"] < CHILD or self.disease.setting == "intensive care":
            return False
        if self.disease.setting != "clinic" and self.severity > TOO_ILL:
            return False
        return all(clear(self.values[name]) for name, clear in TELLS.items() if name in self.values)


def draw_patient(calculator: Calculator, settings: NoteSettings, rng: random.Random) -> Patient:
    """Inputs within their ranges that can belong to one patient; always with an age and a sex.

    Raises ValueError when the calculator's ranges and its diseases exclude each other.
    """
    other = settings.units is Units.other or (settings.units is Units.mixed and rng.random() < 0.5)
    shaped = _infers_weight(calculator) and rng.random() < settings.inferred
    diseases, weights = asking(calculator.id)
    for _ in range(MAX_DRAWS if diseases else 0):
        disease = rng.choices(diseases, weights)[0]
        edge = boundary(calculator, disease, rng)
        severity = rng.random() if edge.severity is None else edge.severity
        values, written, known = _draw_values(calculator, disease, severity, edge, other, rng)
        by_bmi = _weight_from_bmi(values) if shaped else None
        if calculator.possible(values) and not reached_by_shortcut(calculator, values):
            break
    else:
        raise ValueError(
            f"calculator {calculator.id}: no patient of its {len(diseases)} diseases satisfies `possible`, or "
            "shortcuts reach every answer"
        )
    bridges = _conversions(calculator, values, written) if other else []
    if by_bmi:
        bridges = [item for item in bridges if item.name != "weight"] + [by_bmi[1]]
    born = seen = None
    if _infers_age(calculator) and rng.random() < settings.inferred:
        born, seen, step = _age_from_birth(int(values["age"]), rng)
        bridges.append(step)
    said = by_bmi[0] if by_bmi else None
    return Patient(disease, severity, values, written, tuple(bridges), "", other, said, born, seen, known)


def write_number(measure: Measure, drawn: float, other: bool) -> tuple[Written, float]:
    """A number as the note writes it, and its value in the measure's own unit."""
    kept = min(max(drawn, measure.low), measure.high)
    value = round(kept, measure.decimals) if measure.decimals else round(kept)
    if not other or not measure.other_unit:
        return Written(show(value, measure.decimals), measure.unit), value
    number = show(convert(value, measure.unit, measure.other_unit, measure.analyte), measure.other_decimals)
    back = convert(float(number), measure.other_unit, measure.unit, measure.analyte)
    return Written(number, measure.other_unit), back


def _draw_values(
    calculator: Calculator, disease: Disease, severity: float, edge: Edge, other: bool, rng: random.Random
) -> tuple[dict[str, Any], dict[str, Written], dict[str, Any]]:
    """The inputs, how they are written, and all that is known of this patient."""
    values: dict[str, Any] = {}
    written: dict[str, Written] = {}
    values["sex"] = _sex(calculator, disease, rng)
    known: dict[str, Any] = dict(values)
    age = next((item for item in calculator.inputs if item.name == AGE.name and isinstance(item, Measure)), AGE)
    for item in _in_order(calculator, age):
        if isinstance(item, Measure):
            drawn = edge.value if item.name == edge.name else measured(item, disease, severity, known, rng)
            written[item.name], values[item.name] = write_number(item, drawn, other)
            if written[item.name].unit != item.unit:
                values[item.other_name] = float(written[item.name].number)
        elif isinstance(item, Finding):
            values[item.name] = rng.random() < _chance(item, disease, severity, known["age"])
        elif isinstance(item, Choice) and item.name != "sex":
            values[item.name] = _option(item, disease, severity, rng)
        elif isinstance(item, Day):
            values[item.name] = _day(item, values, rng)
        elif isinstance(item, Dose) and rng.random() < _taken(item, calculator, disease):
            values[item.name] = (rng.choice(item.amounts), rng.choice(item.per_day))
        if item.name in values:
            known[item.name] = values[item.name]
    return values, written, known


def _in_order(calculator: Calculator, age: Measure) -> list[Any]:
    """The inputs, so that what others follow from comes first: age, choices, then the measures that drive others."""
    rest = [item for item in calculator.inputs if item.name != AGE.name]
    drivers = {name: at for at, name in enumerate(DRIVERS)}
    ranks = [(-1 if isinstance(item, Choice) else drivers.get(item.name, len(drivers))) for item in rest]
    return [age, *(item for _, item in sorted(zip(ranks, rest, strict=True), key=lambda pair: pair[0]))]


def _sex(calculator: Calculator, disease: Disease, rng: random.Random) -> str:
    drawn = "female" if rng.random() < disease.female else "male"
    options = [item.options for item in calculator.inputs if item.name == "sex" and isinstance(item, Choice)]
    return drawn if not options or drawn in options[0] else next(iter(options[0]))


def _chance(item: Finding, disease: Disease, severity: float, age: float) -> float:
    """How likely the finding is: by the disease, else by age."""
    said = disease.chance(item.name, severity)
    if said is not None:
        return said
    young, old = item.prevalence
    return young + (old - young) * min(max((age - 30) / 50, 0), 1)


def _option(item: Choice, disease: Disease, severity: float, rng: random.Random) -> str:
    ordered = disease.choices.get(item.name)
    if ordered:
        return ordered[min(int((0.7 * severity + 0.3 * rng.random()) * len(ordered)), len(ordered) - 1)]
    options = tuple(item.options)
    return rng.choices(options, [item.weights.get(name, 1.0) for name in options])[0]


def _taken(item: Dose, calculator: Calculator, disease: Disease) -> float:
    """How likely a drug is taken; where the disease names some drugs, no others are."""
    if disease.doses:
        return disease.doses.get(item.name, 0.0)
    return DOSES / sum(isinstance(other, Dose) for other in calculator.inputs)


def _day(item: Day, values: Mapping[str, Any], rng: random.Random) -> date:
    """A day of six years; one that follows another in the calculator lies within a pregnancy of it."""
    earlier = [value for value in values.values() if isinstance(value, date)]
    if earlier:
        return earlier[0] + timedelta(days=rng.randint(28, 290))
    return date(2019, 1, 1) + timedelta(days=rng.randrange(6 * 365))


def _conversions(calculator: Calculator, values: Mapping[str, Any], written: Mapping[str, Written]) -> list[Step]:
    """A step for every input that the note writes in another unit."""
    steps = []
    for item in calculator.inputs:
        if isinstance(item, Measure) and written[item.name].unit != item.unit:
            value = values[item.name]
            if float(written[item.name].number) == value:
                continue  # mmol/L and mEq/L of one charge: nothing is worked out
            text = f"{item.label} = {written[item.name]} = {Written(show(value), item.unit)}."
            steps.append(Step(text[0].upper() + text[1:], item.name, value))
    return steps


def _infers_weight(calculator: Calculator) -> bool:
    names = {item.name for item in calculator.inputs}
    return {"weight", "height"} <= names and "bmi" not in names and calculator.unit != BMI.unit


def _infers_age(calculator: Calculator) -> bool:
    return AGE in calculator.inputs and not any(isinstance(item, Day) for item in calculator.inputs)


def _weight_from_bmi(values: dict[str, Any]) -> tuple[Written, Step]:
    """Replace the weight by the one that the rounded BMI gives."""
    meters = values[HEIGHT.name] / 100
    bmi = round(values[WEIGHT.name] / meters**2, BMI.decimals)
    weight = values[WEIGHT.name] = bmi * meters**2
    values.pop(WEIGHT.other_name, None)
    text = f"Weight = BMI × height² = {show(bmi)} × {show(meters, 5)}² = {show(weight)} kg."
    return Written(show(bmi, 1), BMI.unit), Step(text, "weight", weight)


def _age_from_birth(age: int, rng: random.Random) -> tuple[date, date, Step]:
    """A month of birth and one of the visit, never the same month: without the day that would leave the age open."""
    seen = date(2019 + rng.randrange(6), rng.randint(1, 12), 1)
    ago = rng.randint(1, 11)  # months since the last birthday
    month = (seen.month - ago - 1) % 12 + 1
    born = date(seen.year - age - (month > seen.month), month, 1)
    text = f"Age from {month_of(born)} to {month_of(seen)} = {age} years."
    return born, seen, Step(text, "age", age)


def month_of(day: date) -> str:
    """A date as a month: "March 1957"."""
    return f"{day:%B} {day.year}"
