"""Which weights lie in a folder, told in a moment: by sizes, headers and samples of their files.

    fingerprint(Path("/models/llama"))   ->  "9f0c51…": the same for a copy, another where a file was replaced or cut

Of each file the size, the first MiB (which holds the header of a safetensors file: names, shapes and places of all
weights) and 16 blocks spread over the rest are hashed. A change of a few bytes between the blocks is not seen; whole
hashes of a run's own weights are in its seal (ehrmind.checkpoints).
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PATTERNS = (
    *("*.safetensors", "*.bin", "*.gguf", "*.index.json", "config.json", "generation_config.json"),
    *("adapter_config.json", "tokenizer*", "*.model", "vocab*", "merges.txt", "added_tokens.json"),
    *("special_tokens_map.json", "chat_template*", "*.py"),
)
HEAD, BLOCK, BLOCKS = 1 << 20, 1 << 16, 16  # bytes, bytes, how many

_known: dict[tuple[str, int, int], str] = {}  # by path, size and time of the last change


def fingerprint(folder: Path) -> str:
    """sha256 over the names and samples of the weights, the adapter, the configuration and the tokenizer."""
    digest = hashlib.sha256()
    for path in files(folder):
        digest.update(f"{path.name}\0{sample(path)}\0".encode())
    return digest.hexdigest()


def files(folder: Path) -> list[Path]:
    """The files of a model's folder that decide what it computes, by name."""
    return sorted({path for pattern in PATTERNS for path in folder.glob(pattern) if path.is_file()})


def sample(path: Path) -> str:
    """sha256 over a file's size, its first MiB and 16 blocks of 64 KiB spread evenly over it. Raises OSError."""
    status = path.stat()
    key = (os.path.realpath(path), status.st_size, status.st_mtime_ns)
    if key not in _known:
        digest = hashlib.sha256(str(status.st_size).encode())
        with path.open("rb") as file:
            for block in _blocks(file, status.st_size):
                digest.update(block)
        _known[key] = digest.hexdigest()
    return _known[key]


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The head, and where the file is longer blocks from behind it to the very end."""
    yield file.read(HEAD)
    room = size - HEAD - BLOCK
    places = [HEAD + room * number // (BLOCKS - 1) for number in range(BLOCKS)] if room > 0 else [HEAD]
    for place in places:
        file.seek(place)
        yield file.read(BLOCK)
