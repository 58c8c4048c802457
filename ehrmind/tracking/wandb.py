"""Weights & Biases as a view of the run record: never asks on the terminal, never captures the console.

Field practice: group = the chain of runs or the sweep, job_type = stage, name = task-model-arm-seed, run id = run hash;
what one filters by (task, arm, seed, base model, data version, parent run) stands in the config.
Online when a key is found (WANDB_API_KEY or netrc), offline otherwise; `wandb sync` uploads an offline run later.
"""

import os
from collections.abc import Mapping
from typing import Any

from ehrmind.config import Config, WandbMode
from ehrmind.runs import Run, plain


class WandbRun:
    """One W&B run beside the run folder."""

    def __init__(self, config: Config, run: Run, manifest: Mapping[str, Any], chain: str) -> None:
        import wandb

        tracking = config.tracking
        self._run = wandb.init(
            project=tracking.project,
            entity=tracking.entity,
            group=tracking.group or chain,
            job_type=config.stage.registered_name,
            name=f"{config.task.registered_name}-{config.model.name}-{run.arm}-{config.seed}",
            id=run.id,
            dir=str(run.folder),
            mode="online" if _online(tracking.mode) else "offline",
            config=_filters(config, run, manifest) | plain(config),
            settings=wandb.Settings(console="off", silent=True, disable_git=True, save_code=False, disable_code=True),
        )
        self._run.define_metric("train/step")
        self._run.define_metric("train/*", step_metric="train/step")

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        self._run.log({"train/step": step, **{f"train/{name}": value for name, value in metrics.items()}})

    def summary(self, metrics: Mapping[str, float]) -> None:
        self._run.summary.update(dict(metrics))

    def finish(self, exit_code: int) -> None:
        self._run.finish(exit_code=exit_code)


def _online(mode: WandbMode) -> bool:
    return mode is WandbMode.online or (mode is WandbMode.auto and _has_key())


def _has_key() -> bool:
    """Whether a key is at hand, found without asking. WANDB_MODE in the environment is obeyed."""
    if os.environ.get("WANDB_MODE") in ("offline", "disabled", "dryrun"):
        return False
    return bool(os.environ.get("WANDB_API_KEY") or _netrc_key())


def _netrc_key() -> str | None:
    import netrc
    from urllib.parse import urlparse

    host = urlparse(os.environ.get("WANDB_BASE_URL", "https://api.wandb.ai")).hostname or ""
    try:
        entry = netrc.netrc().authenticators(host)
    except (OSError, netrc.NetrcParseError):
        return None
    return entry[2] if entry else None


def _filters(config: Config, run: Run, manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "arm": run.arm,
        "task_name": config.task.registered_name,
        "base_model": config.model.name,
        "data_version": manifest["source"],
        "data_sha256": run.data_sha256,
        "parent_run": run.parent,
        "seed": config.seed,
    }
