"""The weights of linear layers in the form that decoding reads fastest, for the time of a rollout on a CPU.

    with held(model): ...      # 8 sequences of SmolLM2-135M on two cores: 0.8 of the time a step in float32

A step multiplies a few rows by every weight. In float32, MKL first rearranges the weight in each call; here it is done
once. Under autocast, PyTorch casts the weight in each call, because nothing is recorded; here the cast is kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

MOST_ROWS = 16  # more rows share the cost of rearranging


@contextmanager
def held(model: Any) -> Iterator[None]:
    """Hold the weights of a model's linear layers, but of those that have a forward of their own."""
    layers = [
        layer
        for layer in model.modules()
        if type(layer) is torch.nn.Linear and layer.weight.device.type == "cpu" and "forward" not in vars(layer)
    ]
    for layer in layers:
        layer.forward = _linear(layer.weight.detach(), layer.bias)
    try:
        yield
    finally:
        for layer in layers:
            del layer.forward


def _linear(weight: Tensor, bias: Tensor | None) -> Callable[[Tensor], Tensor]:
    """A layer's forward, over its weight as it was last needed: cast, or arranged for a number of rows."""
    cast: dict[torch.dtype, Tensor] = {}
    arranged: dict[int, Tensor] = {}
    arrangeable = weight.dtype is torch.float32 and hasattr(torch.ops.mkl, "_mkl_linear")

    def forward(x: Tensor) -> Tensor:
        if torch.is_autocast_enabled("cpu"):
            dtype = torch.get_autocast_dtype("cpu")
            if dtype not in cast:
                cast[dtype] = weight.to(dtype)
            return functional.linear(x, cast[dtype], bias)
        count = x.numel() // x.shape[-1]
        if not arrangeable or not 1 < count <= MOST_ROWS:
            return functional.linear(x, weight, bias)
        rows = 1 << (count - 1).bit_length()  # MKL arranges for a fixed number: rows that left are padded
        if rows not in arranged:
            arranged.clear()
            arranged[rows] = torch.ops.mkl._mkl_reorder_linear_weight(weight, rows)
        flat = x if count == rows else functional.pad(x.reshape(count, -1), (0, 0, 0, rows - count))
        result: Tensor = torch.ops.mkl._mkl_linear(flat, arranged[rows], weight, bias, rows)
        return result if flat is x else result[:count].view(*x.shape[:-1], -1)

    return forward
