"""Draw next tokens as `generate` does: temperature, then top-k, then top-p; one uniform number a token.

The uniforms of a sequence are a function of (seed, step, prompt, sample) alone, so that a completion does not depend
on what else is in the batch, nor on when others finish.
"""

import hashlib
from dataclasses import dataclass

import torch
from torch import Tensor

NUCLEUS_TRY = 1024  # candidates; a sort of the whole vocabulary is needed only when the nucleus is larger


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn. temperature 0 is greedy; top_k 0 keeps every token."""

    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0


def uniforms(seed: int, step: int, prompt: object, sample: int, length: int) -> Tensor:
    """The uniform numbers (R,) of one sequence; `prompt` is the prompt's number or name."""
    digest = hashlib.sha256(f"{seed}/{step}/{prompt}/{sample}".encode()).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)
    return torch.rand(length, generator=generator, dtype=torch.float64)


def choose(logits: Tensor, sampling: Sampling, uniform: Tensor, likeliest: Tensor) -> Tensor:
    """Next tokens (N,): the likeliest where asked for (N,), drawn elsewhere."""
    if bool(likeliest.all()):
        return logits.argmax(dim=-1)
    drawn = draw(logits, sampling, uniform)
    return torch.where(likeliest, logits.argmax(dim=-1), drawn) if bool(likeliest.any()) else drawn


def draw(logits: Tensor, sampling: Sampling, uniform: Tensor) -> Tensor:
    """Next tokens (N,) from logits (N, V) and one uniform number each (N,)."""
    if sampling.temperature == 0:
        return logits.argmax(dim=-1)
    probabilities = torch.softmax(logits.float() / sampling.temperature, dim=-1)
    count = min(sampling.top_k or NUCLEUS_TRY, logits.shape[-1])
    if sampling.top_k == 0 and sampling.top_p >= 1:
        return _pick(probabilities, uniform)
    kept, tokens = probabilities.topk(count, dim=-1)
    if sampling.top_k == 0 and bool((kept.sum(-1) < sampling.top_p).any()):
        kept, tokens = probabilities.sort(dim=-1, descending=True)
    if sampling.top_k:
        kept = kept / kept.sum(-1, keepdim=True)
    before = kept.cumsum(-1) - kept
    kept = kept.masked_fill(before >= sampling.top_p, 0)
    return tokens.gather(1, _pick(kept, uniform)[:, None])[:, 0]


def _pick(weights: Tensor, uniform: Tensor) -> Tensor:
    """The index (N,) at which the cumulated weights (N, V) pass the uniform share of their sum."""
    cumulated = weights.double().cumsum(-1)
    target = uniform.to(weights.device)[:, None] * cumulated[:, -1:]
    return torch.searchsorted(cumulated, target, right=True)[:, 0].clamp(max=weights.shape[-1] - 1)
