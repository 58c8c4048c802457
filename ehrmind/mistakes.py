"""What is wrong with the words of a command line, each with the word that was meant.

    stge=rlvr mdel=tiny           stge is not a field of Config; did you mean stage?
                                  mdel is not a field of Config; did you mean model?
    reward=[gated,proces]         reward=[gated,proces]: proces is not a choice; did you mean process?
    task.path=/data/v=1           task.path=/data/v=1 cannot be read; quote the value: 'task.path="/data/v=1"'
    +experiments=demo stage=rlvr  ... for this arm use stage.arm=rlvr in place of stage=rlvr

`refuse` looks at them before Hydra does, `explain` at what Hydra makes of them.
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException, MissingConfigException
from omegaconf.errors import OmegaConfBaseException

from ehrmind import registry, values
from ehrmind.compose import EXPERIMENTS, HYDRA_ERRORS, chosen, compose
from ehrmind.distributed import world_size
from ehrmind.errors import ConfigError, UserError, did_you_mean
from ehrmind.provenance import masked

GROUPS = ("model", "task", "stage", "reward", "tracking")
WHOLE = ("experiments", "sweeps")
# Of Hydra's command line; the first take the word that follows them.
_WITH_VALUE = ("--cfg", "-c", "--package", "-p", "--config-path", "-cp", "--config-name", "-cn", "--config-dir", "-cd")
_WITH_DEFAULT = ("--info", "-i")
_FLAGS = (*_WITH_VALUE, "--multirun", "-m", "--resolve", "--info", "-i", "--run", "-r", "--shell-completion", "-sc")
MULTIRUN_FLAGS = frozenset({"--multirun", "-m"})
_USUAL = ("--help", "--version", "--resolve", "--multirun", "--cfg")
_OURS = ("--help", "-h", "--version", "--hydra-help", "--experimental-rerun")


def refuse(words: Sequence[str]) -> None:
    """Refuse what cannot be right, whatever is composed. Raises ConfigError, one line a mistake."""
    found = [*_wrong_flags(words), *filter(None, map(_unreadable, overrides_in(words)))]
    if not found:
        parsed = [_parsed(word) for word in overrides_in(words)]
        found = [*filter(None, map(_wrong_group, parsed)), *_axes_apart(parsed)]
    if found:
        raise ConfigError("\n".join(found))


def explain(error: Exception, words: Sequence[str]) -> str:
    """What is to be mended; Hydra's own message where it is of another kind."""
    words = overrides_in(words)
    if chain := _not_a_chain(error, words):
        return chain
    if "Ambiguous value" in str(error):
        swept = [word for word in words if _parsed(word).is_sweep_override()]
        return "\n".join(map(several, swept))
    choices = [line for word in words for line in _wrong_choices(_parsed(word), error)]
    named = [word for word in words if _parsed(word).key_or_group in (*GROUPS, *WHOLE) and choices]
    found = [*choices, *_wrong_keys([word for word in words if word not in named])]
    return "\n".join(found) or _of_hydra(error)


def refuse_beside_launcher(words: Sequence[str]) -> None:
    """Refuse several runs where a launcher has started the processes of one. Raises ConfigError."""
    if world_size() > 1:
        raise ConfigError(
            f"a launcher has started {world_size()} processes for one run, and this is a sweep; leave the launcher "
            f"out: python -m ehrmind {' '.join(masked(words))}, or launch its runs one at a time "
            "(python -m ehrmind.sweep plan lists them)"
        )


def flags_first(words: Sequence[str]) -> list[str]:
    """The flags with their values before the overrides, where alone argparse reads them:
    ["stage=sft", "--cfg", "job"] -> ["--cfg", "job", "stage=sft"]. A bare --info is given its value, or it would
    take the first override.
    """
    overrides = overrides_in(words)
    rest = list(words)
    for word in overrides:
        rest.remove(word)
    return [*(f"{word}=all" if word in _WITH_DEFAULT else word for word in rest), *overrides]


def overrides_in(words: Sequence[str]) -> list[str]:
    """The words that are no flags, nor the values of flags."""
    before = ("", *words)
    return [
        word
        for last, word in zip(before, words, strict=False)
        if word != "=" and not word.startswith("-") and last not in _WITH_VALUE
    ]


def _wrong_flags(words: Sequence[str]) -> Iterator[str]:
    if "=" in words:
        yield "no spaces around the equals sign: KEY=VALUE"
    for word in words:
        name = word.split("=")[0]
        if word.startswith("-") and name not in (*_FLAGS, *_OURS):
            bare = name.lstrip("-")
            if bare.split(".")[0] in (*GROUPS, "evaluation", "seed", "runs_dir"):
                yield f"{word} is no flag; a field is set without dashes, {bare}=VALUE"
            else:
                yield f"{word} is no flag{did_you_mean(name, _USUAL)}"


def _parsed(word: str) -> Override:
    return OverridesParser.create().parse_override(word)


def _unreadable(word: str) -> str:
    try:
        _parsed(word)
    except HydraException as error:
        key, equals, value = word.partition("=")
        shown = masked([word])[0]
        if not equals:
            return f"{shown} is not KEY=VALUE{_meant(word)}"
        if key in (*GROUPS, *WHOLE) or value[:1] in ("[", "{"):
            form = "a list is [1,2], a group of fields {a: 1, b: 2}" if key not in (*GROUPS, *WHOLE) else _named(key)
            return f"{shown} cannot be read; {form}"
        quoted = key + '="' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        try:
            _parsed(quoted)
        except HydraException:
            return f"{shown} cannot be read: {str(error).splitlines()[0]}"
        return f"{shown} cannot be read; quote the value: {shlex.quote(masked([quoted])[0])}"
    return ""


