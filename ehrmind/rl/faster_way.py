"""Whether updates share their prompts on this accelerator, by time: both ways, before the first step.

    runs/medcalc-qwen3_4b-rlvr-1a2b3c4d/faster_way.json    {"share_of_time": 0.42, "updates_share": true}

Both ways give the same gradients up to rounding. They are timed in turn on the longest micro-batch, which leaves no
trace, each process by itself and none waiting for another; what is faster in all together is kept for the whole
training, so that old, new and reference log-probabilities come from one of them. A training that goes on after a break
keeps what was decided. On a CPU sharing was faster at every size (docs/shared_prefix.md), and nothing is timed.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from ehrmind.console import say
from ehrmind.distributed import agree, gather, is_main
from ehrmind.files import read_json, write_json
from ehrmind.preflight.headroom import is_exhausted
from ehrmind.rl.longest_step import completed, longest_prompts, no_trace, widest_update
from ehrmind.stages.rlvr import SharedPrefix

FASTER_WAY = "faster_way.json"
LAPS = 3  # counted, of each way; one before them is not, in which kernels are chosen and memory is taken


class FasterWay(TrainerCallback):  # type: ignore[misc]
    """Decides when training begins; the model is then wrapped and the optimizer made."""

    def __init__(self, trainer: Any, path: Path, reset: Callable[[], None]) -> None:
        """`reset` starts counting the peak of memory anew: the stock path's is not the training's."""
        self._trainer, self._path, self._reset = trainer, path, reset

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if is_open(self._trainer):
            decide(self._trainer, self._path)
            torch.cuda.empty_cache()
            self._reset()


def is_open(trainer: Any) -> bool:
    """Whether there is something to decide: an accelerator, `auto`, and a model that can share.

    Of a mixture of experts whose routers are trained the stock path scores in any case.
    """
    routed = bool(getattr(trainer, "aux_loss_enabled", False))
    automatic = trainer.mode is SharedPrefix.auto
    return bool(trainer.accelerator.device.type != "cpu" and automatic and trainer.shared and not routed)


def decide(trainer: Any, path: Path) -> None:
    """Time both ways, or read what was found; set `trainer.packed`, and say it."""
    found = agree(read_json(path, "remove it, and the ways are timed again") if path.exists() else None)
    if found is None:
        found = timed(trainer)
        if is_main():
            write_json(path, found)
    trainer.packed = bool(found["updates_share"])
    share = found["share_of_time"]
    if share is None:
        say("shared prefix: updates share their prompts; the stock path does not fit into the memory")
        return
    trainer._metrics["train"]["shared_prefix/share_of_time"].append(share)
    kept = "kept" if trainer.packed else "updates compute each prompt with each completion"
    say(f"shared prefix: an update takes {share:.2f} of the stock path's time: {kept}")


def timed(trainer: Any) -> dict[str, Any]:
    """The share of the stock path's time that the shared path takes; None where the stock path runs out of memory."""
    inputs = completed(trainer, longest_prompts(trainer)[0])
    laps: dict[bool, list[float]] = {True: [], False: []}
    fits = True
    with no_trace(trainer):
        for lap in range(2 * (1 + LAPS)):
            trainer.packed = lap % 2 == 0
            if not (trainer.packed or fits):
                continue
            try:
                laps[trainer.packed].append(_lap(trainer, inputs))
            except RuntimeError as error:
                if trainer.packed or not is_exhausted(error):
                    raise
                fits = False
    every = gather({way: statistics.median(found[1:]) for way, found in laps.items()} if fits else None)
    found = [each for each in every if each is not None]
    if len(found) < len(every):
        return {"share_of_time": None, "updates_share": True}
    share = sum(each[True] for each in found) / sum(each[False] for each in found)
    return {"share_of_time": round(share, 3), "updates_share": share <= 1}


def _lap(trainer: Any, inputs: dict[str, Any]) -> float:
    """Seconds of an update, without its reduction over processes."""
    _wait(trainer)
    started = time.perf_counter()
    with trainer.accelerator.no_sync(trainer.model_wrapped):
        widest_update(trainer, inputs)
    _wait(trainer)
    return time.perf_counter() - started


def _wait(trainer: Any) -> None:
    """Let the device finish what it was given."""
    if trainer.accelerator.device.type == "cuda":
        torch.cuda.synchronize()
