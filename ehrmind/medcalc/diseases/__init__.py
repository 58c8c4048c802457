"""The diseases by the calculator that they bring: `asking(45)` are pneumonias. Every module here holds some of them.

Adding diseases is adding a module with a tuple `DISEASES`.
"""

import importlib
import pkgutil
from functools import lru_cache

from ehrmind.medcalc.diseases.base import Disease

__all__ = ["DISEASES", "Disease", "asking"]

DISEASES: tuple[Disease, ...] = tuple(
    disease
    for module in pkgutil.iter_modules(__path__)
    if module.name != "base"
    for disease in importlib.import_module(f"{__name__}.{module.name}").DISEASES
)


@lru_cache(maxsize=256)
def asking(calculator: int) -> tuple[tuple[Disease, ...], tuple[float, ...]]:
    """The diseases that bring a calculator's question, and their weights."""
    found = tuple(disease for disease in DISEASES if calculator in disease.asks)
    return found, tuple(disease.weight for disease in found)
