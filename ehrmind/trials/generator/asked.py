"""A criterion in words, as trials write it.

Unless(Has("arrhythmia", EVER), Takes("anticoagulant"))
-> "History of cardiac arrhythmia, except in patients on oral anticoagulants"
Bound("bilirubin", "<=", 25, "µmol/L")  ->  "Total bilirubin ≤ 25 µmol/L"
"""

from types import MappingProxyType

from ehrmind.trials.generator.concepts import NAMES
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
    Not,
    Takes,
    Unless,
    Unstated,
)
from ehrmind.trials.generator.patient import CHILDBEARING, FEMALE, MALE, NEVER_SMOKED, PREGNANT, SMOKER
from ehrmind.trials.generator.phrases import Phrases, Voice, listed, phrases, sentence
from ehrmind.trials.generator.quantities import PER_MM3, QUANTITIES, ULN, write_number

BOUNDS = MappingProxyType(
    {
        ">=": phrases("{x} ≥ {n}|{x} of at least {n}|{x} of {n} or higher||{x} not below {n}"),
        "<=": phrases("{x} ≤ {n}|{x} of at most {n}|{x} of {n} or lower||{x} not above {n}"),
        ">": phrases("{x} > {n}|{x} above {n}|{x} greater than {n}||{x} exceeding {n}"),
        "<": phrases("{x} < {n}|{x} below {n}|{x} less than {n}||{x} under {n}"),
        BETWEEN: phrases("{x} between {n} and {m}|{x} of {n} to {m}||{x} in the range from {n} to {m}"),
    }
)
AGES = MappingProxyType(
    {
        ">=": phrases("age ≥ {n}|age of at least {n}|age {n} or older||age not below {n}"),
        "<=": phrases("age ≤ {n}|age of at most {n}|age {n} or younger||age not above {n}"),
        ">": phrases("age > {n}|age above {n}||age exceeding {n}"),
        "<": phrases("age < {n}|age below {n}||age under {n}"),
        BETWEEN: phrases("age between {n} and {m}|age {n} to {m}||age in the range from {n} to {m}"),
    }
)
TIMES_ULN = phrases("{n} × ULN|{n} times the upper limit of normal||{n}-fold the upper normal limit")
ONE_ULN = phrases("ULN|the upper limit of normal||the upper normal limit")
MEASURED = phrases(" within {w} before {e}| measured within {w} before {e}|| determined during the {w} preceding {e}")
START = phrases("enrollment|screening|randomization|the first dose||study entry|inclusion in the study")
WINDOWS = MappingProxyType(
    {
        7: phrases("7 days|1 week||one week"),
        14: phrases("14 days|2 weeks||two weeks"),
        28: phrases("28 days|4 weeks||four weeks"),
        90: phrases("3 months|90 days||three months"),
        180: phrases("6 months||six months"),
        365: phrases("12 months|1 year||one year"),
        1825: phrases("5 years||five years"),
    }
)
HAS = phrases("{x}|known {x}|current {x}||established {x}")
HAD_ILLNESS = phrases("history of {x}|current or past {x}||{x} at any time in life")
LATELY = phrases("{x} within {w} before {e}|{x} in the {w} before {e}||{x} during the {w} preceding {e}")
TAKES = phrases("treatment with {x}|current use of {x}||current intake of {x}")
TOOK = phrases("prior treatment with {x}|previous use of {x}||use of {x} at any time in life")
TOOK_LATELY = phrases("use of {x} within {w} before {e}|treatment with {x} in the {w} before {e}||{x} in the last {w}")
HAD = phrases("prior {x}|previous {x}||{x} at any time in life")
IS = MappingProxyType(
    {
        PREGNANT: phrases("pregnancy|a positive pregnancy test||gestation"),
        CHILDBEARING: phrases("childbearing potential||ability to become pregnant"),
        SMOKER: phrases("current smoking|current tobacco smoking||active cigarette consumption"),
        NEVER_SMOKED: phrases("lifelong abstinence from smoking|no smoking at any time||never-smoker status"),
        FEMALE: phrases("female sex||female gender"),
        MALE: phrases("male sex||male gender"),
    }
)
WHO = MappingProxyType(
    {
        PREGNANT: "who are pregnant",
        CHILDBEARING: "of childbearing potential",
        SMOKER: "who smoke",
        NEVER_SMOKED: "who have never smoked",
        FEMALE: "who are women",
        MALE: "who are men",
    }
)
NOT = phrases("no {x}|absence of {x}||freedom from {x}")
ALL = phrases("both {x} and {y}|{x} together with {y}||{x} in combination with {y}")
BOTH = "both {x} and {y}"
EITHER = phrases("either {x} or {y}|{x} or {y}||{x} and/or {y}")
ONE_OF = phrases("at least one of the following: {x}|any of the following: {x}||one or more of: {x}")
TWO_OF = phrases("at least two of the following: {x}|two or more of the following: {x}||a minimum of two of: {x}")
UNLESS = phrases(
    "{x}, except in patients {y}|{x} (patients {y} are not excluded)|{x}, unless the patient is among those {y}"
    "||{x}; this does not apply to patients {y}"
)
UNSTATED = (
    phrases("willing and able to give written informed consent|signed informed consent||consent in writing"),
    phrases("able to attend all study visits|willing to comply with study visits||readiness to attend every visit"),
    phrases(
        "life expectancy of at least 3 months|life expectancy of more than 12 weeks||expected survival over 3 months"
    ),
    phrases("known hypersensitivity to the study drug|allergy to the study medication||intolerance of the trial drug"),
    phrases("any condition that, in the investigator's opinion, precludes participation||unsuitability for any reason"),
    phrases("planned surgery while on study|surgery planned for the study period||scheduled operations"),
)
FITTING, UNFITTING = range(3), range(3, 6)  # of UNSTATED: for inclusion and for exclusion
TARGET = phrases(
    "{x}|confirmed diagnosis of {x}|documented {x}|patients with {x}||established diagnosis of {x}|proven {x}"
)


