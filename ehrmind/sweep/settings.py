"""How a sweep's jobs are run on this machine: `hydra/launcher=process`, the default.

python -m ehrmind +experiments=medcalc_cpu +sweeps=arms hydra.launcher.jobs=2 hydra.launcher.timeout_min=90
"""

from dataclasses import dataclass

from omegaconf import OmegaConf

from ehrmind.errors import require_choice
from ehrmind.fields import number, require_ranges

ON_ERROR = ("continue", "stop")


@dataclass
class Process:
    """A process a job, `jobs` at a time. After `timeout_min` minutes a job is asked to save and stop.

    One that was asked and has not ended after `grace_min` minutes is killed; null waits as long as it takes.
    """

    _target_: str = "hydra_plugins.ehrmind.ProcessLauncher"
    jobs: int = number(1, at_least=1, why="runs nothing")
    timeout_min: float | None = number(None, above=0, why="ends every job (null: no limit)")
    grace_min: float | None = number(
        10, above=0, why="lets no job save (null: as long as it takes)"
    )  # a run saves at the end of its step
    on_error: str = "continue"  # with the other jobs, or stop

    def check(self) -> None:
        """Refuse numbers with which nothing would run. Raises ConfigError."""
        require_choice("hydra.launcher.on_error", self.on_error, ON_ERROR)
        require_ranges(OmegaConf.structured(self), "hydra.launcher")
