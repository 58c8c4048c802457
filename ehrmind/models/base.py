"""Which weights an adapter was trained on, kept beside it: on others it computes something, and nothing fails.

    model/base.json    {"model.embed_tokens.weight": "a1b2c3d4e5f60718", "model.layers.0....": "...", ...}

Of each weight up to 4096 numbers are hashed, spread evenly, as bfloat16 rounds them: so a model that was stored in
float32 is the same one when it is loaded in bfloat16. Weights that are packed to 4 or 8 bits are left out, the others
of such a model (embeddings, norms) are not.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from ehrmind.errors import ConfigError
from ehrmind.files import write_json
from ehrmind.models.faults import named
from ehrmind.models.folder import read_json

FILE, SAMPLES = "base.json", 4096


def hashes(network: Any) -> dict[str, str]:
    """By the name of each weight that is here and is a number, without those of an adapter."""
    return {
        name: _hash(weight)
        for name, weight in network.named_parameters()
        if weight.numel() and weight.is_floating_point() and not weight.is_meta and ".lora_" not in name
    }


def write(found: Mapping[str, str], folder: Path) -> None:
    """Keep the hashes beside an adapter."""
    write_json(folder / FILE, dict(found))


def check(network: Any, folder: Path) -> None:
    """Refuse a base that is not the one of the adapter in this folder. Raises ConfigError.

    Nothing is known of an adapter from elsewhere.
    """
    if not (folder / FILE).exists():
        return
    before, now = read_json(folder / FILE), hashes(network)
    other = sorted(name for name in before.keys() & now.keys() if before[name] != now[name])
    if other:
        raise ConfigError(
            f"the adapter in {folder} was trained on another model: {len(other)} weights of this one differ: "
            f"{named(other)}; use the run's own model.path (its config.yaml) and model.revision"
        )


def _hash(weight: torch.Tensor) -> str:
    flat = weight.detach().flatten()
    chosen = flat[:: max(1, len(flat) // SAMPLES)].to("cpu", torch.bfloat16).view(torch.int16)
    return hashlib.sha256(f"{tuple(weight.shape)}".encode() + chosen.numpy().tobytes()).hexdigest()[:16]
