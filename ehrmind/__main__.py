"""The one entry point: compose the configuration, convert it, run it.

    python -m ehrmind stage=sft_rlvr task=medcalc model=smollm2_135m
    python -m ehrmind +experiments=medcalc_cpu +sweeps=arms,seeds

The configuration is composed and refused before torch is imported, so that help and errors answer in about a second.
"""

import importlib.util
import shutil
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from ehrmind import __version__, registry, stopping
from ehrmind.compose import HYDRA_ERRORS, chosen, left_out, prepare, with_lists
from ehrmind.config import to_config
from ehrmind.distributed import is_alone, is_main, joined, rank, start_all
from ehrmind.errors import ConfigError, UserError
from ehrmind.feasible import check
from ehrmind.files import is_of_place, writable
from ehrmind.mistakes import explain, flags_first, refuse, refuse_beside_launcher

EXIT_USER_ERROR = 2
LAUNCHER = "hydra/launcher="


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line says; returns the exit code. A user's mistake prints one message, no traceback."""
    words = with_lists(sys.argv[1:] if arguments is None else arguments)
    return answer(lambda: _start(words), words)


def answer(do: Callable[[], None], arguments: Sequence[str]) -> int:
    """Do it; returns the exit code, after one message for what the user can mend."""
    return stopping.until_read(lambda: _answered(do, arguments))


def _answered(do: Callable[[], None], arguments: Sequence[str]) -> int:
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
        return _complain("interrupted", stopping.EXIT_INTERRUPTED)
    except stopping.Stopped as stop:
        return _stopped(stop)
    return 0


def _start(words: Sequence[str]) -> None:
    if "--version" in words:
        print(f"ehrmind {__version__}")
        return
    arguments = prepare(words)
    if {"--help", "-h"}.intersection(arguments):
        print(_help())
    elif "--resolve" in arguments and not {"--cfg", "-c"}.intersection(arguments):  # beside --cfg it is Hydra's
        _resolve(arguments)
    else:
        _launch(arguments)


def _help() -> str:
    """The help text of conf/hydra/help. Hydra's own way to it copies its config store for each group: a second."""
    text: Any = OmegaConf.load(registry.files_root() / "conf" / "hydra" / "help" / "ehrmind.yaml")
    return str(OmegaConf.create({"hydra": {"help": text}}).hydra.help.template).rstrip()


def _resolve(arguments: Sequence[str]) -> None:
    from ehrmind.sweep.resolved import lines

    refuse(arguments)
    if note := _left_out(arguments):
        print(f"# {note}")
    for line in lines([item for item in arguments if item != "--resolve"]):
        print(line)


def _launch(arguments: Sequence[str]) -> None:
    refuse(arguments)
    _refuse_sweep(arguments)
    _choose_launcher(arguments)
    sys.argv = [sys.argv[0], *flags_first(arguments)]
    conf = str(registry.files_root() / "conf")
    hydra.main(version_base="1.3", config_path=conf, config_name="config")(_run)()


def _refuse_sweep(arguments: Sequence[str]) -> None:
    """Refuse several runs where a launcher has started the processes of one. Raises ConfigError."""
    marks = ("--multirun", "-m", "hydra.mode=MULTIRUN", "+sweeps=")
    if any(item in marks or item.startswith(marks[-1]) for item in arguments):
        refuse_beside_launcher(arguments)


def _choose_launcher(arguments: Sequence[str]) -> None:
    """Make our own launcher known, or make sure that the package of another is there. Raises ConfigError."""
    named = [item.removeprefix(LAUNCHER) for item in arguments if item.startswith(LAUNCHER)]
    if not named or named == ["process"]:
        from ehrmind.sweep.launcher import register

        register()
    else:
        _require_launcher(named[0])
        from ehrmind.sweep.submitted import check as check_secrets

        check_secrets(arguments, named[0])
    # conf/hydra/launcher/submitit_*.yaml departs from the package's config of that name, and is meant to
    warnings.filterwarnings(
        "ignore", message=r"\n'hydra/launcher/submitit_\w+' is validated against", category=UserWarning
    )


def _require_launcher(name: str) -> None:
    """Refuse a launcher whose package or scheduler is not here. Raises ConfigError."""
    if name.startswith("submitit") and importlib.util.find_spec("submitit") is None:
        raise ConfigError(f"{LAUNCHER}{name} needs the package hydra-submitit-launcher: pip install 'ehrmind[slurm]'")
    if name == "submitit_slurm" and shutil.which("sbatch") is None:
        raise ConfigError(
            f"{LAUNCHER}{name} needs SLURM, and there is no sbatch on the path: start this on a login node of the "
            "cluster, or leave the launcher out, which runs the jobs on this machine"
        )


def _require_sweep(hydra_config: Any) -> None:
    """Refuse one run under a launcher of jobs, which Hydra would do here, on the login node. Raises ConfigError."""
    launcher = hydra_config.runtime.choices.get("hydra/launcher")
    if hydra_config.mode is RunMode.RUN and launcher not in (None, "process"):
        raise ConfigError(
            f"{LAUNCHER}{launcher} starts the jobs of a sweep, and this is one run, which would be done here; add "
            "--multirun, or +sweeps=, or leave the launcher out to do it here"
        )


def _run(cfg: DictConfig) -> None:
    """One job. Alone it ends the process with its exit code; another launcher's job hands its error back to it."""
    hydra_config = HydraConfig.get()
    try:
        _require_sweep(hydra_config)
        config = to_config(cfg)
        check(config)
        if is_main():
            writable(Path(config.runs_dir).expanduser(), "runs_dir")
        if is_alone():
            start_all()
        from ehrmind.console import say
        from ehrmind.experiment import run_plan
        from ehrmind.report.verdict import of_runs
        from ehrmind.sweep.requeue import requeued

        if note := _left_out(hydra_config.overrides.task):
            say(note)
        stopping.listen()
        with requeued(), joined():
            run_plan(config, list(hydra_config.overrides.task), of_runs)
    except UserError as error:  # here and not in main: Hydra would print its own line first
        if hydra_config.mode is RunMode.MULTIRUN:
            raise
        sys.exit(_complain(str(error)))
    except stopping.Stopped as stop:
        sys.exit(_stopped(stop))


def _left_out(words: Sequence[str]) -> str:
    """What of an experiment does not apply to the stage."""
    if not left_out(words):
        return ""
    return f"stage={chosen(words, 'stage')[-1]}: of the experiment stage.sft and stage.rlvr do not apply"


def _stopped(stop: stopping.Stopped) -> int:
    return _complain(f"{stop}; the same command goes on from there", stopping.exit_code())


def _complain(message: str, code: int = EXIT_USER_ERROR) -> int:
    who = f"ehrmind (process {rank()})" if rank() else "ehrmind"
    print(f"{who}: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
