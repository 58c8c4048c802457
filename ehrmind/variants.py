"""What tells runs of one arm apart, in the words that set it: where they, or those they start from, differ.

    sft (fraction 1.0), sft (fraction 0.05)      ->  "sft · fraction=0.05", "sft · fraction=1.0"
    rlvr (reward gated), rlvr (correct, format)  ->  "rlvr · reward=gated", "rlvr · reward=correct+format"

Seeds, paths and what names no run (see naming.hashed_view) part no variants. A file that is read, of completions or of
rationales, parts them by what it holds, unless each seed has a file of its own: those are seeds of one arm. So does a
run that is not among these, from which one starts, or by whose samples training rows are chosen. The report, a sweep
and the trackers call the same run by the same name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ehrmind.config import Config, Evaluation, Model
from ehrmind.fields import is_hashed, unsaid
from ehrmind.naming import plain
from ehrmind.registry import COMPONENTS
from ehrmind.stages.rlvr import Numbers
from ehrmind.stages.transfer import OF

TRANSFERRED = " of "  # between an arm and another task that its weights were trained on
REWARD, RECIPE, PARENT = "reward", "stage.recipe", "parent."
SAMPLES = "samples."  # of the run whose rationales one learns from, or whose pass rates choose the rows
LOOKED = ("stage.filter", "stage.learn_from")  # such runs
FILES = ("task.rationales", "stage.completions")  # by hashes of what they hold
OWN = (*FILES, *LOOKED, "parent")  # what each seed may have one of its own of; of runs those that are not at hand
OF_EACH = "of each seed"
FILLED = {f"stage.{item.name}" for item in fields(Numbers)}  # which a recipe's name says already

Settings = dict[str, str]  # by dotted key
Variant = tuple[tuple[str, str], ...]  # the same, sorted
Run = TypeVar("Run", bound="Named")


class Named(Protocol):
    """A run: `config` is what config.yaml holds, `parent` the id of the run that it starts from."""

    @property
    def id(self) -> str: ...
    @property
    def arm(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def config(self) -> Mapping[str, Any]: ...


def grouped(runs: Iterable[Run], by_id: Mapping[str, Named]) -> dict[str, dict[Variant, list[Run]]]:
    """The runs by arm, then by everything but the seed and what each seed has of its own."""
    found: dict[str, dict[Variant, list[Run]]] = {}
    for run in runs:
        variant = tuple(sorted(settings_of(run, by_id).items()))
        found.setdefault(name_of(run, by_id), {}).setdefault(variant, []).append(run)
    return {name: _over_own(variants) for name, variants in found.items()}


def _over_own(variants: Mapping[Variant, list[Run]]) -> dict[Variant, list[Run]]:
    """The variants; those that differ in what is each seed's own alone are one. Two files of one seed are two."""
    alike: dict[Variant, list[Variant]] = {}
    for variant in variants:
        own = {key for key, value in variant if key.endswith(OWN) and value != str(None)}
        bare = tuple((key, OF_EACH if key in own else value) for key, value in variant)
        alike.setdefault(bare, []).append(variant)
    found: dict[Variant, list[Run]] = {}
    for bare, members in alike.items():
        seeds = [{run.config.get("seed") or 0 for run in variants[variant]} for variant in members]
        if len(members) == sum(map(len, seeds)) == len(set.union(*seeds)) > 1:
            found[bare] = [run for variant in members for run in variants[variant]]
        else:
            found |= {variant: variants[variant] for variant in members}
    return found


def name_of(run: Named, by_id: Mapping[str, Named]) -> str:
    """The stage's arm, with the arm that it starts from unless it says so itself: "sft_rlvr", "rlvr from sft"."""
    if OF in run.arm:  # weights of another task
        return run.arm.replace(OF, TRANSFERRED)
    start = run.parent
    if run.arm in ("sft_rlvr", "sft_more", "rft"):  # it says that it starts from sft, but not from what that does
        start = by_id[start].parent if start and start in by_id else None
    if not start:
        return run.arm
    stage = "evaluate" if run.arm == "base" else run.arm
    return f"{stage} from {name_of(by_id[start], by_id) if start in by_id else start}"


def settings_of(run: Named, by_id: Mapping[str, Named]) -> Settings:
    """Everything that makes this run's weights and answers, but for the seed: its own settings and its ancestors'.

    An ancestor's evaluation changes no weights. One that is not among the runs counts by its id.
    """
    own = dict(flat(naming(run.config)))
    parent = by_id.get(run.parent or "")
    if parent is not None:
        inherited = settings_of(parent, by_id).items()
        own |= {f"{PARENT}{key}": value for key, value in inherited if not key.startswith("evaluation.")}
        own["parent"] = parent.arm
    elif run.parent:
        own["parent"] = run.parent
    for key in LOOKED:
        looked = by_id.get(own.get(key, ""))
        if looked is not None:  # like a parent's: the samples of another seed are of the same arm
            own[key] = name_of(looked, by_id)
            own |= {f"{SAMPLES}{name}": value for name, value in settings_of(looked, by_id).items()}
    return own


