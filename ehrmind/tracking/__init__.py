"""Who watches a run: the local metrics file always, W&B when asked. Both get the same numbers."""

from collections.abc import Mapping
from typing import Any, Protocol

from ehrmind.config import Backend, Config
from ehrmind.runs import Run


class Tracker(Protocol):
    """Receives what a run reports."""

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Numbers of one training step."""

    def summary(self, metrics: Mapping[str, float]) -> None:
        """Numbers of the finished run."""

    def finish(self, exit_code: int) -> None:
        """The run ended; 0 is success."""


def open_trackers(config: Config, run: Run, manifest: Mapping[str, Any], chain: str) -> list[Tracker]:
    """The trackers of one run. `chain` groups runs that belong together."""
    from ehrmind.tracking.local import MetricsFile

    trackers: list[Tracker] = [MetricsFile(run.folder / "metrics.jsonl")]
    if config.tracking.backend is Backend.wandb:
        from ehrmind.tracking.wandb import WandbRun

        trackers.append(WandbRun(config, run, manifest, chain))
    return trackers
