"""Reasoning of one's own in place of the task's: task.rationales=FILE, of a larger model, a person, or stage=distill.

    {"provenance": {"model": "server/org-name", "k": 8, "kept": 0.62, ...}}      the first line, where there is one
    {"id": "generated-0-train-7", "row": "5b1d0c6e9a7f2e34", "rationale": "140 - (102 + 24) = 14.", "answer": "14.0"}
    {"id": "generated-0-train-7", "rationale": "AG = Na - (Cl + HCO3) = 140 - 126 = 14."}

SFT learns a row that the file names with its reasoning; of several a row, each is a row of its own. The others keep
the task's, or with task.unexplained=drop are left out; either is counted in data.json. `row` is a hash of question and
gold answer: an id alone does not tell of which settings or version its row is. `answer` is what the reasoning comes to,
in its own digits; without it the row's gold answer is learned. A rationale that is no sound reasoning (empty, with a
tag of the output format, or one that gives the verdict before any reason) is refused by its row.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from ehrmind.errors import DataError
from ehrmind.parsing import TAGS
from ehrmind.tasks.verdicts import Verdicts, come_first
from ehrmind.types import Example

RESTRICTED = "restricted"  # of a data policy
KEPT, DROPPED = "train: reasoning of its own kept", "train: no rationale"
EXPLAINED, ABSENT = "train: explained by a rationale", "ids of no training row"
BY_ID = "rationales that are matched by their id alone"
SHOWN = 5  # rows that a message names

# What stage=distill says of where its rationales are from (evaluation/distilled.py).
PROVENANCE = (
    *("run", "from", "model", "path", "task", "wording", "policy", "rows", "samples", "k", "temperature", "top_p"),
    *("choice", "keep", "seed", "kept", "left_out", "by"),
)
_NAME = re.compile(r"[\w./:@+-]{1,120}")  # of a run or a model: no sentence


@dataclass(frozen=True, slots=True)
class Rationale:
    """One line of a file: the reasoning, and where it says so the hash of its row and the answer that it comes to."""

    text: str
    row: str = ""
    answer: str = ""


class Explained(Protocol):
    """What a task knows of its rows, of which rationales are."""

    def shown(self, example: Example) -> Mapping[str, Any]: ...
    def verdicts(self, example: Example) -> Verdicts: ...
    def restated(self, example: Example, answer: str) -> Example | None: ...


def explained(
    task: Explained, rows: Sequence[Example], path: Path, policy: str, drop: bool
) -> tuple[list[Example], dict[str, Any]]:
    """The training rows with the rationales of a file, and what data.json says of it. Raises DataError."""
    found, provenance = read(path)
    require_open(provenance, policy, path)
    taught, counted = attach(task, rows, found, drop, path)
    account = {"file": path.name, "rows": len(found), "counted": dict(counted)}
    return taught, account | ({"provenance": told(provenance, policy)} if provenance else {})


def read(path: Path) -> tuple[dict[str, list[Rationale]], list[dict[str, Any]]]:
    """The rationales by row id, and what the file says of where they are from. Raises DataError."""
    if not path.is_file():
        raise DataError(f"task.rationales={path} is no file")
    found: dict[str, list[Rationale]] = defaultdict(list)
    provenance: list[dict[str, Any]] = []
    for number, text in enumerate(_text(path).split("\n"), 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError as error:
            raise DataError(f"{path}:{number} is no JSON: {error}") from None
        if isinstance(line, dict) and isinstance(line.get("provenance"), dict):
            provenance.append(line["provenance"])
        else:
            key, rationale = _rationale(line, f"{path}:{number}")
            found[key].append(rationale)
    _require_one_source(provenance, path)
    return dict(found), provenance


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from None


def _rationale(line: Any, where: str) -> tuple[str, Rationale]:
    if isinstance(line, dict) and isinstance(line.get("rationale"), str) and "id" in line:
        answer, row = line.get("answer", ""), line.get("row", "")
        if isinstance(answer, (str, int, float)) and not isinstance(answer, bool) and isinstance(row, str):
            return str(line["id"]), Rationale(line["rationale"].strip(), row, str(answer).strip())
    raise DataError(f"{where} is no rationale, such as " + '{"id": "row-7", "rationale": "...", "answer": "14"}')


def _require_one_source(provenance: Sequence[Mapping[str, Any]], path: Path) -> None:
    for key in ("task", "policy"):
        if len({str(one[key]) for one in provenance if one.get(key) is not None}) > 1:
            raise DataError(f"{path} has provenance lines that differ in {key}; give each its own file")


def require_open(provenance: Sequence[Mapping[str, Any]], policy: str, path: Path) -> None:
    """Refuse rationales of restricted data for open rows, which would carry their text. Raises DataError."""
    if policy != RESTRICTED and any(one.get("policy") == RESTRICTED for one in provenance):
        raise DataError(
            f"{path} was written from restricted data, and rows that learn from it would carry its text; keep them "
            "private with task.restricted=true"
        )


def told(provenance: Sequence[Mapping[str, Any]], policy: str) -> list[dict[str, Any]]:
    """The provenance as data.json holds it: of restricted data names and numbers that distill writes, and no text."""
    if policy != RESTRICTED:
        return [dict(one) for one in provenance]
    return [{key: one[key] for key in PROVENANCE if key in one and _is_plain(one[key])} for one in provenance]


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (int, float)) or (isinstance(value, str) and bool(_NAME.fullmatch(value)))


def hash_of(task: Explained, row: Example) -> str:
    """What binds a rationale to its row: the question, whichever model reads it, and the gold answer."""
    asked = json.dumps([dict(task.shown(row)), row.answer], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def attach(
    task: Explained, rows: Sequence[Example], found: Mapping[str, Sequence[Rationale]], drop: bool, path: Path
) -> tuple[list[Example], Counter[str]]:
    """The training rows with these rationales, and how many have one or none, by what became of them.

    Raises DataError for a file that explains none of them, rationales of other rows, and those that are none.
    """
    named = [row for row in rows if row.id in found]
    if not named:
        form = f", such as {rows[0].id}" if rows else ""
        raise DataError(
            f"{path} explains none of the {len(rows)} training rows: its {len(found)} ids are not theirs{form}; use "
            "the data and settings of the task that it was made with"
        )
    _require_same_rows(task, named, found, path)
    _require_sound(task, named, found, path)
    taught = named if drop else rows
    kept = [each for row in taught for each in (_explained(task, row, found[row.id]) if row.id in found else [row])]
    if len({row.id for row in kept}) < len(kept):
        raise DataError(f"{path}: rows with several rationales take the ids of others (x/r1); give rows other ids")
    counted = Counter({EXPLAINED: len(named), DROPPED if drop else KEPT: len(rows) - len(named)})
    counted[ABSENT] = len(found) - len(named)
    counted[BY_ID] = sum(not item.row for row in named for item in found[row.id])
    return kept, +counted


def _explained(task: Explained, row: Example, rationales: Sequence[Rationale]) -> list[Example]:
    made: list[Example] = []
    distinct: dict[str, Rationale] = {}
    for item in rationales:
        distinct.setdefault(item.text, item)
    for number, item in enumerate(distinct.values()):
        own = task.restated(row, item.answer) if item.answer else row
        assert own is not None, "another answer is refused before"
        made.append(replace(own, id=f"{row.id}/r{number}" if number else row.id, rationale=item.text))
    return made


def _require_same_rows(
    task: Explained, named: Sequence[Example], found: Mapping[str, Sequence[Rationale]], path: Path
) -> None:
    """Refuse rationales whose row was another. Of the ids here alone, which are ours: a file's may be of patients."""
    others = [row.id for row in named if any(item.row and item.row != hash_of(task, row) for item in found[row.id])]
    if others:
        raise DataError(
            f"{path}: the rationales of {len(others)} of {len(named)} training rows are of other questions or answers "
            f"under the same id (the first: {others[0]}); use the data and settings of the task that it was made with, "
            "or leave those lines out"
        )


