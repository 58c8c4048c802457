"""Is a model where its path says? Asked before anything is loaded or a run begins.

model.path=/data/llama   ->  model.path=/data/llama: there is no such folder
model.path=org/name      ->  model.path=org/name is no folder here and not in the cache of Hugging Face, and
                             https://huggingface.co cannot be reached (...); fetch it where there is a network, ...
"""

import re
from pathlib import Path

from ehrmind.config import Model, Origin
from ehrmind.errors import ConfigError
from ehrmind.hub import unreachable

_HUB_ID = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")


def check(model: Model) -> None:
    """Refuse a folder that is not there, and a hub id that nobody answers to. Raises ConfigError."""
    if model.origin is not Origin.hub or model.folder is not None:
        return
    path = str(model.path)
    if Path(path).expanduser().exists():
        raise ConfigError(f"model.path={path} is a file; give the folder that it lies in")
    if not _HUB_ID.fullmatch(path):
        raise ConfigError(f"model.path={path}: there is no such folder")
    reason = "" if _cached(path, model.revision) else unreachable(path, "model", model.revision)
    if reason:
        raise ConfigError(
            f"model.path={path} is no folder here and not in the cache of Hugging Face, and {reason}; fetch it where "
            "there is a network and give its folder, or choose model=smollm2_135m or model=tiny"
        )


def _cached(hub_id: str, revision: str | None) -> bool:
    from huggingface_hub import try_to_load_from_cache

    return isinstance(try_to_load_from_cache(hub_id, "config.json", revision=revision), str)
