"""Checkpoints of a training under way: sealed with the hashes of their files, so that a torn one is noticed.

    checkpoints/checkpoint-20/
      model.safetensors optimizer.pt scheduler.pt rng_state.pth trainer_state.json    the trainer's
      progress-0.pt                                                                   ours, one a process
      sealed.json    {"step": 20, "seconds": 41.2, "sha256": {"model.safetensors": "9f0c...", ...}}
    checkpoints/best-10/                                              the best weights so far, by stage.select

The seal is written last. A folder without one, or whose files do not match it, was cut by a kill, a full disk or a bad
one, and the checkpoint before it is used.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ehrmind.files import read_jsonl, write_json, write_jsonl, write_text

SEAL = "sealed.json"
_BLOCK = 1 << 20


def seal(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the seal over everything that the folder holds."""
    write_json(folder / SEAL, {**facts, "sha256": hashes(folder)})


def sealed(folder: Path) -> dict[str, Any]:
    """The seal of a checkpoint; empty where there is none that can be read."""
    try:
        content = json.loads((folder / SEAL).read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_intact(folder: Path) -> bool:
    """Whether every file of a checkpoint is there and as it was when the checkpoint was sealed."""
    expected = sealed(folder).get("sha256")
    return bool(expected) and hashes(folder) == expected


def newest(root: Path) -> tuple[Path | None, list[str]]:
    """The newest intact checkpoint under `root`, and the names of those after it that are torn."""
    torn: list[str] = []
    for folder in sorted(root.glob("checkpoint-*"), key=_step, reverse=True):
        if is_intact(folder):
            return folder, torn
        torn.append(folder.name)
    return None, torn


def discard(root: Path, names: list[str]) -> None:
    """Remove checkpoints by name."""
    for name in names:
        shutil.rmtree(root / name, ignore_errors=True)


def cut_metrics(path: Path, step: int) -> None:
    """Drop the lines of steps after `step`, which will be done again, and a last line that a kill has cut.

    Raises RecordError where another line is torn.
    """
    if path.exists():
        content = path.read_bytes()
        write_text(path, content[: content.rfind(b"\n") + 1].decode(errors="replace"))
        lines = read_jsonl(path, "do the run again with rerun=true")
        write_jsonl(path, [line for line in lines if line["step"] <= step])


def _step(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdecimal() else -1


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of each file below the folder but the seal and what a write has left behind."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): _sha256(path)
        for path in files
        if path.name != SEAL and not path.name.endswith(".tmp")
    }


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
