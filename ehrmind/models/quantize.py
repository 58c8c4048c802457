"""Weights packed to 4 or 8 bits while they are loaded, for a GPU that does not hold them whole (QLoRA: Dettmers et al.
2023, arXiv 2305.14314). An adapter on them is trained, in float32; they themselves are not.

    model.quantize=nf4 model.lora.rank=16
"""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from ehrmind.config import Dtype, Model, Quantize
from ehrmind.errors import ConfigError


def check(model: Model, trains: bool) -> None:
    """Refuse what packed weights cannot do, and a machine that cannot pack them. Raises ConfigError."""
    if model.quantize is Quantize.none:
        return
    asked = f"model.quantize={model.quantize.value}"
    if trains and not model.lora.rank:
        raise ConfigError(f"{asked}: packed weights are not trained; train an adapter on them with model.lora.rank=16")
    if find_spec("bitsandbytes") is None:
        raise ConfigError(f"{asked} needs bitsandbytes: pip install 'ehrmind[quantize]', on a machine with CUDA")
    import torch

    if not torch.cuda.is_available():
        raise ConfigError(f"{asked} needs a GPU with CUDA, and none is visible here; use model.quantize=none")


def settings(kind: Quantize, arithmetic: Dtype) -> dict[str, Any]:
    """What from_pretrained is told: products in `arithmetic`, and where to load: packed weights cannot be moved."""
    import torch
    from transformers import BitsAndBytesConfig

    nf4 = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=getattr(torch, arithmetic.value),
    )
    packing = BitsAndBytesConfig(load_in_8bit=True) if kind is Quantize.int8 else nf4
    return {"quantization_config": packing, "device_map": {"": torch.cuda.current_device()}}


def trained(network: Any) -> dict[str, Any]:
    """The trained weights by name, as they are before a trainer is made."""
    return {name: weight.data for name, weight in network.named_parameters() if weight.requires_grad}


def in_float32(network: Any, before: Mapping[str, Any]) -> None:
    """Take back that TRL casts what is trained on packed weights to bfloat16.

    There many updates of a small learning rate are below a weight's last digit, and an adapter that is trained further
    would begin as another one.
    """
    for name, weight in network.named_parameters():
        if weight.requires_grad:
            weight.data = before.get(name, weight.data).float()
