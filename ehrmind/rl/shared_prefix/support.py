"""Whether a model can share a prefix, and whether it did: the reasons not to, and the largest allowed difference."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

# Of log-probabilities. In float32 no token may differ by more than rounding. In half precision unlikely tokens differ
# by tenths between any two orders of summation, so there the mean over the tokens is bounded: by this much, or by so
# many times what two stock attentions differ by. SmolLM2-135M in bfloat16, on unlikely tokens: eager and SDPA 0.07
# apart, shared and SDPA 0.06; a path that is wrong is off by 1 and more.
LARGEST = 1e-3
MEAN = {torch.bfloat16: 0.03, torch.float16: 0.005}
ROUNDINGS = 3


def base_of(model: Any) -> Any:
    """The causal language model below an adapter, or the model itself."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def why_not(model: Any) -> str | None:
    """The reason why a causal language model cannot share a prefix, or None. The first step then tells."""
    config = model.config.get_text_config()
    kinds = set(getattr(config, "layer_types", None) or ())
    if kinds - {"full_attention"}:
        return f"its layers are {', '.join(sorted(kinds - {'full_attention'}))}, not full attention"
    if getattr(config, "sliding_window", None) and getattr(config, "use_sliding_window", True):
        return f"it attends to a sliding window of {config.sliding_window} tokens"
    if any(name.rsplit(".", 1)[-1] in ("sinks", "s_aux") for name, _ in model.named_parameters()):
        return "it has attention sinks"
    if getattr(config, "attn_logit_softcapping", None):
        return "it caps its attention scores"
    scaling = (getattr(config, "rope_parameters", None) or {}).get("rope_type")
    if scaling in ("dynamic", "longrope"):
        return f"its rotary angles ({scaling}) depend on the longest row of a batch"
    if not model._supports_sdpa:
        return "it does not take transformers' attention interface"
    return None


def difference(got: Tensor, expected: Tensor, dtype: torch.dtype, rounding: float = 0.0) -> tuple[float, float]:
    """How far log-probabilities are apart, and how far rounding may put them apart.

    `rounding` is what half precision puts between two stock attentions, on such tokens.
    """
    if dtype in MEAN:
        return mean_gap(got, expected), max(MEAN[dtype], ROUNDINGS * rounding)
    return float((got - expected).abs().max()), LARGEST


def mean_gap(got: Tensor, expected: Tensor) -> float:
    """How far log-probabilities are apart, over the tokens that are not masked."""
    return float((got - expected).abs().sum() / (expected != 0).sum().clamp(min=1))


@contextmanager
def written_out(model: Any) -> Iterator[None]:
    """Attention by plain products in place of a kernel: the stock path in another order of summation."""
    stock = model.config._attn_implementation
    model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(stock)
