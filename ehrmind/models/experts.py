"""Mixtures of experts: whether a model is one, and its router's logits, which only training asks for.

SFT's trainer sets `output_router_logits` in the model's config, where save_pretrained would write it down: whoever
loads that model then computes a balancing loss in every forward, also of rows for which it is not defined.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FLAG = "output_router_logits"


def has_experts(network: Any) -> bool:
    """Whether the weights of all experts are one tensor, as transformers holds them."""
    return any("expert" in name and weight.dim() == 3 for name, weight in network.named_parameters())


def ask_no_router(network: Any) -> None:
    """Leave the router's logits to those who ask for them."""
    config = network.config.get_text_config()
    if hasattr(config, FLAG):
        setattr(config, FLAG, False)


@contextmanager
def router_unasked(network: Any) -> Iterator[None]:
    """For the time of saving it."""
    config = network.config.get_text_config()
    asked = getattr(config, FLAG, None)
    ask_no_router(network)
    try:
        yield
    finally:
        if asked is not None:
            setattr(config, FLAG, asked)
