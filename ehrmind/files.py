"""Files that a reader sees whole or not at all: written under a temporary name, flushed, and renamed into place.

write_json(folder / "status.json", {"state": "done"})    write_jsonl(folder / "rows.jsonl", rows)
read_json(folder / "status.json", "remove it")           -> RecordError: runs/x/status.json is empty; remove it

What is read back was damaged by a disk, a copy or a hand: the readers name the file, the fault and the mend.
"""

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ehrmind.distributed import is_main
from ehrmind.errors import ConfigError, RecordError

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


def read_json(path: Path, mend: str) -> dict[str, Any]:
    """The object of a JSON file. Raises RecordError, which ends in the mend."""
    return _object(path, json.loads, mend)


def read_yaml(path: Path, mend: str) -> dict[str, Any]:
    """The mapping of a YAML file. Raises RecordError, which ends in the mend."""
    return _object(path, yaml.safe_load, mend)


def read_jsonl(path: Path, mend: str = "do the run again with rerun=true") -> list[dict[str, Any]]:
    """The objects of a file, one a line; not by splitlines: text holds other line separators. Raises RecordError."""
    lines = enumerate(_text(path, mend).split("\n"), 1)
    return [_parsed(path, json.loads, line, mend, f"line {number}: ") for number, line in lines if line]


def _object(path: Path, parse: Callable[[str], Any], mend: str) -> dict[str, Any]:
    text = _text(path, mend)
    if not text.strip():
        raise RecordError(f"{path} is empty; {mend}")
    return _parsed(path, parse, text, mend)


def _text(path: Path, mend: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RecordError(f"{path} is missing; {mend}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it holds bytes that are no text"
        raise RecordError(f"{path} cannot be read: {reason}; {mend}") from None


def _parsed(path: Path, parse: Callable[[str], Any], text: str, mend: str, where: str = "") -> dict[str, Any]:
    """One object. What the parser says is not repeated: it quotes the file, which may be restricted text."""
    try:
        found = parse(text)
    except (ValueError, yaml.YAMLError):
        raise RecordError(f"{path} is torn: {where}it cannot be parsed; {mend}") from None
    if not isinstance(found, dict):
        raise RecordError(f"{path} holds no object; {mend}")
    return found


def writable(folder: Path, key: str) -> Path:
    """The folder, made where it is not there, after a file was written to it. Raises ConfigError naming the key."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (FileExistsError, NotADirectoryError):
        raise ConfigError(f"{key}={folder}: that, or a part of it, is a file; name a folder") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise ConfigError(f"{key}={folder} cannot be written ({error.strerror}); name another folder") from None


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


def is_of_place(error: OSError) -> bool:
    """Whether a file could not be made or read for where it lies: no right to it, or a file in place of a folder."""
    reasons = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR)
    return error.errno in reasons and error.filename is not None


def is_full(folder: Path, error: BaseException) -> bool:
    """Whether an error comes of a disk without room.

    torch and safetensors report a failed write as an error of their own, with the system's words or without them.
    """
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return os.strerror(errno.ENOSPC) in str(error) or shutil.disk_usage(folder).free < _NOTHING
