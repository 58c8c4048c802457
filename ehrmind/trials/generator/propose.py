"""Draw a criterion that speaks of something a patient's note states.

    propose(subject, sort, voice, settings)  ->  Asked(Bound("hemoglobin", "<", 90, "g/L"), exclusion=True)

Whether it decides anything is found out afterwards, by `truth`: what is proposed for patients who are to be excluded
and for those who are not comes from the same hand, so that its words tell nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ehrmind.trials.generator.concepts import ABOVE, CONDITIONS, DRUGS
from ehrmind.trials.generator.criteria import (
    BETWEEN,
    EVER,
    NOW,
    All,
    AtLeast,
    Bound,
    Criterion,
    Had,
    Has,
    Is,
    Leaf,
    Not,
    Takes,
    Unless,
)
from ehrmind.trials.generator.patient import CHILDBEARING, FEMALE, MALE, NEVER_SMOKED, PREGNANT, SMOKER, Facts, Patient
from ehrmind.trials.generator.phrases import Voice
from ehrmind.trials.generator.quantities import QUANTITIES, ULN, Quantity
from ehrmind.trials.generator.results import CAUSES
from ehrmind.trials.generator.settings import PairSettings

EVENT_WINDOWS = (90, 180, 365, 1825)
DRUG_WINDOWS = (7, 14, 28, 90, 180)
RESULT_WINDOWS = (7, 14, 28)


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion of a trial; an exclusion, or an inclusion."""

    criterion: Criterion
    exclusion: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """A patient with the facts by concept."""

    patient: Patient
    facts: Facts


