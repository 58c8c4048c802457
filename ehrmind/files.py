"""Files that a reader sees whole or not at all: written under a temporary name, flushed, and renamed into place.

write_json(folder / "status.json", {"state": "done"})    write_jsonl(folder / "rows.jsonl", rows)
"""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ehrmind.distributed import is_main

_NOTHING = 1 << 20  # bytes


def cache_folder() -> Path:
    """Where models and indexes are kept: EHRMIND_CACHE, or ehrmind/ in the user's cache."""
    if chosen := os.environ.get("EHRMIND_CACHE"):
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "ehrmind"


def write_json(path: Path, value: Any) -> None:
    """Write JSON so that a reader sees the old file or the new one, never a part."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one JSON object a line, atomically."""
    write_text(path, "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows))


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line. Not by splitlines: text holds other line separators."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def write_text(path: Path, text: str) -> None:
    """Write a file under a temporary name, flush it to disk, and rename it into place. Only the first process does."""
    if not is_main():
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def is_full(folder: Path, error: BaseException) -> bool:
    """Whether an error comes of a disk without room.

    torch and safetensors report a failed write as an error of their own, with the system's words or without them.
    """
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return os.strerror(errno.ENOSPC) in str(error) or shutil.disk_usage(folder).free < _NOTHING
