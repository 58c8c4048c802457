"""Reasoning of one's own in place of the task's: task.rationales=FILE, of a larger model, a person, or stage=distill.

    {"provenance": {"model": "server/org-name", "k": 8, "kept": 0.62, ...}}      the first line, where there is one
    {"id": "generated-0-train-7", "rationale": "Sodium 140, chloride 102, bicarbonate 24; 140 - 102 - 24 = 14."}
    {"id": "generated-0-train-7", "rationale": "AG = Na - (Cl + HCO3) = 140 - 126 = 14."}

Training rows that the file names have its reasoning in their gold; of several a row, each is a row of its own. The
others keep the task's, or with task.unexplained=drop are left out; either is counted in data.json. A rationale that is
no sound reasoning (empty, with a tag of the output format, or one that gives the verdict before any reason) is refused
by its row: whoever learns from it learns to answer first and to find reasons then.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ehrmind.errors import DataError
from ehrmind.parsing import TAGS
from ehrmind.types import Example

KEPT, DROPPED = "train: reasoning of its own kept", "train: no rationale"

_ANNOUNCED = re.compile(
    r"(?i)^\W*(?:the\s+)?(?:final\s+|correct\s+)?(?:answer|prediction|verdict|conclusion|label)\b\W*(?:is|:|=)"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")


def read(path: Path) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """The rationales by row id, and what the file says of where they are from. Raises DataError."""
    if not path.is_file():
        raise DataError(f"task.rationales={path} is no file")
    found: dict[str, list[str]] = defaultdict(list)
    provenance: dict[str, Any] = {}
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError as error:
            raise DataError(f"{path}:{number} is no JSON: {error}") from None
        if isinstance(line, dict) and isinstance(line.get("provenance"), dict):
            provenance = line["provenance"]
        elif isinstance(line, dict) and isinstance(line.get("rationale"), str) and "id" in line:
            found[str(line["id"])].append(line["rationale"].strip())
        else:
            raise DataError(f"{path}:{number} is no rationale, such as " + '{"id": "row-7", "rationale": "..."}')
    return dict(found), provenance


def attach(
    rows: Sequence[Example], rationales: Mapping[str, Sequence[str]], names: Collection[str], drop: bool, path: Path
) -> tuple[list[Example], Counter[str]]:
    """The training rows with these rationales, and how many have none, by what became of them. Raises DataError.

    `names` are how answers of a closed set are called.
    """
    unknown = sorted(rationales.keys() - {row.id for row in rows})
    if len(unknown) == len(rationales):
        few = ", ".join(unknown[:3]) or "none"
        raise DataError(
            f"{path} holds rationales of no training row; its ids: {few}; theirs: {rows[0].id if rows else '-'}"
        )
    kept: list[Example] = []
    counted: Counter[str] = Counter()
    for row in rows:
        given = list(dict.fromkeys(rationales.get(row.id, ())))
        for number, text in enumerate(given):
            if why := fault(text, names):
                raise DataError(f"{path}: a rationale of {row.id} {why}; mend it, or leave it out")
            kept.append(replace(row, id=f"{row.id}/r{number}" if number else row.id, rationale=text))
        if not given:
            counted[DROPPED if drop else KEPT] += 1
            kept += [] if drop else [row]
    if unknown:
        counted["rationales of rows that are not there"] = len(unknown)
    return kept, counted


def fault(text: str, names: Collection[str]) -> str:
    """Why a text is no reasoning to learn from, in words that quote nothing of it; empty where it is one."""
    if not text.strip():
        return "is empty"
    if any(tag in text for tag in TAGS):
        return "holds a tag of the output format"
    if gives_verdict_first(text, names):
        return "gives the verdict before any reason"
    return ""


def gives_verdict_first(text: str, names: Collection[str]) -> bool:
    """Whether the first sentence is the verdict: it announces one, or is little more than the name of one."""
    first = _SENTENCE.split(text.strip(), maxsplit=1)[0].strip()
    if _ANNOUNCED.match(first):
        return True
    words = re.findall(r"\w+", first.lower())
    for name in names:
        said = re.findall(r"\w+", name.lower())
        if words[: len(said)] == said and len(words) <= len(said) + 1:
            return True
    return False
