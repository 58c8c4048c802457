"""How a sweep's jobs are run on this machine: `hydra/launcher=process`, the default.

python -m ehrmind +experiments=medcalc_cpu +sweeps=arms hydra.launcher.jobs=2 hydra.launcher.timeout_min=90
"""

from dataclasses import dataclass

from ehrmind.errors import ConfigError, require_choice

ON_ERROR = ("continue", "stop")


@dataclass
class Process:
    """A process a job, `jobs` at a time. After `timeout_min` minutes a job is asked to save and stop.

    One that was asked and has not ended after `grace_min` minutes is killed; null waits as long as it takes.
    """

    _target_: str = "hydra_plugins.ehrmind.ProcessLauncher"
    jobs: int = 1
    timeout_min: float | None = None
    grace_min: float | None = 10  # a run saves at the end of its step
    on_error: str = "continue"  # with the other jobs, or stop

    def check(self) -> None:
        """Refuse numbers with which nothing would run. Raises ConfigError."""
        require_choice("hydra.launcher.on_error", self.on_error, ON_ERROR)
        if self.jobs < 1:
            raise ConfigError(f"hydra.launcher.jobs={self.jobs} runs nothing; use 1 or more")
        if self.timeout_min is not None and self.timeout_min <= 0:
            raise ConfigError(f"hydra.launcher.timeout_min={self.timeout_min:g} ends every job; use minutes, or null")
        if self.grace_min is not None and self.grace_min <= 0:
            raise ConfigError(f"hydra.launcher.grace_min={self.grace_min:g} lets no job save; use minutes, or null")
