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
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ehrmind.errors import DataError
from ehrmind.parsing import TAGS
from ehrmind.tasks.verdicts import Verdicts, come_first
from ehrmind.types import Example

RESTRICTED = "restricted"  # of a data policy
KEPT, DROPPED = "train: reasoning of its own kept", "train: no rationale"


def read(path: Path) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """The rationales by row id, and what the file says of where they are from. Raises DataError."""
    if not path.is_file():
        raise DataError(f"task.rationales={path} is no file")
    found: dict[str, list[str]] = defaultdict(list)
    provenance: dict[str, Any] = {}
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
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


def require_open(provenance: Mapping[str, Any], policy: str, path: Path) -> None:
    """Refuse rationales of restricted data for open rows, which would carry their text. Raises DataError."""
    if policy != RESTRICTED and provenance.get("policy") == RESTRICTED:
        raise DataError(
            f"{path} was written from restricted data, and rows that learn from it would carry its text; keep them "
            "private with task.restricted=true"
        )


def attach(
    rows: Sequence[Example],
    rationales: Mapping[str, Sequence[str]],
    verdicts: Callable[[Example], Verdicts],
    drop: bool,
    path: Path,
) -> tuple[list[Example], Counter[str]]:
    """The training rows with these rationales, and how many have none, by what became of them. Raises DataError.

    `verdicts` are how a row's answer is called.
    """
    unknown = sorted(rationales.keys() - {row.id for row in rows})
    if rationales and len(unknown) == len(rationales):
        few = ", ".join(unknown[:3]) or "none"
        raise DataError(
            f"{path} holds rationales of no training row; its ids: {few}; theirs: {rows[0].id if rows else '-'}"
        )
    kept: list[Example] = []
    counted: Counter[str] = Counter()
    for row in rows:
        given = list(dict.fromkeys(rationales.get(row.id, ())))
        for number, text in enumerate(given):
            if why := fault(text, verdicts(row)):
                raise DataError(f"{path}: a rationale of {row.id} {why}; mend it, or leave it out")
            kept.append(replace(row, id=f"{row.id}/r{number}" if number else row.id, rationale=text))
        if not given:
            counted[DROPPED if drop else KEPT] += 1
            kept += [] if drop else [row]
    if unknown:
        counted["rationales of rows that are not there"] = len(unknown)
    return kept, counted


def fault(text: str, verdicts: Verdicts) -> str:
    """Why a text is no reasoning to learn from, in words that quote nothing of it; empty where it is one."""
    if not text.strip():
        return "is empty"
    if any(tag in text for tag in TAGS):
        return "holds a tag of the output format"
    if come_first(text, verdicts):
        return "gives the verdict before any reason"
    return ""
