"""The one entry point: compose the configuration, convert it, run it.

    python -m ehrmind stage=sft_rlvr task=medcalc model=smollm2_135m
    python -m ehrmind +experiments=medcalc_cpu +sweeps=arms,seeds

The configuration is composed and refused before torch is imported, so that help and errors answer in about a second.
"""

import importlib.util
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from ehrmind import registry, stopping
from ehrmind.compose import HYDRA_ERRORS, explain, prepare, with_lists
from ehrmind.config import to_config
from ehrmind.distributed import is_alone, is_main, joined, rank, start_all, world_size
from ehrmind.errors import ConfigError, UserError
from ehrmind.feasible import check
from ehrmind.files import is_of_place, writable
from ehrmind.provenance import masked

EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130  # the shell's code for Ctrl-C
LAUNCHER = "hydra/launcher="


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line says; returns the exit code. A user's mistake prints one message, no traceback."""
    words = with_lists(sys.argv[1:] if arguments is None else arguments)
    return answer(lambda: _start(words), words)


def answer(do: Callable[[], None], arguments: Sequence[str]) -> int:
    """Do it; returns the exit code, after one message for what the user can mend."""
    try:
        do()
    except UserError as error:
        return _complain(str(error))
    except HYDRA_ERRORS as error:
        return _complain(explain(error, arguments))
    except OSError as error:
        if not is_of_place(error):
            raise
        return _complain(f"{error.filename}: {error.strerror}; runs_dir=, --out or EHRMIND_CACHE name another folder")
    except KeyboardInterrupt:
        return _complain("interrupted", EXIT_INTERRUPTED)
    except stopping.Stopped:
        return _complain("stopped as asked; the same command goes on from here", stopping.EXIT_REQUEUE)
    return 0


def _start(words: Sequence[str]) -> None:
    arguments = prepare(words)
    if {"--help", "-h"}.intersection(arguments):
        print(_help())
    else:
        _launch(arguments)


def _help() -> str:
    """The help text of conf/hydra/help. Hydra's own way to it copies its config store for each group: a second."""
    text: Any = OmegaConf.load(registry.files_root() / "conf" / "hydra" / "help" / "ehrmind.yaml")
    return str(OmegaConf.create({"hydra": {"help": text}}).hydra.help.template).rstrip()


def _launch(arguments: Sequence[str]) -> None:
    _refuse_sweep(arguments)
    _choose_launcher(arguments)
    sys.argv = [sys.argv[0], *arguments]
    conf = str(registry.files_root() / "conf")
    hydra.main(version_base="1.3", config_path=conf, config_name="config")(_run)()


def _refuse_sweep(arguments: Sequence[str]) -> None:
    """Refuse several runs where a launcher has started the processes of one. Raises ConfigError."""
    marks = ("--multirun", "-m", "hydra.mode=MULTIRUN", "+sweeps=")
    if world_size() > 1 and any(item in marks or item.startswith(marks[-1]) for item in arguments):
        raise ConfigError(
            f"a launcher has started {world_size()} processes for one run, and this is a sweep; leave the launcher "
            f"out: python -m ehrmind {' '.join(masked(arguments))}, or launch its runs one at a time "
            "(python -m ehrmind.sweep plan lists them)"
        )


def _choose_launcher(arguments: Sequence[str]) -> None:
    """Make our own launcher known, or make sure that the package of another is there. Raises ConfigError."""
    named = [item.removeprefix(LAUNCHER) for item in arguments if item.startswith(LAUNCHER)]
    if not named or named == ["process"]:
        from ehrmind.sweep.launcher import register

        register()
    else:
        if named[0].startswith("submitit") and importlib.util.find_spec("submitit") is None:
            raise ConfigError(
                f"{LAUNCHER}{named[0]} needs the package hydra-submitit-launcher: pip install 'ehrmind[slurm]'"
            )
        from ehrmind.sweep.submitted import check as check_secrets

        check_secrets(arguments, named[0])
    # conf/hydra/launcher/submitit_*.yaml departs from the package's config of that name, and is meant to
    warnings.filterwarnings(
        "ignore", message=r"\n'hydra/launcher/submitit_\w+' is validated against", category=UserWarning
    )


def _run(cfg: DictConfig) -> None:
    """One job. Alone it ends the process with its exit code; another launcher's job hands its error back to it."""
    hydra_config = HydraConfig.get()
    try:
        config = to_config(cfg)
        check(config)
        if is_main():
            writable(Path(config.runs_dir).expanduser(), "runs_dir")
        if is_alone():
            start_all()
        from ehrmind.experiment import run_plan
        from ehrmind.sweep.requeue import requeued

        stopping.listen()
        with requeued(), joined():
            run_plan(config, list(hydra_config.overrides.task))
    except UserError as error:  # here and not in main: Hydra would print its own line first
        if hydra_config.mode is RunMode.MULTIRUN:
            raise
        sys.exit(_complain(str(error)))
    except stopping.Stopped:
        sys.exit(_complain("stopped as asked; the same command goes on from here", stopping.EXIT_REQUEUE))


def _complain(message: str, code: int = EXIT_USER_ERROR) -> int:
    who = f"ehrmind (process {rank()})" if rank() else "ehrmind"
    print(f"{who}: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
