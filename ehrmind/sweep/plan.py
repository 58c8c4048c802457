"""A sweep before it runs: its distinct runs, which jobs share them, and in which state the disk shows each.

    arms × 2 seeds = 8 jobs  ->  8 runs: the SFT of a seed is used by the jobs of the arms sft and sft_rlvr

    runs/.sweeps/medcalc_cpu-arms-seeds-1f0c77ab/
      sweep.json    {"name": ..., "jobs": [{"number": 1, "overrides": [...], "runs": ["medcalc-tiny-sft-3f9a1c02"]}],
                     "labels": {"medcalc-tiny-sft-3f9a1c02": "sft · fraction=0.05"}}
      logs/         job-1.log: what the job wrote to its terminal, over all attempts

The folder's name ends in a hash of the jobs' run ids: the same sweep finds its folder again. States are read from the
run folders alone.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehrmind import naming, parents, runs, stale
from ehrmind.config import Config, step_config
from ehrmind.data import account
from ehrmind.errors import DataError
from ehrmind.files import write_json
from ehrmind.planned import check, in_full
from ehrmind.privacy.guard import guarded
from ehrmind.provenance import masked
from ehrmind.runs import Run, State
from ehrmind.stages.base import Step
from ehrmind.sweep.jobs import Job, named_in, title
from ehrmind.tasks.base import Data, Task, loaded
from ehrmind.tasks.leaks import check_leaks
from ehrmind.variants import grouped
from ehrmind.variants import labels as labels_of

MISSING = "missing"
DIED = "died"  # its process is gone, and had no time to say why
STALE = "stale"  # made by other code than is here, or damaged
OF_A_SOURCE = (  # settings of a task that generated rows do not have
    *("source", "path", "names", "without_ontology", "label_from", "label_column"),
    *("inpatient", "icu", "outcome"),
)


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run folder to be. `config` has the step's own stage; `jobs` are the numbers of those that need it.

    `faults` say why what is on the disk is not what this code makes (ehrmind.stale), as it was when the plan was made.
    """

    run: Run
    step: Step
    config: Config
    data: Data
    jobs: tuple[int, ...]
    faults: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """missing, running, done, failed, interrupted, died or stale."""
        return STALE if self.faults else state(self.run)


@dataclass(frozen=True, slots=True)
class Settled:
    """A planned run as its folder will tell of it: what config.yaml holds, without secrets."""

    id: str
    arm: str
    parent: str | None
    config: Mapping[str, Any]

    @classmethod
    def of(cls, planned: PlannedRun) -> "Settled":
        """The record of a planned run."""
        config = {"run": runs.contents(planned.config), **masked(naming.plain(planned.config))}
        return cls(planned.run.id, planned.run.arm, planned.run.parent, config)

    @property
    def kind(self) -> tuple[str, str]:
        """Task and model."""
        return self.config["task"]["name"], self.config["model"]["name"]


@dataclass(frozen=True, slots=True)
class Sweep:
    """Jobs, the distinct runs in the order in which they are first needed, and the runs of each job.

    `unread` says which data could not be read, so that generated rows stand in for it and names are not the real ones.
    """

    folder: Path
    jobs: tuple[Job, ...]
    runs: tuple[PlannedRun, ...]
    unread: tuple[str, ...] = ()

    def of(self, job: Job) -> list[PlannedRun]:
        """The runs that a job needs, in order."""
        return [run for run in self.runs if job.number in run.jobs]

    def log(self, job: Job) -> Path:
        """Where what the job prints is written."""
        return self.folder / "logs" / f"job-{job.number}.log"


@dataclass(frozen=True, slots=True)
class Rows:
    """A task's data and its hash. `unread` says why it is not the data that was asked for; then `task` has made it."""

    task: Task
    data: Data
    sha256: str
    unread: str = ""


def plan(jobs: Sequence[Job], stand_in: bool = False) -> Sweep:
    """The runs of these jobs. Data is read, once for each configuration of the task; no model. Raises UserError.

    With `stand_in` data that cannot be read here is replaced by generated rows, for an estimate of the cost.
    """
    read: dict[str, Rows] = {}
    found: dict[str, PlannedRun] = {}
    needed: list[list[str]] = []
    for job in jobs:
        with named_in(jobs, job), guarded(job.config.task.data_policy):
            steps = list(_identified(job.config, lambda task: _load(task, read, stand_in)))
        needed.append([run.id for run, _, _, _ in steps])
        for run, step, config, rows in steps:
            known = found.get(run.id) or PlannedRun(run, step, config, rows.data, ())
            found[run.id] = dataclasses.replace(known, jobs=(*known.jobs, job.number))
    digest = hashlib.sha256(json.dumps(sorted(needed)).encode()).hexdigest()[:8]
    root = Path(jobs[0].config.runs_dir).expanduser() / ".sweeps"
    unread = tuple(sorted({rows.unread for rows in read.values() if rows.unread}))
    distinct = list(found.values())
    compared = tuple(distinct if unread else _compared(distinct))
    return Sweep(root / f"{title(jobs)}-{digest}", tuple(jobs), compared, unread)


def rows_of(sweep: Sweep) -> list[str]:
    """The rows of each data set that the runs read, and what was left out of it: "rows of medcalc: train 400 · …"."""
    found = {
        f"rows of {planned.config.task.registered_name}: {account(planned.data.manifest)}" for planned in sweep.runs
    }
    return sorted(found)


