"""A criterion as a small tree, and its truth for a patient.

    Unless(Has("arrhythmia", EVER), Takes("anticoagulant", NOW))
    Any((Bound("bilirubin", ">", 25, "µmol/L"), Bound("alt", ">", 2.5, "× ULN")))
    truth(Bound("age", ">=", 18, "years"), facts)  ->  YES

A mention settles what it is about: a drug that was stopped three months ago answers "within 4 weeks", a disease that
was ruled out answers for its kinds but not for the class it belongs to, and a relative's disease answers nothing. What
is not mentioned is MAYBE, unless the note says that there is no other illness or medicine.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ehrmind.trials.generator.concepts import ABOVE
from ehrmind.trials.generator.patient import PAST, PRESENT, Facts
from ehrmind.trials.generator.quantities import QUANTITIES, in_base
from ehrmind.trials.logic import MAYBE, NO, YES, at_least, every, some, unless
from ehrmind.trials.logic import no as turned

NOW, EVER = 0, -1  # windows; others are days before today
BETWEEN = "between"
_COMPARE = MappingProxyType({">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt})


@dataclass(frozen=True, slots=True)
class Bound:
    """A number's limit, in the unit in which it is written; with BETWEEN from `number` to `most`, both included.

    `window`: the value is not older than so many days; 0 asks for none.
    """

    id: str
    compare: str
    number: float
    unit: str
    most: float = 0.0
    window: int = 0


@dataclass(frozen=True, slots=True)
class Has:
    """A condition or a kind of it: NOW, EVER, or within so many days; with `stages`, one of these."""

    id: str
    when: int = NOW
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Takes:
    """A drug or a drug of this class: NOW, EVER, or within so many days."""

    id: str
    when: int = NOW


@dataclass(frozen=True, slots=True)
class Had:
    """A procedure or one of this class: EVER, or within so many days."""

    id: str
    when: int = EVER


@dataclass(frozen=True, slots=True)
class Is:
    """One of patient.STATES."""

    id: str


@dataclass(frozen=True, slots=True)
class Unstated:
    """What no note says: consent, a laboratory's own check. `id` is its phrase in wording.UNSTATED."""

    id: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    item: "Criterion"


@dataclass(frozen=True, slots=True)
class All:
    """All of the items."""

    items: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least so many of the items; with 1, "or"."""

    count: int
    items: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class Unless:
    """The item, but for patients of whom the exception holds."""

    item: "Criterion"
    exception: "Criterion"


Leaf = Bound | Has | Takes | Had | Is | Unstated
Criterion = Leaf | Not | All | AtLeast | Unless


def truth(criterion: Criterion, facts: Facts) -> int:
    """NO, MAYBE or YES, from what the note states."""
    leaf = _LEAVES.get(type(criterion))
    if leaf is not None:
        return leaf(criterion, facts)
    if isinstance(criterion, Not):
        return turned(truth(criterion.item, facts))
    if isinstance(criterion, Unless):
        return unless(truth(criterion.item, facts), truth(criterion.exception, facts))
    if isinstance(criterion, All):
        return every([truth(item, facts) for item in criterion.items])
    assert isinstance(criterion, AtLeast)
    values = [truth(item, facts) for item in criterion.items]
    return some(values) if criterion.count == 1 else at_least(criterion.count, values)


def leaves(criterion: Criterion) -> tuple[Leaf, ...]:
    """The leaves of the tree, from left to right."""
    if isinstance(criterion, Not):
        return leaves(criterion.item)
    if isinstance(criterion, Unless):
        return leaves(criterion.item) + leaves(criterion.exception)
    if isinstance(criterion, All | AtLeast):
        return tuple(leaf for item in criterion.items for leaf in leaves(item))
    return (criterion,)


def _bound(item: Bound, facts: Facts) -> int:
    lab = facts.numbers.get(item.id)
    if lab is None or (item.window and lab.days > item.window):
        return MAYBE
    quantity = QUANTITIES[item.id]
    limit = in_base(quantity, item.number, item.unit)
    if item.compare == BETWEEN:
        return YES if limit <= lab.value <= in_base(quantity, item.most, item.unit) else NO
    return YES if _COMPARE[item.compare](lab.value, limit) else NO


def _has(item: Has, facts: Facts) -> int:
    found = facts.illnesses.get(item.id)
    if found is None:
        return NO if facts.only_illnesses or not facts.denied.isdisjoint(ABOVE[item.id]) else MAYBE
    for illness in found:
        timely = illness.status == PRESENT or item.when == EVER
        if not timely and item.when > 0:
            timely = illness.status == PAST and illness.days <= item.when
        if timely and (not item.stages or illness.stage in item.stages):
            return YES
    return NO


def _takes(item: Takes, facts: Facts) -> int:
    found = facts.drugs.get(item.id)
    if found is None:
        return NO if facts.only_drugs and item.when == NOW else MAYBE
    current = any(drug.stopped is None for drug in found)
    if current or item.when == EVER:
        return YES
    return YES if any((drug.stopped or 0) <= item.when for drug in found) and item.when > 0 else NO


def _had(item: Had, facts: Facts) -> int:
    found = facts.procedures.get(item.id)
    if found is None:
        return MAYBE
    return YES if item.when == EVER or any(done.days <= item.when for done in found) else NO


def _is(item: Is, facts: Facts) -> int:
    return facts.states.get(item.id, MAYBE)


def _unstated(item: Unstated, facts: Facts) -> int:
    return MAYBE


_LEAVES: Mapping[type, Callable[[Any, Facts], int]] = MappingProxyType(
    {Bound: _bound, Has: _has, Takes: _takes, Had: _had, Is: _is, Unstated: _unstated}
)
