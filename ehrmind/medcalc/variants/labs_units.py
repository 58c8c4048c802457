"""MedCalc-Bench's unit converter, which rounds every amount on the way to three decimals.

read("creatinine", [42.0, "µmol/L"])  ->  0.5 mg/dL: 0.000042 mol × 113.12 = 0.005 g (it is 0.00475 g: 0.475 mg/dL)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from ehrmind.medcalc.forms import Solve, Values, Variant

MOLES = {"mol": 1.0, "mmol": 1e-3, "µmol": 1e-6, "pmol": 1e-9}
GRAMS = {"kg": 1e3, "g": 1.0, "mg": 1e-3, "µg": 1e-6}
LITERS = {"L": 1.0, "dL": 0.1, "mL": 1e-3, "µL": 1e-6, "mm^3": 1e-6, "cm^3": 1e-3, "m^3": 1e3}

REASON = (
    "the benchmark's unit converter rounds each amount on the way (moles, grams) to three decimals; ours goes by the "
    "IUPAC atomic weights"
)


@dataclass(frozen=True, slots=True)
class Substance:
    """What the benchmark calls a value, the unit it wants, and the molar mass (g/mol) and valence it takes."""

    entity: str
    unit: str
    molar_mass: float = 0.0
    valence: int = 1


SUBSTANCES = {
    "sodium": Substance("Sodium", "mEq/L", 22.99),
    "chloride": Substance("Chloride", "mEq/L", 35.45),
    "bicarbonate": Substance("Bicarbonate", "mEq/L", 61.02),
    "urine_sodium": Substance("Urine sodium", "mEq/L", 22.99),
    "creatinine": Substance("creatinine", "mg/dL", 113.12),
    "urine_creatinine": Substance("Urine creatinine", "mg/dL", 113.12),
    "bun": Substance("Blood Urea Nitrogen (BUN)", "mg/dL", 28.02),
    "glucose": Substance("Glucose", "mg/dL", 180.16),
    "calcium": Substance("Calcium", "mg/dL", 40.08, 2),
    "albumin": Substance("Albumin", "g/dL", 66500.0),
    "total_cholesterol": Substance("Total cholesterol", "mg/dL", 386.654),
    "hdl": Substance("high-density lipoprotein cholesterol", "mg/dL", 386.654),
    "triglycerides": Substance("Triglycerides", "mg/dL", 861.338),
}


def rounded(value: float) -> float:
    """Three decimals, or three significant digits for 0.001 and less (also for every negative number)."""
    if value > 0.001:
        return round(value, 3)
    return 0.0 if value == 0 else round(value, 2 - floor(log10(abs(value))))


def converted(value: float, source: str, target: str, substance: Substance) -> float:
    """A concentration in another unit, rounded as the benchmark does. Raises KeyError for a unit it has not."""
    (mass, volume), (wanted, wanted_volume) = source.split("/"), target.split("/")
    if (mass, volume) == (wanted, wanted_volume):
        return value
    amount = _amount(value, mass, wanted, substance)
    return rounded(amount / rounded(LITERS[volume] / LITERS[wanted_volume]))


def read(name: str, quantity: Any) -> float:
    """One of our values as the benchmark reads it from [number, unit]. Raises KeyError, ValueError."""
    substance = SUBSTANCES[name]
    return converted(float(quantity[0]), quantity[1], substance.unit, substance)


def read_all(names: tuple[str, ...], entities: Mapping[str, Any]) -> dict[str, float] | None:
    """These values as the benchmark reads them; nothing when none needs a conversion, or one cannot be read."""
    try:
        quantities = {name: entities[SUBSTANCES[name].entity] for name in names}
        if all(quantity[1] == SUBSTANCES[name].unit for name, quantity in quantities.items()):
            return None
        return {name: read(name, quantity) for name, quantity in quantities.items()}
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def by_units(answer: Callable[[Values], float], *names: str, reason: str = REASON) -> Variant:
    """The answer from these values as the benchmark's unit converter gives them."""

    def run(values: Values, entities: Mapping[str, Any]) -> float | None:
        known = read_all(names, entities)
        return None if known is None else rounded(answer({**values, **known}))

    def faults(values: Values, entities: Mapping[str, Any], solve: Solve) -> Iterator[tuple[str, float]]:
        """Each value that it converts otherwise, with what that alone makes of the answer."""
        for name, theirs in (read_all(names, entities) or {}).items():
            number, unit = entities[SUBSTANCES[name].entity][:2]
            says = f"makes {theirs:g} {SUBSTANCES[name].unit} of {number:g} {unit} {name.replace('_', ' ')}"
            yield f"{says}, which is {values[name]:.4g}", answer({**values, name: theirs}) - answer(values)

    return Variant("rounding", reason, run, faults)


def _amount(value: float, source: str, target: str, substance: Substance) -> float:
    """An amount of one unit (mg, mmol, mEq) in another."""
    if source == target:
        return value
    for family in (MOLES, GRAMS):
        if source in family and target in family:
            return _scaled(value, source, target, family)
    if source in MOLES:
        if target == "mEq":
            return rounded(_scaled(value, source, "mmol", MOLES) * substance.valence)
        grams = rounded(_scaled(value, source, "mol", MOLES) * substance.molar_mass)
        return _scaled(grams, "g", target, GRAMS)
    if source == "mEq":
        millimoles = rounded(value / substance.valence)
        return _amount(millimoles, "mmol", target, substance)
    moles = rounded(_scaled(value, source, "g", GRAMS) / substance.molar_mass)
    unit = "mmol" if target == "mEq" else target
    amount = _scaled(moles, "mol", unit, MOLES)
    return rounded(amount * substance.valence) if target == "mEq" else amount


def _scaled(value: float, source: str, target: str, family: Mapping[str, float]) -> float:
    """A number of one unit in another of the same family."""
    return value if source == target else rounded(value * rounded(family[source] / family[target]))
