"""Units, through one table: mass and moles by analyte, lengths, weights, temperatures, pressures, cell counts.

    convert(124, "µmol/L", "mg/dL", "creatinine")  ->  1.402758
    convert(98.6, "°F", "°C")                      ->  37.0

pint does the arithmetic. What it cannot know stands here: molar masses, and the many spellings of published data.
Departs from pint in that a conversion is rounded to ten digits: 100.4 °F is 38 °C and not 38.000000000000004, because
scores cut at such values.
"""

from functools import lru_cache
from typing import Any

# g/mol, from the IUPAC atomic weights; urea nitrogen has two nitrogen atoms a molecule; triglycerides as triolein.
MOLAR_MASS = {
    "bicarbonate": 61.016,
    "bilirubin": 584.66,
    "calcium": 40.078,
    "chloride": 35.45,
    "cholesterol": 386.65,
    "creatinine": 113.12,
    "glucose": 180.16,
    "potassium": 39.098,
    "sodium": 22.990,
    "triglycerides": 885.43,
    "urea_nitrogen": 28.014,
}
TEMPERATURES = ("degC", "degF")
MOLES_PER_UNIT = {"insulin": 6e-9}  # mol/IU: 1 µIU/mL is 6 pmol/L (Knopp et al. 2019, 10.1177/1932296818803113)
VALENCE = {"calcium": 2}  # equivalents a mole; 1 for sodium, potassium, chloride and bicarbonate

# Spellings of notes and of published data, in lower case -> pint's. A volume alone is a count in that volume.
_COUNTS = {
    **dict.fromkeys(("µl", "/µl", "ul", "/ul", "cells/µl", "cells/ul", "per µl"), "1/microliter"),
    **dict.fromkeys(("mm^3", "mm3", "mm³", "/mm^3", "/mm3", "/mm³", "cells/mm^3", "cells/mm3", "cells/mm³"), "1/mm^3"),
    **dict.fromkeys(("10^3/µl", "10^3/ul", "10³/µl", "k/µl", "k/ul", "k/mm^3", "thousand/µl"), "1e3/microliter"),
    **dict.fromkeys(("10⁹/l", "10^9/l", "10*9/l", "10e9/l", "1e9/l"), "1e9/liter"),
    **dict.fromkeys(("m^3", "m3", "m³"), "1/m^3"),
    **dict.fromkeys(("cm^3", "cm3", "cm³", "ml", "/ml", "cells/ml"), "1/milliliter"),
    **dict.fromkeys(("dl", "/dl"), "1/deciliter"),
    **dict.fromkeys(("l", "/l", "cells/l"), "1/liter"),
}
_TEMPERATURES = {
    **dict.fromkeys(("°c", "℃", "c", "celsius", "celsisus", "celcius", "centigrade"), "degC"),
    **dict.fromkeys(("°f", "℉", "f", "fahrenheit", "fahreinheit", "farenheit"), "degF"),
}
_RATES = {
    **dict.fromkeys(("bpm", "beats per minute", "beats/minute", "beats/min", "breaths per minute"), "1/minute"),
    **dict.fromkeys(("breaths/minute", "breaths/min", "per minute", "/min", "/minute"), "1/minute"),
    "per day": "1/day",
    **dict.fromkeys(("mcg/kg/min", "mc/kg/min"), "microgram/kg/minute"),
    **dict.fromkeys(("ml/24h", "ml/24 h", "ml/24 hours"), "mL/day"),
}
SPELLINGS = {
    **_COUNTS,
    **_TEMPERATURES,
    **_RATES,
    "": "dimensionless",
    "points": "dimensionless",
    **dict.fromkeys(("fraction", "ratio"), "dimensionless"),
    **dict.fromkeys(("%", "percentage"), "percent"),
    **dict.fromkeys(("mm hg", "mmhg", "s mm hg"), "mmHg"),
    "kpa": "kilopascal",
    "kg/m²": "kg/m^2",
    **dict.fromkeys(("kg", "kgs"), "kilogram"),
    **dict.fromkeys(("lb", "lbs"), "pound"),
    **dict.fromkeys(("in", '"'), "inch"),
    "cm": "centimeter",
    **dict.fromkeys(("years", "years old", "year old", "y"), "year"),
    **dict.fromkeys(("months", "months old", "mo"), "year/12"),
    **dict.fromkeys(("weeks", "weeks old"), "week"),
    **dict.fromkeys(("days", "days old"), "day"),
    **dict.fromkeys(("µiu/ml", "µu/ml", "uu/ml", "miu/l", "mu/l"), "microinternational_unit/mL"),
    **dict.fromkeys(("u/l", "iu/l", "units/l"), "international_unit/L"),
    **dict.fromkeys(("µkat/l", "ukat/l"), "60*international_unit/L"),  # 1 U is 1 µmol/min, 1 kat 1 mol/s
    **dict.fromkeys(("mg/dl", "mg/100ml", "mg%"), "mg/dL"),
    **dict.fromkeys(("g/dl", "gm/dl", "g%"), "g/dL"),
    **dict.fromkeys(("meq/l",), "mmol/L"),
    "msec": "millisecond",
}


