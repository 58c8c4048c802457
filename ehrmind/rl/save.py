"""Final weights on the disk: safetensors alone, or the trained adapter."""

from pathlib import Path
from typing import Any

from ehrmind.distributed import is_main
from ehrmind.models.experts import router_unasked


def save(model: Any, folder: Path, gathered: Any = None) -> None:
    """Write the weights, or the trained adapter without the copy that TRL keeps of it as the reference.

    The first process writes. `gathered` is the state dict where each holds a shard of the model.
    """
    if not is_main():
        return
    adapters = {"selected_adapters": [model.active_adapter]} if hasattr(model, "peft_config") else {}
    with router_unasked(model):
        model.save_pretrained(folder, state_dict=gathered, **adapters)
