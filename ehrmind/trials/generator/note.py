"""A patient's facts as a note, in the form of an admission note, a clinic letter, or a few terse lines.

    write_note(patient, voice, settings)
    -> "64yo M, referred for breathlessness on exertion. HFpEF excluded (echocardiography); COPD (GOLD grade 4),
        diagnosed 2 years ago. PMHx: major depression (mild) for 2 years; no GI bleed. FHx: HFrEF in sister. Meds:
        inhaled salmeterol; inhaled budesonide (stopped 4 months ago); no other medicines. PSH: partial thyroidectomy
        3 years ago. Labs: Values measured 3 weeks ago: BMI 42.5 kg/m², serum albumin 4.3 g/dL. Status: smokes."

Every fact of the patient is written, and no other that a criterion could ask for.
"""

from collections.abc import Mapping

from ehrmind.trials.generator import told
from ehrmind.trials.generator.asked import amount
from ehrmind.trials.generator.concepts import CONDITIONS, NAMES
from ehrmind.trials.generator.draw import MENOPAUSE
from ehrmind.trials.generator.patient import (
    CHILDBEARING,
    FAMILY,
    FEMALE,
    NEVER_SMOKED,
    PAST,
    PREGNANT,
    PRESENT,
    SMOKER,
    Illness,
    Lab,
    Patient,
)
from ehrmind.trials.generator.phrases import Phrases, Voice, sentence
from ehrmind.trials.generator.problems import PROBLEMS
from ehrmind.trials.generator.quantities import QUANTITIES, in_base, write_number
from ehrmind.trials.generator.settings import Length, PairSettings, Style

REMARKS = {Length.short: 1, Length.medium: 4, Length.long: 12}
ORDER = ("history", "past", "family", "drugs", "procedures", "labs", "social")
_STYLES = (Style.admission, Style.letter, Style.brief)
_SHE = (("{He}", "She"), ("{he}", "she"), ("{His}", "Her"), ("{his}", "her"), ("{him}", "her"))
_HE = (("{He}", "He"), ("{he}", "he"), ("{His}", "His"), ("{his}", "his"), ("{him}", "him"))

Parts = dict[str, list[str]]


def write_note(patient: Patient, voice: Voice, settings: PairSettings) -> str:
    """The note's text."""
    style = voice.among(_STYLES) if settings.style is Style.mixed else settings.style
    terse = style is Style.brief
    words = told.TERSE if terse else told.FULL
    parts = _parts(patient, words, voice)
    opening = _opening(patient, terse, voice)
    remarks = [voice.say(remark) for remark in voice.some(told.REMARKS, REMARKS[settings.length])]
    layout = {Style.admission: _admission, Style.letter: _letter, Style.brief: _brief}[style]
    text = layout(opening, parts, remarks, voice)
    for slot, word in _SHE if patient.sex == FEMALE else _HE:
        text = text.replace(slot, word)
    return text


def _parts(patient: Patient, words: Mapping[str, Phrases], voice: Voice) -> Parts:
    """The facts in words, by section."""
    parts: Parts = {name: [] for name in ORDER}
    for illness in patient.illnesses:
        section, text = _illness(patient, illness, words, voice)
        parts[section].append(text)
    history, others = parts["history"], parts["past"]
    voice.rng.shuffle(history)
    voice.rng.shuffle(others)
    if patient.only_illnesses:
        others.append(voice.say(words["only illnesses"]))
    for drug in patient.drugs:
        text = voice.say(words["takes" if drug.stopped is None else "stopped"])
        parts["drugs"].append(_filled(text, voice.say(NAMES[drug.id]), drug.stopped or 0))
    voice.rng.shuffle(parts["drugs"])
    if patient.only_drugs:
        parts["drugs"].append(voice.say(words["only drugs"]))
    for done in patient.procedures:
        parts["procedures"].append(_filled(voice.say(words["did"]), voice.say(NAMES[done.id]), done.days))
    for lab in patient.earlier:
        text = voice.say(words["earlier"]).replace("{n}", amount(lab.number, lab.unit))
        parts["history"].append(_filled(text, voice.say(QUANTITIES[lab.id].names), lab.days))
    parts["labs"] = _panel(patient, voice)
    parts["social"] = _status(patient, words, voice)
    return parts


def _illness(patient: Patient, illness: Illness, words: Mapping[str, Phrases], voice: Voice) -> tuple[str, str]:
    """The section and the sentence of one illness."""
    item = CONDITIONS[illness.id]
    name = voice.say(item.names)
    if illness.stage:
        name = f"{name} ({illness.stage})" if voice.chance(0.5) else f"{name}, {illness.stage},"
    if illness.status == FAMILY:
        return "family", voice.say(words["family"]).replace("{r}", illness.relative).replace("{x}", name)
    if illness.status == PRESENT:
        main = illness.id == patient.main
        kind = "main" if main else "has"
        section = "history" if main else "past"
        text = voice.say(words[kind]).replace("{b}", item.test)
        return section, _tidy(_filled(text, name, illness.days))
    if illness.status == PAST:
        return "past", _filled(voice.say(words["past"]), name, illness.days)
    if item.id in PROBLEMS[patient.problem].diseases and item.test:
        return "history", voice.say(words["excluded"]).replace("{b}", item.test).replace("{x}", name)
    return "past", voice.say(words["never"]).replace("{x}", name)


