"""Attention over a shared prefix: the queries of G branches read one copy of the prefix's keys and values.

A group of G completions of one prompt is one packed row: prefix, then the branches one after the other.

    tokens      p p p p | a a a | b b b | c c c            prefix P = 4, branches G = 3, length R = 3
    positions   0 1 2 3 | 4 5 6 | 4 5 6 | 4 5 6

Each branch attends to the prefix and to itself. Attention over two sets of keys is exact from its two parts: with
outputs o_i and log-sum-exps l_i, l = log(e^l1 + e^l2) and o = e^(l1-l) o1 + e^(l2-l) o2 (Liu et al. 2023, Ring
Attention, arXiv 2310.01889). The backward pass of flash attention needs only (o, l), so that each part's gradients
come from the kernel itself, given the merged o and l (Dao et al. 2022, arXiv 2205.14135, algorithm 4).

Departs from textbook attention in that, when decoding, the query heads that share a key head are folded into the
query's length, so that grouped keys and values are not repeated either. Shapes: B rows, H heads, K key heads, L
queries, D head size.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import torch
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from ehrmind.rl.shared_prefix.kernels import Kernel, kernel_for

NAME = "shared_prefix"


class Shared(Protocol):
    """What the model is given as `shared_prefix=`: it attends for one layer."""

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scale: float) -> Tensor:
        """Query (B, H, L, D), key and value (B, K, L, D) -> (B, L, H, D)."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """How one group lies in a packed row: `prefix` tokens, then `branches` × `length`."""

    prefix: int
    branches: int
    length: int

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scale: float) -> Tensor:
        """(1, H, P + G R, D) -> (1, P + G R, H, D)."""
        kernel = kernel_for(query)
        if kernel is None:
            return self.attend_masked(query, key, value, scale)
        return _Attention.apply(query, key, value, self, scale, kernel)  # type: ignore[no-any-return]

    def attend_masked(self, query: Tensor, key: Tensor, value: Tensor, scale: float) -> Tensor:
        """The same in SDPA with a mask, for devices whose kernels do not give the log-sum-exp.

        Its branches see each other's keys and drop them: at 2048 + 12 × 1500 tokens 4.8 times the pairs that plain
        causal attention has, row by row.
        """
        at, groups = self.prefix, query.shape[1] // key.shape[1]
        key, value = repeat_kv(key, groups), repeat_kv(value, groups)
        attend = torch.nn.functional.scaled_dot_product_attention
        outputs = [attend(query[:, :, at:], key, value, attn_mask=mask(self, query.device), scale=scale)]
        if at:
            prefix = (item[:, :, :at] for item in (query, key, value))
            outputs.insert(0, attend(*prefix, is_causal=True, scale=scale))
        return torch.cat(outputs, dim=2).transpose(1, 2)


@lru_cache(maxsize=1)  # the same for every layer, and hundreds of megabytes for long groups
def mask(layout: Layout, device: torch.device) -> Tensor:
    """Which keys a branch's query sees, (G R, P + G R): the prefix, and its own branch up to itself."""
    branch = torch.arange(layout.branches * layout.length, device=device)
    own = (branch[:, None] // layout.length == branch[None, :] // layout.length) & (branch[:, None] >= branch[None, :])
    return torch.cat([own.new_ones(len(branch), layout.prefix), own], dim=1)


def attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    shared_prefix: Shared | None = None,
    scaling: float | None = None,
    **kwargs: Any,
) -> tuple[Tensor, None]:
    """Transformers' attention interface: SDPA, or over a shared prefix where the forward was given one."""
    if shared_prefix is None:
        output, _ = sdpa_attention_forward(module, query, key, value, attention_mask, scaling=scaling, **kwargs)
        return output, None
    kind = query.device.type
    if torch.is_autocast_enabled(kind):  # as it does for SDPA: rotary angles leave queries and keys in float32
        query, key, value = (item.to(torch.get_autocast_dtype(kind)) for item in (query, key, value))
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    return shared_prefix.attend(int(module.layer_idx), query, key, value, scale), None  # type: ignore[arg-type]


def register() -> None:
    """Make `attn_implementation="shared_prefix"` known to transformers."""
    AttentionInterface.register(NAME, attention)
    AttentionMaskInterface.register(NAME, sdpa_mask)


def merge(first: Tensor, first_lse: Tensor, second: Tensor, second_lse: Tensor) -> tuple[Tensor, Tensor]:
    """Attention over two sets of keys from its parts: outputs (..., L, D) and log-sum-exps (..., L)."""
    share = torch.sigmoid(first_lse - second_lse)[..., None]  # e^l1 / (e^l1 + e^l2)
    output = torch.lerp(second.to(share.dtype), first.to(share.dtype), share).to(first.dtype)
    return output, torch.logaddexp(first_lse, second_lse)


def over_keys(query: Tensor, key: Tensor, value: Tensor, scale: float) -> tuple[Tensor, Tensor]:
    """Queries (B, H, L, D) over keys (B, K, T, D) that all of them see -> (B, H, L, D), (B, H, L)."""
    kernel = kernel_for(query)
    if kernel is None:
        return products(query, key, value, scale)
    output, lse, _ = kernel.forward(fold(query, key.shape[1]), key, value, False, scale)
    return output.reshape(query.shape), lse.reshape(query.shape[:3])


