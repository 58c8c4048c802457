"""Ranges: every number of the configuration declares one, and a value outside of it is refused by its key."""

import dataclasses
import functools
import math
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import hydra
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from omegaconf import DictConfig, ListConfig, OmegaConf, open_dict

from ehrmind.config import Config, to_config
from ehrmind.errors import ConfigError
from ehrmind.fields import SEEDS, Range, number, range_of, require_ranges
from ehrmind.registry import COMPONENTS, files_root
from ehrmind.sweep.settings import Process

COMPOSED = {
    f"{group}={name}": [f"{group}={name}", *(["stage=rlvr"] if group == "reward" else [])]
    for group, name in sorted(COMPONENTS)
}


@functools.cache
def composed(*overrides: str) -> DictConfig:
    with hydra.initialize_config_dir(str(files_root() / "conf"), version_base="1.3"):
        cfg = hydra.compose("config", [*overrides, "model=tiny"])
    with open_dict(cfg):
        cfg.pop("hydra", None)
    return cfg


def parts(kind: type) -> Iterator[type]:
    """The dataclass and those of its fields."""
    yield kind
    for hint in get_type_hints(kind).values():
        for part in (hint, *get_args(hint)):
            if dataclasses.is_dataclass(part) and isinstance(part, type):
                yield from parts(part)


def is_numeric(hint: Any) -> bool:
    return hint in (int, float) or any(is_numeric(part) for part in get_args(hint))


def test_every_number_of_every_dataclass_of_the_config_declares_its_range() -> None:
    kinds = {part for kind in (Config, Process, *COMPONENTS.values()) for part in parts(kind)}
    assert len(kinds) > 25
    without = [
        f"{kind.__name__}.{item.name}"
        for kind in sorted(kinds, key=str)
        for item in dataclasses.fields(kind)
        if is_numeric(get_type_hints(kind)[item.name]) and range_of(kind, item.name) is None
    ]
    assert without == []


def test_a_subclass_with_another_default_keeps_the_range() -> None:
    @dataclasses.dataclass
    class Base:
        tokens: int = number(2, at_least=1)

    @dataclasses.dataclass
    class Longer(Base):
        tokens: int = 5

    assert range_of(Longer, "tokens") == Range(at_least=1)


def numbers(node: Any, path: str = "", limits: Range | None = None) -> Iterator[tuple[str, Range]]:
    """The keys of a composed config that hold a number or may, with their ranges."""
    if isinstance(node, DictConfig) and not node._is_none():
        kind: Any = OmegaConf.get_type(node)
        for key in node:
            full = f"{path}.{key}" if path else str(key)
            own = range_of(kind, str(key)) if dataclasses.is_dataclass(kind) else limits
            if OmegaConf.is_missing(node, key):
                continue
            child = node._get_node(key)
            if isinstance(child, (DictConfig, ListConfig)):
                yield from numbers(child, full, own)
            elif own is not None:
                yield full, own


def outside(limits: Range, whole: bool) -> st.SearchStrategy[Any]:
    """Numbers that the range does not hold."""
    low, high = (next((end for end in ends if end is not None), None) for ends in _ends(limits))
    open_low, open_high = limits.above is None, limits.below is None  # then the end itself is within
    if whole:
        below = [] if low is None else [st.integers(max_value=int(low) - open_low)]
        return st.one_of(below + ([] if high is None else [st.integers(min_value=int(high) + open_high)]))
    found = [st.sampled_from([math.nan, math.inf, -math.inf])]
    found += [] if low is None else [st.floats(max_value=low, exclude_max=open_low)]
    found += [] if high is None else [st.floats(min_value=high, exclude_min=open_high)]
    return st.one_of(found)


def _ends(limits: Range) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    return (limits.at_least, limits.above), (limits.at_most, limits.below)


@pytest.mark.parametrize("component", sorted(COMPOSED))
@settings(max_examples=2, deadline=None)
@given(data=st.data())
def test_a_number_outside_of_its_range_is_refused_by_its_key(component: str, data: st.DataObject) -> None:
    cfg = composed(*COMPOSED[component])
    keys = list(numbers(cfg))
    assert len(keys) > 20
    for key, limits in keys:
        node = OmegaConf.select(cfg, key.rpartition(".")[0]) if "." in key else cfg
        name = key.rpartition(".")[2]
        before = node[name]
        whole = type(node._get_node(name)).__name__ == "IntegerNode"
        node[name] = data.draw(outside(limits, whole), label=key)
        try:
            with pytest.raises(ConfigError) as refused:
                require_ranges(cfg)
        finally:
            node[name] = before
        assert str(refused.value).startswith(f"{key}=")
        assert f"; use {limits.words()}" in str(refused.value)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("stage.sft.epochs=0", "stage.sft.epochs=0 trains nothing (stage=evaluate takes the model as it is); use more"),
        ("stage.rlvr.lr=-1", "stage.rlvr.lr=-1 is out of range; use more than 0 and at most 1"),
        ("stage.rlvr.lr=nan", "stage.rlvr.lr=nan is not finite; use more than 0 and at most 1"),
        ("stage.rlvr.top_p=0", "stage.rlvr.top_p=0 is no share of the probability; use more than 0 and at most 1"),
        ("model.lora.dropout=2", "model.lora.dropout=2 "),
        ("seed=-1", f"seed=-1 is out of range; use 0 to {SEEDS}"),
        ("seed=4294967296", "seed=4294967296 is out of range"),
        ("task.calculators=[10,-3]", "task.calculators=-3 is out of range; use 1 or more"),
        ("reward.gated.weight=inf", "reward.gated.weight=inf is not finite; use a finite number"),
        ("+stage.rlvr.extra.max_grad_norm=nan", "stage.rlvr.extra.max_grad_norm=nan is not finite"),
    ],
)
def test_the_words_of_a_refusal(override: str, message: str) -> None:
    with hydra.initialize_config_dir(str(files_root() / "conf"), version_base="1.3"):
        cfg = hydra.compose("config", [override])
    with pytest.raises(ConfigError) as refused:
        to_config(cfg)
    assert str(refused.value).startswith(message)


def test_what_a_range_holds_and_says() -> None:
    assert Range(at_least=0, at_most=1).words() == "0 to 1"
    assert Range(at_least=0, below=1).words() == "0 or more and less than 1"
    assert Range(above=0, at_most=2.5).words() == "more than 0 and at most 2.5"
    assert [Range(above=0, below=1).holds(value) for value in (0, 0.5, 1)] == [False, True, False]
    assert [Range(at_least=0, at_most=1).holds(value) for value in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not any(Range().holds(value) for value in (math.nan, math.inf, -math.inf))


def test_null_and_unset_numbers_are_let_past() -> None:
    require_ranges(OmegaConf.create({"a": None, "b": "???", "c": True, "d": [1, 2.5], "e": "${d}"}))
