"""The one entry point: compose the configuration, convert it, run it.

    python -m ehrmind stage=sft_rlvr task=medcalc model=smollm2_135m

The configuration is composed and refused before torch is imported, so that help and errors answer in about a second.
"""

import os
import sys
from typing import Any

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import ConfigCompositionException, HydraException, MissingConfigException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from ehrmind import registry
from ehrmind.config import register_schemas, to_config
from ehrmind.errors import UserError, did_you_mean

EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130  # the shell's code for Ctrl-C


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line says; returns the exit code. A user's mistake prints one message, no traceback."""
    arguments = sys.argv[1:] if arguments is None else arguments
    registry.discover()
    registry.store_whole_configs()
    register_schemas()
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors reach the handlers below
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # what runs here is nobody else's business
    if {"--help", "-h"}.intersection(arguments):
        print(_help())
        return 0
    try:
        _launch(arguments)
    except UserError as error:
        return _complain(str(error))
    except (HydraException, OmegaConfBaseException) as error:
        return _complain(_explain(error, arguments))
    except KeyboardInterrupt:
        return _complain("interrupted", EXIT_INTERRUPTED)
    return 0


def _help() -> str:
    """The help text of conf/hydra/help. Hydra's own way to it copies its config store for each group: a second."""
    text: Any = OmegaConf.load(registry.files_root() / "conf" / "hydra" / "help" / "ehrmind.yaml")
    return str(OmegaConf.create({"hydra": {"help": text}}).hydra.help.template).rstrip()


def _launch(arguments: list[str]) -> None:
    sys.argv = [sys.argv[0], *arguments]
    conf = str(registry.files_root() / "conf")
    hydra.main(version_base="1.3", config_path=conf, config_name="config")(_run)()


def _run(cfg: DictConfig) -> None:
    try:
        config = to_config(cfg)
        from ehrmind.experiment import run_plan

        run_plan(config, sys.argv[1:])
    except UserError as error:  # here and not in main: Hydra would print its own line first
        sys.exit(_complain(str(error)))


def _explain(error: Exception, arguments: list[str]) -> str:
    """Hydra's message, or for a key that is not in the schema our own, which names the nearest one."""
    text = str(error)
    if isinstance(error, MissingConfigException) and error.options and error.missing_cfg_file:
        group, _, name = error.missing_cfg_file.rpartition("/")
        choices = [option for option in error.options if not option.startswith("base_")]
        return f"{group}={name} is not a choice{did_you_mean(name, choices, prefix=f'{group}=')}"
    if isinstance(error, ConfigCompositionException) and "Could not override" in text:
        key = text.split("'")[1]
        appended = [f"+{item}" if item.split("=")[0] == key else item for item in arguments]
        try:
            _compose(appended)
        except UserError as better:
            return str(better)
        except (HydraException, OmegaConfBaseException):
            pass
    cause = error.__cause__
    if isinstance(cause, OmegaConfBaseException) and cause.full_key:
        return f"{cause.full_key}: {str(cause).splitlines()[0]}"
    return text.strip()


def _compose(overrides: list[str]) -> Any:
    GlobalHydra.instance().clear()
    with hydra.initialize_config_dir(str(registry.files_root() / "conf"), version_base="1.3"):
        return to_config(hydra.compose("config", overrides))


def _complain(message: str, code: int = EXIT_USER_ERROR) -> int:
    print(f"ehrmind: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
