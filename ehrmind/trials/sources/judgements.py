"""Notes and judgements: topics and qrels, as TREC and as TrialGPT write them.

    topics2021.xml   <topics><topic number="1">Patient is a 45-year-old man ...</topic></topics>
    qrels2021.txt    1 0 NCT00093613 1
    queries.jsonl    {"_id": "trec-20211", "text": "Patient is a 45-year-old man ..."}
    qrels/test.tsv   query-id<TAB>corpus-id<TAB>score, then trec-20211<TAB>NCT00093613<TAB>1

TREC's number 1 of 2021 is named trec-20211, as TrialGPT does, so that a patient has one name in all layouts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ehrmind.cells import cell
from ehrmind.errors import DataError
from ehrmind.trials.sources.files import decode, json_lines, parse_xml, read_bytes
from ehrmind.trials.types import Note

HEADER = ("query-id", "corpus-id", "score")
SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("dev", "val", "valid", "validation"), "validation"),
    "test": "test",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file of judgements, unchecked."""

    note: str
    trial: str
    label: int
    split: str = ""


def note_id(topic: str, year: str) -> str:
    """TrialGPT's name of a patient, of TREC's number and year."""
    return f"trec-{year}{topic}" if topic.isdecimal() and year else topic


def read_notes(path: Path, year: str) -> dict[str, Note]:
    """The notes of queries.jsonl or topics.xml by name. Raises DataError."""
    found: dict[str, Note] = {}
    for where, topic, text in _topics(path):
        note = Note(note_id(topic, year), cell(text))
        if not topic or not note.text:
            raise DataError(f"{path}, {where} has no name or no text; mend it, or take it out")
        if found.setdefault(note.id, note) != note:
            raise DataError(f"{path}, {where} gives another text for a patient who is there already; keep one of them")
    if not found:
        raise DataError(f"{path} holds no patients; give TREC's topics or TrialGPT's queries")
    return found


def _topics(path: Path) -> list[tuple[str, str, str]]:
    """Where it stands, the name and the text of each topic."""
    if path.suffix == ".xml":
        topics = parse_xml(read_bytes(path), str(path)).iter("topic")
        return [
            (f"topic {i}", (topic.get("number") or "").strip(), "".join(topic.itertext()))
            for i, topic in enumerate(topics, start=1)
        ]
    rows = [(number, row.get("_id"), row.get("text")) for number, row in json_lines(path)]
    return [
        (f"line {number}", str(name if name is not None else "").strip(), text if isinstance(text, str) else "")
        for number, name, text in rows
    ]


def read_rows(paths: Sequence[Path], year: str) -> list[Row]:
    """The judgements of all files in order; splits are those the files are named for, where there is more than one.

    TrialGPT's only file is called test.tsv and holds all judgements, so that a single name says nothing.
    Raises DataError, also where some of several files name a split and others do not.
    """
    found = []
    splits = _splits(paths)
    for path in paths:
        split = splits.get(path, "")
        for number, line in enumerate(decode(read_bytes(path), str(path)).split("\n"), start=1):
            words = line.split()
            if words and not (number == 1 and tuple(words) == HEADER):
                found.append(_row(words, split, year, f"{path}, line {number}"))
    if not found:
        raise DataError(f"{', '.join(map(str, paths))}: no judgements; give TREC's qrels or TrialGPT's qrels/test.tsv")
    return found


def _splits(paths: Sequence[Path]) -> dict[Path, str]:
    """The split that each of several files is named for; none where none is. Raises DataError."""
    found = {path: SPLITS[path.stem.lower()] for path in paths if path.stem.lower() in SPLITS}
    if len(paths) == 1 or not found:
        return {}
    if other := next((path for path in paths if path not in found), None):
        raise DataError(
            f"{other} is of no split, and {next(iter(found)).name} beside it is; call each file train.tsv, dev.tsv or "
            "test.tsv, or take this one away"
        )
    return found


def _row(words: list[str], split: str, year: str, where: str) -> Row:
    """Three columns (patient, trial, label), or TREC's four with an unused second one."""
    if len(words) not in (3, 4):
        raise DataError(f"{where} has {len(words)} columns; patient, trial and label are expected, or TREC's four")
    label = words[-1].removesuffix(".0")
    if not label.removeprefix("-").isdecimal() or len(label) > 4:
        raise DataError(f"{where}: the last column holds no label; whole numbers are expected there")
    return Row(note_id(words[0], year), words[-2], int(label), split)
