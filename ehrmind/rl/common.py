"""What SFT and GRPO share: trainer settings of this machine, checked extras, saving the result."""

import contextlib
import gc
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import torch
from transformers import PrinterCallback

from ehrmind.config import Model
from ehrmind.errors import ConfigError
from ehrmind.models.load import Policy, autocasts
from ehrmind.models.machine import device, return_freed_memory
from ehrmind.rl.callbacks import Report, ReturnMemory
from ehrmind.rl.selection import Select
from ehrmind.runs import Run
from ehrmind.stages.base import Checkpoint, Job, Selection

Arguments = TypeVar("Arguments")


def machine_settings(model: Model, run: Run, seed: int) -> dict[str, Any]:
    """Trainer settings that follow from the device and the run, not from the recipe."""
    gpu = device() == "cuda"
    return {
        "output_dir": str(run.folder / "checkpoints"),
        "seed": seed,
        "use_cpu": not gpu,
        "bf16": autocasts(model),
        "activation_checkpointing": gpu,
        "gradient_checkpointing": None,  # the old name, which TRL still turns on by default
        "dataloader_pin_memory": gpu,
        "report_to": "none",
        "disable_tqdm": True,
        "logging_steps": 1,
        "save_strategy": "no",
        "weight_decay": 0.01,
    }


def build(kind: type[Arguments], settings: Mapping[str, Any], extra: Mapping[str, Any]) -> Arguments:
    """TRL's arguments, with the user's extras over ours. Raises ConfigError for what TRL's constructor refuses."""
    try:
        return kind(**{**settings, **extra})
    except (TypeError, ValueError) as error:
        if not extra:
            raise
        raise ConfigError(f"stage.extra={dict(extra)} is refused by {kind.__name__}: {error}") from error


def watch(job: Job, policy: Policy, settings: Selection) -> tuple[Report, Select | None]:
    """The report of a training, and what selects its weights where that is asked for."""
    select = Select(job, policy, settings, job.run.model) if settings.every else None
    return Report(job.trackers, job.advance, select), select


def fit(
    trainer: Any, report: Report, select: Select | None, policy: Policy, folder: Path, flops_per_token: float
) -> Checkpoint:
    """Train, and save the weights as safetensors: the last, or those that were selected.

    FLOPs are `flops_per_token` × weights × tokens.
    """
    trainer.add_callback(ReturnMemory())
    if select is not None:
        trainer.add_callback(select)
    trainer.remove_callback(PrinterCallback)  # the progress bar shows the numbers
    gc.collect()
    return_freed_memory()
    reset_peak_memory()
    started = time.perf_counter()
    trainer.train()
    seconds = time.perf_counter() - started
    if select is None:
        save(trainer.model, folder)
    policy.tokenizer.save_pretrained(folder)
    tokens = report.last.get("num_tokens", 0.0)
    cost = {
        "tokens": tokens,
        "flops": flops_per_token * policy.parameters * tokens,
        "seconds": round(seconds, 2),
        "steps": trainer.state.global_step,
        "peak_memory_mb": round(peak_memory_mb()),
    }
    if select is not None and select.best_step is not None:
        cost |= {"selected_step": select.best_step, "validation_accuracy": select.best}
    return Checkpoint(folder, cost)


def save(model: Any, folder: Path) -> None:
    """Write the weights, or the trained adapter without the copy that TRL keeps of it as the reference."""
    if hasattr(model, "peft_config"):
        model.save_pretrained(folder, selected_adapters=[model.active_adapter])
    else:
        model.save_pretrained(folder)


def reset_peak_memory() -> None:
    """Start counting the peak anew, so that one run of a chain is not charged with the run before it."""
    if device() == "cuda":
        torch.cuda.reset_peak_memory_stats()
    else:
        with contextlib.suppress(OSError):  # only Linux has it
            Path("/proc/self/clear_refs").write_text("5")


def peak_memory_mb() -> float:
    """The most memory that the process held since the reset: on the GPU where there is one, resident otherwise."""
    if device() == "cuda":
        return float(torch.cuda.max_memory_allocated()) / 2**20
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
