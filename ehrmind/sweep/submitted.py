"""Before another launcher than ours takes the jobs: no secret of theirs is written where it would stay.

    python -m ehrmind +stage.extra.hub_token=hf_abc seed=0,1 hydra/launcher=submitit_slurm
    -> ConfigError: stage.extra.hub_token would stand in plain text in multirun.yaml and the pickles of ...

Hydra writes the whole configuration beside the runs, submitit each job's command line; our own launcher keeps neither.
"""

from collections.abc import Sequence

from ehrmind import naming
from ehrmind.errors import ConfigError
from ehrmind.mistakes import MULTIRUN_FLAGS
from ehrmind.provenance import secret_keys
from ehrmind.sweep.jobs import from_command_line


def check(arguments: Sequence[str], launcher: str) -> None:
    """Compose every job, and refuse one that holds a secret. Raises UserError."""
    words = [item for item in arguments if "=" in item or item.startswith("~") or item in MULTIRUN_FLAGS]
    for job in from_command_line(words):
        for key in secret_keys(naming.plain(job.config)):
            raise ConfigError(
                f"{key} would stand in plain text in multirun.yaml and the pickles of hydra/launcher={launcher}; leave "
                "it out, and put it into the environment of the jobs (HF_TOKEN, WANDB_API_KEY) or log in there"
            )
