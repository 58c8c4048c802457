"""Which trainer a stage has: SFT's over TRL's SFTTrainer, RLVR's over its GRPOTrainer, and none for the others."""

from ehrmind.job import Checkpoint, Job
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT


def train(job: Job) -> Checkpoint | None:
    """Train as the job's stage says, and return the final weights; None where the stage trains nothing."""
    stage = job.config.stage
    if isinstance(stage, SFT):
        from ehrmind.rl import sft

        return sft.train(stage, job)
    if isinstance(stage, RLVR):
        from ehrmind.rl import grpo

        return grpo.train(stage, job)
    assert not stage.trains, f"no trainer for stage={stage.registered_name}"
    return None
