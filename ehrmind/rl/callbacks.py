"""The trainer's reports, passed on to the trackers and to the progress bar."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from transformers import TrainerCallback

from ehrmind.console import say
from ehrmind.errors import RunError
from ehrmind.models.machine import return_freed_memory
from ehrmind.tracking import Tracker

# Written once at the end of training, at the last step's number: they belong to the run's cost, not to its curve.
_TOTALS = ("train_runtime", "train_samples_per_second", "train_steps_per_second", "train_loss", "total_flos")

CLIPPED = "completions/clipped_ratio"  # as TRL logs it

RETURN_EVERY = 30  # seconds; taking the memory again costs about one


class Report(TrainerCallback):  # type: ignore[misc]
    """Gives every logged step to the trackers, and every step to `advance`."""

    def __init__(
        self,
        trackers: Sequence[Tracker],
        advance: Callable[[Mapping[str, float], int], None],
    ) -> None:
        self._trackers, self._advance = trackers, advance
        self._began = time.perf_counter()
        self._steps, self._spent = 0, 0.0  # since the last logged line
        self._counted, self._since = 0.0, 0.0  # tokens, and seconds since they were counted

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._began = time.perf_counter()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._steps += 1
        self._spent += time.perf_counter() - self._began  # before the looks at validation rows

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        refuse_divergence(logs or {}, state.global_step)
        metrics = finite(logs or {})
        if not metrics or any(name in metrics for name in _TOTALS):
            return
        if state.global_step:
            metrics |= self._speed(metrics)
        for tracker in self._trackers:
            tracker.log(state.global_step, metrics)
        if state.global_step:  # before the first step the validation rows alone were looked at
            self._advance(metrics, state.max_steps)

    def _speed(self, metrics: Mapping[str, float]) -> dict[str, float]:
        """The mean seconds of the steps of this line, where the trainer does not log them, and the tokens a second.

        They are told from the last line that counted them: a step that learns from completions sampled before counts
        none. The first line of an attempt has none before it.
        """
        steps = max(self._steps, 1)
        seconds = metrics.get("step_time", self._spent / steps)
        self._since += seconds * steps
        self._steps, self._spent = 0, 0.0
        if "num_tokens" not in metrics:
            return {"step_time": seconds}
        tokens = metrics["num_tokens"] - self._counted
        made = {"tokens_per_second": tokens / self._since} if self._counted and self._since else {}
        self._counted, self._since = metrics["num_tokens"], 0.0
        return {"step_time": seconds, **made}


class CutOff(TrainerCallback):  # type: ignore[misc]
    """Says once where every completion of a step ran into the token limit: none of them has an answer to learn from."""

    def __init__(self, tokens: int) -> None:
        self._tokens, self._said = tokens, False

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        if self._said or (logs or {}).get(CLIPPED) != 1:
            return
        self._said = True
        say(
            f"! every completion of step {state.global_step} was cut off at {self._tokens} tokens, so that none "
            "could be right; raise stage.completion_tokens (of a chain stage.rlvr.completion_tokens; of a small model "
            f"model.caps.completion_tokens). The share of each step is {CLIPPED} in metrics.jsonl"
        )


class ReturnMemory(TrainerCallback):  # type: ignore[misc]
    """Gives back what malloc has kept, now and then: batches differ in size, and the heap grows with every new one."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if time.monotonic() - self._last > RETURN_EVERY:
            return_freed_memory()
            self._last = time.monotonic()


def refuse_divergence(logs: Mapping[str, Any], step: int) -> None:
    """Raise RunError where the loss or the gradient is no number: from then on the weights are none either."""
    for name in ("loss", "grad_norm"):
        value = logs.get(name)
        if isinstance(value, (int, float)) and not math.isfinite(value):
            raise RunError(f"training diverged: {name} is {value} at step {step}; lower the learning rate (lr)")


def finite(logs: Mapping[str, Any]) -> dict[str, float]:
    """The numbers among the logs that JSON can hold."""
    return {
        name: float(value) for name, value in logs.items() if isinstance(value, (int, float)) and math.isfinite(value)
    }