def _filled(text: str, name: str, days: int) -> str:
    return text.replace("{t}", told.SPANS[days]).replace("{x}", name)


def _tidy(text: str) -> str:
    """Without the comma of an apposition where nothing follows it, or a bracket or a comma does."""
    return text.replace(",,", ",").replace(", (", " (").removesuffix(",")


def _panel(patient: Patient, voice: Voice) -> list[str]:
    """The laboratory values as one list, which begins with its day."""
    values = [_value(lab, voice) for lab in patient.labs if lab.id != "ecog"]
    voice.rng.shuffle(values)
    days = next((lab.days for lab in patient.labs if lab.id != "ecog"), 0)
    text = voice.say(told.DATED if days else told.TODAY).replace("{t}", told.SPANS[days])
    return [text.replace("{n}", ", ".join(values)).removesuffix(".")]


def _value(lab: Lab, voice: Voice) -> str:
    quantity = QUANTITIES[lab.id]
    text = f"{voice.say(quantity.names)} {amount(lab.number, lab.unit)}"
    return f"{text} (ULN {upper_limit(lab)})" if quantity.uln else text


def upper_limit(lab: Lab) -> str:
    """The upper limit of normal in the unit of the value."""
    quantity = QUANTITIES[lab.id]
    decimals = 0 if quantity.uln.is_integer() else 1
    if lab.unit == quantity.unit:
        return write_number(quantity.uln, lab.unit, decimals)
    factor = in_base(quantity, 1.0, lab.unit)
    return f"{quantity.uln / factor:.1f}"


def _status(patient: Patient, words: Mapping[str, Phrases], voice: Voice) -> list[str]:
    """Performance status, smoking, pregnancy: as far as they are known."""
    kinds = []
    if SMOKER in patient.states:
        never, now = patient.states[NEVER_SMOKED], patient.states[SMOKER]
        kinds.append("smoker" if now else "never smoked" if never else "former")
    if patient.states.get(CHILDBEARING):
        kinds.append("pregnant" if patient.states[PREGNANT] else "fertile")
    elif patient.sex == FEMALE and MENOPAUSE <= patient.age <= MENOPAUSE + 8:
        kinds.append("menopause")
    found = [voice.say(words[kind]) for kind in kinds]
    for lab in patient.labs:
        if lab.id == "ecog":
            found.append(voice.say(words["ecog"]).replace("{n}", lab.number))
    voice.rng.shuffle(found)
    return found


def _opening(patient: Patient, terse: bool, voice: Voice) -> str:
    complaint = voice.say(PROBLEMS[patient.problem].complaint)
    female = patient.sex == FEMALE
    if terse:
        who = f"{patient.age}{voice.among((' yo ', '-year-old ', 'yo '))}{'F' if female else 'M'}"
        return voice.say(told.TERSE_OPENINGS).replace("{a}", who).replace("{c}", complaint)
    article = "An" if patient.age in (18, *range(80, 90)) else "A"
    who = f"{article} {patient.age}-year-old {'woman' if female else 'man'}"
    return voice.say(told.OPENINGS).replace("{a}", who).replace("{c}", complaint)


def _sentences(items: list[str]) -> list[str]:
    return [f"{sentence(item)}." for item in items]


def _admission(opening: str, parts: Parts, remarks: list[str], voice: Voice) -> str:
    lines = []
    for name in ORDER:
        texts = _sentences(parts[name])
        if name == "history":
            texts = [opening, *texts]
        elif name == "social":
            texts += remarks
        if texts:
            lines.append(f"{voice.say(told.HEADINGS[name])}: {' '.join(texts)}")
    return "\n".join(lines)


def _letter(opening: str, parts: Parts, remarks: list[str], voice: Voice) -> str:
    first = [opening, *_sentences(parts["history"]), *_sentences(parts["past"]), *_sentences(parts["procedures"])]
    second = [*remarks[::2], *_sentences(parts["family"]), *_sentences(parts["drugs"]), *_sentences(parts["social"])]
    paragraphs = [first, second, [*_sentences(parts["labs"]), *remarks[1::2], voice.say(told.FAREWELLS)]]
    return "\n".join([voice.say(told.GREETINGS), *(" ".join(texts) for texts in paragraphs if texts)])


def _brief(opening: str, parts: Parts, remarks: list[str], voice: Voice) -> str:
    lines = [f"{opening} {sentence('; '.join(parts['history']))}."]
    for name in ORDER[1:]:
        if parts[name]:
            lines.append(f"{voice.say(told.TERSE_HEADINGS[name])}: {'; '.join(parts[name])}.")
    lines += remarks
    return " ".join(lines)
