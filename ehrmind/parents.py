"""The finished run that another starts from by `stage.init_from`.

open_finished("runs/medcalc-tiny-sft-3f9a1c02", config)  ->  ("medcalc-tiny-sft-3f9a1c02", Path(".../model"))
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ehrmind import naming, runs, weights
from ehrmind.config import Config
from ehrmind.errors import ConfigError
from ehrmind.files import read_json
from ehrmind.tasks.base import Policy


def open_finished(folder: str, config: Config) -> tuple[str, Path]:
    """The id and the weights of a finished run, for `stage.init_from` of this config. Raises ConfigError.

    To be evaluated again it need only be trained: its own evaluation may have failed, and names it all the same.
    Its model must be the config's: by name, and by where it comes from, or by what its files hold where both are
    folders; and where that trains, so must the adapter. Weights that were trained on restricted text can repeat it, so
    that what they write is restricted, too.
    """
    path = Path(folder).expanduser()
    if runs.read_status(path).get("state") != runs.State.DONE.value:
        _require_trained(folder, path, config.stage.trains)
    if not (path / weights.MODEL).is_dir():
        trained = (path / weights.SEAL).exists()
        why = "it was removed since the run was done" if trained else "a run of stage=evaluate trains none"
        raise ConfigError(f"stage.init_from={folder} holds no model/; {why}")
    policy = read_json(path / "data.json", runs.AGAIN).get("policy")
    if policy == Policy.RESTRICTED.value and config.task.data_policy is Policy.OPEN:
        raise ConfigError(
            f"stage.init_from={folder} was trained on restricted data, which its answers can repeat; keep them private "
            "with task.restricted=true"
        )
    _require_same_model(folder, runs.read_config(path), config)
    return path.name, path / weights.MODEL


def _require_trained(folder: str, path: Path, trains: bool) -> None:
    """Let a run that is not done be evaluated, where it is trained and nobody does it. Raises ConfigError."""
    trained = (path / runs.CHECKPOINT).exists() and not runs.is_locked(path)
    if trains or not trained:
        left = "; it is trained and not evaluated: evaluate it first, by its own command or by stage=evaluate"
        raise ConfigError(f"stage.init_from={folder} is not the folder of a finished run{left if trained else ''}")


def check_folder(folder: Path, config: Config) -> None:
    """Refuse weights of restricted data, an export's or a run's, where answers are open. Raises ConfigError."""
    beside = [folder / "export.json", *([folder.parent / "data.json"] if folder.name == weights.MODEL else [])]
    policies = [read_json(path, "copy it again").get("policy") for path in beside if path.is_file()]
    if Policy.RESTRICTED.value in policies and config.task.data_policy is Policy.OPEN:
        raise ConfigError(
            f"model.path={folder} was trained on restricted data, which its answers can repeat; keep them private with "
            "task.restricted=true"
        )


def _require_same_model(folder: str, before: Mapping[str, Any], config: Config) -> None:
    """Raises ConfigError. Of a record that does not say what its base held, path and revision are compared."""
    model, now, base = before["model"], naming.plain(config.model), runs.base(config.model)
    for key in ("name", "origin", "lora") if config.stage.trains else ("name", "origin"):
        if key in model and model[key] != now[key]:
            raise ConfigError(
                f"stage.init_from={folder} has model.{key}={model[key]}, and this run model.{key}={now[key]}; use its"
            )
    unmoved = all(model.get(key) == now[key] for key in ("path", "revision"))
    recorded = before["run"].get("base") or (base if unmoved else "unknown")
    if recorded != base:
        raise ConfigError(
            f"stage.init_from={folder} was trained on another model of this name: model.path={model.get('path')} "
            f"({recorded}), and this run has model.path={now['path']} ({base}); use its"
        )
