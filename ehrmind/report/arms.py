"""Runs into arms: the rows of a results table, each with its runs over seeds.

    sft-3f9a (seed 0), sft-77c0 (seed 1)                ->  Arm("sft", "sft", two runs)
    sft-3f9a (fraction 1), sft-9e11 (fraction 0.05)     ->  Arm("sft", "sft · fraction=1", ...), Arm("sft", ...)
    rlvr-51c8 (stage.init_from=runs/...-sft-3f9a)       ->  Arm("rlvr from sft", "rlvr from sft", one run)

Runs stand in one table when they share task, model, data and split. Two runs are seeds of one arm when what names them
(see runs.hashed_view), and those they start from, differs in the seed alone; else the arm is named by what differs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from ehrmind.config import Config, Evaluation, Model
from ehrmind.errors import ConfigError
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.fields import is_hashed
from ehrmind.registry import COMPONENTS, discover
from ehrmind.report.read import RunRecord
from ehrmind.stages.transfer import OF

TRANSFERRED = " of "  # between an arm and another task that its weights were trained on
ORDER = ("base", "sft", "rlvr", "sft_rlvr")
LONGEST = 60  # characters of the settings that tell data apart in a title

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Arm:
    """One row of a results table. `name` is the stage's arm and, where the arm does not say it, what it starts from;
    `label` adds what tells its variants apart.

    A baseline is an arm that was not `trained`, whose runs hold its answers; a `ceiling` knows more than a model can,
    and one `of` an arm is made with that arm's model.
    """

    name: str
    label: str
    runs: tuple[RunRecord, ...]
    trained: bool = True
    ceiling: bool = False
    of: str | None = None

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

    def name_run(self, run: RunRecord) -> str:
        """The arm's label, with the run's seed where there are several."""
        return self.label if len(self.runs) == 1 else f"{self.label} · seed {run.seed}"


@dataclass(frozen=True, slots=True)
class Experiment:
    """Arms that may be compared: same task, model, data and split. `diagnoses` looked at this model on these data.

    `data` tells its data from those of the report's other experiments; it is empty where the task has these alone.
    """

    key: Key
    arms: tuple[Arm, ...]
    diagnoses: tuple[RunRecord, ...] = ()
    data: str = ""
    measures: tuple[Measure, ...] = DEFAULT
    baselines: tuple[Arm, ...] = ()

    @property
    def headline(self) -> Measure:
        """What the arms are judged by."""
        return self.measures[0]

    @property
    def title(self) -> str:
        """Such as "medcalc · smollm2_135m · test split", or "medcalc · tiny · test split · data source=v1.2"."""
        task, model, _, split = self.key
        return f"{task} · {model} · {split} split" + (f" · data {self.data}" if self.data else "")

    def arm(self, name: str) -> Arm | None:
        """The first arm of that name."""
        return next((arm for arm in self.arms if arm.name == name), None)


def experiments(runs: Sequence[RunRecord]) -> list[Experiment]:
    """The comparable sets of finished, evaluated runs."""
    discover()
    by_id = {run.id: run for run in runs}
    sets: dict[Key, list[RunRecord]] = defaultdict(list)
    for run in runs:
        if run.state == "done" and run.evaluation and run.arm != "diagnose":
            sets[run.experiment].append(run)
    diagnosed = [run for run in runs if run.diagnosis and run.state == "done"]
    data = _tell_data_apart([run for members in sets.values() for run in members])
    return [
        _experiment(key, members, by_id, diagnosed, data.get((key[0], key[2]), ""))
        for key, members in sorted(sets.items())
    ]


def _experiment(
    key: Key, members: Sequence[RunRecord], by_id: Mapping[str, RunRecord], diagnosed: Sequence[RunRecord], data: str
) -> Experiment:
    arms = tuple(_arms(members, by_id))
    looked = tuple(run for run in diagnosed if run.experiment[:3] == key[:3])
    return Experiment(key, arms, looked, data, measures_of(members[0]), tuple(_baselines(arms)))


def measures_of(run: RunRecord) -> tuple[Measure, ...]:
    """The measures of the run's task, as it was configured; of one that is not installed here, what every task has."""
    settings = dict(run.config.get("task") or {})
    component = COMPONENTS.get(("task", str(settings.pop("name", ""))))
    if component is None:
        return DEFAULT
    known = {item.name for item in fields(component)}
    try:
        merged = OmegaConf.merge(OmegaConf.structured(component), {k: v for k, v in settings.items() if k in known})
        task: Any = OmegaConf.to_object(merged)
    except (ConfigError, OmegaConfBaseException):  # settings of another version
        return DEFAULT
    return tuple(task.measures())


def _baselines(arms: Sequence[Arm]) -> Iterator[Arm]:
    """Each baseline as an arm: of rules, from the run that has the most rows; of models, one for each arm."""
    runs = [run for arm in arms for run in arm.runs if run.baselines]
    widest = max(runs, key=lambda run: len(run.predictions), default=None)
    if widest is None:
        return
    for name, told in _told(widest).items():
        if not told["of_model"]:
            yield Arm(name, f"({name})", (_standing_for(widest, name),), trained=False, ceiling=told["ceiling"])
    for arm in arms:
        for name in dict.fromkeys(name for run in arm.runs for name, told in _told(run).items() if told["of_model"]):
            own = tuple(_standing_for(run, name) for run in arm.runs if name in run.baselines)
            yield Arm(name, f"({name}, {arm.label})", own, trained=arm.trained, of=arm.label)


def _told(run: RunRecord) -> dict[str, Mapping[str, Any]]:
    """What eval.json says of each baseline whose answers were written."""
    found = (run.evaluation or {}).get("baselines") or {}
    return {name: told for name, told in found.items() if name in run.baselines and "metrics" in told}


