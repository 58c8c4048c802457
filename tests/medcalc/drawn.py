"""Inputs drawn within their ranges, without a note around them: draw(CALCULATORS[39], rng) -> {"sodium": 141, ...}."""

import random
from datetime import date, timedelta
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Day, Finding, Measure

DRAWS = 5000


def draw(calculator: Calculator, rng: random.Random) -> dict[str, Any]:
    """Values that can belong to one patient; five findings on average."""
    for _ in range(DRAWS):
        values = _draw(calculator, rng)
        if calculator.possible(values):
            return values
    raise AssertionError(f"no patient for calculator {calculator.id}")


def _draw(calculator: Calculator, rng: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {"age": rng.randint(18, 90), "sex": rng.choice(("male", "female"))}
    findings = sum(isinstance(item, Finding) for item in calculator.inputs)
    for item in calculator.inputs:
        if isinstance(item, Measure):
            drawn = round(rng.uniform(item.low, item.high), item.decimals)
            values[item.name] = drawn if item.decimals else int(drawn)
        elif isinstance(item, Finding):
            values[item.name] = rng.random() < min(0.5, 5 / findings)
        elif isinstance(item, Choice):
            values[item.name] = rng.choice(tuple(item.options))
        elif isinstance(item, Day):
            values[item.name] = date(2019, 1, 1) + timedelta(days=rng.randrange(2000))
        elif rng.random() < 0.3:
            values[item.name] = (rng.choice(item.amounts), rng.choice(item.per_day))
    return values
