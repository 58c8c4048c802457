"""Dataclass fields that stay out of a run's identity: where things lie and who watches, not what is computed."""

from collections.abc import Callable
from dataclasses import MISSING, field
from typing import Any


def unhashed(default: Any = MISSING, factory: Callable[[], Any] | None = None) -> Any:
    """A field whose value does not name the run; `factory` makes a default that can be changed in place."""
    if factory is not None:
        return field(default_factory=factory, metadata={"hashed": False})
    return field(default=default, metadata={"hashed": False})


def is_hashed(metadata: Any) -> bool:
    """Whether a dataclass field takes part in the run's hash."""
    return bool(metadata.get("hashed", True))
