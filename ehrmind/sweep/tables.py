"""The runs of a sweep as tables: what they will cost, and how far they are.

run       arm       seed  model  from      jobs  state    tokens  FLOPs    memory  hours
3f9a1c02  sft          0  tiny             2, 4  missing  1.2 M   4.1e+13  0.9 GB  0.01
77c0aa31  sft_rlvr     0  tiny   3f9a1c02     4     missing  ...
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from ehrmind import runs
from ehrmind.console import show_whole
from ehrmind.errors import RecordError
from ehrmind.files import read_jsonl
from ehrmind.preflight.cost import Cost
from ehrmind.runs import State
from ehrmind.sweep.plan import PlannedRun, Sweep
from ehrmind.sweep.show import clock, counted

WIDTH = 110
_NUMBERS = ("seed", "attempt", "steps", "tokens", "FLOPs", "memory", "hours")


def jobs_listed(sweep: Sweep) -> Table:
    """The command line of each job, and the runs that it makes or finds done."""
    table = Table(box=None, pad_edge=False, title=counted(len(sweep.jobs), "job"), title_justify="left")
    table.add_column("job", justify="right")
    for name in ("what", "runs"):
        table.add_column(name, overflow="fold")
    for job in sweep.jobs:
        made = " -> ".join(f"{short(planned.run.id)} {planned.step.arm}" for planned in sweep.of(job))
        table.add_row(str(job.number), escape(job.label), made)
    return table


def plan_table(sweep: Sweep, costs: Sequence[Cost]) -> Table:
    """The distinct runs with their costs, and the sums: of all, and of what is left to do."""
    table = _runs_table(counted(len(sweep.runs), "run"), ("state", "tokens", "FLOPs", "memory", "hours"))
    for planned, cost in zip(sweep.runs, costs, strict=True):
        table.add_row(*_who(planned), planned.state, *_amounts([cost]))
    left = [cost for planned, cost in zip(sweep.runs, costs, strict=True) if planned.state != State.DONE.value]
    table.add_section()
    for name, part in (("all", costs), ("left to do", left)):
        table.add_row(name, "", "", "", "", "", "", *_amounts(part))
    return table


def status_table(sweep: Sweep) -> Table:
    """The distinct runs as their folders show them."""
    table = _runs_table(counted(len(sweep.runs), "run"), ("state", "attempt", "steps", "time", "error"))
    for planned in sweep.runs:
        status = runs.read_status(planned.run.folder)
        table.add_row(
            *_who(planned),
            planned.state,
            str(status.get("attempt", "")),
            _steps(planned.run.folder),
            _elapsed(status, planned.state),
            escape((str(status.get("error") or "").splitlines() or [""])[0]),
        )
    return table


def show(table: Table) -> None:
    """Print it with no number cut off, however narrow the terminal is."""
    show_whole(table, WIDTH)


def short(run_id: str) -> str:
    """The hash at the end of a run's id."""
    return run_id.rsplit("-", 1)[-1]


def _runs_table(title: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in ("run", "arm", "seed", "model", "from", "jobs", *columns):
        table.add_column(name, justify="right" if name in _NUMBERS else "left", no_wrap=name != "error")
    return table


def _who(planned: PlannedRun) -> list[str]:
    parent = short(planned.run.parent) if planned.run.parent else ""
    jobs = ", ".join(map(str, planned.jobs))
    seed = str(planned.config.seed) if planned.config.draws else "any"
    return [short(planned.run.id), planned.step.arm, seed, planned.config.model.name, parent, jobs]


def _amounts(costs: Sequence[Cost]) -> list[str]:
    """Sums, and of memory the largest, marked where it is more than the device has; "?" where one is unknown."""
    tokens, memory = [cost.tokens for cost in costs], [cost.memory_bytes for cost in costs]
    flops, hours = [cost.flops for cost in costs], [cost.hours for cost in costs]
    return [
        "?" if None in tokens else _amount(sum(filter(None, tokens))),
        "?" if None in flops else f"{sum(filter(None, flops)):.1e}",
        "?" if None in memory else _memory(max(filter(None, memory), default=0), any(c.too_large for c in costs)),
        "?" if None in hours else f"{sum(filter(None, hours)):.2f}",
    ]


def _memory(size: int, too_large: bool) -> str:
    return f"[red]! {size / 1e9:.1f} GB[/red]" if too_large else f"{size / 1e9:.1f} GB"


def _amount(number: float) -> str:
    """1_240_000 -> "1.2 M"."""
    for size, unit in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.1f}{unit}"
    return f"{number:.0f}"


def _steps(folder: Path) -> str:
    """The last step that metrics.jsonl tells of."""
    path = folder / "metrics.jsonl"
    if not path.exists():
        return ""
    try:
        lines = read_jsonl(path)
    except RecordError:  # a line is being written
        return "?"
    return str(lines[-1]["step"]) if lines else "0"


def _elapsed(status: dict[str, Any], state: str) -> str:
    """Of the last attempt; of one that died nobody knows."""
    if "started" not in status or (state != State.RUNNING.value and "ended" not in status):
        return ""
    start = datetime.fromisoformat(status["started"])
    end = datetime.now(start.tzinfo) if state == State.RUNNING.value else datetime.fromisoformat(status["ended"])
    return clock((end - start).total_seconds())
