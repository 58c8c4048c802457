"""Values that lie exactly on a cut: a share of patients is drawn there, so that "at least" and "above" are told apart.

    boundary(CURB_65, PNEUMONIA, rng)  ->  ("bun", 19)    or, mostly, ("", 0.0)

A cut is taken only where the disease comes near it: a healthy heart rate is not put on a score's 180.
"""

import random

from ehrmind.medcalc.diseases import Disease
from ehrmind.medcalc.forms import Calculator, Measure
from ehrmind.medcalc.measures import AGE
from ehrmind.medcalc.notes.physiology import usual_of

SHARE = 0.2  # of patients
MARGIN = 0.15  # of the span of a disease's values that a cut may lie outside of it

NOWHERE = ("", 0.0)
Cut = tuple[str, float, float]  # a measure, where to place it, and one unit of its last digit


def boundary(calculator: Calculator, disease: Disease, rng: random.Random) -> tuple[str, float]:
    """The name of a measure and the cut, or the last number on this side of it, to place it on."""
    if rng.random() >= SHARE:
        return NOWHERE
    found = _reach(calculator, disease)
    if not found:
        return NOWHERE
    name, cut, step = found[int(rng.random() * len(found))]
    return name, cut + rng.choice((0.0, 0.0, -step, step))


_REACHED: dict[tuple[int, str], tuple[Cut, ...]] = {}  # calculators are not hashable


def _reach(calculator: Calculator, disease: Disease) -> tuple[Cut, ...]:
    """The cuts of a calculator that this disease comes near."""
    key = (calculator.id, disease.name)
    if key not in _REACHED:
        measures = {item.name: item for item in calculator.inputs if isinstance(item, Measure)}
        _REACHED[key] = tuple(
            (name, cut, 10.0**-item.decimals)
            for name, item in measures.items()
            for cut in calculator.cuts.get(name, ())
            if item.low <= cut <= item.high and _near(cut, item, disease)
        )
    return _REACHED[key]


def _near(cut: float, item: Measure, disease: Disease) -> bool:
    if item.name == AGE.name:
        ends: tuple[float, ...] = (disease.age[0], disease.age[2])
    else:
        ends = (*usual_of(item), *disease.measures.get(item.name, ())[:2])
    margin = MARGIN * (max(ends) - min(ends))
    return min(ends) - margin <= cut <= max(ends) + margin
