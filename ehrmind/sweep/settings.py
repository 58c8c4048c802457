"""How a sweep's jobs are run on this machine: `hydra/launcher=process`, the default.

python -m ehrmind +experiments=medcalc_cpu +sweeps=arms hydra.launcher.jobs=2 hydra.launcher.timeout_min=90
"""

from dataclasses import dataclass

from ehrmind.errors import ConfigError, require_choice

ON_ERROR = ("continue", "stop")


@dataclass
class Process:
    """A process a job, `jobs` at a time. After `timeout_min` minutes a job is asked to save and stop."""

    _target_: str = "hydra_plugins.ehrmind.ProcessLauncher"
    jobs: int = 1
    timeout_min: float | None = None
    on_error: str = "continue"  # with the other jobs, or stop

    def check(self) -> None:
        """Refuse numbers with which nothing would run. Raises ConfigError."""
        require_choice("hydra.launcher.on_error", self.on_error, ON_ERROR)
        if self.jobs < 1:
            raise ConfigError(f"hydra.launcher.jobs={self.jobs} runs nothing; use 1 or more")
        if self.timeout_min is not None and self.timeout_min <= 0:
            raise ConfigError(f"hydra.launcher.timeout_min={self.timeout_min:g} ends every job; use minutes, or null")
