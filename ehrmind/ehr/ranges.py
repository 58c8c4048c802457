"""What is normal and what is possible, for common laboratory results and vital signs; ranges.yaml holds the table.

    quantity = quantity_of("LOINC/2951-2")            # or by name: "Sodium [Moles/volume] in Blood"
    quantity.convert(133, "mEq/L")       -> 133.0     # in mmol/L, the unit of the table; None where no factor is known
    quantity.flag(133, sex="F", age=58)  -> "low"
    spelled("mg/dl (See scan or EMR data for detail)") -> "mg/dL"

A flag needs a unit that is known: a number alone is not judged. Departs from a laboratory's own report in that the
ranges are a reference's and not that laboratory's, and those of adults: below 18 years nothing is flagged.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_suffix(".yaml")
ADULT = 18  # years
DIGITS = 9  # behind the point, so that 100.4 °F is 38 °C, and not a little more and high
LOINC = re.compile(r"(?:\d{1,7}|L[GP]\d{1,7})-\d")
MEASURED = ("LOINC", "LAB", "LABS", "LABEVENTS", "CHARTEVENTS", "VITAL", "VITALS", "MEASUREMENT", "OBSERVATION")
SENTINELS = (999999.0, 9999999.0, 99999999.0)  # written where there is no value

Range = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """Something measured. `ranges` are by sex ("" where it does not matter), both limits inside the range."""

    name: str
    kind: str  # "lab" or "vital"
    system: str  # of organs
    unit: str
    units: Mapping[str, tuple[float, float]]  # unit -> scale and offset that lead to `unit`
    ranges: Mapping[str, Range]
    possible: Range
    codes: tuple[str, ...]
    items: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    source: str = ""
    possible_source: str = ""
    note: str = ""
    place: int = 0  # in the table, which has an order that readers know: electrolytes, then liver, then blood

    def convert(self, value: float, unit: str) -> float | None:
        """A value in the unit of the table; None where the unit (as `spelled`) does not lead to it."""
        if unit == self.unit:
            return value
        line = self.units.get(unit)
        return None if line is None else round(value * line[0] + line[1], DIGITS)

    def back(self, value: float, unit: str) -> float | None:
        """A value of the table's unit in another one."""
        if unit == self.unit:
            return value
        line = self.units.get(unit)
        return None if line is None else (value - line[1]) / line[0]

    def flag(self, value: float, sex: str = "", age: float | None = None) -> str:
        """low, normal or high, of a value in the table's unit; empty where no range of this person is known.

        An unknown sex is flagged only where the ranges of both agree; an unknown age is taken for an adult's.
        """
        if age is not None and age < ADULT:
            return ""
        one = self.ranges.get(sex) or self.ranges.get("")
        if one is not None:
            return _against(value, one)
        flags = {_against(value, limits) for limits in self.ranges.values()}
        return flags.pop() if len(flags) == 1 else ""

    def is_possible(self, value: float, unit: str) -> bool:
        """Whether the value can be at all: in its unit, or without one in any of the quantity's units."""
        if abs(value) in SENTINELS:
            return False
        own = self.convert(value, unit)
        if own is not None:
            return _against(own, self.possible) == "normal"
        candidates = [self.convert(value, known) for known in (self.unit, *self.units)]
        return any(one is not None and _against(one, self.possible) == "normal" for one in candidates)

    def width(self, sex: str = "") -> float | None:
        """How wide the range of normal values is; None where it is open."""
        low, high = self.ranges.get(sex) or next(iter(self.ranges.values()), (None, None))
        return None if low is None or high is None else high - low


@lru_cache(maxsize=1)
def table() -> tuple[Quantity, ...]:
    """Every quantity of ranges.yaml."""
    return tuple(_quantity(row, place) for place, row in enumerate(_file()["quantities"]))


def sources() -> dict[str, str]:
    """Where the ranges and limits come from, by the key that a quantity names."""
    return dict(_file()["sources"])


