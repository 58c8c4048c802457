r"""The forms of a note: prose, or sections as hospitals and clinics write them.

"ADMISSION NOTE\nCC: cough and fever.\nHPI: A 61-year-old man ...\nVitals: HR 88, BP 117/58, ...\nA/P: ..."

What is known only later (the course) stands in discharge summaries, clinic letters and case reports alone.
"""

from collections.abc import Sequence

from ehrmind.medcalc.notes import wording
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.sentence import PANELS, Sentence
from ehrmind.medcalc.notes.settings import Style

Texts = dict[str, list[str]]
Panels = dict[str, list[Sentence]]


def lay_out(
    style: Style, outpatient: bool, complaint: str, opening: str, sentences: Sequence[Sentence], voice: Voice
) -> str:
    """The note's text; `outpatient` tells that the patient was seen in clinic and has no hospital course."""
    texts: Texts = {}
    panels: Panels = {}
    for item in sentences:
        if item.section in PANELS:
            panels.setdefault(item.section, []).append(item)
        else:
            texts.setdefault(item.section, []).append(item.text)
    for items in panels.values():
        voice.rng.shuffle(items)
    if style is Style.problem_list:
        return _problem_list(opening, texts, panels, voice)
    if style is Style.admission:
        return _admission(outpatient, complaint, opening, texts, panels, voice)
    if style is Style.discharge:
        return _discharge(outpatient, opening, texts, panels, voice)
    return _case_report(outpatient, opening, texts, panels, voice)


def _case_report(outpatient: bool, opening: str, texts: Texts, panels: Panels, voice: Voice) -> str:
    """Paragraphs in the order of a case report: the story, what is known, the examination, the tests, what was done."""
    examined = [*texts.get("exam", []), *_prose(panels, ("vitals", "body"), outpatient, voice)]
    tested = [*_prose(panels, ("labs",), outpatient, voice), *texts.get("results", [])]
    voice.rng.shuffle(examined)
    paragraphs = [
        [opening, *texts.get("story", [])],
        [text for name in ("history", "medication", "family", "social") for text in texts.get(name, [])],
        examined,
        tested,
        [*texts.get("plan", []), *texts.get("course", [])],
    ]
    gap = "\n" if voice.chance(0.5) else " "
    return gap.join(" ".join(part) for part in paragraphs if part)


def _admission(outpatient: bool, complaint: str, opening: str, texts: Texts, panels: Panels, voice: Voice) -> str:
    return _sections(
        voice,
        ("", voice.say(wording.TITLES["visit" if outpatient else "admission"])),
        ("complaint", complaint),
        ("story", " ".join([opening, *texts.get("story", [])])),
        *_named(texts, "history", "medication", "family", "social"),
        ("vitals", _items(panels.get("vitals", []))),
        ("body", _items(panels.get("body", []))),
        ("exam", " ".join(texts.get("exam", []))),
        ("labs", _items(panels.get("labs", []))),
        ("results", " ".join(texts.get("results", []))),
        ("plan", " ".join([*texts.get("plan", []), *texts.get("course", [])])),
    )


def _discharge(outpatient: bool, opening: str, texts: Texts, panels: Panels, voice: Voice) -> str:
    return _sections(
        voice,
        ("", voice.say(wording.TITLES["letter" if outpatient else "discharge"])),
        ("patient" if outpatient else "reason", " ".join([opening, *texts.get("story", [])])),
        *_named(texts, "history", "medication", "family", "social"),
        ("exam", " ".join(texts.get("exam", []))),
        ("vitals", _items(panels.get("vitals", []))),
        ("body", _items(panels.get("body", []))),
        ("labs", _items(panels.get("labs", []))),
        ("results", " ".join(texts.get("results", []))),
        ("plan" if outpatient else "start", " ".join(texts.get("plan", []))),
        ("since" if outpatient else "course", " ".join(texts.get("course", []))),
    )


def _problem_list(opening: str, texts: Texts, panels: Panels, voice: Voice) -> str:
    problems = [text for name in ("history", "story", "exam", "results") for text in texts.get(name, [])]
    return _sections(
        voice,
        ("", voice.say(wording.TITLES["problem_list"])),
        ("patient", opening),
        ("problems", _bullets(problems)),
        *_named(texts, "medication", "family", "social"),
        *((name, _rows(panels.get(name, []))) for name in PANELS),
        ("plan", _bullets([*texts.get("plan", []), *texts.get("course", [])])),
    )


def _sections(voice: Voice, *parts: tuple[str, str]) -> str:
    """The parts that hold something, each under one of its headings; a title stands alone."""
    lines = (
        text if not name else f"{voice.say(wording.HEADINGS[name])}:{'' if text[0] == chr(10) else ' '}{text}"
        for name, text in parts
        if text
    )
    return "\n".join(lines)


def _named(texts: Texts, *names: str) -> list[tuple[str, str]]:
    return [(name, " ".join(texts.get(name, []))) for name in names]


def _prose(panels: Panels, names: Sequence[str], outpatient: bool, voice: Voice) -> list[str]:
    """The panels as sentences; nobody has admission labs in a clinic."""
    said = []
    for name in names:
        if panels.get(name):
            own = f"clinic {name}" if outpatient else name
            opener = voice.say(wording.OPENERS.get(own) or wording.OPENERS[name])
            said.append(f"{opener} {_items(panels[name])}")
    return said


def _items(items: Sequence[Sentence]) -> str:
    return ", ".join(f"{item.text} {item.value}" for item in items) + "." if items else ""


def _bullets(lines: Sequence[str]) -> str:
    return "".join(f"\n- {line}" for line in lines)


def _rows(items: Sequence[Sentence]) -> str:
    """A line for each item, as a laboratory system prints them."""
    return "".join(f"\n{item.text}: {item.value}" for item in items)
