"""Upload offline W&B runs in order: a run after the one it starts from, the attempts at one run by time.

    python -m ehrmind.tracking.sync runs/
    medcalc-tiny-sft-3f9a1c02         offline-run-20260101_101500-medcalc-tiny-sft-3f9a1c02
    medcalc-tiny-sft_rlvr-77c0ad41    offline-run-20260101_113000-..., offline-run-20260101_120000-...

Uploading is `wandb sync`, which marks what it has uploaded; doing it again does nothing. WANDB_RESUME=allow lets an
attempt go on where the one before it ended, instead of replacing it. Then the lineage is drawn, which takes a server.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from ehrmind.errors import RunError, UserError
from ehrmind.files import read_json
from ehrmind.runs import AGAIN, is_locked, read_config
from ehrmind.stopping import until_read
from ehrmind.tracking.lineage import data_name, model_name
from ehrmind.tracking.wandb import need_key


@dataclass(frozen=True, slots=True)
class Pending:
    """A run with attempts that are not uploaded yet, oldest first."""

    folder: Path
    attempts: tuple[Path, ...]

    @property
    def record(self) -> dict[str, Any]:
        """The run's config.yaml: its lineage, its task, its tracking."""
        return read_config(self.folder)

    @property
    def inputs(self) -> list[str]:
        """The names of the artifacts that the run has read."""
        record = self.record
        data = read_json(self.folder / "data.json", AGAIN)
        parent = record["run"]["parent"]
        return [data_name(record["task"]["name"], data["sha256"]), *([model_name(parent)] if parent else [])]


def find(root: Path) -> list[Pending]:
    """What waits under a folder of runs, or in one run folder, in the order to upload it."""
    folders = [root] if (root / "config.yaml").exists() else sorted(path.parent for path in root.glob("*/config.yaml"))
    waiting = {folder.name: Pending(folder, attempts) for folder in folders if (attempts := _attempts(folder))}
    first = sorted(waiting.values(), key=lambda pending: (pending.attempts[0].name, pending.folder.name))
    graph = {pending.folder.name: {pending.record["run"]["parent"]} & waiting.keys() for pending in first}
    return [waiting[name] for name in TopologicalSorter(graph).static_order()]


def _attempts(folder: Path) -> tuple[Path, ...]:
    """Folders are named by their time: offline-run-20260101_120000-<run>."""
    written = sorted({path.parent for path in folder.glob("wandb/offline-run-*/*.wandb")})
    return tuple(path for path in written if not list(path.glob("*.wandb.synced")))


def sync(root: Path, dry_run: bool) -> int:
    """Upload all that waits, and link it; returns the number of runs. Raises UserError."""
    waiting = find(root)
    idle = [pending for pending in waiting if not is_locked(pending.folder)]
    for pending in waiting:
        attempts = ", ".join(path.name for path in pending.attempts)
        print(f"{pending.folder.name}  {attempts}{'' if pending in idle else '  (runs now: left for later)'}")
    if idle and not dry_run:
        need_key()
        for pending in idle:
            _upload(pending)
        _link(idle)
    count = f"{len(idle)} run{'' if len(idle) == 1 else 's'}"
    print(f"{count} {'would be ' if dry_run else ''}uploaded" if idle else f"nothing to upload in {root}")
    return len(idle)


def _upload(pending: Pending) -> None:
    command = [sys.executable, "-m", "wandb", "sync", *map(str, pending.attempts)]
    code = subprocess.run(command, env={**os.environ, "WANDB_RESUME": "allow"}, check=False).returncode
    if code or _attempts(pending.folder):  # it says what went wrong, and exits with 0
        raise RunError(f"{pending.folder.name} was not uploaded, nor what comes after it; see the lines above")


def _link(uploaded: Sequence[Pending]) -> None:
    """Declare what the runs have read, which W&B does not take offline."""
    import wandb

    api = wandb.Api()
    for pending in uploaded:
        tracking = pending.record["tracking"]
        project = f"{tracking['entity'] or api.default_entity}/{tracking['project']}"
        for name in pending.inputs:
            try:
                api.run(f"{project}/{pending.folder.name}").use_artifact(api.artifact(f"{project}/{name}:latest"))
            except (wandb.errors.Error, ValueError) as error:  # such as of a parent that was not tracked
                print(f"{pending.folder.name}: not linked to {name}: {error}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ehrmind.tracking.sync", description="Upload offline W&B runs.")
    parser.add_argument("runs", type=Path, help="the folder of runs, or one run folder")
    parser.add_argument("--dry-run", action="store_true", help="say what would be uploaded, in order")
    options = parser.parse_args(arguments)
    try:
        if not options.runs.is_dir():
            raise UserError(f"{options.runs} is not a folder; give the folder of runs (runs_dir)")
        sync(options.runs, options.dry_run)
    except UserError as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))
