"""A generation's rows, dealt out to micro-batches that hold whole groups, or parts of one group.

groups a a a a b b b b, micro-batches of 2    ->    [b b] [b b] [a a] [a a]
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor


def split_groups(batch: Mapping[str, Any], group: int, steps: int, shuffled: bool = True) -> list[dict[str, Any]]:
    """A generation batch as `steps` micro-batches, the groups shuffled by torch's generator, the rows of each in order.

    A micro-batch holds whole groups, or a part of one.
    """
    rows = next(len(value) for value in batch.values() if _has_rows(value))
    order = torch.randperm(rows // group) if shuffled else torch.arange(rows // group)
    index = (order[:, None] * group + torch.arange(group)).flatten()
    parts = index.chunk(steps)
    return [{name: _take(value, part) for name, value in batch.items()} for part in parts]


def _has_rows(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, Tensor) and value.ndim > 0)


def _take(value: Any, index: Tensor) -> Any:
    if isinstance(value, Tensor) and value.ndim:
        return value[index.to(value.device)]
    return [value[i] for i in index.tolist()] if isinstance(value, list) else value
