"""What a note must not say: rules that read its text beside the patient's values, apart from how it was written.

    contradictions(calculator, case, style)  ->  ["who is not clear tells: She denies chest pain."]

The generator avoids contradictions by construction; this module knows nothing of that. It looks for sentences about the
wrong sex or age, minds that are clear and are not, pressures beside vasopressors, values said twice, findings that are
said and denied, what is known too early, and slips of grammar.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ehrmind.medcalc.diseases import DISEASES
from ehrmind.medcalc.forms import Calculator, Choice, Finding, Measure
from ehrmind.medcalc.notes.chemistry import impossible
from ehrmind.medcalc.notes.grammar import fill, forms
from ehrmind.medcalc.notes.settings import Style
from ehrmind.medcalc.notes.write import Case

Values = Mapping[str, Any]

_NOT_CLEAR = {"confusion": True, "altered_mental_status": True, "dementia": True, "respiratory_support": True}
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])|\n(?:- )?|(?<=[a-z]): (?=[A-Z])")
_OTHER_TIME = re.compile(
    r"\b(?:earlier|months?|weeks? before|check-up|chart|record|previous|prior|older|yesterday|day before|days before"
    r"|later|third day|discharge|follow-up|repeat|next|treatment|going home|spring|last|routine visit|illness)\b",
    re.IGNORECASE,
)
_NOT_HERS = re.compile(
    r"\b(?:no|not|nor|neither|never|den(?:y|ies|ied)|without|negative|absent|free of|ruled "
    r"out|excluded|suspicion|suspected"
    r"|considered|mother|father|grand\w+|aunt|uncle|cousin|nephew|half-sister|brother|sister|family|relatives?|FH"
    r"|if signs|evaluated|worked up|unlikely|rather than|none|nothing|lacks?|cannot|risk|exclude|rule out|screen\w*)\b",
    re.IGNORECASE,
)
_NEGATION = r"\b(?:no|denies|denied|without|negative for|never had)\b[^.:;\n]{0,60}?"


@dataclass(frozen=True, slots=True)
class Rule:
    """Text that a note of such a patient must not hold."""

    name: str
    concerns: Callable[[Values], bool]
    text: re.Pattern[str]


def _rule(name: str, concerns: Callable[[Values], bool], text: str, flags: int = re.IGNORECASE) -> Rule:
    return Rule(name, concerns, re.compile(text, flags))


def _clear(values: Values) -> bool:
    """Whether nothing says that the mind is not clear."""
    return (
        not any(values.get(name) for name in _NOT_CLEAR)
        and values.get("encephalopathy", "none") in ("none", False)
        and values.get("gcs", 15) == 15
        and values.get("verbal_response", "oriented") == "oriented"
        and values.get("eye_opening", "spontaneous") == "spontaneous"
        and values.get("consciousness", "alert") == "alert"
    )


def _dull(values: Values) -> bool:
    """Whether the mind is not clear; who opens the eyes late may still be oriented."""
    return not _clear(values) and values.get("verbal_response") != "oriented"


def _below(name: str, cut: float) -> Callable[[Values], bool]:
    return lambda values: name in values and values[name] < cut


def _from(name: str, cut: float) -> Callable[[Values], bool]:
    return lambda values: name in values and values[name] >= cut


def _supported(values: Values) -> bool:
    given = values.get("respiratory_support") or values.get("supplemental_oxygen")
    return bool(given) or values.get("fio2", 21) > 21


def _pressed(values: Values) -> bool:
    return any(name in values for name in ("dopamine", "epinephrine", "norepinephrine"))


TELLS = (
    r"\b(?:he|she|patient|pt) (?:also |then "
    r")?(?:den(?:y|ies|ied)|report(?:s|ed)?|says|said|tells|told|complain\w+|describes"
    r"|states|recalls|endorses|answers|admits|jokes|asks?|mentions)\b|(?:^|[.:] )Denies\b"
)
BOTH_SEXES = {
    "male": r"pregnan|menstru|\bLMP\b|ovar(?:y|ies|ian)|uter(?:us|ine)|vagina|breast-?feed|menopaus|gravid|antenatal"
    r"|\b(?:she|her|hers|woman|girl)\b",
    "female": r"prostat|testic|scrot|penile|\b(?:he|his|him|man|boy)\b",
}
ADULT_LIFE = (
    r"retire|\bworks\b|\bwork(?:ed|ing)? "
    r"as|grandchild|husband|\bwife|married|divorced|smok(?:es|ed|er)|alcohol|beer|wine"
    r"|drives|driving|pack-year|cocaine|menopaus|employ"
)
CLEAR = (
    r"alert and oriented|\bA&O|AAO|fully oriented|lucid|mental status is normal|normal mentation|cooperative"
    r"|converses (?!in sentences but)|chats"
)
CALM = (
    r"breathes? (?:calmly|comfortably|easily)|eupne|no respiratory distress|not in (?:respiratory )?distress"
    r"|unlabou?red"
)
RULES = (
    _rule("a man with a woman's body", lambda values: values["sex"] == "male", BOTH_SEXES["male"]),
    _rule("a woman with a man's body", lambda values: values["sex"] == "female", BOTH_SEXES["female"]),
    _rule("a child who lives as an adult", _below("age", 18), ADULT_LIFE),
    _rule("a grandparent too young", _below("age", 36), r"grand(?:child|son|daughter)"),
    _rule("retired too young", _below("age", 50), r"\bretired\b"),
    _rule("a toddler who tells", _below("age", 5), TELLS),
    _rule("who is not clear tells", lambda values: not _clear(values), TELLS),
    _rule("a clear mind beside an unclear one", _dull, CLEAR),
    _rule(
        "who is unconscious acts", _below("gcs", 9), r"\b(?:walks|eats|drinks|sings|reads|watches|sits up|ambulat\w+)\b"
    ),
    _rule(
        "vasopressors beside a high pressure", lambda values: _pressed(values) and values.get("systolic", 0) > 150, r"."
    ),
    _rule("room air beside support", _supported, r"room air|\bon RA\b|no oxygen requirement"),
    _rule(
        "fever denied",
        _from("temperature", 38.05),
        r"\bafebrile|no fever(?! before)|denies fever(?! before)|normal temperature|apyrexial",
    ),
    _rule(
        "fever claimed", _below("temperature", 37.5), r"\bfebrile (?:now|on arrival|today)|feverish now|has a fever now"
    ),
    _rule("a slow pulse called fast", _below("heart_rate", 90), r"(?<!no )(?<!without )tachycard"),
    _rule("a fast pulse called slow", _from("heart_rate", 100), r"bradycard|normocard|normal heart rate"),
    _rule("a high pressure called low", _from("systolic", 110), r"(?<!not )(?<!ortho)\bhypotensive|in shock"),
    _rule(
        "a low pressure called high", _below("systolic", 120), r"\bhypertensive\b(?! (?:kidney|heart|nephro|retin|dis))"
    ),
    _rule("fast breathing called calm", _from("respiratory_rate", 26), CALM),
    _rule("calm breathing called fast", _below("respiratory_rate", 18), r"(?<!no )tachypn"),
    _rule("a normal saturation called low", _from("oxygen_saturation", 96), r"(?<!no )\bhypox(?:ic|emi)|desaturat"),
)
SLIPS = re.compile(
    r"\b[Aa] (?=[aeio])(?!one\b|once\b|eu|use|uni|and\b|or\b|is\b|in\b)"
    r"|\b[Aa]n (?=[bcdfgjklmnpqrstvwxyz][a-z])(?!hour|honest|heir)"
    r"|\b(?!had\b|on\b)(\w+) \1\b|  | [,;:]|\.\.|,,|[\[\]{}]|\bof (?:her|his) (?:is|has|was)\b|\bhis (?:the|a|an)\b"
    r"|\b(?:[Tt]he|[Oo]lder|prior|repeat) (?:platelets|triglycerides|reticulocytes|band forms) was\b"
    r"|\b(?:work|testing) show\b"
    r"|(?<!y\.o)[.] [a-z](?!H\b)(?!\.)|\b(?:He|She) (?:have|are|were|do|take|use)\b|\bthe (?:the|a|his|her)\b"
)
UNIMAGED = re.compile(r"\bno imaging|imaging was (?:not|deferred)|without imaging", re.IGNORECASE)
IMAGED = re.compile(
    r"\b(?:CT|MRI|radiograph|X-ray|film|ultrasound|scan|echocardiogra\w+)\b[^.]*\b(?:show|reveal|find)", re.I
)
LATER = re.compile(  # in the letters of the sentences that tell of it
    r"discharge|later grew|hospital day|(?:After|Under) treatment,|[Bb]efore going home"
    r"|(?:[Tt]wo|[Tt]hree|[Ff]our) days later|on the (?:third|following) day\b|left the hospital|[Aa]t follow-up"
)
HOSPITAL = re.compile(
    r"at triage|\bAdmission [a-z]+ ?[a-z]*:|time of discharge|before discharge, was|[Bb]efore going home"
)
PRESSURE = re.compile(r"(?:BP|blood pressure|arterial pressure)(?: of|:)? (\d+)/(\d+)")


def contradictions(calculator: Calculator, case: Case, style: Style) -> list[str]:
    """Each rule that the note breaks, with the words that break it; empty for a good note."""
    return [
        *_by_rules(case),
        *_by_time(case, style),
        *_by_pressure(case),
        *_by_sentences(calculator, case),
        *_by_names(calculator, case),
        *_by_values(calculator, case),
        *impossible(_now(case.note)),
        *_by_setting(case),
    ]


def _by_rules(case: Case) -> Iterator[str]:
    for rule in RULES:
        if rule.concerns(case.values):
            yield from _found(rule.name, rule.text, case.note)
    yield from _found("a slip of grammar", SLIPS, case.note)
    if IMAGED.search(case.note):
        yield from _found("imaging said and denied", UNIMAGED, case.note)


def _by_time(case: Case, style: Style) -> Iterator[str]:
    """What an admission note or a problem list could not know yet."""
    if style in (Style.admission, Style.problem_list):
        yield from _found("known too early", LATER, case.note)


def _found(name: str, text: re.Pattern[str], note: str) -> Iterator[str]:
    match = text.search(note)
    if match:
        yield f"{name}: {note[max(0, match.start() - 30) : match.end() + 30]!r}"


def _by_pressure(case: Case) -> Iterator[str]:
    pairs = {(int(high), int(low)) for high, low in PRESSURE.findall(case.note)}
    if len(pairs) > 1 or any(low >= high for high, low in pairs):
        yield f"pressures that cannot be: {pairs}"


_MEANINGS: dict[int, dict[str, set[tuple[str, object]]]] = {}


def _by_sentences(calculator: Calculator, case: Case) -> Iterator[str]:
    """A sentence that means another state of an input than the patient's."""
    meanings = _MEANINGS.setdefault(calculator.id, {}) or _meanings(calculator, _MEANINGS[calculator.id])
    for sentence in _SENTENCE.split(case.note):
        meant = meanings.get(sentence.strip())
        if meant and not any(case.values.get(name) == state for name, state in meant):
            yield f"not this patient's: {sentence!r}"


