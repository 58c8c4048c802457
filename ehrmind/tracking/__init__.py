"""Who watches a run: the local metrics file always, and one of W&B, Trackio and MLflow when asked. All get numbers.

tracking=wandb    -> runs/<run>/metrics.jsonl, and a W&B run fed from here
tracking=mlflow   -> runs/<run>/metrics.jsonl, and an MLflow run fed by the trainer's own callback
"""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Protocol

from ehrmind.config import Backend, Config, Tracking
from ehrmind.distributed import is_main
from ehrmind.errors import ConfigError
from ehrmind.runs import Run

PACKAGES = {Backend.trackio: ("trackio",), Backend.mlflow: ("mlflow", "sqlalchemy", "alembic")}
BY_TRAINER = (Backend.trackio, Backend.mlflow)  # whose numbers come from a callback of transformers


class Tracker(Protocol):
    """Receives what a run reports."""

    @property
    def address(self) -> str:
        """Where the run is to be seen, in words; empty where there is nothing beside the run folder."""

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Numbers of one training step."""

    def summary(self, metrics: Mapping[str, float | None]) -> None:
        """Numbers of the finished run; None where there is nothing to count."""

    def finish(self, exit_code: int) -> None:
        """The run ended; 0 is success, 75 a stop that wants to be started again."""


def check(tracking: Tracking) -> None:
    """Refuse a tracker whose packages are not installed. Raises ConfigError."""
    name, needed = tracking.backend.value, PACKAGES.get(tracking.backend, ())
    if os.environ.get("MLFLOW_TRACKING_URI"):  # the store is there; SQLite's is made here
        needed = needed[:1]
    for package in needed:
        if find_spec(package) is None:
            raise ConfigError(
                f"tracking={name} needs the package {package}: pip install 'ehrmind[{name}]', or use tracking=local"
            )


def open_trackers(config: Config, run: Run, manifest: Mapping[str, Any], chain: str) -> list[Tracker]:
    """The trackers of one run; none but in the first process. `chain` groups runs that belong together.

    Raises ConfigError where a package is missing.
    """
    from ehrmind.tracking.local import MetricsFile

    check(config.tracking)
    if not is_main():
        return []
    trackers: list[Tracker] = [MetricsFile(run.folder / "metrics.jsonl")]
    if config.tracking.backend is Backend.wandb:
        from ehrmind.tracking.wandb import WandbRun

        trackers.append(WandbRun(config, run, manifest, chain))
    if config.tracking.backend is Backend.mlflow:
        from ehrmind.tracking.mlflow import MlflowRun

        trackers.append(MlflowRun(config, run, manifest, chain))
    if config.tracking.backend is Backend.trackio:
        from ehrmind.tracking.trackio import TrackioRun

        trackers.append(TrackioRun(config, run, manifest, chain))
    return trackers


def trainer_settings(tracking: Tracking, run: Run) -> dict[str, Any]:
    """The trainer's own arguments about reporting: which of its callbacks to add, and the names they use."""
    if tracking.backend not in BY_TRAINER:
        return {}
    return {"report_to": tracking.backend.value, "run_name": run.id, "project": tracking.project}
