"""What makes a note hard to read, each with its tag: other times, relatives, excluded diagnoses, the other side, units.

    Sentence("course", "On the day before admission the creatinine was 2.9 mg/dL.", tag="time")
    Sentence("family", "Her mother had diabetes.", tag="relatives")
    Sentence("history", "A stroke was suspected years ago and excluded by imaging.", tag="negation")

Every one is true beside the inputs and changes no answer for who reads with care.
"""

import re

from ehrmind.medcalc.forms import Calculator, Finding, Measure
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.patient import Patient, write_number
from ehrmind.medcalc.notes.physiology import usual_of
from ehrmind.medcalc.notes.sentence import Sentence

TAGS = ("time", "relatives", "negation", "side", "units")
OTHER_UNITS = 0.35  # share of other times' values that are written in the other unit system

LONG_AGO = (
    "[Three months earlier|Six weeks before|At a check-up last year|At the last routine visit] "
    "the {x} [was|had been] {v}.",
    "[Before this illness|In records from the previous spring|On an old chart] the {x} was {v}.",
)
LATELY = (
    "[The previous|A prior|An older] {x} [on file|on record|in the chart] was {v}.",
    "[Yesterday|On the day before presentation|Two days before], [outside this hospital|at another clinic], "
    "the {x} [was|measured] {v}.",
)
IN_DAYS = (
    "[Two days later|On the third day] the {x} was {v}.",
    "A repeat {x}, [two days later|on the following day|on the third day], was {v}.",
)
IN_WEEKS = (
    "[At follow-up a month later|At the next visit|Some weeks later] the {x} was {v}.",
    "[After treatment|Under treatment], the {x} [was|came to] {v}.",
)
AT_DISCHARGE = (
    "[By the time of discharge|Before going home], the {x} [was|came to] {v}.",
    "[The follow-up|The next] {x}, [before discharge|at the end of the week], was {v}.",
)
# How far another time's value lies on the way from health to this presentation's.
WAY: dict[tuple[str, ...], tuple[float, float]] = {
    LONG_AGO: (0.0, 0.3),
    LATELY: (0.4, 0.8),
    IN_DAYS: (0.6, 0.9),
    IN_WEEKS: (0.1, 0.5),
    AT_DISCHARGE: (0.3, 0.6),
}
LASTING = 0.4  # added long ago and in weeks for what is seen in clinic: it has been there, and stays
RELATIVES = (
    "{His} [mother|father|grandmother|grandfather|aunt|uncle] [had|was treated for|lived with] {noun}.",
    "[Family history|FH|The family history]: [mother|father|aunt|uncle|cousin] with {noun}.",
    "{His} [cousin|uncle|aunt|half-sister|nephew] [is treated for|developed] {noun}.",
)
EXCLUDED = (
    "[A suspicion of|Suspected] {noun} was [ruled out|excluded|not confirmed] [years ago|in the past].",
    "{noun_} was [suspected|considered] [once|years ago|earlier], but [excluded|ruled out|never confirmed].",
    "{He} was [once|previously] [worked up|evaluated] for {noun}, [which was ruled out|with a negative work-up].",
)
FEARED = ("{He} [should return|knows to return|is to call] at once if signs of {noun} [ever|should] appear.",)
SUDDEN = ("a heart attack", "a stroke", "deep vein thrombosis", "ischemic stroke", "pulmonary embolism")
SIDES = (
    "[Years ago|In youth|Long ago] the [left|right] [ankle|knee|wrist|elbow] was [sprained|bruised], and healed.",
    "[A scar on|An old burn of|A healed laceration of] the [left|right] [forearm|hand|shoulder] is [noted|unchanged].",
    "The [left|right] [shoulder|wrist|hand] is [stiff from old wear|mildly arthritic].",
)
PLURAL = re.compile(r"^(?:platelets|reticulocytes|triglycerides|band forms|band neutrophils)$")
# What is measured of the ill alone: a check-up last year knows none of it.
ILL = ("fio2", "pao2", "paco2", "ph", "aa_gradient", "bands", "gcs", "urine_output", "newborn_pulse")
LATE_STYLES = ("discharge", "case_report")  # forms of a note that know what came later


def distractors(calculator: Calculator, patient: Patient, share: float, late: bool, voice: Voice) -> list[Sentence]:
    """The distractors of a note; `late` tells whether it may know what came after the presentation."""
    found = []
    for item in calculator.inputs:
        if item.name == patient.withheld or not voice.chance(share):
            continue
        if isinstance(item, Measure) and item.place in ("lab", "vital") and item.name not in ("systolic", "diastolic"):
            found.append(_other_time(item, patient, late, voice))
        elif isinstance(item, Finding) and item.noun:
            found.append(_named(item, patient, voice))
    if voice.chance(share):
        found.append(Sentence("history", voice.say(SIDES), tag="side"))
    return found


def _other_time(item: Measure, patient: Patient, late: bool, voice: Voice) -> Sentence:
    """The same measure at another time, at times in the other unit system."""
    after = late and voice.chance(0.5)
    clinic = patient.disease.setting == "clinic"
    frames = voice.pick(_frames(item, clinic, after))
    other = patient.other_units
    turned = bool(item.other_unit) and voice.chance(OTHER_UNITS)
    low, high = usual_of(item)
    healthy = low + (high - low) * voice.rng.random()
    lasting = LASTING if clinic and frames in (LONG_AGO, IN_WEEKS) else 0.0
    way = lasting + voice.rng.uniform(*WAY[frames])
    written, _ = write_number(item, healthy + (patient.values[item.name] - healthy) * way, other is not turned)
    text = voice.say(frames).replace("{v}", str(written))
    text = text.replace("{x}", _singular(voice.pick(item.says or (item.label,))))
    return Sentence("course" if after else "history", text, tag="units" if turned else "time")


def _singular(name: str) -> str:
    """A name that a verb in the singular can follow: "value for platelets"."""
    return f"value for {name}" if PLURAL.search(name) else name


def _frames(item: Measure, clinic: bool, after: bool) -> tuple[tuple[str, ...], ...]:
    """The other times at which it can have been measured."""
    if after:
        return (IN_WEEKS,) if clinic else (IN_DAYS, AT_DISCHARGE)
    return (LATELY,) if item.name in ILL else (LONG_AGO, LATELY)


def _named(item: Finding, patient: Patient, voice: Voice) -> Sentence:
    """A relative's disease; where the patient lacks it, also a suspicion that was excluded."""
    if not patient.values[item.name] and voice.chance(0.45):
        text = voice.say((*EXCLUDED, *FEARED) if item.noun in SUDDEN else EXCLUDED)
        text = text.replace("{noun_}", item.noun[0].upper() + item.noun[1:])
        return Sentence("history", text.replace("{noun}", item.noun), tag="negation")
    return Sentence("family", voice.say(RELATIVES).replace("{noun}", item.noun), tag="relatives")
