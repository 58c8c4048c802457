"""How MedCalc-Bench's APACHE II answers differ from Knaus 1985.

White cells 9 ×10⁹/L, all else normal at age 40 with a Glasgow Coma Scale of 15: 19 = 15 + 4 points, where Knaus has 0.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ehrmind.medcalc.forms import Solve, Values, Variant

Table = tuple[tuple[float, float], ...]  # (lowest value, points), highest first

TEMPERATURE: Table = ((41, 4), (39, 3), (38.5, 1), (36, 0), (34, 1), (32, 2), (30, 3), (-99, 4))
HIGH_ONLY: Mapping[str, Table] = {  # the program gives no points for low values of these
    "heart_rate": ((180, 4), (140, 3), (110, 2)),
    "respiratory_rate": ((50, 4), (35, 3), (25, 1)),
    "ph": ((7.7, 4), (7.6, 3), (7.5, 1)),
    "sodium": ((180, 4), (160, 3), (155, 2), (150, 1)),
    "potassium": ((7, 4), (6, 3), (5.5, 1)),
    "hematocrit": ((60, 4), (50, 2), (46, 1)),
}
PER_MICROLITER: Table = ((40, 4), (20, 2), (15, 1))  # limits in 10⁹/L, held against a count per µL
NEEDED = (*HIGH_ONLY, "age", "temperature", "systolic", "diastolic", "fio2", "creatinine", "white_cells", "gcs")


def program(values: Values, entities: Mapping[str, Any]) -> float | None:
    """What the benchmark's program adds up; None where it fails for lack of an input."""
    oxygen = values.get("aa_gradient" if values.get("fio2", 0) >= 50 else "pao2")
    if oxygen is None or any(values.get(name) is None for name in NEEDED):
        return None
    total = _chronic(values, entities) + _age(values["age"])
    total += _oxygenation(values["fio2"], oxygen) + _creatinine(values)
    total += _first(_temperature(values, entities), TEMPERATURE)
    total += _mean_pressure((values["systolic"] + 2 * values["diastolic"]) / 3)
    total += sum(_first(values[name], table) for name, table in HIGH_ONLY.items())
    total += _first(values["white_cells"] * 1000, PER_MICROLITER)
    return float(total + values["gcs"])


def _first(value: float, table: Table) -> float:
    return next((points for low, points in table if value >= low), 0)


def _age(age: float) -> float:
    return 0 if age in (45, 75) else _first(age, ((75, 6), (65, 5), (55, 3), (45, 2)))


def _temperature(values: Values, entities: Mapping[str, Any]) -> float:
    """In °C; whatever is not spelled "degrees celsius" is taken as Fahrenheit."""
    number, unit = entities.get("Temperature", (values["temperature"], "degrees celsius"))
    return float(number if unit == "degrees celsius" else round((number - 32) * 5 / 9, 3))


def _mean_pressure(pressure: float) -> float:
    rounded = round(pressure, 3)
    return next((points for over, points in ((159, 4), (129, 3), (109, 2)) if rounded > over), 0)


def _oxygenation(fio2: float, oxygen: float) -> float:
    if fio2 >= 50:
        return _first(oxygen, ((500, 4), (350, 3), (200, 2)))
    return 0 if oxygen > 70 else _first(oxygen, ((61, 1), (55, 3), (0, 4)))


def _creatinine(values: Values) -> float:
    """Raised values count only in acute or chronic renal failure."""
    creatinine = values["creatinine"]
    if creatinine < 0.6:
        return 2
    points = _first(creatinine, ((3.5, 4), (2, 3), (1.5, 2)))
    if values.get("acute_renal_failure"):
        return 2 * points
    return points if values.get("chronic_renal_failure") else 0


def faults(values: Values, entities: Mapping[str, Any], solve: Solve) -> Iterator[tuple[str, float]]:
    """What of the program's departures this row meets."""

    def more(theirs: float, *without: str, **normal: Any) -> float:
        """Their points minus ours, which are lost when these inputs are not stated, or are normal."""
        left = {name: value for name, value in values.items() if name not in without}
        return theirs - (solve(values) - solve({**left, **normal}))

    yield "adds the Glasgow Coma Scale itself, not 15 minus it", more(values["gcs"], "gcs")
    cells = _first(values["white_cells"] * 1000, PER_MICROLITER)
    yield "holds white cells per µL against limits in 10⁹/L, so that every count gets 4", more(cells, "white_cells")
    temperature = _first(_temperature(values, entities), TEMPERATURE)
    yield 'reads a temperature as Fahrenheit, for its unit is spelled "celsisus"', more(temperature, "temperature")
    mean = (values["systolic"] + 2 * values["diastolic"]) / 3
    pressure = (
        "gives no points for a low mean pressure" if mean < 70 else "counts mean pressures from above 109, not 110"
    )
    yield pressure, more(_mean_pressure(mean), "systolic")
    for name, table in HIGH_ONLY.items():
        label = "pH" if name == "ph" else name.replace("_", " ")
        yield f"gives no points for a low {label}", more(_first(values[name], table), name)
    low = values["creatinine"] < 0.6
    kidneys = (
        "counts a low creatinine once in acute renal failure" if low else "counts creatinine in renal failure alone"
    )
    yield kidneys, more(_creatinine(values), "creatinine")
    yield "gives no points for the ages 45 and 75", more(_age(values["age"]), age=20)
    chronic = _chronic(values, entities)
    yield "gives no points for severe chronic disease without surgery", more(chronic, severe_chronic_disease=False)


def _chronic(values: Values, entities: Mapping[str, Any]) -> float:
    surgery = {"Elective": 2, "Emergency": 5}.get(entities.get("Surgery Type", ""), 0)
    return surgery if values.get("severe_chronic_disease") else 0


VARIANTS: dict[int, tuple[Variant, ...]] = {
    28: (
        Variant(
            "code",
            "the benchmark's program departs from the points of Knaus 1985 (10.1097/00003246-198510000-00009)",
            *(program, faults),
        ),
    ),
}
