"""Judged pairs as rows of a task, and the account of them that becomes data.json.

Example(id="trec-20211/NCT00093613", group="trec-20211", category="excluded",
        fields={"note": "Patient is a 45-year-old man ...", "title": "Temozolomide in ...",
                "inclusion": "1. Histologically confirmed ...", "exclusion": "1. Prior ..."},
        answer="excluded", facts={"criteria": "whole", "patients": "unseen", ...})
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ehrmind.errors import DataError
from ehrmind.ids import keyed
from ehrmind.trials.shorten import Shortened, length, shorten
from ehrmind.trials.splits import Split
from ehrmind.trials.types import LABELS, Judgement, Note, Pairs, Trial
from ehrmind.types import Example

WHOLE, SHORTENED = "whole", "shortened"


class Overflow(str, Enum):
    """What becomes of a pair whose note and criteria are too long."""

    error = "error"
    drop = "drop"
    shorten = "shorten"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows by split, what was left out by reason, and what was changed."""

    splits: dict[str, list[Example]]
    dropped: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a generated pair beyond its label: the gold reasoning, and the criteria's verdicts in order."""

    reason: str
    verdicts: tuple[str, ...]


def rows_of(
    pairs: Pairs,
    split: Split,
    words: int,
    overflow: Overflow,
    told: Mapping[tuple[str, str], Told] | None = None,
    salt: bytes = b"",
) -> Rows:
    """A row for each pair of at most `words` words of note, title and criteria; its ids are hashes where there is a
    salt. Raises DataError.
    """
    found = Rows({name: [] for name in split.rows}, Counter(split.dropped))
    for name, judgements in split.rows.items():
        for one in judgements:
            note, trial = pairs.notes[one.note], pairs.trials[one.trial]
            short = _fitted(note, trial, words, overflow)
            if short is None:
                found.dropped[f"{name}: over {words} words"] += 1
                continue
            if short.left_out:
                found.changed["criteria shortened"] += 1
            seen = (one.note, one.trial) in split.seen
            known = told.get((one.note, one.trial)) if told else None
            found.splits[name].append(_row(one, note, short, name, seen, known, salt))
    return found


def _fitted(note: Note, trial: Trial, words: int, overflow: Overflow) -> Shortened | None:
    """The trial as it has room; None where it has none. Raises DataError."""
    room = words - length(note.text)
    short = shorten(trial, room)
    if short is not None and not short.left_out:
        return short
    if overflow is Overflow.error:
        raise DataError(
            f"a note of {length(note.text)} words and its trial are over {words} words; raise task.words or "
            "task.prompt_tokens, or use task.overflow=shorten or drop"
        )
    return short if overflow is Overflow.shorten else None


def salt_of(pairs: Pairs) -> bytes:
    """What the ids of a restricted run are hashed with: who has the notes has it."""
    return hashlib.blake2b("\x00".join(note.text for note in pairs.notes.values()).encode(), digest_size=32).digest()


def _row(
    one: Judgement, note: Note, short: Shortened, split: str, seen: bool, told: Told | None, salt: bytes
) -> Example:
    trial = short.trial
    return Example(
        id=keyed(f"{note.id}/{trial.id}", salt) + (f"/{split}" if seen else ""),
        group=keyed(note.id, salt),
        category=LABELS[one.label],
        fields={
            "note": note.text,
            "title": trial.title,
            "inclusion": listed(trial.inclusion, short.inclusion),
            "exclusion": listed(trial.exclusion, short.exclusion),
        },
        answer=LABELS[one.label],
        rationale=told.reason if told else "",
        facts={
            "criteria": SHORTENED if short.left_out else WHOLE,
            "patients": "seen" if seen else "unseen",
            "label": one.label,
            **({"verdicts": _named_verdicts(trial, told)} if told else {}),
        },
    )


def _named_verdicts(trial: Trial, told: Told) -> dict[str, str]:
    """The verdicts by the criteria's numbers in the prompt: {"inclusion 1": "met", "exclusion 1": "not met"}."""
    kinds = (("inclusion", trial.inclusion), ("exclusion", trial.exclusion))
    names = [f"{kind} {number}" for kind, criteria in kinds for number in range(1, len(criteria) + 1)]
    return dict(zip(names, told.verdicts, strict=True))


def listed(criteria: Sequence[str], left_out: int = 0) -> str:
    """Numbered lines, and how many more there are."""
    lines = [f"{number}. {text}" for number, text in enumerate(criteria, 1)]
    if left_out:
        lines.append(f"({left_out} more {'is' if left_out == 1 else 'are'} not shown)")
    return "\n".join(lines) or "none"


def counts(splits: Mapping[str, Sequence[Example]]) -> dict[str, Any]:
    """Rows, patients and labels of each split."""
    return {
        "rows": {name: len(rows) for name, rows in splits.items()},
        "patients": {name: len({row.group for row in rows}) for name, rows in splits.items()},
        "labels": {
            name: {label: sum(row.answer == label for row in rows) for label in LABELS} for name, rows in splits.items()
        },
    }


def account(pairs: Pairs, split: Split, rows: Rows) -> dict[str, Any]:
    """What data.json says of the pairs."""
    return {
        **counts(rows.splits),
        "trials": {name: len({one.trial for one in members}) for name, members in split.rows.items()},
        "dropped": dict(sorted((+(pairs.dropped + rows.dropped)).items())),
        "changed": dict(sorted((+rows.changed).items())),
        "leaked": split.leaked,
        "counts": dict(pairs.counts),
        "files": dict(pairs.files),
    }
