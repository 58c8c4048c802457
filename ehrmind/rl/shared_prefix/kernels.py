"""Attention kernels that return the log-sum-exp, which merging two sets of keys needs: of CPUs, and two of CUDA.

    kernel = kernel_for(query)                     # None where there is none: Apple's and Intel's GPUs, Ascend
    output, lse, state = kernel.forward(query, key, value, causal, scale)
    to_query, to_key, to_value = kernel.backward(grad, (query, key, value), output, lse, state, causal, scale)

Shapes: query (B, H, L, D), key and value (B, H, T, D), lse (B, H, L) in float32. `state` is what a backward pass wants
of its forward pass. The backward pass may be given the output and the log-sum-exp over more keys than these: its
gradients are then those of its own keys (Dao et al. 2022, arXiv 2205.14135, algorithm 4).

CUDA's flash kernel takes half precision and heads of up to 256, on Ampere and later; the memory-efficient one takes
float32 and older GPUs, too. It pads log-sum-exps to a multiple of 32 queries, and on AMD's not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

WIDEST = 256  # head that flash attention takes
WHOLE = 8  # numbers, in multiples of which CUDA's kernels read a head

_aten = torch.ops.aten
Inputs = tuple[Tensor, Tensor, Tensor]  # query, key and value, or their gradients
Forward = Callable[[Tensor, Tensor, Tensor, bool, float], tuple[Tensor, Tensor, Any]]
Backward = Callable[[Tensor, Inputs, Tensor, Tensor, Any, bool, float], Inputs]


@dataclass(frozen=True, slots=True)
class Kernel:
    """One kernel in both passes."""

    forward: Forward
    backward: Backward


def kernel_for(query: Tensor) -> Kernel | None:
    """The kernel for queries of this device, number format and head size."""
    if query.device.type == "cpu":
        return CPU
    if query.device.type != "cuda" or query.shape[-1] % WHOLE:
        return None
    half = query.dtype in (torch.float16, torch.bfloat16)
    return FLASH if half and query.shape[-1] <= WIDEST and _has_flash(query.device) else EFFICIENT


@lru_cache
def _has_flash(device: torch.device) -> bool:
    return bool(torch.cuda.get_device_capability(device) >= (8, 0))


def _cpu(query: Tensor, key: Tensor, value: Tensor, causal: bool, scale: float) -> tuple[Tensor, Tensor, Any]:
    output, lse = _aten._scaled_dot_product_flash_attention_for_cpu(query, key, value, 0.0, causal, scale=scale)
    return output, lse, None


def _cpu_backward(
    grad: Tensor, inputs: Inputs, output: Tensor, lse: Tensor, state: Any, causal: bool, scale: float
) -> Inputs:
    given = (grad, *inputs, output, lse)
    found: Inputs = _aten._scaled_dot_product_flash_attention_for_cpu_backward(*given, 0.0, causal, scale=scale)
    return found


def _flash(query: Tensor, key: Tensor, value: Tensor, causal: bool, scale: float) -> tuple[Tensor, Tensor, Any]:
    found = _aten._scaled_dot_product_flash_attention(query, key, value, 0.0, causal, False, scale=scale)
    output, lse, *state = found[:8]  # the last is of a debugger
    return output, lse, state


def _flash_backward(
    grad: Tensor, inputs: Inputs, output: Tensor, lse: Tensor, state: Any, causal: bool, scale: float
) -> Inputs:
    starts, ends, queries, keys, seed, offset = state
    given = (grad, *inputs, output, lse.contiguous(), starts, ends, queries, keys)
    found: Inputs = _aten._scaled_dot_product_flash_attention_backward(*given, 0.0, causal, seed, offset, scale=scale)
    return found


def _efficient(query: Tensor, key: Tensor, value: Tensor, causal: bool, scale: float) -> tuple[Tensor, Tensor, Any]:
    found = _aten._scaled_dot_product_efficient_attention(query, key, value, None, True, 0.0, causal, scale=scale)
    output, lse, seed, offset = found
    return output, lse[..., : query.shape[2]], (lse.shape[-1], seed, offset)


def _efficient_backward(
    grad: Tensor, inputs: Inputs, output: Tensor, lse: Tensor, state: Any, causal: bool, scale: float
) -> Inputs:
    width, seed, offset = state
    room = (0, width - lse.shape[-1])
    padded = torch.nn.functional.pad(lse, room, value=torch.inf).contiguous()  # e^(s - inf) is 0: it sees nothing
    output = output.transpose(1, 2).contiguous().transpose(1, 2)  # as it wrote it: in half precision no stride is read
    given = (grad, *inputs, None, output, padded, seed, offset, 0.0, [True, True, True, False])
    to_query, to_key, to_value, _ = _aten._scaled_dot_product_efficient_attention_backward(*given, causal, scale=scale)
    return to_query, to_key, to_value


CPU = Kernel(_cpu, _cpu_backward)
FLASH = Kernel(_flash, _flash_backward)
EFFICIENT = Kernel(_efficient, _efficient_backward)