def record(sweep: Sweep) -> None:
    """Write sweep.json, unless it is there, without secrets."""
    path = sweep.folder / "sweep.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        jobs = [
            {
                "number": job.number,
                "label": job.label,
                "overrides": masked(job.overrides),
                "runs": [planned.run.id for planned in sweep.of(job)],
            }
            for job in sweep.jobs
        ]
        write_json(path, {"name": sweep.folder.name, "jobs": jobs, "labels": labels(sweep)})


def labels(sweep: Sweep) -> dict[str, str]:
    """By run id what the run is called: its arm, and what tells it from the others of its task and model."""
    records = {item.run.id: Settled.of(item) for item in sweep.runs}
    found: dict[str, str] = {}
    for kind in {record.kind for record in records.values()}:
        for name, members in grouped([item for item in records.values() if item.kind == kind], records).items():
            told = labels_of(name, [dict(variant) for variant in members])
            found |= {item.id: label for label, seeds in zip(told, members.values(), strict=True) for item in seeds}
    return found


def state(run: Run) -> str:
    """What the run's folder says, unless its process died without a word."""
    written = str(runs.read_status(run.folder).get("state", MISSING))
    if written == State.RUNNING.value and not runs.is_locked(run.folder):
        return DIED
    return written


def is_done(planned: Iterable[PlannedRun]) -> bool:
    """Whether nothing is left to do."""
    return all(runs.is_done(item.run) for item in planned)


def _compared(planned: Sequence[PlannedRun]) -> Iterator[PlannedRun]:
    """The runs with what is wrong with those that are on the disk."""
    known: dict[str, dict[str, str]] = {}
    waiting = {item.run.parent for item in planned if not runs.is_done(item.run)}
    for item in planned:
        if not item.run.folder.exists():
            yield item
            continue
        key = f"{stale.key(item.config)} {item.run.data_sha256}"
        if key not in known:
            with guarded(item.config.task.data_policy):
                known[key] = stale.made_by(item.config, item.data)
        why = stale.faults(item.run, known[key], _parent(item), item.run.id in waiting, item.config)
        yield dataclasses.replace(item, faults=tuple(why))


def _parent(planned: PlannedRun) -> Path | None:
    """The folder of the run that it starts from."""
    if planned.config.stage.init_from:
        return Path(planned.config.stage.init_from).expanduser()
    return planned.run.folder.parent / planned.run.parent if planned.run.parent else None


def settle(sweep: Sweep, rerun: bool) -> Sweep:
    """Refuse what other code has made, or what is damaged; with `rerun` let it, and what starts from it, be done again.

    Returns the sweep without what is settled. Raises RunError.
    """
    found = {item.run.folder: item.faults for item in sweep.runs if item.faults}
    if found and not rerun:
        raise stale.refusal(found)
    again: set[str] = set()
    for item in sweep.runs:
        redone = again.intersection(_needed(item))
        if item.faults or redone:
            again.add(item.run.id)
            stale.reopen(item.run, item.faults or (f"goes by {', '.join(sorted(redone))}",))
    return dataclasses.replace(sweep, runs=tuple(dataclasses.replace(item, faults=()) for item in sweep.runs))


def _needed(item: PlannedRun) -> set[str]:
    """The runs that one starts from, learns from or spends the budget of."""
    stage = item.config.stage
    others = (getattr(stage, name, None) for name in ("match", "learn_from"))
    return {name for name in (item.run.parent, *(Path(other).name for other in others if other)) if name}


def _load(task: Task, read: dict[str, Rows], stand_in: bool) -> Rows:
    key = json.dumps(naming.plain(task), sort_keys=True)
    if key not in read:
        unread = ""
        try:
            data = loaded(task)
        except DataError as error:
            substitute = _generated(task) if stand_in else None
            if substitute is None:
                raise
            task = substitute
            data, unread = loaded(task), str(error)
        check_leaks(data.splits, data.leaky)
        read[key] = Rows(task, data, naming.hash_examples(data.splits), unread)
    return read[key]


def _generated(task: Task) -> Task | None:
    """The task on its default source, which is generated, with what that can be asked; None for one without sources."""
    given = [(item.name, item.default, item.default_factory) for item in dataclasses.fields(task)]
    made = {name: make() for name, _, make in given if make is not dataclasses.MISSING}
    defaults: dict[str, Any] = {name: default for name, default, _ in given if name not in made} | made
    if not {"source", "path"} <= defaults.keys():
        return None
    own = getattr(task, "label_path", None)  # labels of one's own, and the question that goes with them
    names = {*OF_A_SOURCE, *(("label_path", "label", "question", "positive", "negative") if own else ())}
    return dataclasses.replace(task, **{name: defaults[name] for name in names & defaults.keys()})


def _identified(config: Config, load: Callable[[Task], Rows]) -> Iterator[tuple[Run, Step, Config, Rows]]:
    """The runs of one job under the names that they will have, each with its rows."""
    ids: dict[str, str] = {}
    folders: dict[str, Path] = {}
    for step in config.stage.plan():
        step = step.matching(folders)
        part = step_config(config, step)
        with guarded(part.task.data_policy):
            rows = load(part.task)
        asked = part
        if rows.unread:
            part = dataclasses.replace(part, task=rows.task)  # whose prompts have a length
        else:
            check(part, rows.data, part.stage.trains)
        part, step = in_full(part, step, rows.data)
        if step.starts_from is not None:
            parent: str | None = ids[step.starts_from]
        else:
            parent = parents.open_finished(step.stage.init_from, asked)[0] if step.stage.init_from else None
        run = runs.identify(part, step.arm, parent, rows.sha256)
        ids[step.arm], folders[step.arm] = run.id, run.folder
        yield run, step, part, rows
