"""Numbers that notes state and criteria bound, in two systems of units.

    Quantity("bilirubin", names=("total bilirubin", ...), unit="mg/dL", decimals=1, mean=0.7, spread=0.35, low=0.2,
             high=12, wants="low", limits=(1.0, 1.5, 2.0, 3.0), other_unit="µmol/L", other_limits=(20, 25, 34, 50),
             uln=1.2, ...)
    in_base(QUANTITIES["bilirubin"], 25, "µmol/L")  ->  1.4617

The table is quantities.csv beside this file. A criterion may write a limit in the unit, in the other one, or as a
multiple of the upper limit of normal (ULN), which the note states beside each value it is known for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ehrmind.medcalc.units import convert
from ehrmind.trials.generator.phrases import Phrases, phrases, read_table

ULN = "× ULN"
PER_MM3 = "/mm³"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a patient. `mean` and `spread` are those of the healthy, `low` and `high` the ends of what is drawn.

    `wants` is what trials ask for: "high" values, "low" ones, or a "range". `multiples` are limits in `uln`.
    """

    id: str
    names: Phrases
    unit: str
    decimals: int
    mean: float
    spread: float
    low: float
    high: float
    wants: str
    limits: tuple[float, ...]
    other_unit: str = ""
    other_limits: tuple[float, ...] = ()
    other_decimals: int = 0
    analyte: str = ""
    uln: float = 0.0
    multiples: tuple[float, ...] = ()


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(number) for number in text.split())


def _quantity(row: Mapping[str, str]) -> Quantity:
    return Quantity(
        id=row["id"],
        names=phrases(row["names"]),
        unit=row["unit"],
        decimals=int(row["decimals"]),
        mean=float(row["mean"]),
        spread=float(row["spread"]),
        low=float(row["low"]),
        high=float(row["high"]),
        wants=row["wants"],
        limits=_numbers(row["limits"]),
        other_unit=row["other_unit"],
        other_limits=_numbers(row["other_limits"]),
        other_decimals=int(row["other_decimals"] or 0),
        analyte=row["analyte"],
        uln=float(row["uln"] or 0),
        multiples=_numbers(row["multiples"]),
    )


QUANTITIES = {row["id"]: _quantity(row) for row in read_table("quantities.csv")}
LABS = tuple(name for name in QUANTITIES if name not in ("age", "ecog", "ejection"))


def in_base(quantity: Quantity, number: float, unit: str) -> float:
    """The number in the quantity's own unit; rounded to ten digits, so that 1.5 × 1.2 is 1.8."""
    if unit == quantity.unit:
        return number
    return round(number * (quantity.uln if unit == ULN else _factor(quantity.id, unit)), 10)


def write_number(number: float, unit: str, decimals: int) -> str:
    """The number as a note or a criterion writes it: 100,000 where it counts cells in a cubic millimetre.

    Negative `decimals` round to tens, hundreds, ...
    """
    if unit == PER_MM3:
        return f"{round(number, min(decimals, 0)):,.0f}"
    return f"{number:.{decimals}f}"


@lru_cache(maxsize=64)
def _factor(name: str, unit: str) -> float:
    """How many of a quantity's own unit one of this unit is."""
    quantity = QUANTITIES[name]
    if unit == PER_MM3:
        return 1e-3
    return convert(1.0, unit, quantity.unit, quantity.analyte)
