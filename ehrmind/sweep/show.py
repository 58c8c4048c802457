"""A running sweep on the terminal: one live table, or a line a change where there is no terminal.

job 2/8 (stage.arm=sft seed=0): running, log runs/.sweeps/medcalc_cpu-arms-seeds-1f0c77ab/logs/job-2.log
job 2/8 (stage.arm=sft seed=0): done after 1:12
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from rich.live import Live
from rich.markup import escape
from rich.table import Table

from ehrmind.console import console, say
from ehrmind.sweep.plan import Sweep
from ehrmind.sweep.process import Entry, JobState
from ehrmind.sweep.schedule import Watch

_COLOURS = {
    JobState.RUNNING: "bold",
    JobState.DONE: "green",
    JobState.DONE_BEFORE: "green",
    JobState.FAILED: "red",
    JobState.TIMED_OUT: "red",
    JobState.INTERRUPTED: "yellow",
}
_GOOD = (JobState.DONE, JobState.DONE_BEFORE)


@contextmanager
def watched(sweep: Sweep) -> Iterator[Watch]:
    """Show the sweep for the time of a `with` block; what it gives is to be told of the entries now and then."""
    say(f"sweep {sweep.folder}: {counted(len(sweep.jobs), 'job')}, {counted(len(sweep.runs), 'run')}")
    if not console.is_terminal:
        yield _Lines()
        return
    with Live(console=console, refresh_per_second=2) as live:
        yield lambda entries: live.update(jobs_table(entries))


class _Lines:
    """Prints a line for each change of state."""

    def __init__(self) -> None:
        self._shown: dict[int, tuple[JobState, str]] = {}

    def __call__(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            now = (entry.state, entry.note)
            if self._shown.get(entry.job.number, (JobState.WAITING, "")) != now:
                self._shown[entry.job.number] = now
                say(f"job {entry.job.number}/{len(entries)} ({entry.job.label}): {_line(entry)}")


def jobs_table(entries: Sequence[Entry]) -> Table:
    """A row a job."""
    table = Table(box=None, pad_edge=False)
    table.add_column("job", justify="right")
    for name in ("arm", "seed", "what", "state", "time", "log"):
        table.add_column(name, overflow="fold", no_wrap=name not in ("what", "log"))  # the state is never cut
    for entry in entries:
        colour = _COLOURS.get(entry.state, "dim")
        table.add_row(
            str(entry.job.number),
            entry.job.arm,
            str(entry.job.config.seed),
            escape(entry.job.label),
            f"[{colour}]{escape(_state(entry))}[/{colour}]",
            clock(entry.seconds) if entry.started else "",
            escape(str(entry.log)) if entry.started else "",
        )
    return table


def summarise(sweep: Sweep, entries: Sequence[Entry]) -> None:
    """What became of the jobs, and of each that is not done why and where to look."""
    counts = Counter(entry.state.value for entry in entries)
    say(f"sweep {sweep.folder.name}: " + ", ".join(f"{count} {state}" for state, count in counts.items()))
    left = [entry for entry in entries if entry.state not in _GOOD]
    for entry in left:
        where = f", log {entry.log}" if entry.started else ""
        say(f"job {entry.job.number} ({entry.job.label}): {_state(entry)}{where}")
    if left:
        say("The same command starts again what is not done.")
    else:
        say("The same words after `python -m ehrmind.sweep report` compare the arms.")


def clock(seconds: float) -> str:
    """72.4 -> "0:01:12"."""
    return str(timedelta(seconds=int(seconds)))


def _state(entry: Entry) -> str:
    return f"{entry.state.value} ({entry.note})" if entry.note else entry.state.value


def _line(entry: Entry) -> str:
    if entry.state is JobState.RUNNING:
        return f"running, log {entry.log}"
    return f"{_state(entry)} after {clock(entry.seconds)}" if entry.ended else _state(entry)


def counted(number: int, noun: str) -> str:
    """2, "job" -> "2 jobs"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