def _require_sound(
    task: Explained, named: Sequence[Example], found: Mapping[str, Sequence[Rationale]], path: Path
) -> None:
    wrong = [f"{row.id} {why}" for row in named for item in found[row.id] if (why := _fault(task, row, item))]
    if wrong:
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise DataError(
            f"{path}: {len(wrong)} rationale{'s are' if len(wrong) > 1 else ' is'} none to learn from; mend or leave "
            f"out: {'; '.join(wrong[:SHOWN])}{more}"
        )


def _fault(task: Explained, row: Example, item: Rationale) -> str:
    if item.answer and task.restated(row, item.answer) is None:
        return "comes to an answer that is not right"
    return fault(item.text, task.verdicts(row))


def fault(text: str, verdicts: Verdicts) -> str:
    """Why a text is no reasoning to learn from, in words that quote nothing of it; empty where it is one."""
    if not text.strip():
        return "is empty"
    if any(tag in text for tag in TAGS):
        return "holds a tag of the output format"
    if come_first(text, verdicts):
        return "gives the verdict before any reason"
    return ""


def sentence(counted: Mapping[str, int]) -> str:
    """What a file explains, in a line for the console, of what `attach` counts."""
    explained, others = counted.get(EXPLAINED, 0), counted.get(KEPT, 0) + counted.get(DROPPED, 0)
    parts = [f"{explained} of {explained + others} training rows have a rationale"]
    if absent := counted.get(ABSENT):
        parts.append(f"{absent} ids are of no training row")
    if by_id := counted.get(BY_ID):
        parts.append(f"{by_id} rationales say not of which row they are, and are matched by its id alone")
    return ", ".join(parts)
