"""How the benchmark's LDL and Framingham risk differ: unit rounding; mmol/L in a formula for mg/dL; a fraction as %.

Triglycerides 1.09 mmol/L become 86.1 mg/dL (0.001 mol × 861.338 = 0.861 g); as triolein they are 96.5.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import exp, log
from typing import Any

from ehrmind.medcalc.forms import Values, Variant
from ehrmind.medcalc.variants.labs_units import SUBSTANCES, by_units, converted

MILLIMOLES_REASON = (
    "the benchmark puts cholesterol in mmol/L into the Framingham equation, whose coefficients are for mg/dL "
    "(ATP III 2001, 10.1001/jama.285.19.2486), and rounds both the sum and the risk to one decimal"
)
FRACTION_REASON = "it also gives the risk as a fraction (0.9) where the unit is percent (90)"


def friedewald(values: Values) -> float:
    """Friedewald et al. 1972, in mg/dL."""
    return float(values["total_cholesterol"] - values["hdl"] - values["triglycerides"] / 5)


def coarse_risk(values: Values, cholesterol: float, hdl: float) -> float:
    """ATP III's 10-year risk as a fraction, with the sum and the result rounded to one decimal."""
    age, smoker, treated = values["age"], bool(values.get("smoker")), bool(values.get("pressure_treated"))
    if values["sex"] == "male":
        total = (
            52.00961 * log(age) + 20.014077 * log(cholesterol) - 0.905964 * log(hdl) + 0.241549 * treated
            + 1.305784 * log(values["systolic"]) + (12.096316 - 2.84367 * log(min(age, 70))) * smoker
            - 4.605038 * log(age) * log(cholesterol) - 2.93323 * log(age) ** 2 - 172.300168
        )  # fmt: skip
        return float(round(1 - 0.9402 ** exp(round(total, 1)), 1))
    total = (
        31.764001 * log(age) + 22.465206 * log(cholesterol) - 1.187731 * log(hdl) + 0.420251 * treated
        + 2.552905 * log(values["systolic"]) + (13.07543 - 2.996945 * log(min(age, 78))) * smoker
        - 5.060998 * log(age) * log(cholesterol) - 146.5933061
    )  # fmt: skip
    return float(round(1 - 0.98767 ** exp(round(total, 1)), 1))


def _in_millimoles(name: str, entities: Mapping[str, Any]) -> float:
    """A cholesterol in mmol/L as the benchmark converts it. Raises KeyError, TypeError, ValueError."""
    substance = replace(SUBSTANCES[name], molar_mass=386.65)
    number, unit = entities[substance.entity]
    return converted(float(number), unit, "mmol/L", substance)


def _framingham(scale: int) -> Variant:
    """The benchmark's answer, as a fraction (scale 1) or in percent (scale 100)."""

    def run(values: Values, entities: Mapping[str, Any]) -> float | None:
        try:
            cholesterol, hdl = _in_millimoles("total_cholesterol", entities), _in_millimoles("hdl", entities)
        except (KeyError, TypeError, ValueError):
            return None
        return round(coarse_risk(values, cholesterol, hdl) * scale, 3)

    return Variant("unit", MILLIMOLES_REASON if scale > 1 else f"{MILLIMOLES_REASON}; {FRACTION_REASON}", run)


VARIANTS: dict[int, tuple[Variant, ...]] = {
    44: (by_units(friedewald, "total_cholesterol", "hdl", "triglycerides"),),
    46: (_framingham(1), _framingham(100)),
}