def _standing_for(run: RunRecord, name: str) -> RunRecord:
    """The run with the baseline's answers in place of the model's."""
    return replace(run, id=f"{run.id}/{name}", predictions=run.baselines[name], samples=(), baselines={})


def _tell_data_apart(runs: Iterable[RunRecord]) -> dict[tuple[str, str], str]:
    """By task and sha256 the settings in which data of one task differ, or the short sha256 where they do not say."""
    settings: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(dict)
    for run in runs:
        task, _, sha256, _ = run.experiment
        own = set(_flat(_naming(run.config).get("task")))
        settings[task][sha256] = settings[task].get(sha256, own) & own
    found: dict[tuple[str, str], str] = {}
    for task, sets in settings.items():
        if len(sets) > 1:
            known = [dict(shared) for shared in sets.values()]
            keys = sorted(set.intersection(*map(set, known)))
            differing = [key for key in keys if len({values[key] for values in known}) > 1]
            labels = [", ".join(f"{_short(key)}={values[key]}" for key in differing) for values in known]
            told = len(set(labels)) == len(labels) and max(map(len, labels)) <= LONGEST
            found |= {(task, sha): label if told else sha[:8] for sha, label in zip(sets, labels, strict=True)}
    return found


def _arms(runs: Iterable[RunRecord], by_id: Mapping[str, RunRecord]) -> list[Arm]:
    variants: dict[str, dict[tuple[tuple[str, str], ...], list[RunRecord]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        variants[_name(run, by_id)][tuple(sorted(_settings(run, by_id).items()))].append(run)
    arms = []
    for name in sorted(variants, key=lambda arm: (ORDER.index(arm) if arm in ORDER else len(ORDER), arm)):
        labels = _labels(name, list(variants[name]))
        for label, members in zip(labels, variants[name].values(), strict=True):
            ordered = tuple(sorted(members, key=lambda run: (run.seed, run.id)))
            arms.append(Arm(name, label, ordered, trained=name != "base"))
    return arms


def _name(run: RunRecord, by_id: Mapping[str, RunRecord]) -> str:
    """The stage's arm, with the arm that it starts from unless it says so itself: "sft_rlvr", "rlvr from sft"."""
    if OF in run.arm:  # weights of another task
        return run.arm.replace(OF, TRANSFERRED)
    start = run.parent
    if run.arm == "sft_rlvr":  # it says that it starts from sft, but not from what that does
        start = by_id[start].parent if start and start in by_id else None
    if not start:
        return run.arm
    stage = "evaluate" if run.arm == "base" else run.arm
    return f"{stage} from {_name(by_id[start], by_id) if start in by_id else start}"


def _labels(name: str, variants: Sequence[tuple[tuple[str, str], ...]]) -> list[str]:
    """The arm's name, followed by the settings in which its variants differ."""
    if len(variants) == 1:
        return [name]
    known = [dict(variant) for variant in variants]
    keys = sorted({key for variant in known for key in variant})
    differing = [key for key in keys if len({variant.get(key) for variant in known}) > 1 and not _repeats(key, known)]
    return [
        f"{name} · " + ", ".join(f"{_short(key)}={variant.get(key, 'none')}" for key in differing) for variant in known
    ]


def _repeats(key: str, variants: Sequence[Mapping[str, str]]) -> bool:
    """Whether a parent's setting is in every variant the run's own, and so says nothing more."""
    own = key.removeprefix("parent.")
    return own != key and all(variant.get(key) == variant.get(own) for variant in variants)


def _short(key: str) -> str:
    """stage.fraction -> fraction; parent.stage.fraction -> parent fraction."""
    return "parent " * key.count("parent.") + key.rsplit(".", 1)[-1]


def _settings(run: RunRecord, by_id: Mapping[str, RunRecord]) -> dict[str, str]:
    """Everything that makes this run's weights and answers, but for the seed: its own settings and its ancestors'.

    An ancestor's evaluation changes no weights. One that is not among the runs counts by its id.
    """
    own = dict(_flat(_naming(run.config)))
    parent = by_id.get(run.parent or "")
    if parent is not None:
        inherited = {key: value for key, value in _settings(parent, by_id).items() if not key.startswith("evaluation.")}
        own |= {f"parent.{key}": value for key, value in inherited.items()} | {"parent": parent.arm}
    elif run.parent:
        own["parent"] = run.parent
    return own


def _naming(config: Mapping[str, Any]) -> dict[str, Any]:
    """What names a finished run, of its config.yaml: no seed, no paths, and a reward only where the stage uses it."""
    kept = _hashed(Config, config)
    kept |= {key: _hashed(kind, config.get(key) or {}) for key, kind in (("model", Model), ("evaluation", Evaluation))}
    for group in ("task", "stage"):
        part = config.get(group) or {}
        component = COMPONENTS.get((group, str(part.get("name"))))
        kept[group] = _hashed(component, part) if component else dict(part)
        if not getattr(component, "uses_reward", True):
            kept.pop("reward", None)
    if (config.get("stage") or {}).get("filter"):  # a run's folder; the run is what names the training rows
        kept["stage"]["filter"] = Path(config["stage"]["filter"]).name
    return {key: value for key, value in kept.items() if key not in ("seed", "run")}


def _hashed(component: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a component's fields but those that do not name a run."""
    metadata = {item.name: item.metadata for item in fields(component)}
    return {key: value for key, value in values.items() if is_hashed(metadata.get(key, {}), value)}


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Every setting by its dotted key, but for the names of components: their other settings tell them apart."""
    if isinstance(value, Mapping):
        parts = ((f"{path}.{key}" if path else str(key), part) for key, part in value.items() if key != "name")
        return [item for key, part in parts for item in _flat(part, key)]
    return [(path, str(value))]
