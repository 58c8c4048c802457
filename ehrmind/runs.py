"""The run record: one folder a run, named by what it computes, written atomically. The disk is the record.

    runs/medcalc-tiny-sft-3f9a1c02/
      config.yaml overrides.txt environment.json data.json made_by.json    once, at creation
      status.json        {"state": "done", "attempt": 1, "arm": "sft", "parent": null, ...}
      metrics.jsonl predictions.jsonl eval.json log.txt checkpoints/ model/
      .lock              held by the process that does the run
      private/           of restricted data what holds text, and the checkpoints on the way (ehrmind.privacy)

The name ends in a hash of the resolved config (without paths, tracking and launcher), the parent's run id and the
data's sha256, so the same command finds the same folder and a changed number makes a new one.
"""

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock, Timeout

from ehrmind import __version__, checkpoints, privacy, provenance, weights
from ehrmind.config import Config, Model
from ehrmind.distributed import is_main, world_size
from ehrmind.errors import RecordError, RunError
from ehrmind.files import read_json, read_yaml, write_json, write_text
from ehrmind.models.identity import fingerprint
from ehrmind.naming import hashed_view, plain
from ehrmind.provenance import masked
from ehrmind.tasks.base import Policy

LOCK, MADE_BY, CONFIG, CHECKPOINT = ".lock", "made_by.json", "config.yaml", "checkpoint.json"
AGAIN = "put it back, or do the run again with rerun=true"
_REMADE = (
    "rows.jsonl",
    "predictions.jsonl",
    "samples.jsonl",
    "baselines.jsonl",
    "probes.jsonl",
    "predictions.parquet",
    "parts",
    "rationales.jsonl",
    "eval.json",
)
_TRAINED = (
    *("completions.jsonl", "metrics.jsonl", "faster_way.json", "rollouts.jsonl.zst"),
    *("checkpoints", "model", weights.SEAL),
)