def labels(name: str, variants: Sequence[Settings]) -> list[str]:
    """The name of each variant: the arm's, followed by the settings in which they differ."""
    if len(variants) == 1:
        return [name]
    keys = differing(variants)
    own = ([key for key in keys if key in variant or SAMPLES not in key] for variant in variants)
    pairs = zip(variants, own, strict=True)
    told = (", ".join(f"{short(key)}={variant.get(key, 'none')}" for key in mine) for variant, mine in pairs)
    return [f"{name} · {what}" for what in told]


def differing(variants: Sequence[Settings]) -> list[str]:
    """The keys in which the variants differ, without those that another one says already."""
    every = sorted({key for variant in variants for key in variant})
    return [key for key in every if _differs(key, variants) and not _repeats(key, variants)]


def place(label: str) -> tuple[tuple[bool, float, str], ...]:
    """A sort key under which numbers in a label stand in their order: fraction=0.05 before fraction=0.1."""
    parts = label.replace(",", " ").replace("=", " ").split()
    return tuple((True, float(part), "") if _is_number(part) else (False, 0.0, part) for part in parts)


def short(key: str) -> str:
    """stage.fraction -> fraction; parent.stage.fraction -> parent fraction."""
    return "parent " * key.count(PARENT) + key.rsplit(".", 1)[-1]


def naming(config: Mapping[str, Any]) -> dict[str, Any]:
    """What names a finished run, of its config.yaml: no seed, no paths, and a reward only where the stage uses it."""
    kept = _hashed(Config, config)
    kept |= {key: _hashed(kind, config.get(key) or {}) for key, kind in (("model", Model), ("evaluation", Evaluation))}
    for group in ("task", "stage"):
        part = config.get(group) or {}
        component = COMPONENTS.get((group, str(part.get("name"))))
        kept[group] = _hashed(component, part) if component else dict(part)
        if not getattr(component, "uses_reward", True):
            kept.pop(REWARD, None)
    if (config.get("stage") or {}).get("filter"):  # a run's folder; the run is what names the training rows
        kept["stage"]["filter"] = Path(config["stage"]["filter"]).name
    if (config.get("stage") or {}).get("match"):
        kept["stage"]["match"] = "another run's FLOPs"
    if learned := (config.get("stage") or {}).get("learn_from"):
        kept["stage"]["learn_from"] = Path(learned).name
    contents = config.get("run") or {}  # of files, by their hashes
    kept["task"] |= {"rationales": contents["rationales"]} if "rationales" in contents else {}
    kept["stage"] |= {"completions": contents["completions"]} if "completions" in contents else {}
    return {key: value for key, value in kept.items() if key not in ("seed", "run")}


def flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Every setting by its dotted key, written as on the command line; of rewards also which there are.

    The names of other components are left out: their settings tell them apart.
    """
    if isinstance(value, Mapping):
        terms = [(path, "+".join(map(str, value)))] if path == REWARD else []
        parts = ((f"{path}.{key}" if path else str(key), part) for key, part in value.items() if key != "name")
        return terms + [item for key, part in parts for item in flat(part, key)]
    if isinstance(value, (list, tuple)):
        return [(path, f"[{', '.join(map(str, value))}]")]
    return [(path, str(value))]


def _differs(key: str, variants: Sequence[Settings]) -> bool:
    """Whether the variants do not agree in a key. A term's number counts among those that have the term, and what a
    filter's samples were among those that have a filter.
    """
    found = [variant.get(key) for variant in variants]
    if SAMPLES in key or _own(key).startswith(f"{REWARD}."):
        found = [value for value in found if value is not None]
    return len(set(found)) > 1


def _repeats(key: str, variants: Sequence[Settings]) -> bool:
    """Whether a key says nothing more: a parent's that is in every variant the run's own, or what a recipe fills in."""
    own = key.removeprefix(PARENT)
    if own != key and all(variant.get(key) == variant.get(own) for variant in variants):
        return True
    recipe = key.removesuffix(_own(key)) + RECIPE
    return _own(key) in FILLED and _differs(recipe, variants) and _follows(key, recipe, variants)


def _follows(key: str, other: str, variants: Sequence[Settings]) -> bool:
    """Whether one key's value is settled by the other's."""
    pairs = {(variant.get(other), variant.get(key)) for variant in variants}
    return len(pairs) == len({first for first, _ in pairs})


def _own(key: str) -> str:
    """The key without its ancestors."""
    return key.rsplit(PARENT, 1)[-1]


def _hashed(component: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a component's fields but those that do not name a run.

    Of a field that came later a run says the default, or nothing: both are the default.
    """
    metadata = {item.name: item.metadata for item in fields(component)}
    found: dict[str, Any] = plain(unsaid(component))
    return found | {key: value for key, value in values.items() if is_hashed(metadata.get(key, {}), value)}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.lower() not in ("nan", "inf", "infinity")
