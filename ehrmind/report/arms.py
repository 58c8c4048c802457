"""Runs into arms: the rows of a results table, each with its runs over seeds.

    sft-3f9a (seed 0), sft-77c0 (seed 1)                ->  Arm("sft", "sft", two runs)
    sft-3f9a (fraction 1), sft-9e11 (fraction 0.05)     ->  Arm("sft", "sft · fraction=1", ...), Arm("sft", ...)

Runs stand in one table when they share task, model, data and split. Two runs are seeds of one arm when their configs,
and those of the runs they start from, differ in the seed alone; otherwise the arm is named by what differs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.report.read import RunRecord

ORDER = ("base", "sft", "rlvr", "sft_rlvr")
NOT_A_DIFFERENCE = ("seed", "run", "runs_dir", "tracking", "name", "init_from", "parent_missing")

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Arm:
    """One row of a results table. `name` is the stage's arm, `label` adds what tells its variants apart."""

    name: str
    label: str
    runs: tuple[RunRecord, ...]

    @property
    def predictions(self) -> list[Mapping[str, Any]]:
        """The greedy completions of every seed."""
        return [row for run in self.runs for row in run.predictions]

    @property
    def evaluations(self) -> list[Mapping[str, Any]]:
        """eval.json of every seed."""
        return [run.evaluation for run in self.runs if run.evaluation]

    @property
    def groups(self) -> dict[str, str]:
        """The patient or note of each evaluated row; rows.jsonl holds it."""
        return {key: str(row.get("group", key)) for run in self.runs for key, row in run.rows.items()}


@dataclass(frozen=True, slots=True)
class Experiment:
    """Arms that may be compared: same task, model, data and split. `diagnoses` looked at the model before training."""

    key: Key
    arms: tuple[Arm, ...]
    diagnoses: tuple[RunRecord, ...] = ()

    @property
    def title(self) -> str:
        """Such as "medcalc · smollm2_135m · test split"."""
        task, model, _, split = self.key
        return f"{task} · {model} · {split} split"

    def arm(self, name: str) -> Arm | None:
        """The first arm of that name."""
        return next((arm for arm in self.arms if arm.name == name), None)


def experiments(runs: Sequence[RunRecord]) -> list[Experiment]:
    """The comparable sets of finished, evaluated runs."""
    by_id = {run.id: run for run in runs}
    sets: dict[Key, list[RunRecord]] = defaultdict(list)
    for run in runs:
        if run.state == "done" and run.evaluation and run.arm != "diagnose":
            sets[run.experiment].append(run)
    diagnosed = [run for run in runs if run.diagnosis and run.state == "done"]
    return [
        Experiment(key, tuple(_arms(members, by_id)), tuple(run for run in diagnosed if run.experiment[:3] == key[:3]))
        for key, members in sorted(sets.items())
    ]


def _arms(runs: Iterable[RunRecord], by_id: Mapping[str, RunRecord]) -> list[Arm]:
    variants: dict[str, dict[tuple[tuple[str, str], ...], list[RunRecord]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        variants[run.arm][tuple(sorted(_settings(run, by_id).items()))].append(run)
    arms = []
    for name in sorted(variants, key=lambda arm: (ORDER.index(arm) if arm in ORDER else len(ORDER), arm)):
        labels = _labels(name, list(variants[name]))
        for label, members in zip(labels, variants[name].values(), strict=True):
            arms.append(Arm(name, label, tuple(sorted(members, key=lambda run: (run.seed, run.id)))))
    return arms


def _labels(name: str, variants: Sequence[tuple[tuple[str, str], ...]]) -> list[str]:
    """The arm's name, followed by the settings in which its variants differ."""
    if len(variants) == 1:
        return [name]
    known = [dict(variant) for variant in variants]
    keys = sorted({key for variant in known for key in variant})
    differing = [key for key in keys if len({variant.get(key) for variant in known}) > 1]
    return [
        f"{name} · " + ", ".join(f"{_short(key)}={variant.get(key, 'none')}" for key in differing) for variant in known
    ]


def _short(key: str) -> str:
    """stage.fraction -> fraction; parent.stage.fraction -> parent fraction."""
    origin = "parent " if key.startswith("parent.") else ""
    return origin + key.rsplit(".", 1)[-1]


def _settings(run: RunRecord, by_id: Mapping[str, RunRecord]) -> dict[str, str]:
    """Everything that makes this run's weights, but for the seed: its own settings and those of its ancestors."""
    own = {key: value for key, value in _flat(run.config) if not _ignored(key)}
    parent = by_id.get(run.parent or "")
    if parent is not None:
        own |= {f"parent.{key}": value for key, value in _settings(parent, by_id).items() if key.startswith("stage")}
    return own


def _ignored(key: str) -> bool:
    return any(part in NOT_A_DIFFERENCE for part in (key.split(".")[0], key.rsplit(".", 1)[-1]))


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [item for key, part in value.items() for item in _flat(part, f"{path}.{key}" if path else str(key))]
    return [(path, str(value))]
