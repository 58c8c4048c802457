"""Whether the shared prefix gives a trainer what the stock path gives: log-probabilities, and in an update a gradient.

disagreement(trainer, policy, ids, mask, length)  ->  None, or "log-probs differ from the stock path's by 0.2, more
                                                      than 0.001"
"""

import logging
from typing import Any

import torch
from torch import Tensor

from ehrmind.models.dropout import evaluating
from ehrmind.rl.shared_prefix import gradient
from ehrmind.rl.shared_prefix.logps import groups_of
from ehrmind.rl.shared_prefix.support import MEAN, base_of, difference, mean_gap, written_out

CONTEXT = 256  # tokens of a prompt that count for what rounding is

log = logging.getLogger(__name__)


def disagreement(trainer: Any, model: Any, input_ids: Tensor, attention_mask: Tensor, length: int) -> str | None:
    """How the first group of (B, P + R) differs, of which the last `length` were written, where it does.

    The gradient is asked for where one is about to be taken.
    """
    first = next(groups_of(input_ids, attention_mask, length))
    ids, mask, dtype = input_ids[: first.stop], attention_mask[: first.stop], trainer.compute_dtype()
    with torch.no_grad(), evaluating(model):
        expected = torch.cat([trainer.unpadded(model, *row, length) for row in zip(ids, mask, strict=True)])
        rounding = _rounding(trainer, model, ids[0], mask[0], length) if dtype in MEAN else 0.0
    try:
        with torch.no_grad(), evaluating(model):
            got = trainer.score(model, ids, mask, length)[0]
            found = [("log-probs differ", difference(got, expected, dtype, rounding))]
        if torch.is_grad_enabled():
            found.append(("the gradient differs", _gradients_apart(trainer, model, ids, mask, length)))
    except (RuntimeError, TypeError, AttributeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    for what, (gap, limit) in found:
        log.info("shared prefix: %s from the stock path's by %.2g (limit %.2g)", what, gap, limit)
        if not gap <= limit:
            return f"{what} from the stock path's by {gap:.2g}, more than {limit:.2g}"
    return None


def _rounding(trainer: Any, model: Any, ids: Tensor, mask: Tensor, length: int) -> float:
    """What half precision puts between two stock attentions, on what a row (P + R,) ends with."""
    row = ids[-length - CONTEXT :], mask[-length - CONTEXT :], length  # eager attention wants memory for every pair
    expected = trainer.unpadded(model, *row)
    with written_out(base_of(model)):
        return mean_gap(trainer.unpadded(model, *row), expected)


def _gradients_apart(trainer: Any, model: Any, ids: Tensor, mask: Tensor, length: int) -> tuple[float, float]:
    """Of a layer, as shares of the stock gradient's norm: how far from it, and how far at most."""
    return gradient.apart(
        *(model, ids, mask, length),
        shared=lambda ids, mask: trainer.score(model, ids, mask, length)[0],
        stock=lambda ids, mask: trainer.unpadded(model, ids[0], mask[0], length),
        dtype=trainer.compute_dtype(),
    )
