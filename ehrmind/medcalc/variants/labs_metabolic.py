"""How the benchmark's corrected sodium and HOMA-IR differ: by its unit conversions.

Insulin of 60 pmol/L counts as 60 × 6 = 360 µIU/mL; it is 60 / 6 = 10.
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.medcalc.forms import Values, Variant
from ehrmind.medcalc.variants.labs_units import by_units, read, rounded


def corrected_sodium(values: Values) -> float:
    """Hillier et al. 1999, in mEq/L."""
    return float(values["sodium"] + 0.024 * (values["glucose"] - 100))


def homa_ir(values: Values) -> float:
    """Matthews et al. 1985; insulin in µIU/mL, glucose in mg/dL."""
    return float(values["insulin"] * values["glucose"] / 405)


def homa_ir_in_picomoles(values: Values, entities: Mapping[str, Any]) -> float | None:
    """The benchmark's answer for an insulin in pmol/L, which it multiplies by 6."""
    insulin, glucose = entities.get("Insulin"), entities.get("Glucose")
    if not isinstance(insulin, (list, tuple)) or insulin[1] != "pmol/L" or glucose is None:
        return None
    return rounded(homa_ir({"insulin": insulin[0] * 6, "glucose": read("glucose", glucose)}))


VARIANTS: dict[int, tuple[Variant, ...]] = {
    26: (by_units(corrected_sodium, "sodium", "glucose"),),
    31: (
        by_units(homa_ir, "glucose"),
        Variant(
            "unit",
            "the benchmark multiplies an insulin in pmol/L by 6 where it has to be divided: 1 µIU/mL is 6 pmol/L",
            homa_ir_in_picomoles,
        ),
    ),
}
