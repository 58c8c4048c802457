"""What is wrong with a model that could be loaded: weights that are not all there or no numbers, another's tokenizer.

    model.path=runs/old/model: 30 of the model's weights are not in its files, and would be random:
    model.layers.0.mlp.down_proj.weight, ... (the files hold _orig_mod.model.layers.0.mlp.down_proj.weight, ...)

transformers warns and goes on with random weights; here nothing is evaluated or trained on them.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from ehrmind.errors import ConfigError

log = logging.getLogger(__name__)

NAMED = 3  # keys in a message
_BLOCK = re.compile(r"(^|\.)(layers|h|blocks|block)\.\d+\.")  # of one of a model's repeated blocks


def refuse_other_keys(network: Any, report: Mapping[str, Any], key: str) -> None:
    """Refuse weights that the files lack, have in other shapes, or have for blocks that the config does not count.

    Raises ConfigError. Others that the model has no use for, such as a reward head, are logged.
    """
    missing, unexpected = sorted(report["missing_keys"]), sorted(report["unexpected_keys"])
    shapes = sorted(str(item[0] if isinstance(item, (tuple, list)) else item) for item in report["mismatched_keys"])
    if shapes:
        raise ConfigError(f"{key}: {len(shapes)} weights have other shapes than config.json says: {named(shapes)}")
    if missing:
        held = f" (the files hold {named(unexpected)}, which the model does not have)" if unexpected else ""
        raise ConfigError(
            f"{key}: {len(missing)} of the model's weights are not in its files, and would be random: {named(missing)}"
            f"{held}; save the model again with save_pretrained"
        )
    blocks = [name for name in unexpected if _BLOCK.search(name)]
    if blocks:
        raise ConfigError(
            f"{key}: its files hold {len(blocks)} weights of blocks that its config.json does not have, which would be "
            f"left out: {named(blocks)}; mend config.json, or save the model again with save_pretrained"
        )
    if unexpected:
        log.warning("%s: %d weights of its files are of no use: %s", key, len(unexpected), named(unexpected))


def check(network: Any, tokenizer: Any, key: str) -> None:
    """Refuse weights that are no numbers or packed by others, and a tokenizer of another model. Raises ConfigError."""
    broken = [name for name, weight in network.named_parameters() if not _finite(weight)]
    if broken:
        raise ConfigError(
            f"{key}: {len(broken)} of its weights hold NaN or infinity: {named(broken)}; the training that made them "
            "diverged, or the files are damaged: use an earlier checkpoint"
        )
    if tokenizer.eos_token_id is None:
        raise ConfigError(
            f"{key}: neither its tokenizer nor its config.json names an end token, so that no completion would end; "
            'name it in tokenizer_config.json, such as "eos_token": "</s>"'
        )
    rows, most = network.get_input_embeddings().weight.shape[0], max(tokenizer.get_vocab().values())
    if rows and most >= rows:  # a shard has none
        raise ConfigError(
            f"{key}: its tokenizer has the token {most} and its model embeds {rows}: the tokenizer is another model's; "
            "copy the right tokenizer files beside the weights"
        )


def explain(error: BaseException) -> str:
    """The first line of an error, or its kind where it says nothing."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def named(keys: Sequence[str]) -> str:
    """The first few of some keys."""
    return ", ".join(keys[:NAMED]) + (", ..." if len(keys) > NAMED else "")


def _finite(weight: Any) -> bool:
    if not weight.numel() or not weight.is_floating_point() or weight.is_meta:
        return True
    lowest, highest = torch.aminmax(weight.detach())
    return bool(torch.isfinite(lowest) & torch.isfinite(highest))
