"""What a field is to a run beyond its value: whether it names the run, and whether it is of training alone.

Out of a run's name stay where things lie and who watches. A field that came later than the first runs names a run where
it departs from its default, so that runs made before it keep their names.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, field
from typing import Any, TypeVar

T = TypeVar("T")


def unhashed(default: Any = MISSING, factory: Callable[[], Any] | None = None) -> Any:
    """A field whose value does not name the run: where things lie and who watches, not what is computed.

    `factory` makes a default that can be changed in place.
    """
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


def of_training(factory: Callable[[], Any]) -> Any:
    """A field that chooses among the training rows, and touches no row of the test split."""
    return field(default_factory=factory, metadata={"training": True})


def training_fields(component: type) -> list[str]:
    """The names of a dataclass's fields that choose among the training rows."""
    return list(_defaults(component))


def untrained(value: T) -> T:
    """The value without its choices among the training rows; the same object where it makes none."""
    defaults = {name: make() for name, make in _defaults(type(value)).items()}
    changed = {name: default for name, default in defaults.items() if getattr(value, name) != default}
    return dataclasses.replace(value, **changed) if changed else value  # type: ignore[type-var]


def _defaults(component: Any) -> dict[str, Callable[[], Any]]:
    made: list[Any] = [item for item in dataclasses.fields(component) if item.metadata.get("training")]
    return {item.name: item.default_factory for item in made}
