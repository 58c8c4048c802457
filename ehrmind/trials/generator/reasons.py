"""Why a criterion holds for a patient, in a few words, and the gold reasoning over a whole pair.

Inclusion 1: COPD, GOLD grade 3 -> met
Exclusion 1: hemoglobin 9.8 g/dL = 98 g/L, asked < 90 g/L -> not met
Exclusion 2: stated: apixaban, stopped 3 weeks ago -> met
The condition is present and exclusion 2 is met: excluded.
"""

from collections.abc import Sequence

from ehrmind.trials.generator import told
from ehrmind.trials.generator.asked import IS, amount, limit
from ehrmind.trials.generator.concepts import ABOVE, CONDITIONS, NAMES
from ehrmind.trials.generator.criteria import (
    BETWEEN,
    NOW,
    All,
    AtLeast,
    Bound,
    Criterion,
    Had,
    Has,
    Is,
    Not,
    Takes,
    Unless,
    Unstated,
)
from ehrmind.trials.generator.patient import PRESENT, Facts, Illness, Lab, Taken
from ehrmind.trials.generator.phrases import listed
from ehrmind.trials.generator.quantities import QUANTITIES, ULN, in_base, write_number
from ehrmind.trials.logic import NAMES as VERDICT_NAMES
from ehrmind.trials.logic import NO, YES, verdict_line
from ehrmind.trials.types import ELIGIBLE, LABELS, NOT_RELEVANT


def explain(
    inclusion: Sequence[Criterion],
    exclusion: Sequence[Criterion],
    truths: tuple[Sequence[int], Sequence[int]],
    label: int,
    facts: Facts,
) -> str:
    """A line for each criterion, and the conclusion."""
    lines = []
    for kind, criteria, values in zip(("inclusion", "exclusion"), (inclusion, exclusion), truths, strict=True):
        for number, (criterion, value) in enumerate(zip(criteria, values, strict=True), start=1):
            lines.append(verdict_line(kind, number, reason(criterion, facts), VERDICT_NAMES[value]))
    return "\n".join([*lines, _conclusion(truths, label)])


def reason(criterion: Criterion, facts: Facts) -> str:
    """What the note states of the criterion's parts."""
    if isinstance(criterion, Bound):
        return _bound(criterion, facts)
    if isinstance(criterion, Has):
        return _has(criterion, facts)
    if isinstance(criterion, Takes):
        drugs = facts.drugs.get(criterion.id)
        closed = facts.only_drugs and criterion.when == NOW
        return listed([_drug(drug, criterion.id) for drug in drugs]) if drugs else _silent(criterion.id, closed)
    if isinstance(criterion, Had):
        done = facts.procedures.get(criterion.id)
        return (
            listed([f"{_name(item.id)} {told.SPANS[item.days]} ago" for item in done])
            if done
            else _silent(criterion.id)
        )
    if isinstance(criterion, Is):
        return _is(criterion, facts)
    if isinstance(criterion, Unstated):
        return "not stated"
    if isinstance(criterion, Not):
        return reason(criterion.item, facts)
    if isinstance(criterion, Unless):
        return f"{reason(criterion.item, facts)}; as to the exception, {reason(criterion.exception, facts)}"
    assert isinstance(criterion, All | AtLeast)
    return "; ".join([reason(item, facts) for item in criterion.items])


def _name(concept: str) -> str:
    return NAMES[concept].common[0]


def _silent(concept: str, closed: bool = False) -> str:
    return f"no {_name(concept)}, as nothing else is reported" if closed else f"{_name(concept)} not mentioned"


def _bound(item: Bound, facts: Facts) -> str:
    quantity = QUANTITIES[item.id]
    lab = facts.numbers.get(item.id)
    name = quantity.names.common[0]
    if lab is None:
        return f"{name} not stated"
    asked = f"{limit(item, item.number)} to {limit(item, item.most)}" if item.compare == BETWEEN else ""
    asked = asked or f"{item.compare} {limit(item, item.number)}"
    dated = f", {told.SPANS[lab.days]} ago, too old" if item.window and lab.days > item.window else ""
    return f"{name} {amount(lab.number, lab.unit)}{_converted(item, lab)}{dated}, asked {asked}"


def _converted(item: Bound, lab: Lab) -> str:
    """The value in the criterion's unit, where that is another."""
    if item.unit == lab.unit:
        return ""
    quantity = QUANTITIES[item.id]
    number = lab.value / in_base(quantity, 1.0, item.unit)
    decimals = 2 if item.unit == ULN else max(quantity.decimals if item.unit == quantity.unit else 1, 1)
    return f" = {amount(write_number(number, item.unit, decimals), item.unit)}"


def _has(item: Has, facts: Facts) -> str:
    found = facts.illnesses.get(item.id)
    if found:
        return listed([_illness(illness, item.id) for illness in found])
    denied = ABOVE[item.id] & facts.denied
    if denied:
        return f"{_name(min(denied))} ruled out"
    if item.id in facts.family and not facts.only_illnesses:
        return f"{_name(item.id)} only in the {facts.family[item.id]}"
    return _silent(item.id, facts.only_illnesses)


def _illness(illness: Illness, asked: str) -> str:
    kind = "" if illness.id == asked else f", a kind of {_name(asked)}"
    stage = f", {illness.stage}" if illness.stage else ""
    over = (
        f" {told.SPANS[illness.days]} ago"
        if illness.status != PRESENT or CONDITIONS[illness.id].kind == "event"
        else ""
    )
    return f"{_name(illness.id)}{stage}{over}{kind}"


def _drug(drug: Taken, asked: str) -> str:
    kind = "" if drug.id == asked else f" ({_name(asked)})"
    stopped = "taken now" if drug.stopped is None else f"stopped {told.SPANS[drug.stopped]} ago"
    return f"{_name(drug.id)}{kind} {stopped}"


def _is(item: Is, facts: Facts) -> str:
    value = facts.states.get(item.id)
    name = IS[item.id].common[0]
    return f"{name} not stated" if value is None else f"{name}: {'yes' if value else 'no'}"


def _conclusion(truths: tuple[Sequence[int], Sequence[int]], label: int) -> str:
    if label == NOT_RELEVANT:
        return f"The condition under study is not shown: {LABELS[label]}."
    if label == ELIGIBLE:
        return f"The condition is present and no criterion excludes: {LABELS[label]}."
    failed = [f"inclusion {at} is not met" for at, value in enumerate(truths[0], start=1) if value == NO]
    failed += [f"exclusion {at} is met" for at, value in enumerate(truths[1], start=1) if value == YES]
    return f"The condition is present, but {listed(failed)}: {LABELS[label]}."