def products(
    query: Tensor, key: Tensor, value: Tensor, scale: float, seen: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """`over_keys` in matrix products, where no kernel gives the log-sum-exp; `seen` is a mask (L, T).

    Scores are in float32: rounded to bfloat16, those of 20 are wrong by 0.06, and two sets weighed by e^0.06.
    """
    with torch.autocast(query.device.type, enabled=False):  # which would round the product
        scores = (fold(query, key.shape[1]).float() @ key.float().transpose(-1, -2)) * scale
    if seen is not None:
        scores = scores.unflatten(2, (-1, len(seen))).masked_fill(~seen, -torch.inf).flatten(2, 3)
    lse = scores.logsumexp(-1)
    output = (scores - lse[..., None]).exp().to(value.dtype) @ value
    return output.reshape(query.shape), lse.reshape(query.shape[:3])


def fold(query: Tensor, key_heads: int) -> Tensor:
    """(B, H, L, D) -> (B, K, H/K · L, D): the query heads of one key head, one after the other."""
    return query.reshape(len(query), key_heads, -1, query.shape[-1])


class _Attention(torch.autograd.Function):  # type: ignore[misc]
    """A packed row's attention, exact in both passes, with no prefix repeated and no scores kept.

    One function for the prefix and the branches: autograd would zero a whole tensor for each slice of it.
    """

    @staticmethod
    def forward(
        ctx: Any, query: Tensor, key: Tensor, value: Tensor, layout: Layout, scale: float, kernel: Kernel
    ) -> Tensor:
        at, groups = layout.prefix, query.shape[1] // key.shape[1]
        output = query.new_empty(1, query.shape[2], query.shape[1], query.shape[3])
        own_query, own_key, own_value = _own(query, key, value, layout)
        own, own_lse, own_state = kernel.forward(own_query, own_key, own_value, True, scale)
        states = [own_state]
        own, own_lse = _join(own), _join(own_lse[..., None])[..., 0]
        lse = own_lse.new_empty(query.shape[:3])
        if at:
            prefix_key, prefix_value = (repeat_kv(item[:, :, :at], groups) for item in (key, value))
            first, first_lse, state = kernel.forward(query[:, :, :at], prefix_key, prefix_value, True, scale)
            output[:, :at], lse[:, :, :at] = first.transpose(1, 2), first_lse
            shared, shared_lse, other = kernel.forward(query[:, :, at:], prefix_key, prefix_value, False, scale)
            states += [state, other]
            own, own_lse = merge(shared, shared_lse, own, own_lse)
        output[:, at:], lse[:, :, at:] = own.transpose(1, 2), own_lse
        ctx.save_for_backward(query, key, value, output, lse)
        ctx.layout, ctx.scale, ctx.kernel, ctx.states = layout, scale, kernel, states
        return output

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        query, key, value, output, lse = ctx.saved_tensors
        layout, scale, backward = ctx.layout, ctx.scale, ctx.kernel.backward
        at, groups, branches = layout.prefix, query.shape[1] // key.shape[1], layout.branches
        grad, output = grad.transpose(1, 2), output.transpose(1, 2)
        to_query, to_key, to_value = (torch.empty_like(item) for item in (query, key, value))
        own_grad, own_output = (_split(item[:, :, at:], branches) for item in (grad, output))
        own_lse = _split(lse[:, :, at:, None], branches)[..., 0]
        own_state, *states = ctx.states
        own = backward(own_grad, _own(query, key, value, layout), own_output, own_lse, own_state, True, scale)
        to_query[:, :, at:] = _join(own[0])
        to_key[:, :, at:], to_value[:, :, at:] = (_join(_ungroup(part, groups)) for part in own[1:])
        if at:
            repeated = repeat_kv(key[:, :, :at], groups), repeat_kv(value[:, :, :at], groups)
            parts = []
            for rows, causal, state in ((slice(at), True, states[0]), (slice(at, None), False, states[1])):
                grads, queries, outputs = (item[:, :, rows] for item in (grad, query, output))
                parts.append(backward(grads, (queries, *repeated), outputs, lse[:, :, rows], state, causal, scale))
            first, shared = parts
            to_query[:, :, :at] = first[0]
            to_query[:, :, at:] += shared[0]
            to_key[:, :, :at] = _ungroup(first[1] + shared[1], groups)
            to_value[:, :, :at] = _ungroup(first[2] + shared[2], groups)
        return to_query, to_key, to_value, None, None, None


def _own(query: Tensor, key: Tensor, value: Tensor, layout: Layout) -> tuple[Tensor, Tensor, Tensor]:
    """The branches' queries and their own keys and values, (G, H, R, D) each."""
    groups = query.shape[1] // key.shape[1]
    own_query, own_key, own_value = (
        _split(item[:, :, layout.prefix :], layout.branches) for item in (query, key, value)
    )
    return own_query, repeat_kv(own_key, groups), repeat_kv(own_value, groups)


def _split(packed: Tensor, branches: int) -> Tensor:
    """(1, H, G R, D) -> (G, H, R, D)."""
    return packed[0].unflatten(1, (branches, -1)).transpose(0, 1).contiguous()


def _join(split: Tensor) -> Tensor:
    """(G, H, R, D) -> (1, H, G R, D)."""
    return split.transpose(0, 1).flatten(1, 2)[None]


def _ungroup(grad: Tensor, groups: int) -> Tensor:
    """The gradient of repeated keys (G, H, R, D) -> (G, K, R, D)."""
    return grad.unflatten(1, (-1, groups)).sum(2)
