"""Whether a model can share a prefix, and whether it did: the reasons not to, and the largest allowed difference."""

from typing import Any

import torch

# Of log-probabilities: in float32 the two paths differ by rounding alone; in bfloat16 by its eight bits.
TOLERANCE = {torch.float32: 1e-3, torch.bfloat16: 0.25, torch.float16: 0.05}


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
    if getattr(config, "attention_dropout", 0):
        return f"attention_dropout={config.attention_dropout} is drawn for each copy of the prompt"
    if not model._supports_sdpa:
        return "it does not take transformers' attention interface"
    return None


def tolerance(dtype: torch.dtype) -> float:
    """The largest difference of a log-probability that is rounding."""
    return TOLERANCE.get(dtype, 1e-3)
