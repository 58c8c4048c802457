"""The calculators by id: `CALCULATORS[5]` is mean arterial pressure. Every module here holds some of them.

Adding calculators is adding a module with a tuple `CALCULATORS`.
"""

import importlib
import pkgutil

from ehrmind.medcalc.forms import Calculator

CALCULATORS: dict[int, Calculator] = {}

for _module in pkgutil.iter_modules(__path__):
    for _calculator in importlib.import_module(f"{__name__}.{_module.name}").CALCULATORS:
        assert _calculator.id not in CALCULATORS, f"two calculators have the id {_calculator.id}"
        CALCULATORS[_calculator.id] = _calculator

CALCULATORS = dict(sorted(CALCULATORS.items()))
