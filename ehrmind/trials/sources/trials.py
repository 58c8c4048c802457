"""The trials that are judged, out of a table of all or out of files and archives of single records.

    read_table(Path("trial_info.json.gz"), wanted)            ->  {"NCT00093613": Trial(...), ...}
    read_records([Path("...part1.zip"), Path("NCT1.xml")], wanted)

A file that is named for a trial which nobody judged is not opened, and members of an archive are read in place.
"""

import hashlib
import re
import zipfile
import zlib
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ehrmind.errors import DataError
from ehrmind.trials.sources.files import (
    LARGEST,
    LARGEST_RECORD,
    decode,
    entries,
    json_lines,
    parse_json,
    parse_xml,
    read_bytes,
    sha256_of,
)
from ehrmind.trials.sources.records import from_api, from_trialgpt, from_xml
from ehrmind.trials.types import Trial

_NUMBER = re.compile(r"NCT\d{8}")
MOST_NAMED = 20  # single files; the hashes of more are one hash
TWICE, WITHOUT = "trials found twice", "files without a trial"


@dataclass(slots=True)
class Found:
    """The wanted trials, the sha256 of the files that were read, and what else is to be said of these."""

    trials: dict[str, Trial] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, trials: Iterator[Trial], wanted: Collection[str]) -> None:
        """Keep those that are wanted; of two of one name the first."""
        some = False
        for trial in trials:
            some = some or bool(trial.id)
            if trial.id in self.trials:
                self.counts[TWICE] += 1
            elif trial.id in wanted:
                self.trials[trial.id] = trial
        self.counts[WITHOUT] += not some


def read_table(path: Path, wanted: Collection[str]) -> Found:
    """The wanted trials of trial_info.json or corpus.jsonl. Raises DataError."""
    found = Found(files={path: sha256_of(path)})
    rows: Iterator[tuple[str, Any]]
    if ".jsonl" in path.name:
        rows = ((str(row.get("_id") or ""), row) for _, row in json_lines(path))
    else:
        rows = entries(decode(read_bytes(path), str(path)), str(path))
    found.add((from_trialgpt(*row) for row in rows if row[0] in wanted and isinstance(row[1], dict)), wanted)
    return found


def read_records(paths: Sequence[Path], wanted: Collection[str]) -> Found:
    """The wanted trials of archives and single files. Raises DataError."""
    found = Found()
    single: dict[Path, str] = {}
    for path in paths:
        if path.suffix.lower() == ".zip":
            found.files[path] = sha256_of(path)
            for where, data in _members(path, wanted):
                found.add(_trials(data, where), wanted)
        elif _may_hold(path.name, wanted):
            data = read_bytes(path, LARGEST_RECORD if _NUMBER.match(path.name) else LARGEST)
            single[path] = hashlib.sha256(data).hexdigest()
            found.add(_trials(data, str(path)), wanted)
    found.files |= single if len(single) <= MOST_NAMED else _summed(single)
    return found


def _summed(single: dict[Path, str]) -> dict[Path, str]:
    """One hash for many single files, under the name of the first and the number of them."""
    digest = hashlib.sha256()
    for path, value in single.items():
        digest.update(f"{path.name} {value}\n".encode())
    first = next(iter(single))
    return {first.with_name(f"{first.name} and {len(single) - 1:,} more"): digest.hexdigest()}


def _may_hold(name: str, wanted: Collection[str]) -> bool:
    """Whether a file of this name may hold a wanted trial: it is named for one, or for none."""
    number = _NUMBER.fullmatch(PurePosixPath(name).name.split(".")[0])
    return number is None or number[0] in wanted


def _members(path: Path, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                if not item.filename.lower().endswith((".xml", ".json")) or not _may_hold(item.filename, wanted):
                    continue
                if item.file_size > LARGEST_RECORD:
                    raise DataError(
                        f"{path}: a member has {item.file_size:,} bytes, too many for a trial; fetch it anew"
                    )
                yield f"{path}, {item.filename[-200:]!r}", archive.read(item)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError) as error:
        raise DataError(f"{path} is not readable as a zip archive ({type(error).__name__}); fetch it anew") from None


def _trials(data: bytes, where: str) -> Iterator[Trial]:
    """The trials of one file's bytes: an XML record, or one or more JSON records."""
    if data.removeprefix(BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        yield from _json_trials(data, where)
        return
    root = parse_xml(data, where)
    if root.tag == "clinical_study":
        yield from_xml(root)


def _json_trials(data: bytes, where: str) -> Iterator[Trial]:
    found = parse_json(data, where)
    studies = found.get("studies", [found]) if isinstance(found, dict) else found
    for study in studies if isinstance(studies, list) else ():
        if isinstance(study, dict) and "protocolSection" in study:
            yield from_api(study)
