"""How the benchmark's MELD-Na differs: rounding to whole numbers, and dialysis with a low creatinine.

A sum of logarithms of 2.285 becomes MELD(i) 20 in the benchmark; by the OPTN rule it is 2.3 × 10 = 23.
"""

from collections.abc import Mapping
from math import log
from typing import Any

from ehrmind.medcalc.forms import Values, Variant
from ehrmind.medcalc.variants.labs_units import REASON, read_all

ROUNDING_REASON = (
    "the benchmark rounds the sum of logarithms to a whole number before it multiplies by 10; OPTN policy 9.1 (2016) "
    "rounds it to a tenth"
)
DIALYSIS_REASON = (
    "the benchmark sets a creatinine below 1 mg/dL to 1 also after dialysis; by OPTN policy 9.1 (2016) creatinine "
    "counts as 4 after dialysis"
)


def meld_na(values: Values, *, decimals: int = 1, low_creatinine_stays: bool = False) -> float:
    """OPTN policy 9.1 (2016), in points; `decimals` of the sum of logarithms before it is multiplied by 10."""
    creatinine = min(max(float(values["creatinine"]), 1.0), 4.0)
    dialysis = bool(values.get("dialysis_twice") or values.get("cvvhd"))
    if dialysis and not (low_creatinine_stays and values["creatinine"] < 1):
        creatinine = 4.0
    bilirubin, inr = max(float(values["bilirubin"]), 1.0), max(float(values["inr"]), 1.0)
    logs = 0.957 * log(creatinine) + 0.378 * log(bilirubin) + 1.120 * log(inr) + 0.643
    first = round(round(logs, decimals) * 10)
    if first <= 11:
        return first
    lack = 137 - min(max(float(values["sodium"]), 125), 137)
    return min(round(first + 1.32 * lack - 0.033 * first * lack), 40)


def _variant(decimals: int, low_creatinine_stays: bool, by_benchmark_units: bool) -> Variant:
    """The benchmark's answer under these of its rules."""
    rules = [
        (decimals == 0, "rounding", ROUNDING_REASON),
        (low_creatinine_stays, "code", DIALYSIS_REASON),
        (by_benchmark_units, "rounding", REASON),
    ]
    held = [(kind, reason) for holds, kind, reason in rules if holds]

    def run(values: Values, entities: Mapping[str, Any]) -> float | None:
        known = read_all(("creatinine", "sodium"), entities) if by_benchmark_units else {}
        if known is None:
            return None
        return meld_na({**values, **known}, decimals=decimals, low_creatinine_stays=low_creatinine_stays)

    return Variant(held[0][0], "; ".join(reason for _, reason in held), run)


VARIANTS: dict[int, tuple[Variant, ...]] = {
    23: tuple(
        _variant(decimals, stays, units)
        for units in (False, True)
        for stays in (False, True)
        for decimals in (0, 1)
        if units or stays or decimals == 0
    ),
}
