"""What a model's folder holds, as one short hash: weights that are replaced in the same folder make another run.

    fingerprint("models/qwen3")  ->  "5d1e0a9c47be3f20"

Of each file that weights, configuration or tokenizer are read from: its name, its size, and sha256 of its first MiB
(where the safetensors header lies) and of 16 blocks spread over it. Reading every byte of 16 GB would take a minute at
each start; what is retrained or quantised changes every block.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

HEAD, BLOCK, BLOCKS = 1 << 20, 1 << 16, 16
# What from_pretrained reads: weights and their index, settings, tokenizers, templates, and code of the model's own.
KINDS = (".safetensors", ".bin", ".json", ".jinja", ".model", ".txt", ".py", ".gguf")
_NOT_READ = ("training_args.bin", "trainer_state.json", "sealed.json")


def fingerprint(folder: str | Path) -> str:
    """The hash of a folder's model, 16 hex digits. Raises OSError."""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).iterdir()):
        if path.suffix in KINDS and path.name not in _NOT_READ and path.is_file():
            found = path.stat()
            digest.update(f"{path.name} {found.st_size} {_sampled(path, found.st_size, found.st_mtime_ns)}\n".encode())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=256)
def _sampled(path: Path, size: int, changed: int) -> str:
    """sha256 of the file's first MiB and of blocks spread over the rest; `changed` is its time, for the cache."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        digest.update(file.read(HEAD))
        for number in range(BLOCKS if size > HEAD else 0):
            file.seek(HEAD + (size - HEAD - min(BLOCK, size - HEAD)) * number // (BLOCKS - 1))
            digest.update(file.read(BLOCK))
    return digest.hexdigest()
