"""MedCalc-Bench's `Relevant Entities` to a calculator's values, unit by unit.

    {'sex': 'Female', 'creatinine': [42.0, 'µmol/L'], 'age': [32, 'years']}
    ->  {"sex": "female", "creatinine": 0.475, "age": 32}

The names and options that differ from ours are declared at each input (`entities`, `benchmark`). What tables and
libraries make of such a dictionary is read too: JSON, NaN, numpy's own way of writing numbers, a parquet struct.

    {"age": np.float64(32.0), "sex": "Female", "height": NaN, "on dialysis": false}   ->  height is not stated

A number that no living patient has is refused (plausible.py), and so is an unknown unit: nothing is guessed.
"""

import ast
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ehrmind import parsing
from ehrmind.medcalc import plausible
from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Input, Measure
from ehrmind.medcalc.units import UnknownUnit, convert

Entities = Mapping[str, Any]
MAX_ENTITY_CHARS = 20_000
_YES, _NO = ("true", "yes", "present"), ("false", "no")  # where a file has words for them
_WRAPPER = re.compile(r"u?int\d{0,2}|float\d{0,2}|bool_?|str_|array")
_NAMES = {"true": True, "True_": True, "false": False, "False_": False, **dict.fromkeys(("null", "nan", "NaN", "NaT"))}


class UnreadableEntity(ValueError):
    """An entity that is not of its input's type; the message names it and its value."""


def parse_entities(text: str) -> dict[str, Any]:
    """The entities of a row, a Python literal as published, or JSON; nothing of it is executed. Raises ValueError."""
    if len(text) > MAX_ENTITY_CHARS:
        raise ValueError(f"entities longer than {MAX_ENTITY_CHARS} characters")
    try:
        entities = ast.literal_eval(_Plain().visit(ast.parse(text.strip(), mode="eval")))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        raise ValueError("entities are neither a Python literal nor JSON") from None
    if not isinstance(entities, dict):
        raise ValueError("entities are not a dictionary")
    return {str(name): value for name, value in entities.items()}


class _Plain(ast.NodeTransformer):
    """Replaces JSON's names, NaN, and calls around one value (np.float64(3.0), array([1, 2])) by the plain value."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_NAMES[node.id]) if node.id in _NAMES else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.Constant(_NAMES[node.attr]) if node.attr in _NAMES else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if len(node.args) != 1 or not _WRAPPER.fullmatch(name):
            return node  # which is no literal, and refused
        inner: ast.expr = self.visit(node.args[0])
        nothing = isinstance(inner, ast.Constant) and str(inner.value).lower() == "nan"  # float('nan')
        return ast.Constant(None) if nothing else inner


def read_values(calculator: Calculator, entities: Entities) -> dict[str, Any]:
    """The values of every input that the entities hold. Raises UnreadableEntity, UnknownUnit, plausible.Implausible."""
    values, problems = read_known(calculator, entities)
    if problems:
        raise problems[0]
    return values


def read_known(calculator: Calculator, entities: Entities) -> tuple[dict[str, Any], list[ValueError]]:
    """The values that can be read, and what is wrong with the others, of the kinds that read_values raises."""
    values: dict[str, Any] = {}
    problems: list[ValueError] = []
    for item in calculator.inputs:
        try:
            value = _read(item, entities)
        except (UnreadableEntity, UnknownUnit, plausible.Implausible) as problem:
            problems.append(problem)
            continue
        if value is not None:
            values[item.name] = value
    return values, problems


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
        amount = held.get(item.entities[0])
        times = held.get(item.entities[1]) if item.entities[1] else 1  # an infusion has no times a day
        return None if amount is None or times is None else _dose(item, amount, times)
    name, value = next(iter(held.items()))
    if isinstance(item, Measure):
        return _measure(item, name, value)
    return _option(item, name, value) if isinstance(item, Choice) else _day(item, name, value)


def _dose(item: Dose, amount: Any, times: Any) -> tuple[float, float]:
    """The amount and the times a day."""
    read, often = _amount(amount, item.unit, item.entities[0]), _bare(times, item.entities[1])
    _plausible(item, item.entities[0], amount, read)
    try:
        plausible.within(plausible.TIMES_A_DAY, "times a day", often, "")
    except plausible.Implausible as problem:
        raise plausible.Implausible(f"{item.entities[1]}={times!r}: {problem}") from None
    return read, often


def _measure(item: Measure, name: str, value: Any) -> float:
    if isinstance(value, (list, tuple)) and len(value) == 3:  # ['Hydrocortisone PO', 162.9, 'mg']
        value = value[1:]
    read = _amount(value, item.unit, name, item.analyte)
    _plausible(item, name, value, read)
    return read


def _plausible(item: Measure | Dose, name: str, written: Any, read: float) -> None:
    """Nothing, or Implausible with the entity as the row has it."""
    try:
        plausible.check(item.name, read, item.unit)
    except plausible.Implausible as problem:
        raise plausible.Implausible(f"{name}={written!r}: {problem}") from None


def _amount(value: Any, unit: str, name: str, analyte: str = "") -> float:
    if isinstance(value, (list, tuple)) and value and len(value) % 2 == 0:  # [5, 'ft', 4, 'in']
        pairs = zip(value[::2], value[1::2], strict=True)
        try:
            return sum(convert(_bare(number, name), str(written), unit, analyte) for number, written in pairs)
        except UnknownUnit as problem:
            raise UnknownUnit(f"{name}={value!r}: {problem}") from None
    return _bare(value, name)


def _bare(value: Any, name: str = "") -> float:
    if isinstance(value, (list, tuple)) and value:
        value = value[0]
    if isinstance(value, str):  # "98.6", as other files' cells have it
        try:
            return parsing.read_number(value)
        except parsing.Unreadable:
            raise UnreadableEntity(f"{name}={value!r} is not a number") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise UnreadableEntity(f"{name}={value!r} is not a number")
    return value


def _truth(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _NO or word.startswith(("not ", "none", "no ", "absent")):
        return False
    if word in _YES:
        return True
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
