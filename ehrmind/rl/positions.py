"""Positions that count from a row's first token, whatever padding stands before it.

    mask       0 0 1 1 1
    positions  0 0 0 1 2

TRL scores left-padded rows and leaves positions to the model. Rotary ones are the same wherever a row begins; learned
ones (GPT-2) are not: without this its log-probabilities are off by 3.
"""

import inspect
from typing import Any


def count_from_first_token(model: Any) -> None:
    """Give the backbone of a causal language model the positions of left-padded rows, where it takes any."""
    backbone = model.base_model
    if "position_ids" in inspect.signature(backbone.forward).parameters:
        backbone.register_forward_pre_hook(_count, with_kwargs=True)


def _count(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    mask = kwargs.get("attention_mask")
    if mask is None or mask.dim() != 2 or kwargs.get("position_ids") is not None or bool(mask[:, 0].all()):
        return None
    return args, {**kwargs, "position_ids": (mask.cumsum(-1) - 1).clamp(min=0)}
