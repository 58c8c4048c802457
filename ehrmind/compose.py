"""From the words of a command line to a Config.

with_lists(["+sweeps=arms,seeds"])           ->  ["+sweeps=[arms,seeds]"]
compose(["stage=rlvr", "stage.steps=3"])     ->  Config(stage=RLVR(steps=3, ...), ...)
"""

import os
import re
from collections.abc import Iterable, Sequence

import hydra
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.global_hydra import GlobalHydra
from hydra.core.plugins import Plugins
from hydra.errors import HydraException
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf.errors import OmegaConfBaseException

from ehrmind import plugins, registry
from ehrmind.config import Config, register_schemas, to_config

HYDRA_ERRORS = (HydraException, OmegaConfBaseException)
EXPERIMENTS = "+experiments"
# What runs here is nobody else's business: libraries are not to tell their homes of it, nor to send tracebacks there.
QUIET = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "VLLM_NO_USAGE_STATS": "1",
    "WANDB_ERROR_REPORTING": "false",
}
_LISTS = re.compile(r"^(\+sweeps|model\.lora\.targets)=([\w.-]+(?:,[\w.-]+)+)$")  # are never swept over by a comma


class OtherFolders(SearchPathPlugin):  # type: ignore[misc]  # Hydra is not typed
    """Lets Hydra find the yaml of plugins and of --config-dir, after our own."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        for folder in registry.conf_folders():
            search_path.append("ehrmind.plugins", f"file://{folder}")


def prepare(arguments: Sequence[str] = ()) -> list[str]:
    """Make every component and whole configuration known to Hydra; returns the arguments that are left for it.

    Raises ConfigError for a plugin that cannot be used.
    """
    folders, rest = plugins.split(arguments)
    plugins.use(folders)
    registry.discover()
    if any(registry.conf_folders()):
        Plugins.instance().register(OtherFolders)
    registry.store_whole_configs(left_out(rest))
    register_schemas()
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors reach their handlers
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.pop("WANDB_SERVICE", None)  # of a process around this one, with which the record's last part would end
    return rest


def with_lists(arguments: Iterable[str]) -> list[str]:
    """`+sweeps=arms,seeds` means both axes, which are composed and not swept over; and so do the targets of LoRA."""
    return [_LISTS.sub(r"\1=[\2]", item) for item in arguments]


def chosen(words: Sequence[str], key: str) -> list[str]:
    """The values that the words give a key: of `stage=sft,rlvr` both."""
    values = [word.removeprefix(f"{key}=") for word in words if word.startswith(f"{key}=")]
    return [name for value in values for name in value.strip("[]").split(",") if name]


def left_out(words: Sequence[str]) -> tuple[str, ...]:
    """The parts of an experiment's chain when the words choose a stage that trains nothing: they do not apply to it."""
    stages = [registry.COMPONENTS.get(("stage", name)) for name in chosen(words, "stage")]
    without_parts = bool(stages) and not any(getattr(stage, "trains", True) for stage in stages)
    return ("arm", "sft", "rlvr", "on") if without_parts and chosen(words, EXPERIMENTS) else ()


def compose(overrides: Sequence[str]) -> Config:
    """The configuration of one run. Raises UserError, or one of HYDRA_ERRORS."""
    GlobalHydra.instance().clear()
    with hydra.initialize_config_dir(str(registry.files_root() / "conf"), version_base="1.3"):
        return to_config(hydra.compose("config", list(overrides)))
