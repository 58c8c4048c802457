"""The gradient of one layer over a shared prefix, against the stock path's: a wrong backward pass has right
log-probabilities.

    compare(rows, ...)  ->  (4.1e-06, 0.001)        apart by so much of the gradient's norm, and how much is allowed

The layer is the first that is trained, through which every later one is differentiated. Two completions of one prompt
are enough: their gradients meet in the keys and values that they share. The stock path takes them one at a time, so
that no more memory is needed than for the update to come.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

# Of the stock gradient's norm. In float32 the paths of SmolLM2-135M are 8.5e-6 apart, in bfloat16 those of a model of
# four layers 0.006, which grows with depth: there only a gross fault is seen.
LIMITS = {torch.float32: 1e-3, torch.float16: 0.05, torch.bfloat16: 0.2}
BRANCHES = 2
_BLOCK = re.compile(r"(?:^|.*\.)(?:layers|h|blocks|block)\.\d+\.")

LogProbs = Callable[[Tensor, Tensor], Tensor]  # of ids (B, P + R) and their mask -> (B, R)


def first_layer(model: Any) -> list[Tensor]:
    """The trained weights of the first block that has any; of a model without blocks, the first trained weight."""
    trained = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    blocks = [(found.group(), weight) for name, weight in trained if (found := _BLOCK.match(name))]
    if not blocks:
        return [weight for _, weight in trained[:1]]
    return [weight for block, weight in blocks if block == blocks[0][0]]


def apart(
    model: Any, ids: Tensor, mask: Tensor, length: int, shared: LogProbs, stock: LogProbs, dtype: torch.dtype
) -> tuple[float, float]:
    """How far the two gradients are apart, of the stock one's norm, and how far they may be.

    ids and mask (B, P + R) are completions of one prompt. What is differentiated weighs every token differently, as
    advantages do, so that no two errors cancel.
    """
    ids, mask = ids[:BRANCHES], mask[:BRANCHES]
    weights = first_layer(model)
    scale = _scale(mask[:, -length:])
    got = _gradient((shared(ids, mask) * scale).sum(), weights)
    rows = [(ids[row : row + 1], mask[row : row + 1], scale[row : row + 1]) for row in range(len(ids))]
    expected = _total([_gradient((stock(one, its) * weight).sum(), weights) for one, its, weight in rows])
    gap = torch.linalg.vector_norm(got - expected) / torch.linalg.vector_norm(expected).clamp(min=1e-30)
    return float(gap), LIMITS[dtype]


def _scale(mask: Tensor) -> Tensor:
    """A weight (B, R) for each token, of either sign; zero where masked."""
    at = torch.arange(mask.numel(), device=mask.device).view(mask.shape)
    return torch.cos(at.float()) * mask


def _gradient(value: Tensor, weights: Sequence[Tensor]) -> Tensor:
    found = torch.autograd.grad(value, weights, allow_unused=True)
    filled = [torch.zeros_like(w) if g is None else g for g, w in zip(found, weights, strict=True)]
    return torch.cat([gradient.detach().flatten().float() for gradient in filled])


def _total(gradients: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(gradients)).sum(dim=0)
