"""A warm-up whose first step learns, too: of w steps they have 1/w, 2/w, ... and all of the learning rate.

    transformers, 17 steps with a warm-up of 1      0, 1, 0.99, ...         the first step's weights do not move
    here                                            1, 1, 0.99, ...

From the end of the warm-up on the schedule is transformers'. A trainer is given it when training begins.
"""

from collections.abc import Callable
from typing import Any

from transformers import TrainerCallback

Share = Callable[[int], float]  # of the learning rate, by the number of steps that are done


class WarmUp(TrainerCallback):  # type: ignore[misc]
    """Moves the warm-up one step ahead."""

    def on_train_begin(self, args: Any, state: Any, control: Any, lr_scheduler: Any = None, **kwargs: Any) -> None:
        scheduler = getattr(lr_scheduler, "scheduler", lr_scheduler)  # below accelerate's
        steps = args.get_warmup_steps(state.max_steps)
        if not steps or not hasattr(scheduler, "lr_lambdas"):
            return
        scheduler.lr_lambdas = [ahead(share, steps) for share in scheduler.lr_lambdas]
        if state.global_step:
            return  # resumed: the learning rate is that of the checkpoint
        rates = [base * share(0) for base, share in zip(scheduler.base_lrs, scheduler.lr_lambdas, strict=True)]
        for group, rate in zip(scheduler.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        scheduler._last_lr = rates  # what is logged


def ahead(share: Share, warmup: int) -> Share:
    """The same schedule with its first `warmup` steps taken one later."""
    return lambda step: share(step + 1) if step < warmup else share(step)
