"""MedCalc-Bench's `Relevant Entities` to a calculator's values, unit by unit.

    {'sex': 'Female', 'creatinine': [42.0, 'µmol/L'], 'age': [32, 'years']}
    ->  {"sex": "female", "creatinine": 0.475, "age": 32}

The names and options that differ from ours are declared at each input (`entities`, `benchmark`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Input, Measure
from ehrmind.medcalc.units import convert

Entities = Mapping[str, Any]


class UnreadableEntity(ValueError):
    """An entity that is not of its input's type; the message names it and its value."""


def read_values(calculator: Calculator, entities: Entities) -> dict[str, Any]:
    """The values of every input that the entities hold. Raises UnreadableEntity, units.UnknownUnit."""
    values = {}
    for item in calculator.inputs:
        value = _read(item, entities)
        if value is not None:
            values[item.name] = value
    return values


def unused(calculator: Calculator, entities: Entities) -> list[str]:
    """Names of entities that no input of the calculator reads."""
    known = {name for item in calculator.inputs for name in item.entities}
    return [name for name in entities if name not in known]


def _read(item: Input, entities: Entities) -> Any:
    held = {name: entities[name] for name in item.entities if name in entities and entities[name] is not None}
    if not held:
        return None
    if isinstance(item, Finding):
        return any(_truth(name, value) for name, value in held.items())
    if isinstance(item, Dose):
        amount, times = (held.get(name) for name in item.entities)
        return None if amount is None or times is None else (_amount(amount, item.unit, item.name), _bare(times))
    name, value = next(iter(held.items()))
    if isinstance(item, Measure):
        return _measure(item, name, value)
    return _option(item, name, value) if isinstance(item, Choice) else _day(item, name, value)


def _measure(item: Measure, name: str, value: Any) -> float:
    if isinstance(value, (list, tuple)) and len(value) == 3:  # ['Hydrocortisone PO', 162.9, 'mg']
        value = value[1:]
    return _amount(value, item.unit, name, item.analyte)


def _amount(value: Any, unit: str, name: str, analyte: str = "") -> float:
    if isinstance(value, (list, tuple)) and len(value) == 2 and isinstance(value[1], str):
        return convert(_bare(value[0], name), value[1], unit, analyte)
    return _bare(value, name)


def _bare(value: Any, name: str = "") -> float:
    if isinstance(value, (list, tuple)) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnreadableEntity(f"{name}={value!r} is not a number")
    return value


def _truth(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).strip().lower().startswith(("not ", "none", "no ", "absent")):
        return False
    raise UnreadableEntity(f"{name}={value!r} is neither true nor false")


def _option(item: Choice, name: str, value: Any) -> str:
    word = str(value[0] if isinstance(value, (list, tuple)) else value).strip().lower()
    options = {option.lower(): option for option in item.options} | dict(item.benchmark)
    if word not in options:
        raise UnreadableEntity(f"{name}={value!r} is none of {', '.join(sorted(options))}")
    return options[word]


def _day(item: Day, name: str, value: Any) -> date:
    try:
        return datetime.strptime(str(value), "%m/%d/%Y").date()
    except ValueError:
        raise UnreadableEntity(f"{name}={value!r} is not a date as MM/DD/YYYY") from None
