"""How published diagnostic criteria differ from ours.

SIRS at 84 beats/min and 9.1 ×10⁹/L white cells, otherwise normal  ->  published 2, ours 0
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from ehrmind.medcalc.forms import Values, Variant
from ehrmind.medcalc.units import UnknownUnit, convert

WHITE_CELLS = "White blood cell count"


def _sirs(values: Values, entities: Mapping[str, Any], *, heart: bool, cells: bool) -> float | None:
    try:
        count, unit = entities[WHITE_CELLS]
        met = values["temperature"] > 38 or values["temperature"] < 36
        fast_heart = values["heart_rate"] > 90
        per_cubic_meter = convert(count, unit, "m^3")
    except (KeyError, UnknownUnit):
        return None
    fast_breath = values.get("respiratory_rate", 0) > 20 or values.get("paco2", 40) < 32
    compared = per_cubic_meter if cells else 1000 * values["white_cells"]
    return sum(map(bool, (met, fast_heart or heart, fast_breath, compared > 12000 or compared < 4000)))


_HEART = (
    "the benchmark's program adds 1 for the heart rate in both branches of its test; only above 90 beats/min counts "
    "(Bone 1992)."
)
_CELLS = (
    "the benchmark's program counts the white cells per m³ and compares them with 12,000 and 4,000, so that any count "
    "per µL is too high and any row that says m³ is read as per mm³; the cuts are per mm³ (Bone 1992)."
)

VARIANTS: dict[int, tuple[Variant, ...]] = {
    51: (
        Variant("code", _HEART, partial(_sirs, heart=True, cells=False)),
        Variant("unit", _CELLS, partial(_sirs, heart=False, cells=True)),
        Variant("code", f"{_HEART} {_CELLS}", partial(_sirs, heart=True, cells=True)),
    ),
}
