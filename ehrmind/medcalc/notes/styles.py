r"""The forms of a note: prose, or sections as hospitals write them.

"Chief complaint: nausea.\nHistory: A 61-year-old man ...\nVital signs: pulse 88 beats/min, ...\nPlan: ..."
"""

import random
from collections.abc import Sequence

from ehrmind.medcalc.notes import wording
from ehrmind.medcalc.notes.sentences import Sentence
from ehrmind.medcalc.notes.settings import Style

_PANELS = {"vitals": wording.VITAL_OPENINGS, "labs": wording.LAB_OPENINGS}


def lay_out(style: Style, opening: str, sentences: Sequence[Sentence], rng: random.Random) -> str:
    """The note's text, with the pronouns still to be filled in."""
    by_section: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        by_section.setdefault(sentence.section, []).append(sentence)
    texts = {name: [item.text for item in items] for name, items in by_section.items() if name not in _PANELS}
    vitals, labs = by_section.get("vitals", []), by_section.get("labs", [])
    rng.shuffle(vitals)
    rng.shuffle(labs)
    if style is Style.problem_list:
        return _problem_list(opening, texts, vitals, labs, rng)
    if style is Style.admission:
        return _admission(opening, texts, vitals, labs, rng)
    if style is Style.discharge:
        return _discharge(opening, texts, vitals, labs, rng)
    return _case_report(opening, texts, vitals, labs, rng)


Texts = dict[str, list[str]]
Panel = Sequence[Sentence]


def _case_report(opening: str, texts: Texts, vitals: Panel, labs: Panel, rng: random.Random) -> str:
    sentences = [text for section in texts.values() for text in section]
    sentences += [_panel(name, items, rng) for name, items in (("vitals", vitals), ("labs", labs)) if items]
    rng.shuffle(sentences)
    return " ".join([opening, *sentences])


def _admission(opening: str, texts: Texts, vitals: Panel, labs: Panel, rng: random.Random) -> str:
    social, history, plan = _thirds(texts.get("remark", []))
    past = _mixed(texts, ("history", "course"), history, rng)
    return _sections(
        ("", "ADMISSION NOTE"),
        ("History of present illness", opening),
        ("Past history and findings", " ".join(past)),
        ("Medication", " ".join(texts.get("medication", []))),
        ("Social history", " ".join(social)),
        ("Physical examination", " ".join(texts.get("body", []))),
        ("Vital signs", _items(vitals)),
        ("Laboratory data", _items(labs)),
        ("Assessment and plan", " ".join(plan)),
    )


def _discharge(opening: str, texts: Texts, vitals: Panel, labs: Panel, rng: random.Random) -> str:
    course, background, plan = _thirds(texts.get("remark", []))
    return _sections(
        ("", "DISCHARGE SUMMARY"),
        ("Reason for admission", opening),
        ("Background", " ".join(_mixed(texts, ("history",), background, rng))),
        ("On admission", " ".join(texts.get("body", []))),
        ("Observations on admission", _items(vitals)),
        ("Results on admission", _items(labs)),
        ("Medication on admission", " ".join(texts.get("medication", []))),
        ("Hospital course", " ".join(_mixed(texts, ("course",), course, rng))),
        ("Discharge plan", " ".join(plan)),
    )


def _problem_list(opening: str, texts: Texts, vitals: Panel, labs: Panel, rng: random.Random) -> str:
    problems = _mixed(texts, ("history", "body", "medication", "course"), [], rng)
    return _sections(
        ("Patient", opening),
        ("Problems and findings", _bullets(problems)),
        ("Vital signs", _table("Observation", vitals)),
        ("Laboratory results", _table("Test", labs)),
        ("Remarks", " ".join(texts.get("remark", []))),
    )


def _sections(*parts: tuple[str, str]) -> str:
    """The parts that hold something, each with its heading."""
    return "\n".join(f"{name}: {text}" if name else text for name, text in parts if text)


def _mixed(texts: Texts, names: Sequence[str], more: Sequence[str], rng: random.Random) -> list[str]:
    sentences = [text for name in names for text in texts.get(name, [])] + list(more)
    rng.shuffle(sentences)
    return sentences


def _thirds(remarks: Sequence[str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    return remarks[::3], remarks[1::3], remarks[2::3]


def _panel(name: str, items: Panel, rng: random.Random) -> str:
    return f"{rng.choice(_PANELS[name])} {_items(items)}"


def _items(items: Panel) -> str:
    return ", ".join(f"{item.text} {item.value}" for item in items) + "." if items else ""


def _bullets(lines: Sequence[str]) -> str:
    return "".join(f"\n- {line}" for line in lines)


def _table(title: str, items: Panel) -> str:
    """A table in plain text: a header line, then a line for each item."""
    return (
        "".join([f"\n| {title} | Value |", *(f"\n| {item.text} | {item.value} |" for item in items)]) if items else ""
    )
