"""Dataclass fields that stay out of a run's identity: where things lie and who watches, not what is computed.

And those that came later than the first runs: they name a run where they depart from their default, so that runs made
before them keep their names.
"""

from collections.abc import Callable
from dataclasses import MISSING, field
from typing import Any


def unhashed(default: Any = MISSING, factory: Callable[[], Any] | None = None) -> Any:
    """A field whose value does not name the run; `factory` makes a default that can be changed in place."""
    if factory is not None:
        return field(default_factory=factory, metadata={"hashed": False})
    return field(default=default, metadata={"hashed": False})


def later(default: Any) -> Any:
    """A field that names the run only where it is not `default`."""
    return field(default=default, metadata={"hashed_unless": default})


def is_hashed(metadata: Any, value: Any) -> bool:
    """Whether a dataclass field of this value takes part in the run's hash."""
    departs = "hashed_unless" not in metadata or metadata["hashed_unless"] != value
    return bool(metadata.get("hashed", True)) and departs
