"""Read run folders, and nothing else: what a report knows of each run, whatever state it is in.

    runs/medcalc-tiny-sft-3f9a1c02/  ->  RunRecord(id="medcalc-tiny-sft-3f9a1c02", arm="sft", state="done", seed=0, ...)

Folders are found below the given paths. A file that is missing or torn leaves its part empty and a line in `problems`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ehrmind.errors import DataError
from ehrmind.privacy import text_file

DEPTH = 4  # folders below a given path, for sweeps of sweeps


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run folder. `evaluation` is eval.json; `predictions` are greedy, `samples` the k sampled completions."""

    id: str
    folder: Path
    arm: str
    state: str
    error: str
    parent: str | None
    config: Mapping[str, Any]
    data: Mapping[str, Any]
    evaluation: Mapping[str, Any] | None
    diagnosis: Mapping[str, Any] | None = None
    metrics: Sequence[Mapping[str, Any]] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    predictions: Sequence[Mapping[str, Any]] = ()
    samples: Sequence[Mapping[str, Any]] = ()
    problems: tuple[str, ...] = ()

    @property
    def seed(self) -> int:
        """Of the run."""
        return int(self.config.get("seed", 0))

    @property
    def task(self) -> str:
        """Its registered name."""
        return str(self.config.get("task", {}).get("name", "?"))

    @property
    def model(self) -> str:
        """Its configured name."""
        return str(self.config.get("model", {}).get("name", "?"))

    @property
    def experiment(self) -> tuple[str, str, str, str]:
        """What runs must share to stand in one table: task, model, the data's hash, the evaluated split."""
        split = (self.evaluation or {}).get("split", "")
        return self.task, self.model, str(self.data.get("sha256", "")), str(split)


def read_runs(paths: Iterable[Path]) -> list[RunRecord]:
    """Every run below these paths, by id. Raises DataError for a path that is not there or holds no run."""
    found: dict[Path, RunRecord] = {}
    for path in paths:
        if not path.is_dir():
            raise DataError(f"{path} is not a folder; give run folders, or the folder that holds them")
        folders = list(_run_folders(path, DEPTH))
        if not folders:
            raise DataError(f"{path} holds no run (no folder with a status.json)")
        found |= {folder.resolve(): read_run(folder) for folder in folders}
    return sorted(found.values(), key=lambda run: run.id)


def read_run(folder: Path) -> RunRecord:
    """One run folder."""
    problems: list[str] = []
    status = _json(folder / "status.json", problems) or {}
    config_file = folder / "config.yaml"
    config = yaml.safe_load(config_file.read_text(encoding="utf-8")) if config_file.exists() else {}
    return RunRecord(
        id=folder.name,
        folder=folder,
        arm=str(status.get("arm", "?")),
        state=str(status.get("state", "unknown")),
        error=str(status.get("error") or ""),
        parent=status.get("parent"),
        config=config,
        data=_json(folder / "data.json", problems) or {},
        evaluation=_json(folder / "eval.json", problems),
        diagnosis=_json(folder / "diagnosis.json", problems),
        metrics=_lines(folder / "metrics.jsonl", problems),
        rows={row["id"]: row for row in _lines(text_file(folder, "rows.jsonl"), problems)},
        predictions=_lines(text_file(folder, "predictions.jsonl"), problems),
        samples=_lines(text_file(folder, "samples.jsonl"), problems),
        problems=tuple(problems),
    )


def _run_folders(path: Path, depth: int) -> Iterator[Path]:
    if (path / "status.json").exists():
        yield path
    elif depth:
        for child in sorted(path.iterdir()):
            if child.is_dir() and not child.is_symlink():
                yield from _run_folders(child, depth - 1)


def _json(path: Path, problems: list[str]) -> Any:
    """The file's content; None where it is missing, or torn, which is noted."""
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        problems.append(f"{path.name} cannot be read: {error}")
        return None


def _lines(path: Path, problems: list[str]) -> list[dict[str, Any]]:
    """The lines of a file; those that are torn are left out and counted."""
    rows, torn = [], 0
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except PermissionError:  # the private folder of another's run
        problems.append(f"{path.parent.name}/{path.name} is not yours to read")
        return []
    for line in filter(None, content.split("\n")):  # and not splitlines: text holds other line separators
        try:
            rows.append(json.loads(line))
        except ValueError:
            torn += 1
    if torn:
        problems.append(f"{path.name}: {torn} lines cannot be read")
    return rows
