"""A training that goes on where it was: what TRL's trainers forget is saved beside their checkpoint, and put back.

    checkpoint-20/progress-0.pt
    {"trainer": {"_step": 80, "_buffered_inputs": None, "_metrics": {...}, ...}, "select": {"best": 0.31, ...}}

transformers saves weights, optimizer, schedule, random states and the place in the data. Beyond that a trainer holds
its count of micro-batches, completions that were generated and not all used (num_iterations > 1), sums for the next
logged line, whether the shared prefix was given up, where dynamic sampling is in the order of prompts, and how long the
record of rollouts was. With them a run that was killed ends with the same bits.
"""

import time
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback
from transformers.trainer import TRAINING_ARGS_NAME

from ehrmind import checkpoints, stopping
from ehrmind.distributed import world_size
from ehrmind.rl import private_names
from ehrmind.rl.selection import Select
from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer
from ehrmind.stages.base import Saving

# What our trainer counts.
_OURS = ("shared", "_checked_step", "_checked_gradient", "idle_steps")


class Resume(TrainerCallback):  # type: ignore[misc]
    """Checkpoints every `saving.steps` steps or `saving.minutes` minutes and when asked to stop; puts one back."""

    def __init__(self, trainer: Any, saving: Saving, select: Select | None, checkpoint: Path | None) -> None:
        self._trainer, self._saving, self._select, self._checkpoint = trainer, saving, select, checkpoint
        facts = checkpoints.sealed(checkpoint) if checkpoint else {}
        trainer.epochs_done = facts.get("epochs", 0)  # for the order of the data
        self._before = facts.get("seconds", 0.0)
        self._started = self._saved = time.monotonic()
        self.stopped = False  # on the way, because a process was asked to
        self._kept = facts.get("step", 0)  # the newest step that is saved

    @property
    def seconds(self) -> float:
        """How long the training has taken, over all attempts that are part of it."""
        return float(self._before + time.monotonic() - self._started)

    def at_stake(self) -> str:
        """What the training would lose if it were stopped at once: "steps 21 to 34 (step 20 is saved)"."""
        done = self._trainer.state.global_step
        kept = f"step {self._kept} is saved" if self._kept else "none is saved"
        if done <= self._kept:
            return f"the step under way ({kept})"
        return f"{f'step {done}' if done == self._kept + 1 else f'steps {self._kept + 1} to {done}'} ({kept})"

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._started = self._saved = time.monotonic()
        private_names.require_loop(self._trainer)
        if self._checkpoint is not None:
            self._put_back(self._checkpoint / _name(args))

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step >= state.max_steps:
            return  # the final weights are saved next
        steps, now = self._saving.steps, time.monotonic()
        stop, late = _any_process(stopping.asked(), now - self._saved > 60 * self._saving.minutes)
        if stop or late or (steps and state.global_step % steps == 0):
            control.should_save = True
            self._saved = now
        self.stopped = stop
        control.should_training_stop = control.should_training_stop or stop

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
        torch.save(self._held(), folder / _name(args))
        self._trainer.accelerator.wait_for_everyone()
        if state.is_world_process_zero:
            (folder / TRAINING_ARGS_NAME).unlink(missing_ok=True)  # secrets of stage.extra; nothing reads it again
            facts = {"step": state.global_step, "epochs": int(state.epoch), "processes": world_size()}
            best = {"best": self._select.best_step} if self._select else {}
            checkpoints.seal(folder, {**facts, **best, "seconds": round(self.seconds, 2)})
            if self._select is not None:
                self._select.prune()
        self._kept = state.global_step

    def _held(self) -> dict[str, Any]:
        trainer = self._trainer
        kept = {name: getattr(trainer, name) for name in private_names.held(trainer)}
        kept |= {name: getattr(trainer, name) for name in _OURS if isinstance(trainer, SharedPrefixTrainer)}
        if "_buffered_inputs" in kept and trainer._step % _reuse(trainer) == 0:
            kept["_buffered_inputs"] = None  # all used
        kept["_metrics"] = {mode: dict(values) for mode, values in trainer._metrics.items()}
        own = {name: part.state() for name, part in self._parts().items()}
        return {"trainer": kept, "select": self._select.state() if self._select else None, **own}

    def _parts(self) -> dict[str, Any]:
        """What of RLVR keeps a state of its own: dynamic sampling, the record of rollouts."""
        parts = {name: getattr(self._trainer, name, None) for name in ("sampler", "record")}
        return {name: part for name, part in parts.items() if part is not None}

    def _put_back(self, path: Path) -> None:
        held = torch.load(path, map_location=self._trainer.args.device.type, weights_only=True)
        for mode, values in held["trainer"].pop("_metrics").items():
            self._trainer._metrics[mode].update(values)
        for name, value in held["trainer"].items():
            setattr(self._trainer, name, value)
        if self._select is not None:
            self._select.restore(held["select"])
        for name, part in self._parts().items():
            part.restore(held.get(name))  # None: there was none yet, of what does not name the run


def _reuse(trainer: Any) -> int:
    """How many micro-batches one generation serves."""
    return int(trainer.args.steps_per_generation * trainer.num_iterations)


def _name(args: Any) -> str:
    return f"progress-{args.process_index}.pt"


def _any_process(*flags: bool) -> tuple[bool, ...]:
    """Whether each flag is set in any of the processes, so that all of them do the same."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return flags
    device = "cuda" if torch.distributed.get_backend() == "nccl" else "cpu"
    seen = torch.tensor([float(flag) for flag in flags], device=device)
    torch.distributed.all_reduce(seen, op=torch.distributed.ReduceOp.MAX)
    return tuple(bool(flag) for flag in seen)