def _meant(word: str) -> str:
    groups = [group for group in (*GROUPS, *WHOLE) if word in registry.choices(group).split(", ")]
    if groups:
        return f"; did you mean {_sign(groups[0])}{groups[0]}={word}?"
    return f"; {_named(word)}" if word in (*GROUPS, *WHOLE) else ""


def _wrong_group(word: Override) -> str:
    """What is wrong with `stage=null`, `experiments=demo` and `+stage=rlvr`."""
    key, value, said = word.key_or_group, word.value(), word.input_line
    if f"{key}s" in WHOLE:
        return f"{said} is not a field of Config; did you mean +{key}s={said.partition('=')[2]}?"
    if word.package is not None or word.is_delete() or key not in (*GROUPS, *WHOLE):
        return ""
    if value in (None, "", []):
        return f"{said} chooses nothing; {_named(key)}"
    if key in WHOLE and not word.is_add():
        return f"{said} needs a plus sign: +{said}"
    if key in GROUPS and word.is_add():
        return f"{said} has a plus sign too many: {said.lstrip('+')}"
    return ""


def _axes_apart(words: Sequence[Override]) -> Iterator[str]:
    """What is wrong with `+sweeps=arms +sweeps=seeds`, of which Hydra takes one."""
    axes = [word for word in words if word.key_or_group == "sweeps" and word.is_add()]
    if len(axes) > 1:
        names = ",".join(word.input_line.partition("=")[2].strip("[]") for word in axes)
        yield f"{' '.join(str(word.input_line) for word in axes)} is one list: +sweeps={names}"


def _not_a_chain(error: Exception, words: Sequence[str]) -> str:
    """An experiment sets the parts of a chain, which a stage of one part has not."""
    names, stage = chosen(words, EXPERIMENTS), chosen(words, "stage")
    if not (names and stage and stage[-1] in ("sft", "rlvr") and "raised while composing" in str(error)):
        return ""
    return (
        f"+experiments={names[-1]} sets the parts of a chain, stage.sft and stage.rlvr; stage={stage[-1]} has none: "
        f"for this arm use stage.arm={stage[-1]} in place of stage={stage[-1]}"
    )


def several(word: str) -> str:
    """What to say of `seed=0,1` where nothing says that it is a sweep."""
    key, _, value = word.partition("=")
    ways = ["--multirun runs one after the other"]
    if key.lstrip("+") not in (*GROUPS, *WHOLE):
        ways = [f"{key}=[{value}] is a list", f"{shlex.quote(f'{key}={chr(34)}{value}{chr(34)}')} is one value", *ways]
    return f"{masked([word])[0]} is several values: {', '.join(ways)}"


def _wrong_choices(word: Override, error: Exception) -> Iterator[str]:
    """Of a group: each name that is none of its choices."""
    key = word.key_or_group
    known = registry.choices(key).split(", ") if key in (*GROUPS, *WHOLE) else []
    if isinstance(error, MissingConfigException) and (error.missing_cfg_file or "").rpartition("/")[0] == key:
        known = [option for option in error.options or known if not option.startswith("base_")]
    value: Any = word.value()
    listed = value if isinstance(value, list) else getattr(value, "list", None)  # of a sweep
    for name in listed or [value] if known and not word.is_delete() else []:
        if name in known:
            continue
        prefix = "" if listed else f"{_sign(key)}{key}="
        better = f"; a hub id or folder is model=hub model.path={name}" if key == "model" and "/" in str(name) else ""
        said = f"{word.input_line}: {name}" if listed else word.input_line
        yield f"{said} is not a choice{better or did_you_mean(str(name), known, prefix=prefix)}"


def _wrong_keys(words: Sequence[str]) -> list[str]:
    """What `to_config` says of the keys when they are let past Hydra's schema."""
    past = [word if _is_choice(word) else "++" + word.lstrip("+") for word in words]
    try:
        compose(past)
    except UserError as error:
        return [str(error)]
    except HYDRA_ERRORS:  # another mistake: the first message stands
        return []
    return []


def _is_choice(word: str) -> bool:
    """Whether it chooses from a group or deletes, so that it cannot be added as a key."""
    parsed = _parsed(word)
    return (
        parsed.is_delete()
        or parsed.package is not None
        or parsed.key_or_group.split("/")[0] in (*GROUPS, *WHOLE, "hydra")
    )


def _of_hydra(error: Exception) -> str:
    """Hydra's message without what is no help, or that of the field whose value is wrong."""
    cause: Any = error if isinstance(error, OmegaConfBaseException) else error.__cause__
    if isinstance(cause, OmegaConfBaseException) and cause.full_key:
        return values.explain(cause)
    text = str(error).split("Config search path")[0]
    return re.sub(r"See https://hydra\S+ for details", "", text).strip()


def _named(group: str) -> str:
    return f"{_sign(group)}{group}= one of: {registry.choices(group)}"


def _sign(group: str) -> str:
    return "+" if group in WHOLE else ""
