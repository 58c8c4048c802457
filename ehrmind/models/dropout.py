"""Dropout: none while a model is evaluated, and none at all in reinforcement learning.

GRPO compares the policy with the one that sampled, which drops nothing: with dropout in the update alone the ratio of
their probabilities is not 1 at the first step, nor the KL estimate 0 (GPT-2: 0.0039).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Without dropout, and afterwards as it was."""
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)


def turn_off(model: Any) -> None:
    """Drop nothing in training either: layers, the shares that functions are given, and the config they are read of."""
    for module in model.modules():
        if hasattr(module, "p") and "Dropout" in type(module).__name__:
            module.p = 0.0
        _to_zero(module)
    _to_zero(model.config.get_text_config())


def _to_zero(holder: Any) -> None:
    shares = [name for name, value in vars(holder).items() if "drop" in name and isinstance(value, float)]
    for name in shares:
        setattr(holder, name, 0.0)
