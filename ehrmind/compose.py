"""From a command line to a Config, and from what Hydra says of a mistake to words that name the mend.

with_lists(["+sweeps=arms,seeds"])           ->  ["+sweeps=[arms,seeds]"]
compose(["stage=rlvr", "stage.steps=3"])     ->  Config(stage=RLVR(steps=3, ...), ...)
explain(<Hydra's error>, ["stage=rvlr"])     ->  "stage=rvlr is not a choice; did you mean stage=rlvr?"
"""

import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

import hydra
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.global_hydra import GlobalHydra
from hydra.core.plugins import Plugins
from hydra.errors import ConfigCompositionException, HydraException, MissingConfigException
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf.errors import OmegaConfBaseException

from ehrmind import plugins, registry
from ehrmind.config import Config, register_schemas, to_config
from ehrmind.errors import UserError, did_you_mean

HYDRA_ERRORS = (HydraException, OmegaConfBaseException)


class OtherFolders(SearchPathPlugin):  # type: ignore[misc]  # Hydra is not typed
    """Lets Hydra find the yaml of plugins and of --config-dir, after our own."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        for folder in registry.conf_folders():
            search_path.append("ehrmind.plugins", f"file://{folder}")


def prepare(arguments: Sequence[str]) -> list[str]:
    """Make every component and whole configuration known to Hydra; returns the arguments that are left for it.

    Raises ConfigError for a plugin that cannot be used.
    """
    folders, rest = plugins.split(arguments)
    plugins.use(folders)
    registry.discover()
    if any(registry.conf_folders()):
        Plugins.instance().register(OtherFolders)
    registry.store_whole_configs()
    register_schemas()
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors reach their handlers
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # what runs here is nobody else's business
    os.environ.setdefault("WANDB_ERROR_REPORTING", "false")  # which would carry messages and tracebacks away
    return rest


def with_lists(arguments: Iterable[str]) -> list[str]:
    """Sweeps are composed and not swept over: `+sweeps=arms,seeds` means both axes."""
    return [re.sub(r"^\+sweeps=([\w,]+,\w+)$", r"+sweeps=[\1]", item) for item in arguments]


def compose(overrides: Sequence[str]) -> Config:
    """The configuration of one run. Raises UserError, or one of HYDRA_ERRORS."""
    GlobalHydra.instance().clear()
    with hydra.initialize_config_dir(str(registry.files_root() / "conf"), version_base="1.3"):
        return to_config(hydra.compose("config", list(overrides)))


def explain(error: Exception, overrides: Sequence[str]) -> str:
    """Hydra's message, or for a key that is not in the schema our own, which names the nearest one."""
    text = str(error)
    if isinstance(error, MissingConfigException) and error.options and error.missing_cfg_file:
        group, _, name = error.missing_cfg_file.rpartition("/")
        choices = [option for option in error.options if not option.startswith("base_")]
        return f"{group}={name} is not a choice{did_you_mean(name, choices, prefix=f'{group}=')}"
    if isinstance(error, ConfigCompositionException) and "Could not override" in text:
        better = _without_schema(text.split("'")[1], overrides)
        if better:
            return better
    cause: Any = error.__cause__
    if isinstance(cause, OmegaConfBaseException) and cause.full_key:
        return f"{cause.full_key}: {str(cause).splitlines()[0]}"
    return text.strip()


def _without_schema(key: str, overrides: Sequence[str]) -> str:
    """What `to_config` says of the key when it is let past Hydra's schema."""
    try:
        compose([f"+{item}" if item.split("=")[0] == key else item for item in plugins.split(overrides)[1]])
    except UserError as error:
        return str(error)
    except HYDRA_ERRORS:  # another mistake: the first message stands
        return ""
    return ""
