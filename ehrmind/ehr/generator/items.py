"""Vital signs and laboratory results: what is usual, how far people and days differ, and what illness does to them.

    panel,code,name,unit,center,person,noise,log,decimals,low,high,axes,spellings,other,parents          (items.csv)
    bmp,2160-0,Creatinine [Mass/volume] in Serum or Plasma,mg/dL,0.9,0.16,0.09,yes,2,0.2,15,renal 0.3; infl 0.05,...

A value is center + person · N(0,1) + Σ axis · state + noise · N(0,1), or e to that power times the center (`log`). The
state of each organ is 0 in health. Units are UCUM's; `spellings` are others for the same unit, and `other` is another
unit with the factor and the offset that lead to it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

AXES = ("infl", "renal", "heart", "lung", "liver", "blood", "meta")
PRESSURE, LIPIDS, WASTING = "pressure", "lipids", "wasting"  # of the person, for the diseases that are predicted
STATES = (*AXES, PRESSURE, LIPIDS, WASTING)


@dataclass(frozen=True, slots=True)
class Item:
    """A measured quantity. `panel` is what it is ordered with; `low` and `high` bound what can be written."""

    code: str
    name: str
    unit: str
    panel: str
    center: float
    person: float
    noise: float
    low: float
    high: float
    decimals: int
    log: bool
    axes: Mapping[str, float]
    spellings: tuple[str, ...]
    other: tuple[str, float, float] | None
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextItem:
    """A result in words: the usual one, and the one that grows likelier with `axis`."""

    code: str
    name: str
    panel: str
    usual: str
    found: str
    axis: str
    base: float  # log-odds of `found` in health


def _read() -> tuple[Item, ...]:
    """The rows of items.csv."""
    with Path(__file__).with_name("items.csv").open(newline="", encoding="utf-8") as file:
        return tuple(_item(row) for row in csv.DictReader(file))


def _item(row: Mapping[str, str]) -> Item:
    other = row["other"].split()
    center, person, noise, low, high = (float(row[name]) for name in ("center", "person", "noise", "low", "high"))
    return Item(
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        panel=row["panel"],
        center=center,
        person=person,
        noise=noise,
        low=low,
        high=high,
        decimals=int(row["decimals"]),
        log=row["log"] == "yes",
        axes={name: float(effect) for name, effect in (part.split() for part in row["axes"].split("; ") if part)},
        spellings=tuple(part for part in row["spellings"].split(" | ") if part),
        other=(other[0], float(other[1]), float(other[2])) if other else None,
        parents=tuple(row["parents"].split()),
    )


ITEMS = _read()
_SWAB = "SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection"
_STICK = "in Urine by Test strip"
TEXT_ITEMS = (
    TextItem("5802-4", f"Nitrite [Presence] {_STICK}", "urine", "Negative", "Positive", "infl", -3.0),
    TextItem("5799-2", f"Leukocyte esterase [Presence] {_STICK}", "urine", "Negative", "Positive", "infl", -2.2),
    TextItem("20454-5", f"Protein [Presence] {_STICK}", "urine", "Negative", "1+", "renal", -1.8),
    TextItem("2514-8", f"Ketones [Presence] {_STICK}", "urine", "Negative", "Moderate", "meta", -3.2),
    TextItem(
        "600-7", "Bacteria identified in Blood by Culture", "culture", "No growth", "Escherichia coli", "infl", -4.2
    ),
    TextItem("94500-6", _SWAB, "swab", "Not detected", "Detected", "lung", -3.8),
)
PANELS = tuple(dict.fromkeys([item.panel for item in ITEMS]))
TEXT_PANELS = tuple(dict.fromkeys([item.panel for item in TEXT_ITEMS]))