def _meanings(calculator: Calculator, found: dict[str, set[tuple[str, object]]]) -> dict[str, set[tuple[str, object]]]:
    for item in calculator.inputs:
        states: dict[object, tuple[str, ...]] = {}
        if isinstance(item, Finding):
            states = {True: (*item.present, *item.implied), False: item.absent}
        elif isinstance(item, Choice):
            states = dict(item.options.items())
        for state, templates in states.items():
            for form in (form for template in templates for form in forms(template)):
                for sex in ("male", "female"):
                    found.setdefault(fill(form, sex), set()).add((item.name, state))
    return found


def _by_names(calculator: Calculator, case: Case) -> Iterator[str]:
    """A finding that is denied although present, or said although absent, by its bare names."""
    for item in calculator.inputs:
        if not isinstance(item, Finding):
            continue
        for name in item.names:
            word = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
            if case.values.get(item.name):
                match = re.search(_NEGATION + word, case.note)
                if match and not _OTHER_TIME.search(match[0]):
                    yield f"{item.name} is present: {match[0]!r}"
            elif name in case.note:
                for sentence in _SENTENCE.split(case.note):
                    if re.search(word, sentence) and not _NOT_HERS.search(sentence):
                        yield f"{item.name} is absent: {sentence!r}"


def _by_values(calculator: Calculator, case: Case) -> Iterator[str]:
    """A measure with two values of this presentation."""
    now = _now(case.note)
    owners = {form: item.name for item in calculator.inputs if isinstance(item, Measure) for form in _said(item)}
    if not owners:
        return
    # All in one pattern: a "control prothrombin time" is read as such, not as a prothrombin time.
    names = "|".join(map(re.escape, owners))
    values: dict[str, set[str]] = {}
    for name, value in re.findall(rf"(?<![\w-])(?<!urine )({names})(?: is| was|:)? (\d+(?:\.\d+)?)\b", now):
        values.setdefault(owners[name], set()).add(value)
    for name, found in values.items():
        if len(found) > 1:
            yield f"{name} has values {sorted(found)}"


def _now(note: str) -> str:
    """The sentences of this presentation."""
    return "\n".join(sentence for sentence in _SENTENCE.split(note) if not _OTHER_TIME.search(sentence))


def _by_setting(case: Case) -> Iterator[str]:
    """What happens on the way into a hospital or out of it, said of a clinic."""
    if any(disease.name == case.disease and disease.setting == "clinic" for disease in DISEASES):
        yield from _found("a clinic with admissions", HOSPITAL, case.note)


def _said(item: Measure) -> Iterator[str]:
    """The ways of saying a measure, also at the head of a sentence."""
    for name in item.says:
        yield from (name, name[0].upper() + name[1:])
