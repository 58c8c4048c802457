"""How a micro-batch counts, so that the gradient of a step is that of whole groups, and of useful ones alone.

    bnpo, groups of 4, micro-batches of 2    a group of 10 + 10 + 10 + 30 tokens: the mean over its tokens is
                                             2/4·x_1 + 2/4·x_2 only with each part's share of them, 20/60 and 40/60
    ->  weights 2/3 and 4/3 of what TRL divides by the number of micro-batches

TRL averages a loss over a micro-batch (bnpo over its tokens) and then over micro-batches, or sums over tokens and
divides by the tokens of the step (dapo, cispo, vespo). Its entropy bonus is always a mean over a micro-batch's tokens.
Of a mean over tokens a part of a group is weighted by its share of the group's tokens. Where dynamic sampling has found
fewer groups than a step has places, means are taken over the groups that were found.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ehrmind.errors import ConfigError

OVER_TOKENS_OF_STEP = ("dapo", "cispo", "vespo")
BESIDE = ("entropy_coef", "router_aux_loss_coef")  # of means over a micro-batch
LEAST = 8  # tokens of a prompt of which nothing is computed


@dataclass(frozen=True, slots=True)
class Weight:
    """Factors of the whole loss of a micro-batch, and besides of its means over the micro-batch (see `counting`)."""

    loss: float
    beside: float


def with_group_tokens(batch: dict[str, Any], group: int) -> dict[str, Any]:
    """The batch with a column of how many tokens each row's group has."""
    tokens = batch["completion_mask"].sum(dim=1).view(-1, group).sum(dim=1)
    return {**batch, "group_tokens": tokens.repeat_interleave(group)}


def weight_of(inputs: Mapping[str, Any], loss: str, group: int) -> Weight:
    """Of a micro-batch, which is a group, a part of one, or several."""
    scale = float(inputs["scale"][0]) if "scale" in inputs else 1.0
    share = _share(inputs, group)
    if not has_any(inputs, "learned"):
        return Weight(1.0, 0.0)  # nothing is computed
    if loss == "bnpo":
        return Weight(share * scale, 1.0)
    if loss in OVER_TOKENS_OF_STEP:
        of_tokens = float(inputs["token_scale"][0]) if "token_scale" in inputs else 1.0
        return Weight(of_tokens, share * scale / of_tokens if of_tokens else 0.0)
    return Weight(scale, share)


def has_any(inputs: Mapping[str, Any], mark: str) -> bool:
    """Whether a row of the micro-batch bears the mark; without dynamic sampling all do."""
    return mark not in inputs or bool(inputs[mark].any())


@contextmanager
def counting(trainer: Any, weight: Weight) -> Iterator[None]:
    """Let the entropy bonus and the balance of experts count with their weight, and the former be logged without."""
    if weight.beside == 1.0:
        yield
        return
    held = {name: getattr(trainer, name) for name in BESIDE}
    for name, coefficient in held.items():
        setattr(trainer, name, coefficient * weight.beside)
    try:
        yield
    finally:
        for name, coefficient in held.items():
            setattr(trainer, name, coefficient)
        for values in trainer._metrics.values():
            if values.get("entropy_coef"):
                values["entropy_coef"][-1] = held["entropy_coef"]


@contextmanager
def untouched(metrics: dict[str, list[float]]) -> Iterator[None]:
    """Drop what the block logs: of a micro-batch from which no process learns there is nothing to say."""
    before = {name: len(values) for name, values in metrics.items()}
    yield
    for name in list(metrics):
        del metrics[name][before.get(name, 0) :]
        if name not in before:
            del metrics[name]


def check(arguments: Any, dynamic: float) -> None:
    """Refuse settings that look at a micro-batch as if it were whole, where it is a part of a group or holds none.

    Raises ConfigError.
    """
    parts = arguments.per_device_train_batch_size % arguments.num_generations != 0
    for name, off in (("top_entropy_quantile", 1.0), ("use_adaptive_entropy", False)):
        value = getattr(arguments, name, off)
        if value != off and (parts or dynamic > 1):
            why = "is a part of a group with stage.micro_batch" if parts else "may be empty with stage.dynamic_sampling"
            raise ConfigError(
                f"stage.extra.{name}={value} reads the entropy of a micro-batch, which {why}; leave one of them out"
            )


def _share(inputs: Mapping[str, Any], group: int) -> float:
    """The tokens of this part over its group's, times the number of parts; 1 of whole groups."""
    rows = len(inputs["completion_mask"])
    if "group_tokens" not in inputs or rows % group == 0:
        return 1.0
    whole = max(int(inputs["group_tokens"][0]), 1)
    return float(inputs["completion_mask"].sum()) / whole * (group / rows)


def emptied(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A micro-batch of which nothing is learned, cut to where computing it costs nothing: its loss is 0.

    It is computed all the same, since the processes of a training have to do as many passes as each other.
    """
    cut: dict[str, Any] = {}
    for name, value in inputs.items():
        if not isinstance(value, Tensor) or value.ndim < 2:
            cut[name] = value
        else:
            cut[name] = value[:, -LEAST:] if name.startswith("prompt_") else value[:, :1]
    cut["completion_mask"] = torch.zeros_like(cut["completion_mask"])
    return cut
