"""The jobs of a sweep: what the command line and the axes give, each composed and validated before any runs.

+experiments=medcalc_cpu +sweeps=arms,seeds seed=0,1  ->
Job(1, ("stage.arm=base", "seed=0", "+experiments=medcalc_cpu", ...), "stage.arm=base seed=0", Config(...)), ...
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

import hydra
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_loader import ConfigLoader
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.types import RunMode
from omegaconf import DictConfig, open_dict

from ehrmind import registry
from ehrmind.compose import HYDRA_ERRORS
from ehrmind.config import Config, to_config
from ehrmind.errors import ConfigError, UserError
from ehrmind.mistakes import MULTIRUN_FLAGS as FLAGS
from ehrmind.mistakes import explain, several
from ehrmind.provenance import masked

_LAUNCHED = re.compile(r"[~+]*hydra[./](launcher|sweep)\b")  # says how jobs are run, not which


@dataclass(frozen=True, slots=True)
class Job:
    """One process: `overrides` are its command line, `label` those that the other jobs do not share, masked."""

    number: int
    overrides: tuple[str, ...]
    label: str
    config: Config

    @property
    def arm(self) -> str:
        """The row of the table that it makes."""
        return self.config.stage.plan()[-1].arm


def from_command_line(arguments: Sequence[str]) -> list[Job]:
    """The jobs that `python -m ehrmind <arguments>` would run; one, when nothing is swept. Raises UserError."""
    swept = not FLAGS.isdisjoint(arguments)
    arguments = [item for item in arguments if item not in FLAGS and not _LAUNCHED.match(item)]
    GlobalHydra.instance().clear()
    conf = str(registry.files_root() / "conf")
    with hydra.initialize_config_dir(conf, version_base="1.3", job_name="ehrmind"):
        loader = GlobalHydra.instance().config_loader()
        master = loader.load_configuration("config", arguments, RunMode.MULTIRUN)
        axes = [f"{key}={values}" for key, values in (master.hydra.sweeper.params or {}).items()]
        parser = OverridesParser.create(config_loader=loader)
        parsed = parser.parse_overrides([*axes, *master.hydra.overrides.task])
        several_values = [word.input_line for word in parsed if word.is_sweep_override()]
        if several_values and not swept and master.hydra.mode is not RunMode.MULTIRUN:
            raise ConfigError("\n".join(map(several, several_values)))
        return validated(loader, master, BasicSweeper.split_arguments(parsed, None)[0])


def validated(
    loader: ConfigLoader, master: DictConfig, job_overrides: Sequence[Sequence[str]], first: int = 0
) -> list[Job]:
    """Every job composed and converted, numbered from `first` + 1. Raises ConfigError naming the first wrong one."""
    shared = set.intersection(*map(set, job_overrides))
    jobs = []
    for number, overrides in enumerate(job_overrides, first + 1):
        own = [item for item in overrides if item not in shared] or overrides[:1]  # an axis
        label = " ".join(masked([item for item in own if not item.startswith("+sweeps=")]))
        with named(number, label, overrides) if len(job_overrides) > 1 else nullcontext():
            composed = loader.load_sweep_config(master, list(overrides))
            with open_dict(composed):
                del composed["hydra"]
            jobs.append(Job(number, tuple(overrides), label, to_config(composed)))
    return jobs


def named_in(jobs: Sequence[Job], job: Job) -> AbstractContextManager[None]:
    """Put the job into the message of what is wrong with it, where there are others."""
    return named(job.number, job.label) if len(jobs) > 1 else nullcontext()


@contextmanager
def named(number: int, label: str, overrides: Sequence[str] = ()) -> Iterator[None]:
    """Put the job into the message of what is wrong with it."""
    try:
        yield
    except UserError as error:
        raise type(error)(f"job {number} ({label}): {error}") from error
    except HYDRA_ERRORS as error:
        raise ConfigError(f"job {number} ({label}): {explain(error, overrides)}") from error


def title(jobs: Sequence[Job]) -> str:
    """What a sweep is called: its experiments and axes, "medcalc_cpu-arms-seeds"."""
    chosen = [re.match(r"\+(?:experiments|sweeps)=\[?([\w,]+)", item) for item in jobs[0].overrides]
    names = [name for match in chosen if match for name in match[1].split(",")]
    return "-".join(names) or "sweep"
