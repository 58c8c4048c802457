"""metrics.jsonl: one line a logged step, written through to the disk before anything else sees it.

{"step": 3, "reward": -0.45, "rewards/gated/mean": -0.45, "completions/mean_length": 88.0, ...}
"""

import json
from collections.abc import Mapping
from pathlib import Path


class MetricsFile:
    """Appends to metrics.jsonl."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def address(self) -> str:
        return ""

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        line = json.dumps({"step": step, **metrics}, allow_nan=False)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def summary(self, metrics: Mapping[str, float | None]) -> None:
        """Nothing: eval.json holds the summary."""

    def finish(self, exit_code: int) -> None:
        """Nothing: status.json holds the end."""