Draw = Callable[[Subject, bool, Voice, PairSettings], Leaf | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """The sort of a criterion: "leaf", "nested" or "unless", and what draws its parts."""

    shape: str
    kind: Draw


def plan(voice: Voice, settings: PairSettings) -> Plan:
    """The sort of criterion, drawn before it is known what the criterion is for."""
    drawn = voice.rng.random()
    if drawn < settings.unless:
        return Plan("unless", voice.among((_number, _illness, _drug)))
    kind = _kind(voice)
    return Plan("nested" if drawn < settings.unless + settings.nested and kind in _JOINED else "leaf", kind)


def propose(subject: Subject, sort: Plan, voice: Voice, settings: PairSettings) -> Asked | None:
    """A criterion of this sort; None where the note has nothing of the sort."""
    exclusion = sort.shape == "unless" or voice.chance(0.5)
    leaf = sort.kind(subject, exclusion, voice, settings)
    if leaf is None:
        return None
    if sort.shape == "unless":
        exception = exception_to(leaf, subject, voice)
        return Asked(Unless(leaf, exception), True) if exception else None
    if sort.shape == "nested":
        more = [sort.kind(subject, exclusion, voice, settings) for _ in range(1 + voice.chance(0.4))]
        items = (leaf, *(item for item in more if item))
        return Asked(
            _tree(items, voice), exclusion or any(isinstance(item, Takes) or not _can_be_asked(item) for item in items)
        )
    refused = 0.75 if isinstance(leaf, Has) else 0.5  # a second illness is more often refused than asked for
    if not exclusion and not isinstance(leaf, Bound | Is) and (not _can_be_asked(leaf) or voice.chance(refused)):
        return Asked(Not(leaf), exclusion)
    return Asked(leaf, exclusion)


def exception_to(leaf: Leaf, subject: Subject, voice: Voice) -> Leaf | None:
    """What trials except: a value by its cause, an illness that is treated, a drug by what it is for."""
    if isinstance(leaf, Bound):
        causes = CAUSES.get(leaf.id, ())
        own = [name for name in causes if name in subject.facts.illnesses or name in subject.facts.drugs]
        name = voice.among(own or causes) if causes else ""
        return (Takes(name) if name in DRUGS else Has(name)) if name else None
    if isinstance(leaf, Has):
        drugs = [
            name
            for item in subject.patient.illnesses
            if leaf.id in ABOVE[item.id]
            for name in CONDITIONS[item.id].drugs
        ]
        return Takes(voice.among(drugs)) if drugs else None
    assert isinstance(leaf, Takes)
    reasons = [item.reason for item in subject.facts.drugs.get(leaf.id, []) if item.reason]
    return Has(voice.among(reasons)) if reasons else None


def _can_be_asked(leaf: Leaf) -> bool:
    """Whether trials ask for such a thing: a treatment or an illness of now, but not an operation or a past event."""
    return isinstance(leaf, Bound) or (isinstance(leaf, Has | Takes) and leaf.when == NOW)


def _tree(items: tuple[Leaf, ...], voice: Voice) -> Criterion:
    """Both of two, at least one or two of them, or one of three or else both of the others."""
    if len(items) == 3 and voice.chance(0.35):
        return AtLeast(1, (items[0], All(items[1:])))
    if len(items) == 2 and voice.chance(0.3):
        return All(items)
    return AtLeast(2 if len(items) == 3 and voice.chance(0.5) else 1, items)


def _kind(voice: Voice) -> Draw:
    drawn = voice.rng.random()
    for share, draw in _KINDS:
        drawn -= share
        if drawn < 0:
            return draw
    return _age


def _number(subject: Subject, exclusion: bool, voice: Voice, settings: PairSettings) -> Bound:
    labs = subject.patient.labs
    lab = voice.among(labs)
    quantity = QUANTITIES[lab.id]
    unit, limits = _limits(quantity, lab.unit, voice, settings)
    window = voice.among(RESULT_WINDOWS) if lab.id not in ("ecog", "bmi") and voice.chance(0.12) else 0
    wants = quantity.wants
    if wants == "range":
        if not exclusion and voice.chance(0.6):
            low = int(voice.rng.random() * (len(limits) - 3))
            high = low + 3 + int(voice.rng.random() * (len(limits) - low - 3))
            return Bound(lab.id, BETWEEN, limits[low], unit, limits[high], window)
        wants = voice.among(("high", "low"))
    half = len(limits) // 2
    if quantity.wants == "range":
        limits = limits[:half] if wants == "high" else limits[half:]
    compare = {("high", False): ">=", ("high", True): "<", ("low", False): "<=", ("low", True): ">"}[wants, exclusion]
    return Bound(lab.id, compare, voice.among(limits), unit, window=window)


def _limits(quantity: Quantity, written: str, voice: Voice, settings: PairSettings) -> tuple[str, tuple[float, ...]]:
    """The unit of a limit and the usual limits in it: that of the note, or another."""
    ways = {quantity.unit: quantity.limits}
    if quantity.other_unit:
        ways[quantity.other_unit] = quantity.other_limits
    if quantity.multiples:
        ways[ULN] = quantity.multiples
    others = [unit for unit in ways if unit != written]
    unit = voice.among(others) if others and voice.chance(settings.units) else written
    return unit, ways[unit]


def _age(subject: Subject, exclusion: bool, voice: Voice, settings: PairSettings) -> Bound:
    limits = QUANTITIES["age"].limits
    if exclusion or voice.chance(0.4):
        young = voice.chance(0.5)
        compare = ("<" if young else ">") if exclusion else (">=" if young else "<=")
        return Bound("age", compare, voice.among(limits[:8] if young else limits[5:]), "years")
    low = int(voice.rng.random() * (len(limits) - 3))
    high = low + 3 + int(voice.rng.random() * (len(limits) - low - 3))
    return Bound("age", BETWEEN, limits[low], "years", limits[high])


def _illness(subject: Subject, exclusion: bool, voice: Voice, settings: PairSettings) -> Has | None:
    others = [item for item in subject.patient.illnesses if item.id != subject.patient.main]
    if not others:
        return None
    illness = voice.among(others)
    kind = CONDITIONS[illness.id].kind
    name = _named(illness.id, voice, settings)
    if kind == "past" or (kind == "event" and voice.chance(0.7)):
        return Has(name, voice.among(EVENT_WINDOWS) if voice.chance(0.7) else EVER)
    return Has(name, EVER if exclusion and voice.chance(0.4) else NOW)


def _drug(subject: Subject, exclusion: bool, voice: Voice, settings: PairSettings) -> Takes | None:
    if not subject.patient.drugs:
        return None
    drug = voice.among(subject.patient.drugs)
    name = _named(drug.id, voice, settings)
    drawn = voice.rng.random()
    return Takes(name, NOW if drawn < 0.4 else EVER if drawn > 0.9 else voice.among(DRUG_WINDOWS))


def _procedure(subject: Subject, exclusion: bool, voice: Voice, settings: PairSettings) -> Had | None:
    if not subject.patient.procedures:
        return None
    done = voice.among(subject.patient.procedures)
    windows = (28, *EVENT_WINDOWS)
    return Had(_named(done.id, voice, settings), voice.among(windows) if voice.chance(0.8) else EVER)


def _state(subject: Subject, exclusion: bool, voice: Voice, settings: PairSettings) -> Is:
    if exclusion:
        return Is(voice.among((PREGNANT, CHILDBEARING, SMOKER)))
    return Is(voice.among((FEMALE, MALE, NEVER_SMOKED)))


def _named(name: str, voice: Voice, settings: PairSettings) -> str:
    """The concept, or a class that it belongs to."""
    classes = sorted(ABOVE[name] - {name})
    return voice.among(classes) if classes and voice.chance(settings.hypernyms) else name


_KINDS: tuple[tuple[float, Draw], ...] = (
    (0.42, _number),
    (0.13, _age),
    (0.15, _illness),
    (0.16, _drug),
    (0.07, _procedure),
    (0.07, _state),
)
_JOINED = (_number, _illness, _drug, _procedure)