@lru_cache(maxsize=65536)
def quantity_of(code: str, name: str = "") -> Quantity | None:
    """The quantity that a code measures, by the code or by a name that only it bears; None where it is in no table.

    "LOINC/2951-2", "LOINC//2951-2", "2951-2" and MIMIC's "LAB//50983//mEq/L" are all sodium.
    """
    by_code, by_item, by_name = _keys()
    if code in by_code:
        return by_code[code]
    parts = [part for part in code.split("/") if part]
    if "SPECIMEN_COLLECTED" in parts:  # MIMIC: no result
        return None
    if len(parts) == 1 or (parts and parts[0].upper() in MEASURED):
        for part in parts:
            if LOINC.fullmatch(part) and f"LOINC/{part}" in by_code:
                return by_code[f"LOINC/{part}"]
    if parts and parts[0].upper() in MEASURED:
        for part in parts[1:]:
            if part.isascii() and part.isdigit() and part in by_item:
                return by_item[part]
    return by_name.get((name or code).strip().casefold())


@lru_cache(maxsize=16384)
def spelled(unit: str) -> str:
    """A unit as the table writes it; one that it does not know without its remark in brackets, and otherwise as it is.

    "mmol/l", "MMOL/L" and "mmol/L (See scan or EMR data for detail)" are "mmol/L"; "{INR}" and "pH" are no unit: "".
    """
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", unit.strip()) if " (" in unit else unit.strip()
    key = bare.replace("µ", "u").replace("μ", "u").lower().replace(" ", "")
    return _spellings().get(key, bare)


def is_unit(unit: str) -> bool:
    """Whether the table knows this spelling."""
    return unit.strip().replace("µ", "u").replace("μ", "u").lower().replace(" ", "") in _spellings()


def _against(value: float, limits: Range) -> str:
    low, high = limits
    if low is not None and value < low:
        return "low"
    return "high" if high is not None and value > high else "normal"


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    import yaml

    with TABLE.open(encoding="utf-8") as file:
        return dict(yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506 - a safe one, in C


def _quantity(row: Mapping[str, Any], place: int) -> Quantity:
    ranges = row.get("ranges") or {}
    return Quantity(
        name=row["name"],
        kind=row["kind"],
        system=row["system"],
        unit=row["unit"],
        units={unit: _line(value) for unit, value in row.get("units", {}).items()},
        ranges={"": _pair(ranges)} if isinstance(ranges, list) else {sex: _pair(one) for sex, one in ranges.items()},
        possible=_pair(row["possible"]),
        codes=tuple(row["codes"]),
        items=tuple(row.get("items", ())),
        names=tuple(row.get("names", ())),
        source=row.get("source", ""),
        possible_source=row["possible_source"],
        note=row.get("note", ""),
        place=place,
    )


def _pair(values: list[float | None]) -> Range:
    low, high = values
    return None if low is None else float(low), None if high is None else float(high)


def _line(value: float | list[float]) -> tuple[float, float]:
    scale, offset = value if isinstance(value, list) else (value, 0.0)
    assert math.isfinite(scale)
    assert scale > 0
    return float(scale), float(offset)


@lru_cache(maxsize=1)
def _keys() -> tuple[dict[str, Quantity], dict[str, Quantity], dict[str, Quantity]]:
    """Quantities by their codes, by MIMIC's items, and by the names that only one of them bears."""
    return (
        {code: quantity for quantity in table() for code in quantity.codes},
        {str(item): quantity for quantity in table() for item in quantity.items},
        {name.casefold(): quantity for quantity in table() for name in quantity.names},
    )


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    found = {_plain(unit): unit for unit in _file()["spellings"]}
    return found | {str(other): unit for unit, others in _file()["spellings"].items() for other in others}


def _plain(unit: str) -> str:
    return unit.lower().replace(" ", "")
