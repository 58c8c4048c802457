"""What a command line comes to, without running it: the filled configuration as YAML, the plan as comments beneath.

    python -m ehrmind stage=rlvr model=tiny --resolve
    -> model:
         name: tiny
         ...
       # plan: 1 run
       # 1. rlvr  to do  0.31 h  runs/medcalc-tiny-rlvr-3f9a1c02
       # Nothing was run. Estimates: completions and dynamic sampling up to their limit; 2 CPU cores at 150 GFLOP/s, ...

Every number that the model's caps, the recipe and the task leave open is filled; a null that stays is a setting ("all
rows", "no limit"). Of a sweep each job is a YAML document. Torch is not imported.
"""

from collections.abc import Iterator, Sequence

import yaml

from ehrmind import naming
from ehrmind.models import targets
from ehrmind.preflight import cost as costing
from ehrmind.preflight.cost import Cost
from ehrmind.preflight.taught import Other
from ehrmind.privacy.guard import guarded
from ehrmind.provenance import masked
from ehrmind.rl.foreseen import check_extras
from ehrmind.runs import State
from ehrmind.sweep.jobs import Job, from_command_line, named_in
from ehrmind.sweep.plan import MISSING, Sweep, plan, rows_of

_STATES = {MISSING: "to do", State.DONE.value: "done before"}


def lines(words: Sequence[str]) -> Iterator[str]:
    """The YAML and the plan of a command line, line by line. Raises UserError, or one of Hydra's errors."""
    jobs = from_command_line(words)
    for job in jobs:
        with named_in(jobs, job):
            targets.check(job.config.model)
            check_extras(job.config.stage)
    sweep = plan(jobs, stand_in=True)
    for job in jobs:
        if len(jobs) > 1:
            yield f"--- # job {job.number}: {job.label}"
        yield _yaml(job)
    yield from (f"# {line}" for line in _plan(sweep))


def costs_of(sweep: Sweep) -> list[Cost]:
    """The estimated cost of each run, in order; a run comes after those whose cost or samples it goes by."""
    others: dict[str, Other] = {}
    costs = []
    for planned in sweep.runs:
        with guarded(planned.config.task.data_policy):
            cost = costing.estimate(planned.config, planned.step, planned.data, others)
        others[str(planned.run.folder)] = Other(planned.config, planned.data, cost.training_flops)
        costs.append(cost)
    return costs


def _yaml(job: Job) -> str:
    return yaml.safe_dump(masked(naming.plain(job.config)), sort_keys=False, allow_unicode=True).rstrip()


def _plan(sweep: Sweep) -> Iterator[str]:
    costs = costs_of(sweep)
    hours = [cost.hours for cost in costs]
    known = [item for item in hours if item is not None]
    total = f", {_hours(sum(known))}" if len(known) == len(hours) else ""
    yield f"plan: {len(sweep.runs)} run{'s' if len(sweep.runs) > 1 else ''}{total}"
    arms = max(len(planned.step.arm) for planned in sweep.runs)
    for number, (planned, cost) in enumerate(zip(sweep.runs, costs, strict=True), 1):
        time = "? h" if cost.hours is None else _hours(cost.hours)
        where = "its name is not known: the data cannot be read here" if sweep.unread else str(planned.run.folder)
        state = "to do" if sweep.unread else _STATES.get(planned.state, planned.state)
        yield f"{number}. {planned.step.arm:<{arms}}  {state}  {time}  {where}"
        if planned.faults and not sweep.unread:
            yield f"   ! {'; '.join(planned.faults)}"
    yield from rows_of(sweep)
    for reason in sweep.unread:
        yield f"! {reason}. Generated rows stand in here: hours are of their lengths."
    yield f"Nothing was run. Estimates: {'; '.join(sorted({cost.basis for cost in costs}))}."


def _hours(number: float) -> str:
    """0.314 -> "0.31 h", 76151.4 -> "76,151 h"."""
    return f"{number:,.0f} h" if number >= 100 else f"{number:.2f} h"
