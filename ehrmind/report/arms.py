"""Runs into arms: the rows of a results table, each with its runs over seeds.

    sft-3f9a (seed 0), sft-77c0 (seed 1)                ->  Arm("sft", "sft", two runs)
    sft-3f9a (fraction 1), sft-9e11 (fraction 0.05)     ->  Arm("sft", "sft · fraction=1", ...), Arm("sft", ...)
    rlvr-51c8 (stage.init_from=runs/...-sft-3f9a)       ->  Arm("rlvr from sft", "rlvr from sft", one run)

Runs stand in one table when they share task, model and the rows that they were evaluated on; these may have been chosen
and trained on as they like. Two runs are seeds of one arm when what names them, and those they start from, differs in
the seed alone; else the arm is named by what differs (ehrmind.variants).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from ehrmind.errors import ConfigError
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.fields import training_fields
from ehrmind.registry import COMPONENTS, discover
from ehrmind.report.read import RunRecord
from ehrmind.report.stand_ins import LOOKS, greedy, stand_ins
from ehrmind.variants import flat, grouped, labels, naming, place, short

ORDER = ("base", "sft", "sft_more", "rft", "rlvr", "sft_rlvr")
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
    def counted(self) -> bool:
        """Whether the lengths of its completions are of tokens, and not of words."""
        return all(run.counted for run in self.runs)

    @property
    def evaluations(self) -> list[Mapping[str, Any]]:
        """eval.json of every seed."""
        return [run.evaluation for run in self.runs if run.evaluation]

    @property
    def trainings(self) -> dict[tuple[str, int], tuple[RunRecord, ...]]:
        """The runs whose completions could be read, by the training that they go back to: it and its seed.

        Three runs of RLVR from one run of SFT are one training, whose luck is in all of them. Of one that is not among
        the runs the seed is not known, and stands as 0.
        """
        found: dict[tuple[str, int], tuple[RunRecord, ...]] = {}
        for run in self.runs:
            if run.predictions:
                found[run.training] = (*found.get(run.training, ()), run)
        return found

    def within(self, rows: Collection[str]) -> "Arm":
        """The arm on some of its rows."""
        kept = set(rows)
        runs = (replace(run, predictions=[row for row in run.predictions if row["id"] in kept]) for run in self.runs)
        return replace(self, runs=tuple(runs))

    @property
    def groups(self) -> dict[str, str]:
        """The patient or note of each evaluated row; rows.jsonl holds it."""
        return {key: str(row.get("group", key)) for run in self.runs for key, row in run.rows.items()}

    def name_run(self, run: RunRecord) -> str:
        """The arm's label, with the run's seed where there are several."""
        return self.label if len(self.runs) == 1 else f"{self.label} · seed {run.seed}"


@dataclass(frozen=True, slots=True)
class Experiment:
    """Arms that may be compared: same task, model and evaluated rows. `diagnoses` looked at this model on these data.

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
    stands = stand_ins(runs)
    kept = [replace(run, parent=stands.get(run.parent or "", run.parent)) for run in runs if stands[run.id] == run.id]
    by_id = {run.id: run for run in (*runs, *kept)}  # a diagnosis that another stands for has chosen rows all the same
    files = _seeds_of_files(kept)
    sets: dict[Key, list[RunRecord]] = defaultdict(list)
    for run in kept:
        if run.state == "done" and run.evaluation and not {run.arm, run.stage} & LOOKS:
            shown = greedy(_of_weights(run, by_id))
            sets[run.experiment].append(replace(shown, training=_training(run, by_id, files)))
    diagnosed = [run for run in kept if run.diagnosis and run.state == "done"]
    data = _tell_data_apart([run for members in sets.values() for run in members])
    return [
        _experiment(key, members, by_id, diagnosed, data.get((key[0], key[2]), ""))
        for key, members in sorted(sets.items())
    ]


def _experiment(
    key: Key, members: Sequence[RunRecord], by_id: Mapping[str, RunRecord], diagnosed: Sequence[RunRecord], data: str
) -> Experiment:
    arms = tuple(_arms(members, by_id))
    task, model, sha256, split = key
    looked = tuple(run for run in diagnosed if (run.task, run.model, run.hash_of(split)) == (task, model, sha256))
    return Experiment(key, arms, looked, data, measures_of(members[0]), tuple(_baselines(arms)))


