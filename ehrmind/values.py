"""What OmegaConf says of a value that does not fit its field, in words that name the key, the value and the mend.

Value 'abc' of type 'str' could not be converted to Integer     ->  stage.steps=abc is no whole number
Invalid value 'papr', expected one of [paper, released]         ->  stage.recipe=papr is not a choice; did you mean ...
Key 'label' not in 'MedCalc'                                    ->  task.label is not a field of MedCalc; it is one of
                                                                    task=ehrshot
Key 'num_generations' not in 'RLVR'                             ->  stage.num_generations is TRL's name; here it is
                                                                    stage.group_size
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from ehrmind.errors import did_you_mean
from ehrmind.registry import COMPONENTS
from ehrmind.sweep.settings import Process

_KINDS = {"Integer": "no whole number", "Float": "no number", "bool": "neither true nor false"}
_TYPED = re.compile(r"Value '(.*)' (?:of type '\w+' could not be converted to|is not a valid) (\w+)")
_CHOICE = re.compile(r"Invalid value '(.*)', expected one of \[(.*)\]")
_KEY = re.compile(r"Key '(\w+)' not in '(\w+)'")


def explain(error: OmegaConfBaseException) -> str:
    """One line."""
    text, key = str(error).splitlines()[0], str(error.full_key)
    if found := _TYPED.match(text):
        if found[1] == "{}":
            return f"{key} is one value, and has no fields of its own"
        return f"{key}={found[1]} is {_KINDS.get(found[2], f'no {found[2]}')}"
    if found := _CHOICE.match(text):
        return f"{key}={found[1]} is not a choice{did_you_mean(found[1], found[2].split(', '), prefix=f'{key}=')}"
    if found := _KEY.match(text):
        return _of_another(key, found[1], found[2])
    if "is not Optional" in text:
        return f"{key}=null is no value, and {key} needs one"
    if "is not in struct" in text:
        return f"{key} is a new key, which is added with a plus sign: +{key}=VALUE"
    if "is not a subclass of" in text or "to Dict[" in text:
        return f"{key} has fields of its own; set those: {key}.NAME=VALUE"
    if "is not a ListConfig" in text:
        return f"{key} is a list: {key}=[A,B]"
    if "Cannot convert 'list' to string" in text:
        return f"{key} is one value, and no list"
    return f"{key}: {text}"


def unknown(node: Any, path: str = "") -> Iterator[str]:
    """What is wrong with each key that no dataclass declares."""
    if not isinstance(node, DictConfig) or node._is_missing() or node._is_none():
        return
    kind: Any = OmegaConf.get_type(node)
    declared = _declared(kind) if dataclasses.is_dataclass(kind) else None
    for key in map(str, node):
        full = f"{path}{key}"
        if declared is not None and key not in declared and (told := _of_trl(kind, key, path, node)):
            yield told
        elif declared is not None and key not in declared:
            deeper = [f"{path}{part}.{key}" for part in sorted(declared) if _declares(node, part, key)]
            better = f"; did you mean {' or '.join(deeper)}?" if deeper else ""
            yield not_a_field(kind, key, path, better)
        elif not OmegaConf.is_missing(node, key):
            yield from unknown(node._get_node(key), f"{full}.")


def not_a_field(kind: Any, key: str, path: str, better: str = "") -> str:
    """What to say of a key that a dataclass does not declare: the nearest, or the component beside it that does."""
    if told := _of_trl(kind, key, path):
        return told
    if not better:
        group = next((group for (group, _), other in COMPONENTS.items() if other is kind), "")
        having = [name for (of, name), other in COMPONENTS.items() if of == group and key in _declared(other)]
        near = did_you_mean(key, _declared(kind), prefix=path)
        better = f"; it is one of {' and '.join(f'{group}={name}' for name in having)}" if having else near
    return f"{path}{key} is not a field of {kind.__name__}{better}"


def _of_trl(kind: Any, key: str, path: str, node: DictConfig | None = None) -> str:
    """What to say of a setting of the stage under the name that TRL has for it; nothing where the stage has no such."""
    from ehrmind.rl.extras import OURS  # names alone; TRL is not imported

    ours = OURS["SFTConfig"] if kind.__name__ == "SFT" else {**OURS["SFTConfig"], **OURS["GRPOConfig"]}
    if not path.startswith("stage.") or key not in ours:
        return ""
    name, declared = ours[key].removeprefix("stage."), _declared(kind)
    parts = [part for part in sorted(declared) if node is not None and _declares(node, part, name)]
    fields = [f"{path}{name}"] if name in declared else [f"{path}{part}.{name}" for part in parts]
    named = re.findall(r"stage\.(\w+)", ours[key])
    if named and not fields and not declared.intersection(named):
        return ""
    return f"{path}{key} is TRL's name; here it is {' or '.join(fields) or ours[key]}"


def _of_another(full: str, key: str, name: str) -> str:
    known = [Process] if full.startswith("hydra.") else list(COMPONENTS.values())
    kind = next((kind for kind in known if kind.__name__ == name), None)
    return not_a_field(kind, key, full.removesuffix(key)) if kind else f"{full} is not a field of {name}"


def _declared(kind: Any) -> set[str]:
    return {item.name for item in dataclasses.fields(kind)}


def _declares(node: DictConfig, part: str, key: str) -> bool:
    """Whether a part of the node, such as `rlvr` of a chain, has a field of this name."""
    kind: Any = None if OmegaConf.is_missing(node, part) else OmegaConf.get_type(node, part)
    return dataclasses.is_dataclass(kind) and key in _declared(kind)


def in_full(message: str, cfg: DictConfig) -> str:
    """The message of a stage with its keys as they are typed in a chain: stage.curriculum -> stage.rlvr.curriculum."""
    stage: Any = cfg.get("stage")
    parts = [str(name) for name in stage if isinstance(stage._get_node(name), DictConfig)] if stage else []

    def typed(match: re.Match[str]) -> str:
        name = match[1]
        holders = [part for part in parts if name in stage[part]]
        return f"stage.{holders[0]}.{name}" if name not in stage and len(holders) == 1 else match[0]

    return re.sub(r"\bstage\.(\w+)", typed, message)
