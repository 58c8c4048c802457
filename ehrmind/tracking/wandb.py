"""Weights & Biases as a view of the run record: never asks on the terminal, never captures the console.

Field practice: group = the chain of runs or the sweep, job_type = stage, run id = run hash, name and tags = what tells
the run apart; what one filters and groups by (task, arm, variant, seed, base model, data version, parent run) stands in
the config.
Online when a key is found (WANDB_API_KEY or netrc), offline otherwise; ehrmind.tracking.sync uploads later.

    train/step 1, 2, 3 [killed; taken back to 2] 3, 4, 5    one W&B run: `train/step` is the axis, so the threes overlay
"""

import os
import shlex
from collections.abc import Mapping
from typing import Any

from ehrmind.config import Config, WandbMode
from ehrmind.errors import UserError
from ehrmind.runs import Run
from ehrmind.stopping import EXIT_REQUEUE
from ehrmind.tracking import lineage
from ehrmind.tracking.facts import facts, settings
from ehrmind.tracking.table import prediction_rows

LONGEST_TAG = 64  # characters that W&B takes


class WandbRun:
    """One W&B run beside the run folder; another attempt at the run goes on with it. Raises UserError."""

    def __init__(self, config: Config, run: Run, manifest: Mapping[str, Any], chain: str) -> None:
        self._config, self._record = config, run
        self._online = is_online(config.tracking.mode)
        self._run = _start(config, run, facts(config, run, manifest, chain), chain, self._online)
        self._run.define_metric("train/step")
        self._run.define_metric("train/*", step_metric="train/step")
        lineage.log_data(self._run, config.task, run.data_sha256, manifest, self._online)
        if run.parent and self._online:
            lineage.use_model(self._run, run.parent)

    @property
    def address(self) -> str:
        if self._online:
            return f"W&B: {self._run.url}"
        runs_dir = shlex.quote(str(self._record.folder.parent))
        return f"W&B, offline: python -m ehrmind.tracking.sync {runs_dir} uploads it"

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        self._run.log({"train/step": step, **{f"train/{name}": value for name, value in metrics.items()}})

    def summary(self, metrics: Mapping[str, float | None]) -> None:
        import wandb

        self._run.summary.update(dict(metrics))
        if self._record.checkpoint.exists():
            lineage.log_model(self._run, self._record, self._config.tracking.upload_model)
        columns, rows = prediction_rows(self._config, self._record)
        if rows:
            self._run.log({"eval/predictions": wandb.Table(columns=columns, data=rows)})

    def finish(self, exit_code: int) -> None:
        if exit_code == EXIT_REQUEUE:
            self._run.mark_preempting()
        self._run.finish(exit_code=exit_code)


def name_of(config: Config, variant: str) -> str:
    """What a list of runs shows: what tells them apart comes first, for lists cut the end off."""
    seed = f" · seed {config.seed}" if config.draws else ""
    return f"{variant}{seed} · {config.task.registered_name} · {config.model.name}"


def tags_of(filters: Mapping[str, Any]) -> list[str]:
    """The arm, the task, the model, the data and each setting that parts the arm's variants."""
    told = [str(filters[name]) for name in ("arm", "task_name", "base_model", "data_version")]
    settings = str(filters["variant"]).partition(" · ")[2].split(", ")
    return list(dict.fromkeys(text[:LONGEST_TAG] for text in (*told, *settings) if text))


def _start(config: Config, run: Run, filters: Mapping[str, Any], chain: str, online: bool) -> Any:
    import wandb

    tracking = config.tracking
    try:
        if online and not finds_key():
            raise UserError(
                "tracking.mode=online finds no key: set WANDB_API_KEY, run `wandb login`, or use tracking.mode=offline"
            )
        return wandb.init(
            project=tracking.project,
            entity=tracking.entity,
            group=tracking.group or chain,
            job_type=config.stage.registered_name,
            name=name_of(config, filters["variant"]),
            tags=tags_of(filters),
            id=run.id,
            resume="allow" if online else None,  # offline, `sync` puts the attempts together
            dir=str(run.folder),
            mode="online" if online else "offline",
            config={**filters, **settings(config)},
            settings=_quiet(),
        )
    except wandb.errors.Error as error:
        raise UserError(f"tracking=wandb: {error}; tracking.mode=offline needs no server") from None


def _quiet() -> Any:
    """Numbers alone leave the machine: no console, code, diff, command line, host, user or package list."""
    import wandb

    return wandb.Settings(
        console="off",
        silent=True,
        disable_git=True,
        save_code=False,
        disable_code=True,
        x_disable_meta=True,
        x_save_requirements=False,
        host="",  # or it looks it up; the record has a field for it
    )


def is_online(mode: WandbMode) -> bool:
    """Whether this run talks to a server. `auto`: when a key is found, and WANDB_MODE does not say otherwise."""
    return mode is WandbMode.online or (mode is WandbMode.auto and has_key())


def has_key() -> bool:
    """Whether a key is at hand, found without asking. WANDB_MODE in the environment is obeyed."""
    if os.environ.get("WANDB_MODE") in ("offline", "disabled", "dryrun"):
        return False
    return bool(os.environ.get("WANDB_API_KEY") or _netrc_key())


def finds_key() -> bool:
    """Whether `wandb.init` goes on without asking. It looks in more places than `has_key`, such as in its settings."""
    from wandb.sdk import wandb_setup
    from wandb.sdk.lib import wbauth  # as wandb.login(prompt=False), which calls the server and prints

    host = wandb_setup.singleton().settings.base_url
    return wbauth.authenticate_session(host=host, source="ehrmind", prompt=False, update_session=False) is not None


def need_key() -> None:
    """Refuse to go on without a key. Raises UserError."""
    if not has_key():
        raise UserError("no key for W&B: set WANDB_API_KEY or run `wandb login`, and unset WANDB_MODE")


def _netrc_key() -> str | None:
    import netrc
    from urllib.parse import urlparse

    host = urlparse(os.environ.get("WANDB_BASE_URL", "https://api.wandb.ai")).hostname or ""
    try:
        entry = netrc.netrc().authenticators(host)
    except (OSError, netrc.NetrcParseError):
        return None
    return entry[2] if entry else None
