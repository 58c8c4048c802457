"""Hydra's launcher for this machine, `hydra/launcher=process`: plan the jobs, refuse mistakes, run what is missing.

Hydra 1.3 accepts launchers of modules in `hydra_plugins` alone. This module is entered there under a second name when
the command line asks for it, so that nothing has to be installed beside the package.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from hydra.core.plugins import Plugins
from hydra.core.utils import JobReturn, JobStatus
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig

from ehrmind.stopping import EXIT_REQUEUE
from ehrmind.sweep.settings import Process

MODULE = "hydra_plugins.ehrmind"
EXIT_FAILED = 1


class ProcessLauncher(Launcher):  # type: ignore[misc]  # Hydra is not typed
    """Runs a batch of jobs; the fields are those of `Process`."""

    __module__ = MODULE

    def __init__(self, **settings: Any) -> None:
        self._settings = Process(**settings)
        self._context: HydraContext | None = None
        self._master: DictConfig | None = None

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        self._context, self._master = hydra_context, config

    def launch(self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int) -> Sequence[JobReturn]:
        """Run them all. Raises UserError before the first; ends the process with a code where one is not done."""
        from ehrmind.feasible import check  # here: the plugin is made known for single runs too
        from ehrmind.mistakes import refuse_beside_launcher
        from ehrmind.rl.foreseen import check_extras
        from ehrmind.sweep import jobs, schedule
        from ehrmind.sweep.plan import plan, record, settle
        from ehrmind.sweep.process import JobState
        from ehrmind.sweep.show import summarise, watched

        assert self._context
        assert self._master
        refuse_beside_launcher(sys.argv[1:])  # of an experiment that is a sweep by itself
        # Hydra writes the whole configuration there, secrets too, and nobody reads it.
        Path(self._master.hydra.sweep.dir, "multirun.yaml").unlink(missing_ok=True)
        self._settings.check()
        batch = jobs.validated(self._context.config_loader, self._master, job_overrides, initial_job_idx)
        for job in batch:
            with jobs.named(job.number, job.label):
                check(job.config)
                check_extras(job.config.stage)
        sweep = settle(plan(batch), batch[0].config.rerun)
        record(sweep)
        with watched(sweep) as watch:
            entries = schedule.run(sweep, self._settings, watch)
        summarise(sweep, entries)
        states = {entry.state for entry in entries}
        if states & {JobState.FAILED, JobState.TIMED_OUT, JobState.NOT_STARTED}:
            sys.exit(EXIT_FAILED)
        if JobState.INTERRUPTED in states:
            sys.exit(EXIT_REQUEUE)
        return [JobReturn(overrides=job.overrides, status=JobStatus.COMPLETED) for job in batch]


def register() -> None:
    """Make the launcher known to Hydra."""
    plugins = Plugins.instance()
    package = sys.modules.setdefault("hydra_plugins", ModuleType("hydra_plugins"))
    if not hasattr(package, "__path__"):
        package.__path__ = []  # as of a package without modules, when Hydra looks for more
    sys.modules[MODULE] = sys.modules[__name__]
    plugins.register(ProcessLauncher)
