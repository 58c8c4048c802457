"""What names a run: its settings as plain values, and its rows as hashes.

plain(config)                 ->  {"model": {"name": "tiny", ...}, "task": {"name": "medcalc", ...}, ...}
hash_examples(data.splits)    ->  "3f9a1c02...": another where a row, its order or its split is another
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from ehrmind.config import Config
from ehrmind.fields import is_hashed
from ehrmind.types import Example


def hash_examples(splits: Mapping[str, Iterable[Example]]) -> str:
    """sha256 over every row of every split, in order."""
    digest = hashlib.sha256()
    for name in sorted(splits):
        for row in splits[name]:
            digest.update(
                json.dumps([name, row.id, dict(row.fields), row.answer, row.rationale, dict(row.facts)]).encode()
            )
    return digest.hexdigest()


def hash_splits(splits: Mapping[str, Iterable[Example]]) -> dict[str, str]:
    """sha256 of each split by itself: runs that were tested on the same rows are compared, whatever they trained on."""
    return {name: hash_examples({name: rows}) for name, rows in splits.items()}


def hashed_view(value: Any) -> Any:
    """The part of a config that names the run: unhashed fields left out, and the reward where no stage uses it.

    Where nothing is drawn every seed gives the same: then it is called 0, so that the seeds of a sweep share the run.
    """
    view = plain(value, only_hashed=True)
    if isinstance(value, Config) and not value.stage.uses_reward:
        del view["reward"]
    if isinstance(value, Config) and not value.draws:
        view["seed"] = 0
    return view


def plain(value: Any, only_hashed: bool = False) -> Any:
    """Dataclasses and enums as plain dicts and values, each component with its registered `name`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = getattr(value, "registered_name", "")
        items = [(item.name, item.metadata, getattr(value, item.name)) for item in dataclasses.fields(value)]
        fields = {name: item for name, metadata, item in items if not only_hashed or is_hashed(metadata, item)}
        return ({"name": named} if named else {}) | {name: plain(item, only_hashed) for name, item in fields.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(item, only_hashed) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, only_hashed) for item in value]
    return value.value if isinstance(value, Enum) else value
