"""The hash of what a source holds: names, sizes and bytes of all its files. A file that is unchanged is not read twice.

    hash_files({"data/ehrshot.csv": Path(...)}, memo)  ->  {"data/ehrshot.csv": "9f86d081884c7d65..."}

`memo` is a JSON file of hashes by path, size and time of change, as git's index: a file that was changed in the last
seconds is not remembered, for its time may not tell the next change.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

RACY = 2.0  # seconds


def hash_files(files: Mapping[str, Path], memo: Path) -> dict[str, str]:
    """The sha256 of each file by its name."""
    known = _read(memo)
    with ThreadPoolExecutor(max_workers=2) as pool:
        hashes = dict(zip(files, pool.map(lambda path: _hash(path, known), files.values()), strict=True))
    fresh = {_key(path): hashes[name] for name, path in files.items() if time.time() - path.stat().st_mtime > RACY}
    if not fresh.items() <= known.items():
        write_atomically(memo, json.dumps({**known, **fresh}))
    return hashes


def digest(facts: Any) -> str:
    """The sha256 of anything that is JSON."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def write_atomically(path: Path, text: str) -> None:
    """Write a file of the cache under a temporary name and rename it: in every process of a run, not the first only."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _hash(path: Path, known: Mapping[str, str]) -> str:
    found = known.get(_key(path))
    if found:
        return found
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key(path: Path) -> str:
    facts = path.stat()
    return f"{path.resolve()}:{facts.st_size}:{facts.st_mtime_ns}:{facts.st_ino}"


def _read(memo: Path) -> dict[str, str]:
    try:
        found = json.loads(memo.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
