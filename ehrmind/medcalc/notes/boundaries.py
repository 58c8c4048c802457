"""Values that lie exactly on a cut: a share of patients is drawn there, so that "at least" and "above" are told apart.

    boundary(CURB_65, PNEUMONIA, rng)  ->  Edge("systolic", 90, severity=0.8)    or, mostly, NOWHERE

A cut is taken only where the disease comes near it: a healthy heart rate is not put on a score's 180, and nobody of 18
has a disease of small children. The patient is then as ill as the value says, so that the other values fit.
"""

import random
from dataclasses import dataclass, replace

from ehrmind.medcalc.diseases import Disease
from ehrmind.medcalc.forms import Calculator, Measure
from ehrmind.medcalc.measures import AGE
from ehrmind.medcalc.notes.physiology import usual_of

SHARE = 0.2  # of patients
MARGIN = 0.15  # of the span of a disease's values that a cut may lie outside of it


@dataclass(frozen=True, slots=True)
class Edge:
    """A measure and the value to place it on; and how ill a patient with that value is, where the disease says it."""

    name: str = ""
    value: float = 0.0
    severity: float | None = None


NOWHERE = Edge()
Cut = tuple[Edge, float]  # and one unit of the measure's last digit


def boundary(calculator: Calculator, disease: Disease, rng: random.Random) -> Edge:
    """Mostly nowhere; for a share of patients a cut, or the last number on this or that side of it."""
    if rng.random() >= SHARE:
        return NOWHERE
    found = _reach(calculator, disease)
    if not found:
        return NOWHERE
    edge, step = found[int(rng.random() * len(found))]
    return replace(edge, value=edge.value + rng.choice((0.0, 0.0, -step, step)))


_REACHED: dict[tuple[int, str], tuple[Cut, ...]] = {}  # calculators are not hashable


def _reach(calculator: Calculator, disease: Disease) -> tuple[Cut, ...]:
    """The cuts of a calculator that this disease comes near."""
    key = (calculator.id, disease.name)
    if key not in _REACHED:
        measures = {item.name: item for item in calculator.inputs if isinstance(item, Measure)}
        _REACHED[key] = tuple(
            (Edge(name, cut, _severity(cut, item, disease)), 10.0**-item.decimals)
            for name, item in measures.items()
            for cut in calculator.cuts.get(name, ())
            if item.low <= cut <= item.high and _near(cut, item, disease)
        )
    return _REACHED[key]


def _near(cut: float, item: Measure, disease: Disease) -> bool:
    """Whether the disease takes the measure there; where it always touches it, a healthy value is not near."""
    course = disease.measures.get(item.name, ())
    ends: tuple[float, ...] = course[:2]
    if item.name == AGE.name:
        return disease.age[0] <= cut <= disease.age[2]
    if len(course) != 2:
        ends = (*ends, *usual_of(item))
    margin = MARGIN * (max(ends) - min(ends))
    return min(ends) - margin <= cut <= max(ends) + margin


def _severity(cut: float, item: Measure, disease: Disease) -> float | None:
    """How ill a patient is whose measure lies on the cut, from 0 to 1; None where the disease does not say."""
    course = disease.measures.get(item.name, ())
    if len(course) < 2 or course[0] == course[1] or not min(course[:2]) <= cut <= max(course[:2]):
        return None
    return (cut - course[0]) / (course[1] - course[0])
