"""Dataclass fields that stay out of a run's identity: where things lie and who watches, not what is computed."""

from dataclasses import field
from typing import Any


def unhashed(default: Any) -> Any:
    """A field whose value does not name the run."""
    return field(default=default, metadata={"hashed": False})


def is_hashed(metadata: Any) -> bool:
    """Whether a dataclass field takes part in the run's hash."""
    return bool(metadata.get("hashed", True))
