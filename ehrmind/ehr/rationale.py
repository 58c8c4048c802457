"""Gold reasoning for SFT, from a timeline's own lines: findings for, findings against, conclusion.

    Findings for: Creatinine 1.1 → 1.9 mg/dL over 2 days: high, rising [9]; 3 earlier inpatient stays [31].
    Findings against: Sodium 139 mmol/L, today: normal [12].
    The findings for weigh more: long stay.

A template and no clinician: what speaks for trouble are abnormal results, chronic conditions, stays in hospital and a
high age; normal results and a low age speak against it. Every finding is a line that the timeline shows, cited by its
number, in the timeline's words; nothing else is stated. The conclusion follows the label, so that it teaches the form
and what to look at; which findings decide is for the training on outcomes to learn.
"""

import hashlib
from collections.abc import Callable, Sequence

from ehrmind.ehr.labels import LabelTask
from ehrmind.ehr.timeline import Line, Rendered
from ehrmind.ehr.timeline.naming import INPATIENT

MOST = 4  # findings on a side
OLD, YOUNG = 65, 50  # years
LONGEST = 120  # characters of a finding

_CLOSINGS = {
    True: ("The findings for weigh more: {answer}.", "On balance the first outweigh the second: {answer}."),
    False: ("The findings against weigh more: {answer}.", "On balance the second outweigh the first: {answer}."),
}


def rationale(shown: Rendered, what: LabelTask, value: bool, key: str) -> str:
    """The reasoning for one row; `key` chooses among wordings of the conclusion."""
    pro, contra = _chosen(shown.lines, speaks_for), _chosen(shown.lines, speaks_against)
    closings = _CLOSINGS[value]
    closing = closings[hashlib.sha256(key.encode()).digest()[0] % len(closings)]
    return "\n".join(
        [
            f"Findings for: {_listed(pro)}.",
            f"Findings against: {_listed(contra)}.",
            closing.format(answer=what.answer(value)),
        ]
    )


def cited(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Those of the lines that a reasoning may cite: of these alone it is the same."""
    chosen = [*_chosen(lines, speaks_for), *_chosen(lines, speaks_against)]
    return tuple(line for line in lines if line in chosen)


def speaks_for(line: Line) -> float:
    """How much a line speaks for trouble; 0 where it does not."""
    facts, kind = line.facts, line.facts.get("kind")
    if facts.get("flag") in ("low", "high"):
        return 3.0 + bool(facts.get("trend")) - min(float(facts.get("days_ago") or 0) / 30, 2.0)
    if line.part == "demographics":
        return 1.5 if float(facts.get("age") or 0) >= OLD else 0.0
    if line.part == "conditions" or (line.part == "current_visit" and kind == "condition"):
        return 2.0 + bool(facts.get("chronic"))
    earlier = kind == "visits" and facts.get("visit") == INPATIENT and int(facts.get("times") or 0) > 1
    return 1.0 if earlier else 0.0


def speaks_against(line: Line) -> float:
    """How much a line speaks against trouble; 0 where it does not."""
    if line.facts.get("flag") == "normal":
        return 2.0 - min(float(line.facts.get("days_ago") or 0) / 30, 1.5)
    if line.part == "demographics":
        age = line.facts.get("age")
        return 1.5 if age is not None and float(age) < YOUNG else 0.0
    return 0.0


def _chosen(lines: Sequence[Line], worth: Callable[[Line], float]) -> list[Line]:
    """The lines that are worth most, in the timeline's order."""
    ranked = sorted((line for line in lines if worth(line) > 0), key=worth, reverse=True)[:MOST]
    return [line for line in lines if line in ranked]


def _listed(lines: Sequence[Line]) -> str:
    return "; ".join(f"{_short(line)} [{line.id}]" for line in lines) or "none shown"


def _short(line: Line) -> str:
    """The line, cut at a comma where it is long; of the patient the age."""
    text = line.text.partition(",")[0] if line.part == "demographics" else line.text
    while len(text) > LONGEST and ", " in text:
        text = text.rpartition(", ")[0]
    return text
