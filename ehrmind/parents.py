"""The finished run that another starts from by `stage.init_from`.

open_finished("runs/medcalc-tiny-sft-3f9a1c02", config)  ->  ("medcalc-tiny-sft-3f9a1c02", Path(".../model"))
"""

from pathlib import Path

from ehrmind import naming, runs, weights
from ehrmind.config import Config
from ehrmind.errors import ConfigError
from ehrmind.files import read_json
from ehrmind.tasks.base import Policy


def open_finished(folder: str, config: Config) -> tuple[str, Path]:
    """The id and the weights of a finished run, for `stage.init_from` of this config. Raises ConfigError.

    Its model must be the config's; and where that trains, so must the adapter. Weights that were trained on restricted
    text can repeat it, so that what they write is restricted, too.
    """
    path = Path(folder).expanduser()
    if runs.read_status(path).get("state") != runs.State.DONE.value:
        raise ConfigError(f"stage.init_from={folder} is not the folder of a finished run")
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
    before, now = runs.read_config(path)["model"], naming.plain(config.model)
    for key in ("name", "lora") if config.stage.trains else ("name",):
        if before.get(key) != now[key]:
            raise ConfigError(
                f"stage.init_from={folder} has model.{key}={before.get(key)}, and this run model.{key}={now[key]}; "
                "use its"
            )
    return path.name, path / weights.MODEL