def write_criterion(criterion: Criterion, voice: Voice) -> str:
    """The criterion as one item of a list."""
    return sentence(phrase(criterion, voice))


def write_target(asked: Has, voice: Voice) -> str:
    """The criterion that asks for the condition under study."""
    return sentence(voice.say(TARGET).replace("{x}", condition_name(asked, voice)))


def condition_name(asked: Has, voice: Voice) -> str:
    """A name of the condition, with its stages."""
    name = voice.say(NAMES[asked.id])
    return f"{name}, {listed(asked.stages, 'or')}" if asked.stages else name


def phrase(criterion: Criterion, voice: Voice) -> str:
    """The criterion as a noun phrase."""
    if isinstance(criterion, Not):
        return voice.say(NOT).replace("{x}", phrase(criterion.item, voice))
    if isinstance(criterion, Unless):
        text = voice.say(UNLESS).replace("{y}", _patients(criterion.exception, voice))
        return text.replace("{x}", phrase(criterion.item, voice))
    if isinstance(criterion, All):
        return _pair(ALL, [phrase(item, voice) for item in criterion.items], voice)
    if isinstance(criterion, AtLeast):
        items = [_part(item, voice) for item in criterion.items]
        if criterion.count == 1 and len(items) == 2 and voice.chance(0.6):
            return _pair(EITHER, items, voice)
        return voice.say(ONE_OF if criterion.count == 1 else TWO_OF).replace("{x}", "; ".join(items))
    return _leaf(criterion, voice)


def amount(number: str, unit: str) -> str:
    """A number with its unit: `35%`, `98 g/L`, `2`."""
    return f"{number}{unit}" if unit in ("", "%", PER_MM3) else f"{number} {unit}"


def limit(item: Bound, number: float) -> str:
    """A limit of the criterion, as it is written."""
    decimals = 0 if float(number).is_integer() else 2 if item.unit == ULN and number * 10 % 1 else 1
    return amount(write_number(number, item.unit, decimals), item.unit)


def _part(item: Criterion, voice: Voice) -> str:
    """One of several parts; "x or y together with z" could be read in two ways."""
    if isinstance(item, All):
        return BOTH.replace("{y}", phrase(item.items[1], voice)).replace("{x}", phrase(item.items[0], voice))
    return phrase(item, voice)


def _pair(wording: Phrases, items: list[str], voice: Voice) -> str:
    return voice.say(wording).replace("{y}", items[1]).replace("{x}", items[0])


def _patients(criterion: Criterion, voice: Voice) -> str:
    """The criterion as what follows "patients"."""
    if isinstance(criterion, Is):
        return WHO[criterion.id]
    if isinstance(criterion, Takes) and criterion.when == NOW:
        return f"on {voice.say(NAMES[criterion.id])}"
    return f"with {phrase(criterion, voice)}"


def _leaf(item: Criterion, voice: Voice) -> str:
    if isinstance(item, Bound):
        return _bound(item, voice)
    if isinstance(item, Is):
        return voice.say(IS[item.id])
    if isinstance(item, Unstated):
        return voice.say(UNSTATED[item.id])
    assert isinstance(item, Has | Takes | Had)
    now, ever, lately = _FORMS[type(item)]
    wording = now if item.when == NOW else ever if item.when == EVER else lately
    text = voice.say(wording)
    if item.when > 0:
        text = _timed(text, item.when, voice)
    return text.replace("{x}", condition_name(item, voice) if isinstance(item, Has) else voice.say(NAMES[item.id]))


def _bound(item: Bound, voice: Voice) -> str:
    text = voice.say((AGES if item.id == "age" else BOUNDS)[item.compare])
    if item.unit == ULN:
        number = voice.say(ONE_ULN if item.number == 1 else TIMES_ULN).replace("{n}", f"{item.number:g}")
    else:
        number = limit(item, item.number)
    if item.compare == BETWEEN:
        text = text.replace("{m}", limit(item, item.most))
        number = number.removesuffix(item.unit).rstrip() if item.unit not in ("", PER_MM3) else number
    text = text.replace("{n}", number).replace("{x}", voice.say(QUANTITIES[item.id].names))
    return text + _timed(voice.say(MEASURED), item.window, voice) if item.window else text


def _timed(text: str, days: int, voice: Voice) -> str:
    return text.replace("{w}", voice.say(WINDOWS[days])).replace("{e}", voice.say(START))


_FORMS = MappingProxyType({Has: (HAS, HAD_ILLNESS, LATELY), Takes: (TAKES, TOOK, TOOK_LATELY), Had: (HAD, HAD, LATELY)})
