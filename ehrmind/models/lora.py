"""Low-rank adapters over peft (Hu et al. 2021, arXiv 2106.09685): made for a training, and put back on their base.

settings(config.model, network)              ->  LoraConfig(r=16, ...), or None for rank 0
with_adapter(network, Path("runs/x/model"))  ->  the network with the trained adapter on it
"""

import warnings
from pathlib import Path
from typing import Any

from ehrmind.config import Model
from ehrmind.errors import ConfigError
from ehrmind.models import base
from ehrmind.models.experts import has_experts
from ehrmind.models.faults import explain, named
from ehrmind.models.targets import require

WEIGHTS = "adapter_model.safetensors"


def settings(model: Model, network: Any, drops: bool = True) -> Any:
    """The settings for peft, or None where the full weights are trained. Raises ConfigError.

    `drops` false: no dropout, as reinforcement learning needs it (models/dropout.py).
    """
    if not model.lora.rank:
        return None
    require(model.lora, (name for name, _ in network.named_modules()), model.name)
    from peft import LoraConfig

    dropout = model.lora.dropout if drops else 0.0
    if dropout and has_experts(network):
        raise ConfigError(
            f"model.lora.dropout={dropout}: adapters on the experts of {type(network).__name__} take no "
            "dropout; use model.lora.dropout=0"
        )
    return LoraConfig(
        r=model.lora.rank,
        lora_alpha=model.lora.alpha,
        lora_dropout=dropout,
        target_modules=model.lora.targets,
        task_type="CAUSAL_LM",
    )


def with_adapter(network: Any, folder: Path) -> Any:
    """The network with a trained adapter, whose weights are all there. Raises ConfigError."""
    base.check(network, folder)
    from peft import PeftModel, get_peft_model_state_dict
    from safetensors import SafetensorError, safe_open

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Found missing adapter keys")  # refused below
            adapted = PeftModel.from_pretrained(network, folder, is_trainable=True)
        with safe_open(folder / WEIGHTS, "pt") as file:
            there = set(file.keys())
    except (OSError, ValueError, RuntimeError, TypeError, LookupError, SafetensorError) as error:
        raise ConfigError(f"the adapter in {folder} does not load on its base: {explain(error)}") from error
    other = sorted(there.symmetric_difference(get_peft_model_state_dict(adapted)))
    if other:
        raise ConfigError(
            f"the adapter in {folder} and the model differ in {len(other)} weights: {named(other)}; it was trained on "
            "another model, or with other model.lora.targets"
        )
    return adapted
