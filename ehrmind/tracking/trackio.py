"""Trackio through the trainer's own callback, which opens its run, logs each step and closes it.

    tracking=trackio  ->  `trackio show --project ehrmind`

Here the run is opened again for the numbers of eval.json; an evaluation has no trainer, so these are all it holds.
"""

import shlex
from collections.abc import Mapping
from typing import Any

from ehrmind.config import Config
from ehrmind.runs import Run
from ehrmind.tracking.facts import facts


class TrackioRun:
    """The Trackio run of a run folder; another attempt goes on with it."""

    def __init__(self, config: Config, run: Run, manifest: Mapping[str, Any], chain: str) -> None:
        self._project, self._name, self._group = config.tracking.project, run.id, config.tracking.group or chain
        self._facts = facts(config, run, manifest, chain)

    @property
    def address(self) -> str:
        return f"Trackio: trackio show --project {shlex.quote(self._project)}"

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Nothing: the trainer's callback logs the step."""

    def summary(self, metrics: Mapping[str, float | None]) -> None:
        import trackio

        trackio.init(
            project=self._project, name=self._name, group=self._group, resume="allow", config=dict(self._facts)
        )
        trackio.log({name: value for name, value in metrics.items() if value is not None})
        trackio.finish()

    def finish(self, exit_code: int) -> None:
        """Nothing: the run is closed whenever it is written."""
