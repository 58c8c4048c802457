"""A sweep before, during and after: the same words as after `python -m ehrmind`.

python -m ehrmind.sweep plan   +experiments=medcalc +sweeps=arms     what would run, and its cost
python -m ehrmind.sweep status +experiments=medcalc +sweeps=arms     how far it is
python -m ehrmind.sweep report +experiments=medcalc +sweeps=arms     the report of exactly these runs
"""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ehrmind.__main__ import answer
from ehrmind.compose import prepare, with_lists
from ehrmind.console import say
from ehrmind.errors import ConfigError, did_you_mean
from ehrmind.mistakes import refuse
from ehrmind.rl.foreseen import check_extras
from ehrmind.sweep.jobs import from_command_line, named_in
from ehrmind.sweep.plan import PlannedRun, Sweep, plan, rows_of

if TYPE_CHECKING:
    from ehrmind.preflight.cost import Cost


_NO_DESIGN = (
    "the difference that this design can show is not computed for {}: of a share of right rows alone does its spread "
    "follow from the number of rows."
)


def main(arguments: list[str] | None = None) -> int:
    """Plan, show or report; returns the exit code."""
    words = with_lists(sys.argv[1:] if arguments is None else arguments)
    if not words or {"-h", "--help"}.intersection(words):
        print((__doc__ or "").strip())
        return 0
    return answer(lambda: _act(words[0], prepare(words[1:])), words[1:])


def _act(word: str, overrides: Sequence[str]) -> None:
    actions: dict[str, Callable[[Sweep], None]] = {"plan": _plan, "status": _status, "report": _report}
    if word not in actions:
        raise ConfigError(f"python -m ehrmind.sweep {word} does nothing{did_you_mean(word, actions)}")
    refuse(overrides)
    jobs = from_command_line(overrides)
    for job in jobs if word == "plan" else ():
        with named_in(jobs, job):
            check_extras(job.config.stage)
    actions[word](plan(jobs, stand_in=word == "plan"))


def _plan(sweep: Sweep) -> None:
    from ehrmind.sweep.resolved import costs_of
    from ehrmind.sweep.tables import jobs_listed, plan_table, show

    costs = costs_of(sweep)
    show(jobs_listed(sweep))
    show(plan_table(sweep, costs))
    for basis in sorted({cost.basis for cost in costs}):
        say(f"Estimates: {basis}.")
    for mark in _too_large(sweep, costs):
        say(mark)
    _say_stale(sweep)
    for line in rows_of(sweep):
        say(line)
    for reason in sweep.unread:
        say(f"! {reason}. Generated rows stand in here: costs are of their lengths; names and states are not real.")
    for line in _designs(sweep):
        say(line)
    say(f"Nothing was run. The sweep's folder: {sweep.folder}")


def _designs(sweep: Sweep) -> list[str]:
    """What each task's rows and seeds can show, or why that is not told, where there are arms to compare."""
    from ehrmind.evaluation.evaluate import held_out
    from ehrmind.evaluation.measures import RowMean
    from ehrmind.evaluation.power import words

    found: dict[tuple[str, str], list[PlannedRun]] = {}
    for planned in sweep.runs:
        found.setdefault((planned.config.task.registered_name, planned.config.model.name), []).append(planned)
    lines = []
    for (task, model), members in found.items():
        seeds = {planned.config.seed for planned in members if planned.config.draws}
        if len({planned.run.arm for planned in members}) == 1 or not seeds:
            continue
        headline = members[0].config.task.measures()[0]
        clusters = len({row.group for row in held_out(members[0].config, members[0].data)})
        of_shares = headline.unit == "%" and isinstance(headline.how, RowMean)
        told = words(clusters, len(seeds)) if of_shares else _NO_DESIGN.format(headline.label)
        lines.append(f"{task} · {model}: {told}")
    return lines


def _too_large(sweep: Sweep, costs: Sequence["Cost"]) -> list[str]:
    """What does not fit into the device, and the mend; runs of the same size in one line."""
    from ehrmind.preflight.summary import in_bytes, mend
    from ehrmind.sweep.tables import short

    found: dict[str, list[str]] = {}
    for planned, cost in zip(sweep.runs, costs, strict=True):
        if cost.too_large and cost.memory and cost.room:
            need = f"{in_bytes(cost.memory.peak)}, and the device has {in_bytes(cost.room)}. "
            found.setdefault(need + mend(planned.step.stage, cost.memory), []).append(short(planned.run.id))
    return [f"! {', '.join(names)}: an estimated {words}" for words, names in found.items()]


def _say_stale(sweep: Sweep) -> None:
    """Name what other code has made, or what is damaged."""
    for planned in sweep.runs:
        if planned.faults:
            say(f"! {planned.run.folder} is stale: {'; '.join(planned.faults)}. rerun=true does it again")


def _status(sweep: Sweep) -> None:
    from ehrmind.sweep.tables import show, status_table

    show(status_table(sweep))
    _say_stale(sweep)
    done = sum(planned.state == "done" for planned in sweep.runs)
    say(f"{done} of {len(sweep.runs)} runs are done. Logs: {sweep.folder / 'logs'}")


def _report(sweep: Sweep) -> None:
    from ehrmind.report.__main__ import main as report

    folders = [str(planned.run.folder) for planned in sweep.runs if (planned.run.folder / "status.json").exists()]
    if not folders:
        raise ConfigError(
            f"no run of {sweep.folder.name} has begun; start it with the same words after python -m ehrmind"
        )
    _say_stale(sweep)
    report([*folders, "--out", str(sweep.folder / "report")])


if __name__ == "__main__":
    sys.exit(main())
