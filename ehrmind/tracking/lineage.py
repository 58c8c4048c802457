"""What a run reads and makes, as W&B artifacts: the graph data -> SFT -> RLVR without uploading anything.

    medcalc-tiny-sft-3f9a1c02          uses data-medcalc-8d1f22aa, logs model-medcalc-tiny-sft-3f9a1c02
    medcalc-tiny-sft_rlvr-77c0ad41     uses data-medcalc-8d1f22aa and model-medcalc-tiny-sft-3f9a1c02

A data artifact is its manifest (source, sha256, rows, dropped) and no row; of restricted data it names no file and no
folder. A model artifact names the weights' files by their hashes and their place; only `tracking.upload_model=true`
uploads them. `use_artifact` needs a server: what an offline run reads is linked by `python -m ehrmind.tracking.sync`.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ehrmind.runs import Run
from ehrmind.tasks.base import Policy, Task

_log = logging.getLogger(__name__)
RESTRICTED = ("source", "rows", "dropped", "licence")  # of a manifest: numbers and names of choices


def data_name(task: str, sha256: str) -> str:
    """The artifact of a version of the data."""
    return f"data-{task}-{sha256[:8]}"


def model_name(run_id: str) -> str:
    """The artifact of a run's final weights."""
    return f"model-{run_id}"


@contextmanager
def _spared(name: str) -> Iterator[None]:
    """Go on without a part of the graph, whatever the server says: it is not worth a run."""
    try:
        yield
    except Exception as error:
        _log.warning("the lineage lacks %s: %s", name, error)


def log_data(run: Any, task: Task, sha256: str, manifest: Mapping[str, Any], online: bool) -> None:
    """Declare the data that the run reads."""
    import wandb

    name = data_name(task.registered_name, sha256)
    with _spared(name):
        artifact = wandb.Artifact(name, type="dataset", metadata={**_told(task, manifest), "sha256": sha256})
        if online:
            run.use_artifact(artifact)
        else:
            run.log_artifact(artifact)


def _told(task: Task, manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """The manifest, or of restricted data what names no file and no folder."""
    if task.data_policy is Policy.OPEN:
        return manifest
    return {name: manifest[name] for name in RESTRICTED if name in manifest} | {"policy": task.data_policy.value}


def use_model(run: Any, parent: str) -> None:
    """Declare the weights that the run starts from, where the run that made them was tracked too."""
    with _spared(model_name(parent)):
        run.use_artifact(f"{model_name(parent)}:latest")


def log_model(run: Any, record: Run, upload: bool) -> None:
    """Declare the final weights: a reference to each file, or the files themselves."""
    import wandb

    name, folder = model_name(record.id), record.model.resolve()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    facts = {"run": record.id, "parent": record.parent, "path": str(folder), "sha256": _hashes(files)}
    with _spared(name):
        artifact = wandb.Artifact(name, type="model", metadata=facts)
        for path in files:
            inside = str(path.relative_to(folder))
            if upload:
                artifact.add_file(str(path), name=inside, policy="immutable")
            else:
                artifact.add_reference(path.as_uri(), name=inside)
        run.log_artifact(artifact)


def _hashes(files: Sequence[Path]) -> dict[str, str]:
    """sha256 of the weights."""
    hashes = {}
    for path in files:
        if path.suffix == ".safetensors":
            with path.open("rb") as file:
                hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes
