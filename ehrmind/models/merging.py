"""A run's weights as one model: its adapter merged into its base, written as safetensors, and read back to be sure.

    network = merged(policy)                  W + B A alpha / r for every adapted weight, in float32
    write(network, policy, folder, Dtype.float32)
    check(folder, before, ids)                the log-probabilities of these tokens, before and after

What is read back is what vLLM and transformers load: a folder without an adapter, code of its own or a packed weight.
"""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ehrmind.config import Dtype
from ehrmind.errors import RunError
from ehrmind.models.dropout import evaluating
from ehrmind.models.load import Policy

TORCH = {Dtype.float32: torch.float32, Dtype.bfloat16: torch.bfloat16}
# In float32 the largest difference of log-probabilities, which is rounding's. In bfloat16 every weight is rounded to 8
# bits, which moves unlikely tokens by tenths: there the KL divergence in nats a token (SmolLM2-135M: 0.0004; with the
# rows of one query projection in a wrong order 0.5).
LARGEST, KL = 1e-3, 0.01
APART = {
    Dtype.float32: "the largest difference of log-probabilities",
    Dtype.bfloat16: "the KL divergence in nats a token",
}
PROBED = 64  # tokens


def log_probs(network: Any, ids: Sequence[int]) -> Tensor:
    """Of every token after each of the first tokens (T, V)."""
    row = torch.tensor([list(ids[:PROBED])], device=network.device)
    with torch.inference_mode(), evaluating(network):
        found: Tensor = network(input_ids=row, use_cache=False).logits[0].float().log_softmax(-1).cpu()
    return found


def merged(policy: Policy) -> Any:
    """The network without an adapter, which is part of its weights now."""
    network = policy.model
    return network.merge_and_unload(safe_merge=True) if hasattr(network, "peft_config") else network


def merged_copy(policy: Policy) -> Any:
    """The same of a copy in the machine's memory, in float32; the policy keeps its adapter."""
    where = policy.model.device
    network = copy.deepcopy(policy.model.to("cpu"))  # there: two of them may not fit where it was
    policy.model.to(where)
    return network.to(torch.float32).merge_and_unload(safe_merge=True)


def write(network: Any, policy: Policy, folder: Path, dtype: Dtype) -> None:
    """Safetensors, config.json, the tokenizer with its chat template, and the tokens that end an answer."""
    network.to(TORCH[dtype]).save_pretrained(folder)
    policy.tokenizer.save_pretrained(folder)


def check(folder: Path, before: Tensor, ids: Sequence[int], dtype: Dtype, file: str | None = None) -> float:
    """Read the folder back, or a GGUF file in it, and compare; how far it is apart. Raises RunError."""
    from transformers import AutoModelForCausalLM

    source = {"gguf_file": file} if file else {}
    network = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **source)
    gaps = before - log_probs(network, ids)
    if dtype is Dtype.float32:
        gap, limit = float(gaps.abs().max()), LARGEST
    else:
        gap, limit = float((before.exp() * gaps).sum(-1).mean()), KL
    if not gap <= limit:
        raise RunError(
            f"{folder}: what was written answers otherwise than the run: {APART[dtype]} is {gap:.2g}, more than "
            f"{limit:.2g}; it was removed"
        )
    return gap