def measures_of(run: RunRecord) -> tuple[Measure, ...]:
    """The measures of the run's task, as it was configured; of one that is not installed here, what every task has."""
    return _measures(json.dumps(run.config.get("task") or {}, sort_keys=True, default=str))


@lru_cache(maxsize=64)  # the runs of a table have one task, in a few settings
def _measures(written: str) -> tuple[Measure, ...]:
    settings = json.loads(written)
    if _component(settings) is None:
        return DEFAULT
    try:
        task: Any = OmegaConf.to_object(_configured(settings))
    except (ConfigError, OmegaConfBaseException):  # settings of another version
        return DEFAULT
    return tuple(task.measures())


def _component(settings: Any) -> type | None:
    """The task that settings name."""
    return COMPONENTS.get(("task", str(settings.get("name")))) if isinstance(settings, Mapping) else None


def _configured(settings: Mapping[str, Any]) -> Any:
    """The settings as a config of their task, and of the tasks that stand in it by name (a mixture's parts)."""
    component: Any = _component(settings)
    node = OmegaConf.structured(component)
    for name in {item.name for item in fields(component)}.intersection(settings):
        value = settings[name]
        parts = value.items() if isinstance(value, Mapping) else ()
        inner = {key: _configured(part) for key, part in parts if _component(part)}
        node = OmegaConf.merge(node, {name: inner or value})
    return node


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
        own = set(flat(naming(run.config).get("task")))
        settings[task][sha256] = settings[task].get(sha256, own) & own
    found: dict[tuple[str, str], str] = {}
    for task, sets in settings.items():
        if len(sets) > 1:
            known = [dict(shared) for shared in sets.values()]
            keys = sorted(set.intersection(*map(set, known)))
            differing = [key for key in keys if len({values[key] for values in known}) > 1]
            labels = [", ".join(f"{short(key)}={values[key]}" for key in differing) for values in known]
            told = len(set(labels)) == len(labels) and max(map(len, labels)) <= LONGEST
            found |= {(task, sha): label if told else sha[:8] for sha, label in zip(sets, labels, strict=True)}
    return found


def _arms(runs: Iterable[RunRecord], by_id: Mapping[str, RunRecord]) -> Iterator[Arm]:
    """In the order of the paper's table; variants of an arm by the settings that part them, numbers in their order."""
    found = grouped(runs, by_id)
    for name in sorted(found, key=lambda arm: (ORDER.index(arm) if arm in ORDER else len(ORDER), arm)):
        names = labels(name, [dict(variant) for variant in found[name]])
        for label, members in sorted(zip(names, found[name].values(), strict=True), key=lambda item: place(item[0])):
            ordered = tuple(sorted(members, key=lambda run: (run.seed, run.id)))
            yield Arm(name, label, ordered, trained=name != "base")


def _training(run: RunRecord, by_id: Mapping[str, RunRecord], files: Mapping[str, int]) -> tuple[str, int]:
    """The run at the root of what this one starts from, and its seed; its own where that is not among the runs.

    Of completions made elsewhere it is their file, under whichever seeds it is judged.
    """
    if run.file:
        return run.file, files[run.file]
    parent = by_id.get(run.parent or "")
    if parent:
        return _training(parent, by_id, files)
    return (run.parent, 0) if run.parent else (run.id, run.seed)


def _seeds_of_files(runs: Iterable[RunRecord]) -> dict[str, int]:
    """The first seed under which each file of completions is judged."""
    found: dict[str, int] = {}
    for run in runs:
        if run.file:
            found[run.file] = min(run.seed, found.get(run.file, run.seed))
    return found


def _of_weights(run: RunRecord, by_id: Mapping[str, RunRecord]) -> RunRecord:
    """An evaluation of trained weights with what their training chose: rows, and the seed unless samples are drawn."""
    parent = by_id.get(run.parent or "")
    if parent is None or (run.config.get("stage") or {}).get("name") != "evaluate":
        return run
    trained, task = _of_weights(parent, by_id).config, dict(run.config.get("task") or {})
    component = COMPONENTS.get(("task", str(task.get("name"))))
    before = trained.get("task") or {}
    if component and before.get("name") == task.get("name"):
        task |= {name: before[name] for name in training_fields(component) if name in before}
    drawn = (run.config.get("evaluation") or {}).get("k")
    return replace(run, config={**run.config, "task": task, "seed": run.seed if drawn else trained.get("seed", 0)})
