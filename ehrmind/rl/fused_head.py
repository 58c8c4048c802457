"""TRL's fused LM head against the model's own logits, on one short row, before anything is trained by it.

TRL goes from hidden states to log-probabilities in tiles, and scales and caps the logits as it reads the config of each
architecture. Where it reads one wrong, the loss is of another model than the one that answers.
"""

from collections.abc import Sequence
from typing import Any

import torch

from ehrmind.distributed import sharded
from ehrmind.errors import RunError
from ehrmind.models.dropout import evaluating
from ehrmind.rl.shared_prefix.support import base_of, difference

TOKENS = 64


def check(model: Any, ids: Sequence[int], temperature: float) -> None:
    """Compare the log-probabilities of these tokens. Raises RunError where they differ."""
    if sharded():  # no process has the whole weights
        return
    base = base_of(model)
    row = torch.tensor([list(ids[:TOKENS])], device=base.get_input_embeddings().weight.device)
    with torch.no_grad(), evaluating(base):
        fused = base(input_ids=row, attention_mask=torch.ones_like(row), labels=row, fused_lm_head=True).log_probs
        logits = base(input_ids=row, use_cache=False).logits[:, :-1].float() / temperature
    expected = logits.log_softmax(-1).gather(-1, row[:, 1:, None])[..., 0]
    gap, limit = difference(fused, expected, base.dtype)
    if not gap <= limit:
        raise RunError(
            f"{type(base).__name__} cannot be trained here: TRL's log-probabilities differ from the model's own by "
            f"{gap:.2g}, more than {limit:.2g}; evaluate it, or choose another model"
        )
