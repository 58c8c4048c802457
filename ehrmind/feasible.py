"""Refuse what the processes of this launch cannot do, before anything runs and without loading a library for it.

    torchrun --nproc_per_node 3 -m ehrmind stage=rlvr model=tiny
    -> ehrmind: stage.prompts_per_step=2 cannot be dealt out to 3 processes; use a multiple of 3

Only the configuration and the launcher's environment are looked at, so that the answer comes in a second.
"""

import os
from importlib.util import find_spec

from ehrmind.config import Config, Engine, Model, Origin, Quantize, Rollout
from ehrmind.distributed import deal, sharded, world_size
from ehrmind.errors import ConfigError
from ehrmind.models import folder, quantize, targets
from ehrmind.parents import check_folder
from ehrmind.stages.base import Stage
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT

SHARED = "EHRMIND_SHARED_GPU"  # said by a sweep that runs several jobs on one (ehrmind.sweep.slots)


def check(config: Config) -> None:
    """Look at every run of the config's plan. Raises ConfigError."""
    quantize.check(config.model, any(step.stage.trains for step in config.stage.plan()))
    if config.model.folder:
        folder.check(config.model.folder, "model.path", config.model.trust_remote_code)
        check_folder(config.model.folder, config)
    targets.check(config.model)
    if config.model.origin is not Origin.server and any(step.stage.loads_model for step in config.stage.plan()):
        engine_here(config.evaluation.engine, config.model)
    chain = not isinstance(config.stage, (RLVR, SFT))
    for step in config.stage.plan():
        _check_stage(step.stage, f"stage.{step.stage.registered_name}" if chain else "stage")
        if isinstance(step.stage, RLVR):
            check_rollout(config.model.rollout)


def check_rollout(rollout: Rollout) -> None:
    """Refuse vLLM where it is not installed or has no GPU. Raises ConfigError."""
    if rollout is Rollout.transformers:
        return
    if find_spec("vllm") is None:
        raise ConfigError(
            f"model.rollout={rollout.value} needs vLLM: pip install 'ehrmind[gpu]', or use model.rollout=transformers"
        )
    import torch

    if not torch.cuda.is_available():
        raise ConfigError(
            f"model.rollout={rollout.value} needs a GPU, and none is visible here; use model.rollout=transformers"
        )


def engine_here(engine: Engine, model: Model) -> Engine:
    """Who writes on this machine. Raises ConfigError where what is asked for cannot be."""
    if engine is Engine.transformers:
        return engine
    reason = why_not_vllm(model)
    if reason is None:
        return Engine.vllm
    if engine is Engine.vllm:
        raise ConfigError(f"evaluation.engine=vllm: {reason}; use evaluation.engine=auto or transformers")
    return Engine.transformers


def why_not_vllm(model: Model) -> str | None:
    """The reason why vLLM does not write here; None where it does."""
    if find_spec("vllm") is None:
        return "vLLM is not installed (pip install 'ehrmind[gpu]')"
    from ehrmind.models.machine import device

    if device() != "cuda":
        return "it needs a GPU, and none is visible here"
    if os.environ.get(SHARED):
        return "jobs of this sweep share the GPU, whose free memory it would take"
    if world_size() > 1:
        return f"it takes the GPU of one process, and this launch has {world_size()}"
    if model.quantize is not Quantize.none:
        return f"its weights would not be those of model.quantize={model.quantize.value}"
    return None


def _check_stage(stage: Stage, key: str) -> None:
    if isinstance(stage, RLVR) and stage.prompts_per_step is not None:
        deal(f"{key}.prompts_per_step", stage.prompts_per_step)
        _check_looks(stage, key)
        if stage.sft_weight and sharded():
            raise ConfigError(
                f"{key}.sft_weight={stage.sft_weight:g} has not been tried where the weights are sharded (FSDP, "
                "DeepSpeed); use 0, or train with DDP"
            )
    if isinstance(stage, SFT) and stage.batch is not None:
        deal(f"{key}.batch", stage.batch)
        _check_looks(stage, key)


def _check_looks(stage: RLVR | SFT, key: str) -> None:
    for name, every in (("select", stage.select.every), ("watch", stage.watch.every)):
        if every and sharded():
            raise ConfigError(
                f"{key}.{name}.every={every} needs the whole weights in each process, which FSDP and DeepSpeed "
                "do not leave there; use 0, or train with DDP"
            )
