"""JSON lines in zstd frames, one frame an addition: `zstd -dc rollouts.jsonl.zst` shows them.

add(path, ['{"step": 1, ...}', '{"step": 1, ...}'])  ->  812, the bytes of the file
cut(path, 812)                                       ->  as it was then
read(path)                                           ->  [{"step": 1, ...}, {"step": 1, ...}]

A frame is whole or torn by a kill; what comes before a torn one is read. The codec is Arrow's.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

BLOCK = 1 << 16  # bytes read at once
LEVEL = 9  # of compression: 4 ms a step of 32 completions


def add(path: Path, lines: Iterable[str]) -> int:
    """Append lines as one frame, flushed to the disk; returns the bytes that the file then has."""
    import pyarrow

    text = "".join(f"{line}\n" for line in lines)
    with path.open("ab") as file:
        if text:
            file.write(pyarrow.Codec("zstd", compression_level=LEVEL).compress(text.encode(), asbytes=True))
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def cut(path: Path, size: int) -> bool:
    """Drop what was added since the file had so many bytes. Whether it has them; a shorter one is left alone."""
    held = path.stat().st_size if path.exists() else 0
    if held > size:
        os.truncate(path, size)
    return held >= size


def read(path: Path) -> list[dict[str, Any]]:
    """The objects of every whole line, as far as the file can be read; none where there is no file."""
    if not path.exists():
        return []
    found = []
    for line in _text(path).split(b"\n")[:-1]:
        try:
            item = json.loads(line)
        except ValueError:
            break
        if isinstance(item, dict):
            found.append(item)
    return found


def _text(path: Path) -> bytes:
    """All bytes up to a frame that a kill has torn: there the stream fails, and keeps what it had not yet given."""
    import pyarrow

    whole = b""
    for size in (BLOCK, 1):
        with pyarrow.OSFile(str(path)) as file, pyarrow.CompressedInputStream(file, "zstd") as stream:
            parts = [stream.read(len(whole))]
            try:
                while part := stream.read(size):
                    parts.append(part)
                return b"".join(parts)
            except OSError:
                whole = b"".join(parts)
    return whole
