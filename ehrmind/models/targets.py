"""The modules that LoRA adapts, by name: a typo is named before anything is loaded where the model's build is known.

    model.lora.targets=[q_proj,vproj]   ->  model.lora.targets: vproj is no module of smollm2_135m; did you mean v_proj?

peft says nothing of a name that matches no module as long as another one does, and trains the others.
"""

import re
from collections.abc import Iterable

from ehrmind.config import ALL_LINEAR, Lora, Model
from ehrmind.errors import ConfigError, did_you_mean
from ehrmind.models.shapes import shape_of

# Of the decoders whose build `shapes` knows: Llama's.
_LLAMA = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "lm_head", "embed_tokens")


def check(model: Model) -> None:
    """Refuse names that the model does not have, where its build is known without loading it. Raises ConfigError."""
    names = model.lora.targets
    if not model.lora.rank or isinstance(names, str) or shape_of(model) is None:
        return
    for name in names:
        if name.rpartition(".")[2] not in _LLAMA:  # of one layer: layers.0.self_attn.q_proj
            raise ConfigError(f"model.lora.targets: {name} is no module of {model.name}{did_you_mean(name, _LLAMA)}")


def require(lora: Lora, modules: Iterable[str], model: str) -> None:
    """Refuse a target that is none of the modules, given by their whole names. Raises ConfigError."""
    modules = list(modules)
    if lora.targets == ALL_LINEAR:
        return
    if isinstance(lora.targets, str):
        if not any(re.fullmatch(lora.targets, name) for name in modules):
            raise ConfigError(f"model.lora.targets={lora.targets} matches the whole name of no module of {model}")
        return
    ends = {name.rpartition(".")[2] for name in modules}
    for target in lora.targets:
        if not any(name == target or name.endswith(f".{target}") for name in modules):
            raise ConfigError(f"model.lora.targets: {target} is no module of {model}{did_you_mean(target, ends)}")
