"""How the benchmark's delta gaps and ratios differ: by its unit converter.

A sodium of 137 mg/dL becomes 60 mEq/L (59.6 before rounding).
"""

from ehrmind.medcalc.forms import Values, Variant
from ehrmind.medcalc.variants.labs import anion_gap
from ehrmind.medcalc.variants.labs_units import by_units

IONS = ("sodium", "chloride", "bicarbonate")


def albumin_gap(values: Values) -> float:
    """Figge et al. 1998 with a normal albumin of 4 g/dL, in mEq/L."""
    return float(anion_gap(values) + 2.5 * (4 - values["albumin"]))


def delta_ratio(values: Values) -> float:
    """(Anion gap - 12) / (24 - bicarbonate)."""
    return float((anion_gap(values) - 12) / (24 - values["bicarbonate"]))


def albumin_delta_ratio(values: Values) -> float:
    """(Corrected anion gap - 12) / (24 - bicarbonate)."""
    return float((albumin_gap(values) - 12) / (24 - values["bicarbonate"]))


VARIANTS: dict[int, tuple[Variant, ...]] = {
    63: (by_units(lambda values: anion_gap(values) - 12, *IONS),),
    64: (by_units(delta_ratio, *IONS),),
    65: (by_units(albumin_gap, *IONS, "albumin"),),
    66: (by_units(lambda values: albumin_gap(values) - 12, *IONS, "albumin"),),
    67: (by_units(albumin_delta_ratio, *IONS, "albumin"),),
}
