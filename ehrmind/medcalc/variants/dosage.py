"""How published dose conversions differ from ours.

VARIANTS[24][0].answer({}, {"input steroid": ["Betamethasone IV", 10, "mg"], "target steroid": "Cortisone PO"})
->  333.3, where 10 × 25 / 0.75 is 333.333
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.medcalc.forms import Values, Variant

# The benchmark's table: multiples of the dose of dexamethasone, to two decimals.
ROUNDED_RATIOS = {
    "betamethasone": 1.0,
    "cortisone": 33.33,
    "dexamethasone": 1.0,
    "hydrocortisone": 26.67,
    "methylprednisolone": 5.33,
    "prednisolone": 6.67,
    "prednisone": 6.67,
    "triamcinolone": 5.33,
}
# The benchmark's factors, per mg (buccal fentanyl: per µg).
PER_UNIT = {
    "Codeine": 0.15,
    "FentaNYL buccal": 0.13,
    "FentANYL patch": 2.4,
    "HYDROcodone": 1.0,
    "HYDROmorphone": 5.0,
    "Methadone": 4.7,
    "Morphine": 1.0,
    "OxyCODONE": 1.5,
    "OxyMORphone": 3.0,
    "Tapentadol": 0.4,
    "TraMADol": 0.2,
}


def _rounded_ratio(values: Values, entities: Mapping[str, Any]) -> float | None:
    try:
        drug, amount, unit = entities["input steroid"]
        given = ROUNDED_RATIOS[str(drug).split(" ")[0].lower()]
        wanted = ROUNDED_RATIOS[str(entities["target steroid"]).split(" ")[0].lower()]
    except (KeyError, ValueError):
        return None
    return round(amount * round(wanted / given, 3), 3) if unit == "mg" else None


def _patch_in_mg(values: Values, entities: Mapping[str, Any]) -> float | None:
    if "FentANYL patch Dose" not in entities:
        return None
    total = 0.0
    for name, factor in PER_UNIT.items():
        if f"{name} Dose" in entities:
            total += entities[f"{name} Dose"][0] * entities[f"{name} Dose Per Day"][0] * factor
    return round(total, 3)


VARIANTS: dict[int, tuple[Variant, ...]] = {
    24: (
        Variant(
            "rounding",
            "the benchmark divides ratios that it keeps to two decimals (5.33, 6.67, 26.67, 33.33), rounds the "
            "quotient to three, and the limits of v1.0's train rows allow no deviation; the table of the prescribing "
            "information has 4, 5, 20 and 25 mg to 0.75 mg.",
            _rounded_ratio,
        ),
    ),
    49: (
        Variant(
            "unit",
            "the row gives the fentanyl patch in mg and several times a day, and the benchmark multiplies by 2.4; the "
            "CDC's factor 2.4 is for the patch's rate in µg/h, once (Dowell et al. 2022).",
            _patch_in_mg,
        ),
    ),
}
