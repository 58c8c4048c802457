"""MLflow through the trainer's own callback: it logs each step into the run that is open, which this module opens.

    tracking=mlflow  ->  <runs_dir>/mlflow.db, or the server that MLFLOW_TRACKING_URI names
    mlflow ui --backend-store-uri sqlite:///runs/mlflow.db

An evaluation has no trainer: its run holds the numbers of eval.json alone. Only numbers and settings are sent.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ehrmind.config import Config
from ehrmind.provenance import masked
from ehrmind.runs import Run
from ehrmind.stopping import EXIT_REQUEUE
from ehrmind.tracking.facts import facts

RUN_TAG = "ehrmind.run"
_FORBIDDEN = re.compile(r"[^\w .:/-]", re.ASCII)  # in the name of a metric; slices are named by what the data hold
# Which mlflow fills in where they are not given: who, from where, of which checkout.
GIT = tuple(f"mlflow.source.git.{name}" for name in ("commit", "branch", "repoURL", "dirty", "diff"))
BLANK = ("mlflow.user", "mlflow.source.name", *GIT)


class MlflowRun:
    """The MLflow run of a run folder; another attempt goes on with it."""

    def __init__(self, config: Config, run: Run, manifest: Mapping[str, Any], chain: str) -> None:
        import mlflow

        self._mlflow = mlflow
        os.environ["HF_MLFLOW_LOG_ARTIFACTS"] = "0"  # the callback would upload checkpoints
        if not os.environ.get("MLFLOW_TRACKING_URI"):
            mlflow.set_tracking_uri(f"sqlite:///{Path(config.runs_dir).expanduser().resolve()}/mlflow.db")
        mlflow.set_experiment(config.tracking.project)
        known = mlflow.search_runs(filter_string=f"tags.`{RUN_TAG}` = '{run.id}'", output_format="list", max_results=1)
        told = {name: str(value) for name, value in facts(config, run, manifest, chain).items()}
        tags = {RUN_TAG: run.id, **dict.fromkeys(BLANK, ""), **told}
        mlflow.start_run(run_id=known[0].info.run_id if known else None, run_name=run.id, tags=tags)

    @property
    def address(self) -> str:
        uri = masked([self._mlflow.get_tracking_uri()])[0]
        return f"MLflow: mlflow ui --backend-store-uri {uri}" if uri.startswith("sqlite") else f"MLflow: {uri}"

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Nothing: the trainer's callback logs the step."""

    def summary(self, metrics: Mapping[str, float | None]) -> None:
        found = {_FORBIDDEN.sub("_", name): value for name, value in metrics.items() if value is not None}
        self._mlflow.log_metrics(found)

    def finish(self, exit_code: int) -> None:
        stopped = "KILLED" if exit_code == EXIT_REQUEUE else "FAILED"
        self._mlflow.end_run("FINISHED" if exit_code == 0 else stopped)
