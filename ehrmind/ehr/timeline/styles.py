"""How lines are put together: a list in order of time, or sections by part or by systems of organs.

## Patient
1. 58-year-old woman, Asian

## Labs
2. Sodium 141 → 138 → 133 mmol/L over 3 days, 2 hours ago: low, falling

Not shown: 412 older measurements, 31 drugs.
"""

from collections import Counter
from collections.abc import Sequence

from ehrmind.ehr.timeline.lines import Draft, Line, Priced
from ehrmind.ehr.timeline.systems import TITLES
from ehrmind.ehr.timeline_settings import PARTS, Style

SECTIONS = {
    "demographics": "Patient",
    "current_visit": "Current visit",
    "conditions": "Problems",
    "drugs": "Current drugs",
    "drugs earlier": "Earlier drugs",
    "labs": "Labs",
    "vitals": "Vital signs",
    "procedures": "Procedures",
    "visits": "Earlier visits",
    "observations": "Observations",
    "devices": "Devices",
    "notes": "Notes",
    "other": "Other",
}
OTHERWISE = {
    "conditions": "Other problems",
    "labs": "Other labs",
    "drugs": "Other drugs",
    "drugs earlier": "Other drugs",
}
BY_SYSTEM = ("conditions", "drugs", "labs", "vitals", "procedures", "observations", "devices")
NOUNS = {
    "demographics": ("fact about the patient", "facts about the patient"),
    "conditions": ("problem", "problems"),
    "drugs": ("drug", "drugs"),
    "labs": ("lab test", "lab tests"),
    "vitals": ("vital sign", "vital signs"),
    "procedures": ("procedure", "procedures"),
    "visits": ("visit entry", "visit entries"),
    "observations": ("observation", "observations"),
    "devices": ("device", "devices"),
    "notes": ("kind of note", "kinds of notes"),
    "other": ("other event", "other events"),
    "older": ("older measurement", "older measurements"),
}
_TITLES = tuple(dict.fromkeys(["Patient", "Current visit", *TITLES.values(), *OTHERWISE.values(), *SECTIONS.values()]))
_PLACES = {title: place for place, title in enumerate(_TITLES)}
_MARKDOWN = {title: place for place, title in enumerate(SECTIONS.values())}
_PART = {part: place for place, part in enumerate(PARTS)}


def section(draft: Draft, style: Style) -> str:
    """The title of the section a line stands in; empty in a list."""
    if style is Style.list:
        return ""
    key = f"{draft.part} {draft.section}".strip()
    if style is Style.problem_oriented and draft.part in BY_SYSTEM:
        return TITLES.get(draft.system) or OTHERWISE.get(key, SECTIONS[key])
    return SECTIONS[key]


def heading(title: str) -> str:
    """A section's first line, with the blank line before it."""
    return f"\n## {title}\n" if title else ""


def arranged(taken: Sequence[Priced], style: Style) -> list[Priced]:
    """The drafts in the order they are shown. Those of one part and section come in the order of their worth."""
    if style is Style.list:
        return sorted(taken, key=lambda one: (one.draft.part != "demographics", one.draft.when))
    places = _PLACES if style is Style.problem_oriented else _MARKDOWN
    return sorted(taken, key=lambda one: (places[one.title], _PART[one.draft.part], one.draft.rank))


def written(taken: Sequence[Priced], style: Style, numbered: bool, note: str) -> tuple[str, list[Line]]:
    """The text and its lines."""
    lines: list[Line] = []
    blocks: list[list[str]] = []
    texts: list[str] = []
    before: str | None = None
    for number, (draft, title, _) in enumerate(arranged(taken, style), start=1):
        if title != before:
            texts = [f"## {title}"] if title else []
            blocks.append(texts)
            before = title
        lines.append(Line(str(number), draft.text, draft.part, draft.code, draft.facts))
        texts.append(numbering(str(number), numbered, bool(title)) + draft.text)
    return "\n\n".join(["\n".join(block) for block in blocks] + ([note] if note else [])), lines


def numbering(line: str, numbered: bool, bullets: bool) -> str:
    """What stands before a line."""
    return f"{line}. " if numbered else "- " if bullets else ""


def note(left: Counter[str]) -> str:
    """The line that counts what is not shown; empty where that is nothing."""
    parts = [f"{left[noun]} {NOUNS[noun][left[noun] > 1]}" for noun in ("older", *NOUNS) if left[noun] > 0]
    return f"Not shown: {', '.join(dict.fromkeys(parts))}." if parts else ""