class State(str, Enum):
    """What a run is doing or how it ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Run:
    """One run folder: its arm, the run it starts from, and the data it reads."""

    folder: Path
    arm: str
    parent: str | None
    data_sha256: str
    private: bool = False  # of restricted data

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def model(self) -> Path:
        """The folder of the final weights."""
        return self.folder / "model"

    @property
    def texts(self) -> Path:
        """The folder of what holds text: of restricted data one that its owner alone reads."""
        return self.folder / privacy.FOLDER if self.private else self.folder

    @property
    def checkpoints(self) -> Path:
        """The folder of the checkpoints of a training under way."""
        return self.texts / "checkpoints"  # they hold the token ids of a generation that is not all used

    @property
    def checkpoint(self) -> Path:
        """Written when training has ended and its weights are saved: what they cost."""
        return self.folder / CHECKPOINT


def identify(config: Config, arm: str, parent: str | None, data_sha256: str) -> Run:
    """The run that this config makes: <runs_dir>/<task>-<model>-<stage>-<hash8>."""
    identity: dict[str, Any] = {"config": hashed_view(config), "arm": arm, "parent": parent, "data": data_sha256}
    if config.model.folder:  # what it holds, wherever it lies
        identity["config"]["model"]["path"] = base(config.model)
    if config.stage.reads():
        identity["reads"] = config.stage.reads()
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:8]
    stage = "evaluate" if arm == "base" else arm
    name = f"{config.task.registered_name}-{config.model.name}-{stage}-{digest}"
    private = config.task.data_policy is Policy.RESTRICTED
    return Run(Path(config.runs_dir).expanduser() / name, arm, parent, data_sha256, private)


def base(model: Model) -> str:
    """Which weights a model's path stands for: what its folder holds, or the hub's id with its revision."""
    if model.folder:
        return fingerprint(model.folder)[:16]
    return f"{model.path or model.origin.value}@{model.revision or 'main'}"


@contextmanager
def locked(run: Run) -> Iterator[None]:
    """Hold the run, so that no second process writes to it. Raises RunError; a process that dies lets go."""
    if not is_main():
        yield
        return
    run.folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(run.folder / LOCK, timeout=1):  # `is_locked` holds it for a moment
            yield
    except Timeout:
        holder = read_status(run.folder).get("process", "another process")
        raise RunError(f"{run.folder} is being done by {holder}; wait for it, or stop it and start again") from None


def is_locked(folder: Path) -> bool:
    """Whether a living process does the run of this folder."""
    if not (folder / LOCK).exists():
        return False
    try:
        with FileLock(folder / LOCK, timeout=0):
            return False
    except Timeout:
        return True


def begin(
    run: Run,
    config: Config,
    overrides: Iterable[str],
    manifest: Mapping[str, Any],
    made_by: Mapping[str, str] | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> Path | None:
    """Open the folder for a new attempt; returns the checkpoint that training goes on from, if there is one.

    The creation files are written once; `made_by` is of ehrmind.stale. What an earlier attempt left is taken back to
    that checkpoint; `tell` is told of those that are damaged.
    """
    run.folder.mkdir(parents=True, exist_ok=True)
    if not (run.folder / CONFIG).exists():
        _create(run, config, overrides, manifest, made_by or {})
    _remove(run, _REMADE)
    resume = None if is_trained(run) or not config.stage.trains else _take_back(run, tell)
    attempt = read_status(run.folder).get("attempt", 0) + 1
    lineage = {"arm": run.arm, "parent": run.parent}
    process = f"process {os.getpid()} on {platform.node()}"
    write_json(
        run.folder / "status.json",
        {"state": State.RUNNING.value, "attempt": attempt, **lineage, "process": process, "started": _now()},
    )
    return resume


def _create(
    run: Run, config: Config, overrides: Iterable[str], manifest: Mapping[str, Any], made_by: Mapping[str, str]
) -> None:
    """The creation files; of a run whose config.yaml was lost that one, and the others where they are lost too."""
    if not (run.folder / "environment.json").exists():
        provenance.record(run.folder, config.task.data_policy)
    if not (run.folder / "data.json").exists():
        policy = {"policy": Policy.RESTRICTED.value} if run.private else {}  # whatever the task's manifest says
        write_json(run.folder / "data.json", {**manifest, **policy, "sha256": run.data_sha256})
    write_text(run.folder / "overrides.txt", "".join(f"{line}\n" for line in masked(list(overrides))))
    lineage: dict[str, Any] = {"id": run.id, "arm": run.arm, "parent": run.parent, "ehrmind": __version__}
    lineage |= {"base": base(config.model), **contents(config)}
    written = {"run": lineage, **masked(plain(config))}
    write_json(run.folder / MADE_BY, {**made_by, CONFIG: _hash(written)})
    write_text(run.folder / CONFIG, yaml.safe_dump(written, sort_keys=False, allow_unicode=True))


def contents(config: Config) -> dict[str, str]:
    """Hashes of files whose paths name no run, and which part what is made by one of them from what is by another."""
    named = {"rationales": config.task.rationales, "completions": getattr(config.stage, "completions", None)}
    paths = {name: Path(path).expanduser() for name, path in named.items() if path}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest()[:8] for name, path in paths.items() if path.is_file()}


def clear(run: Run) -> None:
    """Take away what earlier attempts made, so that the next one begins anew. Only the first process does."""
    if is_main():
        end(run, State.INTERRUPTED)  # first: killed on the way, it is not taken for done
        _remove(run, (path.name for path in list(run.folder.iterdir()) if path.name not in (LOCK, "status.json")))


def _take_back(run: Run, tell: Callable[[str], None]) -> Path | None:
    """Go back to the newest intact checkpoint, which is returned, or to nothing."""
    checkpoint, torn = checkpoints.newest(run.checkpoints)
    for name in torn:
        before = f"goes on from {checkpoint.name}" if checkpoint else "training begins anew"
        tell(f"{run.checkpoints / name} is damaged and passed over; {before}")
    checkpoints.discard(run.checkpoints, torn)
    if checkpoint is None:
        _remove(run, _TRAINED)
        return None
    facts = checkpoints.sealed(checkpoint)
    if facts["processes"] != world_size():
        raise RunError(
            f"{checkpoint} was saved by {facts['processes']} processes, and these are {world_size()}: each has its own "
            "random states; go on with as many, or remove that folder to begin anew"
        )
    checkpoints.cut_metrics(run.folder / "metrics.jsonl", facts["step"])
    return checkpoint


def _remove(run: Run, names: Iterable[str]) -> None:
    for path in (folder / name for folder in {run.folder, run.texts} for name in names):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def is_trained(run: Run) -> bool:
    """Whether the final weights are there, so that only the evaluation is left to do."""
    return run.checkpoint.exists()


def note_trained(run: Run, cost: Mapping[str, float | None]) -> None:
    """Training has ended and its weights are saved; the checkpoints on the way there have served."""
    weights.seal(run.folder)
    write_json(run.checkpoint, dict(cost))
    if is_main():
        shutil.rmtree(run.checkpoints, ignore_errors=True)


def note_dropped(run: Run, dropped: Mapping[str, int]) -> None:
    """Add the rows that a stage leaves out, by reason, to data.json."""
    _note(run, "dropped", dropped)


def note_changed(run: Run, changed: Mapping[str, int]) -> None:
    """Add the rows that are not used as they are, by reason, to data.json."""
    _note(run, "changed", changed)


def _note(run: Run, what: str, counts: Mapping[str, int]) -> None:
    if counts:
        path = run.folder / "data.json"
        manifest = read_json(path, AGAIN)
        write_json(path, {**manifest, what: {**(manifest.get(what) or {}), **counts}})


def end(run: Run, state: State, error: str | None = None) -> None:
    """Record how the attempt ended."""
    status = read_status(run.folder)
    write_json(run.folder / "status.json", {**status, "state": state.value, "error": error, "ended": _now()})


def read_status(folder: Path) -> dict[str, Any]:
    """The status of a run folder; empty when there is none. Raises RecordError."""
    path = folder / "status.json"
    return read_json(path, "remove it: the same command then goes on from what is there") if path.exists() else {}


def read_config(folder: Path) -> dict[str, Any]:
    """The config.yaml of a run as it was written. Raises RecordError where it was torn or edited."""
    path = folder / CONFIG
    found = read_yaml(path, AGAIN)
    made_by = read_json(folder / MADE_BY, AGAIN) if (folder / MADE_BY).exists() else {}
    whole = all(isinstance(found.get(key), dict) for key in ("run", "task", "model", "stage"))
    if not whole or made_by.get(CONFIG, _hash(found)) != _hash(found):
        raise RecordError(f"{path} was edited since the run was made, and no longer tells what was run; {AGAIN}")
    return found


def is_done(run: Run) -> bool:
    """Whether the run has finished."""
    return read_status(run.folder).get("state") == State.DONE.value


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
