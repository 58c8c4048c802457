"""The run record: one folder a run, named by what it computes, written atomically. The disk is the record.

    runs/medcalc-tiny-sft-3f9a1c02/
      config.yaml overrides.txt environment.json data.json    once, at creation
      status.json        {"state": "done", "attempt": 1, "arm": "sft", "parent": null, ...}
      metrics.jsonl predictions.jsonl eval.json log.txt checkpoints/ model/

The name ends in a hash of the resolved config (without paths, tracking and launcher), the parent's run id and the
data's sha256, so the same command finds the same folder and a changed number makes a new one.
"""

import dataclasses
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from ehrmind import __version__
from ehrmind.config import Config
from ehrmind.errors import ConfigError
from ehrmind.fields import is_hashed
from ehrmind.types import Example

PACKAGES = (
    "torch",
    "transformers",
    "trl",
    "peft",
    "datasets",
    "accelerate",
    "hydra-core",
    "omegaconf",
    "wandb",
    "numpy",
)
_REMADE = ("rows.jsonl", "predictions.jsonl", "samples.jsonl", "eval.json")
_TRAINED = ("checkpoint.json", "completions.jsonl", "metrics.jsonl", "log.txt", "checkpoints", "model")


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

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def model(self) -> Path:
        """The folder of the final weights."""
        return self.folder / "model"

    @property
    def checkpoint(self) -> Path:
        """Written when training has ended and its weights are saved: what they cost."""
        return self.folder / "checkpoint.json"


def identify(config: Config, arm: str, parent: str | None, data_sha256: str) -> Run:
    """The run that this config makes: <runs_dir>/<task>-<model>-<stage>-<hash8>."""
    identity = {"config": hashed_view(config), "arm": arm, "parent": parent, "data": data_sha256}
    if config.stage.reads():
        identity["reads"] = config.stage.reads()
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:8]
    stage = "evaluate" if arm == "base" else arm
    name = f"{config.task.registered_name}-{config.model.name}-{stage}-{digest}"
    return Run(Path(config.runs_dir).expanduser() / name, arm, parent, data_sha256)


def begin(run: Run, config: Config, overrides: Iterable[str], manifest: Mapping[str, Any]) -> None:
    """Open the folder for a new attempt: the creation files once, the rest of an unfinished attempt removed."""
    run.folder.mkdir(parents=True, exist_ok=True)
    if not (run.folder / "config.yaml").exists():
        write_json(run.folder / "environment.json", environment())
        write_json(run.folder / "data.json", {**manifest, "sha256": run.data_sha256})
        write_text(run.folder / "overrides.txt", "".join(f"{line}\n" for line in overrides))
        lineage = {"id": run.id, "arm": run.arm, "parent": run.parent, "ehrmind": __version__}
        write_text(
            run.folder / "config.yaml",
            yaml.safe_dump({"run": lineage, **plain(config)}, sort_keys=False, allow_unicode=True),
        )
    for name in _REMADE if is_trained(run) or not config.stage.trains else (*_REMADE, *_TRAINED):
        path = run.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    attempt = read_status(run.folder).get("attempt", 0) + 1
    lineage = {"arm": run.arm, "parent": run.parent}
    write_json(
        run.folder / "status.json", {"state": State.RUNNING.value, "attempt": attempt, **lineage, "started": _now()}
    )


def is_trained(run: Run) -> bool:
    """Whether the final weights are there, so that only the evaluation is left to do."""
    return run.checkpoint.exists()


def note_dropped(run: Run, dropped: Mapping[str, int]) -> None:
    """Add the rows that a stage leaves out, by reason, to data.json."""
    path = run.folder / "data.json"
    manifest = json.loads(path.read_text())
    write_json(path, {**manifest, "dropped": {**manifest["dropped"], **dropped}})


def end(run: Run, state: State, error: str | None = None) -> None:
    """Record how the attempt ended."""
    status = read_status(run.folder)
    write_json(run.folder / "status.json", {**status, "state": state.value, "error": error, "ended": _now()})


def read_status(folder: Path) -> dict[str, Any]:
    """The status of a run folder; empty when there is none."""
    path = folder / "status.json"
    return json.loads(path.read_text()) if path.exists() else {}


def is_done(run: Run) -> bool:
    """Whether the run has finished."""
    return read_status(run.folder).get("state") == State.DONE.value


def open_finished(folder: str) -> tuple[str, Path]:
    """The id and the weights of a finished run, for `stage.init_from`. Raises ConfigError."""
    path = Path(folder).expanduser()
    if read_status(path).get("state") != State.DONE.value:
        raise ConfigError(f"stage.init_from={folder} is not the folder of a finished run")
    if not (path / "model").is_dir():
        raise ConfigError(f"stage.init_from={folder} holds no model/; a run of stage=evaluate trains none")
    return path.name, path / "model"


def hash_examples(splits: Mapping[str, Iterable[Example]]) -> str:
    """sha256 over every row of every split, in order."""
    digest = hashlib.sha256()
    for name in sorted(splits):
        for row in splits[name]:
            digest.update(
                json.dumps([name, row.id, dict(row.fields), row.answer, row.rationale, dict(row.facts)]).encode()
            )
    return digest.hexdigest()


def hashed_view(value: Any) -> Any:
    """The part of a config that names the run: unhashed fields left out, and the reward where no stage uses it."""
    view = plain(value, only_hashed=True)
    if isinstance(value, Config) and not value.stage.uses_reward:
        del view["reward"]
    return view


def plain(value: Any, only_hashed: bool = False) -> Any:
    """Dataclasses and enums as plain dicts and values, each component with its registered `name`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = getattr(value, "registered_name", "")
        fields = [item for item in dataclasses.fields(value) if not only_hashed or is_hashed(item.metadata)]
        return ({"name": named} if named else {}) | {f.name: plain(getattr(value, f.name), only_hashed) for f in fields}
    if isinstance(value, Mapping):
        return {str(key): plain(item, only_hashed) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, only_hashed) for item in value]
    return value.value if isinstance(value, Enum) else value


def environment() -> dict[str, Any]:
    """Where a run ran: versions, commit, machine, command."""
    return {
        "ehrmind": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpus": os.cpu_count(),
        "packages": {name: _version(name) for name in PACKAGES},
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted": bool(_git("status", "--porcelain")),
        "command": ["ehrmind", *sys.argv[1:]],
        "created": _now(),
    }


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
    """Write a file under a temporary name, flush it to disk, and rename it into place."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _git(*arguments: str) -> str | None:
    """What git says of the code's own folder; None where that is no checkout."""
    try:
        result = subprocess.run(
            ["git", *arguments], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout.strip()
