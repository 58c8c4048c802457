"""Draw one patient: the values a calculator takes, and how the note writes each of them.

    Patient(values={"age": 61, "sex": "male", "creatinine": 1.402688}, written={"creatinine": Written("124", "µmol/L")},
            bridges=(Step("Creatinine = 124 µmol/L = 1.403 mg/dL.", "creatinine", 1.402688),), withheld="")

What the note writes is drawn and rounded first, and the values follow from it, so that a reader of the note can reach
exactly our answer. `bridges` are the steps from what is written to the values.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Input, Measure, Step, show
from ehrmind.medcalc.measures import AGE, BMI, HEIGHT, WEIGHT
from ehrmind.medcalc.notes.settings import NoteSettings, Units
from ehrmind.medcalc.shortcuts import reached_by_shortcut
from ehrmind.medcalc.units import convert

MAX_DRAWS = 2000
MOST_PRESENT = 5  # findings that one patient has on average, at most
DOSES = 2.5  # drugs that one patient takes on average, of those a calculator asks for


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it stands in the note: Written("124", "µmol/L")."""

    number: str
    unit: str

    def __str__(self) -> str:
        if self.unit in ("%", "/µL"):
            return f"{self.number}{self.unit}"
        return f"{self.number} {self.unit}" if self.unit not in ("", "points") else self.number


@dataclass(frozen=True, slots=True)
class Patient:
    """A drawn patient. `withheld` is the required input that the note leaves out, if any."""

    values: dict[str, Any]
    written: Mapping[str, Written]
    bridges: tuple[Step, ...]
    withheld: str = ""
    other_units: bool = False
    by_bmi: Written | None = None  # the weight must be inferred from it
    born: date | None = None  # the age must be inferred from it
    seen: date | None = None


def draw_patient(calculator: Calculator, settings: NoteSettings, rng: random.Random) -> Patient:
    """Inputs within their ranges that can belong to one patient; always with an age and a sex.

    Raises ValueError when the calculator's ranges exclude each other.
    """
    other = settings.units is Units.other or (settings.units is Units.mixed and rng.random() < 0.5)
    for _ in range(MAX_DRAWS):
        values, written = _draw_values(calculator, other, rng)
        if calculator.possible(values) and not reached_by_shortcut(calculator, values):
            break
    else:
        raise ValueError(
            f"calculator {calculator.id}: its inputs never satisfy `possible`, or shortcuts reach every answer"
        )
    bridges = _conversions(calculator, values, written) if other else []
    by_bmi = born = seen = None
    if _infers_weight(calculator) and rng.random() < settings.inferred:
        by_bmi, step = _weight_from_bmi(values)
        bridges = [item for item in bridges if item.name != "weight"] + [step]
    if _infers_age(calculator) and rng.random() < settings.inferred:
        born, seen, step = _age_from_birth(int(values["age"]), rng)
        bridges.append(step)
    withheld = ""
    if settings.unanswerable and rng.random() < settings.unanswerable:
        names = [item.name for item in calculator.inputs if _can_be_withheld(calculator, item)]
        withheld = rng.choice(names) if names else ""
    return Patient(values, written, tuple(bridges), withheld, other, by_bmi, born, seen)


def draw_written(measure: Measure, other: bool, rng: random.Random) -> tuple[Written, float]:
    """A number for the note, and its value in the measure's own unit."""
    if not other or not measure.other_unit:
        value = draw_number(measure.low, measure.high, measure.decimals, rng)
        return Written(show(value, measure.decimals), measure.unit), value
    drawn = draw_number(measure.low, measure.high, measure.decimals, rng)
    converted = convert(drawn, measure.unit, measure.other_unit, measure.analyte)
    number = show(converted, measure.other_decimals)
    return Written(number, measure.other_unit), convert(
        float(number), measure.other_unit, measure.unit, measure.analyte
    )


def draw_number(low: float, high: float, decimals: int, rng: random.Random) -> float:
    """A number from low to high with that many decimals."""
    scale = 10**decimals
    drawn = rng.randint(round(low * scale), round(high * scale))
    return drawn / scale if decimals else drawn


def _draw_values(calculator: Calculator, other: bool, rng: random.Random) -> tuple[dict[str, Any], dict[str, Written]]:
    values: dict[str, Any] = {"age": draw_number(AGE.low, AGE.high, 0, rng), "sex": rng.choice(("male", "female"))}
    written: dict[str, Written] = {}
    findings = sum(isinstance(item, Finding) for item in calculator.inputs)
    doses = sum(isinstance(item, Dose) for item in calculator.inputs)
    for item in calculator.inputs:
        if isinstance(item, Measure):
            written[item.name], values[item.name] = draw_written(item, other, rng)
            if written[item.name].unit != item.unit:
                values[item.other_name] = float(written[item.name].number)
        elif isinstance(item, Finding):
            values[item.name] = rng.random() < min(0.5, MOST_PRESENT / findings)
        elif isinstance(item, Choice):
            values[item.name] = rng.choice(tuple(item.options))
        elif isinstance(item, Day):
            values[item.name] = date(2019, 1, 1) + timedelta(days=rng.randrange(6 * 365))
        elif rng.random() < DOSES / doses:
            values[item.name] = (rng.choice(item.amounts), rng.choice(item.per_day))
    return values, written


def _conversions(calculator: Calculator, values: Mapping[str, Any], written: Mapping[str, Written]) -> list[Step]:
    """A step for every input that the note writes in another unit."""
    steps = []
    for item in calculator.inputs:
        if isinstance(item, Measure) and written[item.name].unit != item.unit:
            value = values[item.name]
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
    text = f"Weight = BMI × height² = {show(bmi)} × {show(meters, 4)}² = {show(weight)} kg."
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


def _can_be_withheld(calculator: Calculator, item: Input) -> bool:
    return isinstance(item, Measure) and item.name in calculator.required