class UnknownUnit(ValueError):
    """A unit that is in no table, or that measures something else."""


def convert(value: float, source: str, target: str, analyte: str = "") -> float:
    """A value in another unit, to ten digits. Raises UnknownUnit."""
    if source == target:
        return value
    scale, offset = _line(source, target, analyte)
    result = value * scale + offset
    return round(result, 8) if offset else float(f"{result:.10g}")


@lru_cache(maxsize=1024)
def _line(source: str, target: str, analyte: str) -> tuple[float, float]:
    """Scale and offset of the conversion, which is a straight line for every pair of units."""
    import pint

    try:
        if _spelled(source) in TEMPERATURES:
            zero, one = (_registry().Quantity(value, _spelled(source)).to(_spelled(target)).m for value in (0, 1))
            return one - zero, zero
        quantity, wanted = _one(source, analyte), _one(target, analyte)
        moles = MOLES_PER_UNIT.get(analyte, 0) * _registry().Unit("mol/IU")
        if moles.m and quantity.check("[substance]/[length]**3") != wanted.check("[substance]/[length]**3"):
            quantity = quantity * moles if wanted.check("[substance]/[length]**3") else quantity / moles
        molar = MOLAR_MASS.get(analyte, 0) * _registry().Unit("g/mol")
        if molar.m and quantity.check("[mass]/[length]**3") and wanted.check("[substance]/[length]**3"):
            quantity = quantity / molar
        elif molar.m and quantity.check("[substance]/[length]**3") and wanted.check("[mass]/[length]**3"):
            quantity = quantity * molar
        return float((quantity / wanted).to("dimensionless").m), 0.0
    except (pint.PintError, AttributeError, TypeError, ValueError):
        what = f" of {analyte}" if analyte else ""
        raise UnknownUnit(f"{source!r} does not convert to {target!r}{what}") from None


def _one(unit: str, analyte: str) -> Any:
    """One of the unit as a pint quantity."""
    equivalents = VALENCE.get(analyte, 1) if "meq" in unit.lower() else 1
    return _registry().parse_expression(_spelled(unit)) * _registry().Quantity(1 / equivalents)


def _spelled(unit: str) -> str:
    """A unit as pint spells it: with one kind of micro sign, without "×", "degrees" and the like around it."""
    unit = unit.strip().rstrip(".").replace("μ", "µ")
    low = unit.lower().removeprefix("×").removeprefix("x").strip()
    for word in ("degrees ", "degree ", "deg "):
        low = low.removeprefix(word)
    return SPELLINGS.get(low, unit).replace("mEq", "mmol")


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint  # a third of a second, which only mixed units need

    registry: Any = pint.UnitRegistry()
    registry.define("international_unit = [biological_activity] = IU")
    return registry
