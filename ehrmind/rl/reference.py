"""The reference model of the KL term: what TRL is told to load it by, and that it is the policy before the first step.

    stage.kl=0.001 model=hub model.path=org/name model.revision=1f9c…
    ->  {"architecture": Qwen3ForCausalLM, "device_map": None, "trust_remote_code": False, "revision": "1f9c…"}

TRL is given a policy that is loaded, and loads the full weights of the reference by the policy's name alone: of a hub
id those of today, by the code of today. An adapter's reference is the model below it, or a copy of the adapter.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from trl.trainer.utils import use_adapter

from ehrmind.config import Model
from ehrmind.distributed import sharded
from ehrmind.errors import RunError
from ehrmind.models.dropout import evaluating
from ehrmind.models.load import Policy, of_the_hub
from ehrmind.stages.rlvr import RLVR

TOKENS = 64
LARGEST = 1e-3  # of log-probabilities, which equal weights give alike in every number format


def loaded_as(stage: RLVR, model: Model, policy: Policy) -> dict[str, Any] | None:
    """TRL's `model_init_kwargs`; None where it loads no reference model."""
    if not stage.kl or model.lora.rank or hasattr(policy.model, "peft_config"):
        return None
    # Of the policy's own class, TRL does not ask config.json for it, which it would read without the revision. Without
    # a launcher it would spread the model over all GPUs.
    return {"architecture": type(policy.model), "device_map": None, **of_the_hub(model, policy.source)}


def check(trainer: Any, ids: Sequence[int], source: str) -> None:
    """Compare the log-probabilities of these tokens under policy and reference, before any step. Raises RunError."""
    if not trainer.beta or sharded():  # sharded, no process has the whole weights
        return
    row = torch.tensor(list(ids[:TOKENS]), device=trainer.accelerator.device)
    seen, scored = torch.ones_like(row), len(row) - 1
    policy = trainer.accelerator.unwrap_model(trainer.model)
    with torch.no_grad(), evaluating(policy):
        own = trainer.unpadded(policy, row, seen, scored)
        with _reference(trainer, policy) as model:
            other = trainer.unpadded(model, row, seen, scored)
    gap = float((own - other).abs().max())
    if not gap <= LARGEST:
        raise RunError(
            f"the reference model of stage.kl={trainer.beta:g} is not the policy before its first step: their "
            f"log-probabilities differ by {gap:.2g}, more than {LARGEST:g}, though both were loaded from {source}; "
            "give model.path= a folder whose files stay as they are, or use stage.kl=0"
        )


@contextmanager
def _reference(trainer: Any, policy: Any) -> Iterator[Any]:
    """The model that TRL scores the reference by."""
    if trainer.ref_model is not None:
        yield trainer.ref_model
        return
    with use_adapter(policy, "ref" if "ref" in policy.peft_config else None):
        yield policy
