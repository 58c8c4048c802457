"""How the benchmark's corrected calcium, osmolality and anion gap differ: by its unit converter.

Calcium 2.6 mmol/L becomes 12 mg/dL instead of 10.42, and the corrected calcium with it.
"""

from ehrmind.medcalc.forms import Values, Variant
from ehrmind.medcalc.variants.labs_units import by_units


def calcium(values: Values) -> float:
    """Payne et al. 1973, in mg/dL."""
    return float(values["calcium"] + 0.8 * (4 - values["albumin"]))


def osmolality(values: Values) -> float:
    """2 × sodium + BUN / 2.8 + glucose / 18, in mOsm/kg."""
    return float(2 * values["sodium"] + values["bun"] / 2.8 + values["glucose"] / 18)


def anion_gap(values: Values) -> float:
    """Sodium - chloride - bicarbonate, in mEq/L."""
    return float(values["sodium"] - values["chloride"] - values["bicarbonate"])


VARIANTS: dict[int, tuple[Variant, ...]] = {
    7: (by_units(calcium, "calcium", "albumin"),),
    30: (by_units(osmolality, "sodium", "bun", "glucose"),),
    39: (by_units(anion_gap, "sodium", "chloride", "bicarbonate"),),
}
