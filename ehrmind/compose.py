"""From the words of a command line to a Config.

with_lists(["+sweeps=arms,seeds"])           ->  ["+sweeps=[arms,seeds]"]
compose(["stage=rlvr", "stage.steps=3"])     ->  Config(stage=RLVR(steps=3, ...), ...)
"""

import os
import re
from collections.abc import Iterable, Sequence

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf.errors import OmegaConfBaseException

from ehrmind import registry
from ehrmind.config import Config, register_schemas, to_config

HYDRA_ERRORS = (HydraException, OmegaConfBaseException)
EXPERIMENTS = "+experiments"
_LISTS = re.compile(r"^(\+sweeps|model\.lora\.targets)=([\w.-]+(?:,[\w.-]+)+)$")  # are never swept over by a comma


def prepare(words: Sequence[str] = ()) -> None:
    """Make every component and whole configuration known to Hydra, for a command line of these words."""
    registry.discover()
    registry.store_whole_configs(left_out(words))
    register_schemas()
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors reach their handlers
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # what runs here is nobody else's business
    os.environ.setdefault("WANDB_ERROR_REPORTING", "false")  # which would carry messages and tracebacks away


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
