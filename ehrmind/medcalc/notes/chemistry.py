"""Measurements of one note that no single body has: what a reader works out from some of them against the others.

    impossible("Labs: pH 7.28, PaCO2 34 mmHg, bicarbonate 23 mEq/L.")
    -> ["pH 7.28 beside PaCO2 34 and bicarbonate 23, which make 7.45"]

Values of another time are to be left out of the text beforehand.
"""

import re
from collections.abc import Iterator
from math import log10

NAMES = {
    "ph": r"(?:arterial )?pH",
    "paco2": r"PaCO2|arterial carbon dioxide tension",
    "bicarbonate": r"(?<!urine )bicarbonate|HCO3",
    "sodium": r"(?<!urine )sodium|Na",
    "chloride": r"(?<!urine )chloride|Cl",
    "pao2": r"PaO2|arterial oxygen tension",
    "saturation": r"(?:SpO2|O2 sat|oxygen saturation)(?: \(room air\)| on RA| on room air)?",
}
PH_APART = 0.06  # that rounding leaves
GAPS = (-2, 45)  # mEq/L
SATURATIONS_APART = 6  # percent
KPA = 7.50062  # mmHg

_VALUES = {
    name: re.compile(rf"(?<![\w-])(?:{words})(?: is| was|:)? (\d+(?:\.\d+)?)( kPa)?") for name, words in NAMES.items()
}


def impossible(text: str) -> Iterator[str]:
    """Each set of values that contradict each other."""
    has = {name: _number(found) for name, pattern in _VALUES.items() if (found := pattern.search(text))}
    if {"ph", "paco2", "bicarbonate"} <= has.keys():
        made = 6.1 + log10(has["bicarbonate"] / (0.0307 * has["paco2"]))
        if abs(made - has["ph"]) > PH_APART:
            yield f"pH {has['ph']} beside PaCO2 {has['paco2']:g} and bicarbonate {has['bicarbonate']:g}: {made:.2f}"
    if {"sodium", "chloride", "bicarbonate"} <= has.keys():
        gap = has["sodium"] - has["chloride"] - has["bicarbonate"]
        if not GAPS[0] <= gap <= GAPS[1]:
            yield f"an anion gap of {gap:g}"
    if {"pao2", "saturation"} <= has.keys():
        made = 100 / (23400 / (has["pao2"] ** 3 + 150 * has["pao2"]) + 1)
        if abs(made - has["saturation"]) > SATURATIONS_APART:
            yield f"a saturation of {has['saturation']:g} % beside a PaO2 of {has['pao2']:.0f}, which makes {made:.0f}"


def _number(found: re.Match[str]) -> float:
    return float(found[1]) * (KPA if found[2] else 1)
