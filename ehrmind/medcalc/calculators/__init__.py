"""The calculators by id: `CALCULATORS[5]` is mean arterial pressure. Every module here holds some of them.

`CALCULATORS` are the 55 of MedCalc-Bench under its ids, 1 to 69; `EXTENDED` are others, from 101 on, which no published
row asks for; `EVERY` is both. Adding calculators is adding a module with a tuple `CALCULATORS`.
"""

import importlib
import pkgutil

from ehrmind.medcalc.forms import Calculator

FIRST_EXTENDED = 101

EVERY: dict[int, Calculator] = {}

for _module in pkgutil.iter_modules(__path__):
    for _calculator in importlib.import_module(f"{__name__}.{_module.name}").CALCULATORS:
        assert _calculator.id not in EVERY, f"two calculators have the id {_calculator.id}"
        EVERY[_calculator.id] = _calculator

EVERY = dict(sorted(EVERY.items()))
CALCULATORS = {number: item for number, item in EVERY.items() if number < FIRST_EXTENDED}
EXTENDED = {number: item for number, item in EVERY.items() if number >= FIRST_EXTENDED}
