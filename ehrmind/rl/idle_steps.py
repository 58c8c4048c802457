"""Steps that have nothing to learn from: every group's completions earned the same, so that every advantage is zero.

    step 7: skipped: 1, idle_steps: 3          in metrics.jsonl; the weights of step 7 are those of step 6, bit by bit

What is left of the loss then are its KL and entropy terms, which weigh a thousandth. Adam divides each gradient by its
own size: alone they would move the weights as far as a lesson does. So the optimizer is given no gradient, for which it
leaves a weight, its moments and its decay alone. The step counts, and the learning rate goes on.
"""

from typing import Any

import torch
from torch import Tensor
from transformers import TrainerCallback

from ehrmind.console import say
from ehrmind.distributed import gather
from ehrmind.rl.groups import EQUAL


class IdleSteps(TrainerCallback):  # type: ignore[misc]
    """Drops the gradients of a step without any advantage, and counts it in the trainer's `idle_steps`."""

    def __init__(self, trainer: Any) -> None:
        self._trainer, self._teaches = trainer, False

    def see(self, advantages: Tensor, mask: Tensor) -> None:
        """The advantages (B,) of a micro-batch of the step under way, whose tokens (B, R) count where `mask` is 1."""
        self._teaches = self._teaches or bool(advantages[mask.any(dim=1)].any())

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._teaches = False

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        idle = not any(gather(self._teaches)) and not self._trainer.is_deepspeed_enabled  # which has stepped by now
        idle = idle and not (self._trainer.replay is not None and self._trainer.replay.taught)  # gold teaches too
        if idle:
            self._trainer.model_wrapped.zero_grad(set_to_none=True)
            self._trainer.idle_steps += 1
            if self._trainer.idle_steps == 1:
                say(
                    f"! step {state.global_step + 1} teaches nothing: within each group all completions earned the "
                    "same; the weights stay as they are. How many such steps there were is idle_steps in metrics.jsonl"
                )
        for name, value in (("skipped", idle), ("idle_steps", self._trainer.idle_steps)):
            self._trainer._metrics["train"][name].append(float(value))


def without_residue(advantages: Tensor, rewards: Tensor, group: int) -> Tensor:
    """Advantages (B,) of whole groups in order, those of groups whose rewards (B,) are equal exactly zero.

    In float32 the mean of twelve times 1.1 is 1.1000001, below which TRL then sees each of them by 0.0012: by the same.
    """
    grouped = rewards.view(-1, group)
    equal = (grouped.amax(dim=1) - grouped.amin(dim=1) <= EQUAL).repeat_interleave(group)
    return torch.where(equal.to(advantages.device), torch.zeros_like(advantages), advantages)
