"""The seal of a run's final weights: a file that is gone, cut, replaced or flipped is noticed before it is used.

    weights.json    {"model.safetensors": {"bytes": 538090408, "sha256": "9f0c..."}, "config.json": {...}, ...}

Written when training has ended. The card, and what is added to model/ later, are not part of it.
"""

import hashlib
from pathlib import Path

from ehrmind.checkpoints import hashes
from ehrmind.distributed import agree, is_main
from ehrmind.errors import RecordError
from ehrmind.files import read_json, write_json

MODEL, SEAL = "model", "weights.json"
CARD = "README.md"  # which peft writes beside an adapter, and the model card replaces
AGAIN = "do that run again with rerun=true"


def seal(run_folder: Path) -> None:
    """Write the seal over the final weights. Only the first process does."""
    if is_main():
        model = run_folder / MODEL
        found = {name: value for name, value in hashes(model).items() if name != CARD}
        files = {name: {"bytes": (model / name).stat().st_size, "sha256": value} for name, value in found.items()}
        write_json(run_folder / SEAL, files)


def identity(run_folder: Path) -> str | None:
    """The hash of the seal, by which the runs that start from these weights know them; None without a seal."""
    path = run_folder / SEAL
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else None


def faults(run_folder: Path, whole: bool = False) -> list[str]:
    """What is wrong with the files of the final weights, by their sizes; with `whole` by all of their bytes.

    Nothing is known of weights without a seal, but that they are there.
    """
    model = run_folder / MODEL
    if not model.is_dir():
        return [f"{MODEL}/ is missing"]
    if not (run_folder / SEAL).exists():
        return []
    sealed = read_json(run_folder / SEAL, AGAIN)
    sizes = {name: (model / name).stat().st_size for name in sealed if (model / name).is_file()}
    found = [f"{MODEL}/{name} is missing" for name in sealed if name not in sizes]
    for name, size in sizes.items():
        if size != sealed[name]["bytes"]:
            found.append(f"{MODEL}/{name} has {size} bytes, and had {sealed[name]['bytes']}")
    if whole and not found:
        now = hashes(model)
        found = [f"{MODEL}/{name} is not what was saved" for name in sealed if now[name] != sealed[name]["sha256"]]
    return found


def check(run_folder: Path) -> None:
    """Read all of the weights before they are used. Raises RecordError; every process learns what the first found."""
    found = agree(faults(run_folder, whole=True) if is_main() else [])
    if found:
        raise RecordError(f"{run_folder}: {'; '.join(found)}. Remove the folder, and start again by the same command")
