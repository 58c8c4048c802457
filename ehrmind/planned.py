"""The runs of a configuration before any is done: their names, data, what makes them, and what is wrong with them.

in_order(config, config.stage.plan(), data)  ->  Planned(base), Planned(sft), Planned(sft_rlvr, start=<sft's model/>)
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ehrmind import naming, parents, runs, stale
from ehrmind.config import Config, step_config
from ehrmind.console import say
from ehrmind.data import check_answers, check_paid, check_rows
from ehrmind.distributed import agree, is_main
from ehrmind.evaluation.evaluate import chosen, filled_split
from ehrmind.privacy.guard import guarded
from ehrmind.runs import Run
from ehrmind.stages.base import Step
from ehrmind.stages.distill import Distill
from ehrmind.tasks import base as tasks
from ehrmind.tasks.base import Data
from ehrmind.tasks.leaks import check_leaks


@dataclass(frozen=True, slots=True)
class Planned:
    """One run of the plan: `start` are the weights that it starts from, `made_by` is of ehrmind.stale."""

    config: Config
    step: Step
    run: Run
    start: Path | None
    data: Data
    made_by: Mapping[str, str]

    @property
    def parent(self) -> Path | None:
        """The folder of the run that it starts from."""
        return self.start.parent if self.start else None

    def faults(self, needed: bool = False) -> list[str]:
        """Why what is on the disk cannot be used as it is."""
        return stale.faults(self.run, self.made_by, self.parent, needed, self.config)


def in_order(config: Config, steps: Sequence[Step], data: Data) -> Iterator[Planned]:
    """Every run before any is done, so that no name, data or code is read after a model has been loaded."""
    known = {_settings(config): (data, naming.hash_examples(data.splits))}
    found: dict[str, Run] = {}
    for step in steps:
        step = step.matching({arm: run.folder for arm, run in found.items()})
        part = step_config(config, step)
        asked = _settings(part)
        if asked not in known:
            rows = loaded(part, False)
            known[asked] = (rows, naming.hash_examples(rows.splits))
        rows, sha256 = known[asked]
        part, step = in_full(part, step, rows)
        parent, start = _origin(step, part, found)
        run = runs.identify(part, step.arm, parent, sha256)
        found[run.id if step.task else step.arm] = run
        with guarded(part.task.data_policy):
            made_by = stale.made_by(part, rows)
        yield Planned(part, step, run, start, rows, made_by)


def in_full(config: Config, step: Step, data: Data) -> tuple[Config, Step]:
    """A step that asks for so many completions of training rows, and keeps every one that is right.

    Where fewer rows are drawn (there are no more, or a patient's come together), more are asked for of each: as many in
    all, to within half a completion a row.
    """
    limit, k = (step.asks.get(name) for name in ("limit", "k"))
    if limit is None or k is None or not isinstance(step.stage, Distill):
        return config, step
    drawn = len(chosen(config.task, data.splits["train"], limit))
    each = round(limit * (1 + k) / max(drawn, 1))
    step = replace(step, stage=replace(step.stage, keep=each))
    return replace(config, stage=step.stage, evaluation=replace(config.evaluation, k=each - 1)), step


def read_by_some(config: Config, steps: Sequence[Step]) -> Config:
    """The configuration without task.rationales where no step learns from it, which is said."""
    task = config.task.own_reasoning()
    if task is config.task or any(step.stage.learns_rationales() for step in steps):
        return config
    say(f"task.rationales is learned by SFT, and stage={config.stage.registered_name} has none here: it is not read")
    return replace(config, task=task)


def waited_for(planned: Sequence[Planned]) -> set[Path | None]:
    """The folders whose weights a run of the plan is still to start from."""
    return {item.parent for item in planned if not runs.is_done(item.run) or item.faults()}


def settle(planned: Sequence[Planned], rerun: bool) -> None:
    """Refuse what other code has made, or what is damaged, unless it is to be done again. Raises RunError."""
    needed = waited_for(planned) if is_main() else set()
    found = {item.run.folder: item.faults(item.run.folder in needed) for item in planned} if is_main() else {}
    found = agree({folder: why for folder, why in found.items() if why})
    if found and not rerun:
        raise stale.refusal(found)
    for folder, why in found.items():
        say(f"{folder} is done again: {'; '.join(why)}")


def loaded(config: Config, trains: bool) -> Data:
    """The task's rows, checked before anything uses them. Raises DataError."""
    with guarded(config.task.data_policy):
        data = tasks.loaded(config.task)
    check_leaks(data.splits, data.leaky)
    check(config, data, trains)
    return data


def check(config: Config, data: Data, trains: bool) -> None:
    """Refuse rows from which what the configuration asks for cannot be had. Raises DataError."""
    check_rows(data, filled_split(config), trains)
    if not trains:
        return
    check_answers(data.splits["train"], config.task.labels)
    if any(step.stage.uses_reward for step in config.stage.plan()):
        check_paid(config.reward, data.splits["train"])


def _settings(config: Config) -> str:
    """What tells the rows of one run of a plan from another's."""
    return json.dumps(naming.plain(config.task), sort_keys=True)


def _origin(step: Step, config: Config, finished: dict[str, Run]) -> tuple[str | None, Path | None]:
    """The parent's id and weights: of the arm that the plan names, or of `stage.init_from`."""
    if step.starts_from is not None:
        return finished[step.starts_from].id, finished[step.starts_from].model
    if config.stage.init_from is not None:
        return parents.open_finished(config.stage.init_from, config)
    return None, None
