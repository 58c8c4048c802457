"""What a dataclass field says beyond its type: which numbers it may hold, whether it names the run, what it touches.

    lr: float | None = number(None, above=0, at_most=1)
    steps: int = number(100, at_least=1, why="trains nothing (stage=evaluate takes the model as it is)")
    path: str | None = unhashed(None)

    stage=rlvr stage.steps=0
    -> stage.steps=0 trains nothing (stage=evaluate takes the model as it is); use 1 or more

A field that is unhashed stays out of a run's identity: where things lie and who watches, not what is computed. One that
came later than the first runs names a run where it departs from its default: runs made before it keep their names.
Ranges are checked in one place, before the configuration becomes objects, so that the message has the key in full.
"""

import dataclasses
import math
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, is_dataclass
from typing import Any, TypeVar

from omegaconf import DictConfig, ListConfig, OmegaConf

from ehrmind.errors import ConfigError

T = TypeVar("T")
SEEDS = 2**31 - 1  # the largest; numpy takes twice that, less the ranks that trainers add to it
_HASHED, _UNLESS, _RANGE, _TRAINING = "hashed", "hashed_unless", "range", "training"


@dataclass(frozen=True, slots=True)
class Range:
    """The finite numbers within these limits; `why` says of any other what is wrong with it."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None
    why: str = ""

    def holds(self, value: float) -> bool:
        """Whether the number is one of them."""
        return (
            math.isfinite(value)
            and (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )

    def words(self) -> str:
        """'1 or more', '0 to 1', 'more than 0 and at most 1', 'a finite number'."""
        if self.at_least is not None and self.at_most is not None:
            return f"{_typed(self.at_least)} to {_typed(self.at_most)}"
        lower = "" if self.at_least is None else f"{_typed(self.at_least)} or more"
        others = (("more than", self.above), ("at most", self.at_most), ("less than", self.below))
        ends = [lower, *(f"{words} {_typed(end)}" for words, end in others if end is not None)]
        return " and ".join(filter(None, ends)) or "a finite number"


def number(
    default: Any = MISSING,
    *,
    at_least: float | None = None,
    above: float | None = None,
    at_most: float | None = None,
    below: float | None = None,
    why: str = "",
    factory: Callable[[], Any] | None = None,
    later: bool = False,
    before: Any = MISSING,
    hashed: bool = True,
) -> Any:
    """A field of a number, or of a list or dict of them, each within the `Range` of these limits or None.

    `later`: it names the run only where it is not the default, or of an open one not what was `before` there was the
    field. Without `hashed` it never does.
    """
    limits: dict[str, Any] = {_RANGE: Range(at_least, above, at_most, below, why)}
    if later:
        limits[_UNLESS] = default if before is MISSING else before
    if not hashed:
        limits[_HASHED] = False
    if factory is not None:
        return field(default_factory=factory, metadata=limits)
    return field(default=default, metadata=limits)


def seed_number() -> Any:
    """The field of a seed that numpy, torch and transformers all take."""
    return number(0, at_least=0, at_most=SEEDS)


def unhashed(default: Any = MISSING, factory: Callable[[], Any] | None = None) -> Any:
    """A field whose value does not name the run: where things lie and who watches, not what is computed.

    `factory` makes a default that can be changed in place.
    """
    if factory is not None:
        return field(default_factory=factory, metadata={_HASHED: False})
    return field(default=default, metadata={_HASHED: False})


def later(default: Any = MISSING, before: Any = MISSING, factory: Callable[[], Any] | None = None) -> Any:
    """A field that names the run only where it is not `default`, of which a list is copied.

    `before`: what it was before there was the field, where an open `default` is filled with one value or another.
    `factory` makes a default that can be changed in place.
    """
    if factory is not None:
        return field(default_factory=factory, metadata={_UNLESS: factory()})
    if isinstance(default, list):
        return field(default_factory=default.copy, metadata={_UNLESS: default})
    return field(default=default, metadata={_UNLESS: default if before is MISSING else before})


def is_hashed(metadata: Any, value: Any) -> bool:
    """Whether a dataclass field of this value takes part in the run's hash."""
    departs = _UNLESS not in metadata or metadata[_UNLESS] != value
    return bool(metadata.get(_HASHED, True)) and departs


def unsaid(component: type) -> dict[str, Any]:
    """What the fields that came later were before there were any, of those that name a run: {"wording": 0}."""
    named = {item.name: item.metadata for item in dataclasses.fields(component) if item.metadata.get(_HASHED, True)}
    return {name: metadata[_UNLESS] for name, metadata in named.items() if _UNLESS in metadata}


def of_training(factory: Callable[[], Any], hashed: bool = True, later: bool = False) -> Any:
    """A field that chooses among the training rows, and touches no row of the test split.

    Without `hashed` it names no run, and as one that came `later` only where it is not the default.
    """
    metadata: dict[str, Any] = {_TRAINING: True}
    if not hashed:
        metadata[_HASHED] = False
    if later:
        metadata[_UNLESS] = factory()
    return field(default_factory=factory, metadata=metadata)


def training_fields(component: type) -> list[str]:
    """The names of a dataclass's fields that choose among the training rows."""
    return list(_defaults(component))


def untrained(value: T) -> T:
    """The value without its choices among the training rows; the same object where it makes none."""
    defaults = {name: make() for name, make in _defaults(type(value)).items()}
    changed = {name: default for name, default in defaults.items() if getattr(value, name) != default}
    return dataclasses.replace(value, **changed) if changed else value  # type: ignore[type-var]


def _defaults(component: Any) -> dict[str, Callable[[], Any]]:
    made: list[Any] = [item for item in dataclasses.fields(component) if item.metadata.get(_TRAINING)]
    return {item.name: item.default_factory for item in made}


def range_of(kind: Any, name: str) -> Range | None:
    """The range of a dataclass's field. A subclass that gives the field another default keeps its base's range."""
    declared = (vars(base).get("__dataclass_fields__", {}).get(name) for base in kind.__mro__)
    return next((item.metadata[_RANGE] for item in declared if item and _RANGE in item.metadata), None)


def require_ranges(node: Any, path: str = "", limits: Range | None = None) -> None:
    """Refuse the first number of a config that its field does not allow, and NaN and infinities in any field.

    Raises ConfigError.
    """
    if isinstance(node, DictConfig) and not (node._is_missing() or node._is_none()):
        kind: Any = OmegaConf.get_type(node)
        for key in map(str, node):
            own = range_of(kind, key) if is_dataclass(kind) else limits
            if not OmegaConf.is_missing(node, key):
                require_ranges(_child(node, key), f"{path}.{key}" if path else key, own)
    elif isinstance(node, ListConfig) and not (node._is_missing() or node._is_none()):
        for item in node:
            require_ranges(item, path, limits)
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        _require(node, path, limits or Range())


def _child(node: DictConfig, key: Any) -> Any:
    """A part of the config as it is, or a plain value with its interpolations resolved."""
    child = node._get_node(key)
    return child if isinstance(child, (DictConfig, ListConfig)) else node[key]


def _require(value: float, key: str, limits: Range) -> None:
    if limits.holds(value):
        return
    why = (limits.why or "is out of range") if math.isfinite(value) else "is not finite"
    raise ConfigError(f"{key}={_typed(value)} {why}; use {limits.words()}")


def _typed(value: float) -> str:
    """The number as one would type it: 1, 0.5, 1e-06, nan."""
    return str(value) if isinstance(value, int) or not value.is_integer() else str(int(value))
