"""Jobs on this machine, `jobs` at a time, in their order; none twice, and no two that need the same unfinished run.

A job whose runs are all done is not started. The states are asked of the run folders each time, so that a sweep which
was killed, or whose runs another process is doing, goes on from what is there.
"""

import time
from collections.abc import Callable, Sequence

from ehrmind import runs, stopping
from ehrmind.console import say
from ehrmind.runs import State
from ehrmind.stopping import Stopped
from ehrmind.sweep.plan import Sweep, is_done
from ehrmind.sweep.process import Entry, JobState, ask_to_stop, kill, poll, start
from ehrmind.sweep.settings import Process
from ehrmind.sweep.slots import Slots, slots_for

POLL = 0.5  # seconds

Watch = Callable[[Sequence[Entry]], None]


def run(sweep: Sweep, settings: Process, watch: Watch = lambda entries: None) -> list[Entry]:
    """Run every job that has something left to do; returns how each ended. Raises Stopped."""
    entries = [Entry(job, sweep.folder.name, sweep.log(job)) for job in sweep.jobs]
    slots = slots_for(min(settings.jobs, len(entries)))
    stopping.listen()
    try:
        while _advance(sweep, settings, slots, entries):
            watch(entries)
            time.sleep(POLL)
    except (KeyboardInterrupt, Stopped):
        _end(entries, settings, watch)
        raise
    finally:
        _kill_rest(entries, watch)
    watch(entries)
    return entries


def _advance(sweep: Sweep, settings: Process, slots: Slots, entries: Sequence[Entry]) -> bool:
    """Note what has ended, start what may start; False when nothing is left."""
    for entry in _running(entries):
        if settings.timeout_min and entry.seconds > 60 * settings.timeout_min:
            ask_to_stop(entry, JobState.TIMED_OUT)
        if poll(entry, settings.grace_min) and entry.state is JobState.FAILED:
            entry.note = _error(sweep, entry) or entry.note
    if settings.on_error == "stop" and any(e.state in (JobState.FAILED, JobState.TIMED_OUT) for e in entries):
        _cancel(entries)
    for entry in entries:
        if entry.state is JobState.WAITING:
            _consider(sweep, slots, entries, entry)
    return any(e.state is JobState.WAITING for e in entries) or bool(_running(entries))


def _consider(sweep: Sweep, slots: Slots, entries: Sequence[Entry], entry: Entry) -> None:
    """Start a waiting job, unless its runs are done, taken, or there is no room."""
    needed = sweep.of(entry.job)
    if is_done(needed):
        entry.state, entry.note = JobState.DONE_BEFORE, ""
        return
    unfinished = {item.run.id for item in needed if not runs.is_done(item.run)}
    ours = [other for other in _running(entries) if unfinished & {item.run.id for item in sweep.of(other.job)}]
    if ours:
        entry.note = f"for job {ours[0].job.number}, which does a run that it needs"
    elif any(item.state == State.RUNNING.value for item in needed):
        entry.note = "for another process, which does a run that it needs"
    elif free := set(range(len(slots))) - {other.slot for other in _running(entries)}:
        entry.note, entry.slot = "", min(free)
        with stopping.at_a_good_moment():  # a process that nobody knows of could not be ended
            start(entry, slots[entry.slot])


def _running(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.process and not entry.ended]


def _cancel(entries: Sequence[Entry]) -> None:
    """Start nothing more, and ask what runs to save and end."""
    for entry in entries:
        if entry.state is JobState.WAITING:
            entry.state, entry.note = JobState.NOT_STARTED, ""
    for entry in _running(entries):
        ask_to_stop(entry, JobState.INTERRUPTED)


def _end(entries: Sequence[Entry], settings: Process, watch: Watch) -> None:
    """Cancel, and wait until the jobs have saved. Interrupted once more, they are killed."""
    _cancel(entries)
    within = "" if settings.grace_min is None else f" within {settings.grace_min:g} minutes"
    say(f"asked what runs to save and end{within}; once more kills it")
    while _running(entries):
        for entry in _running(entries):
            poll(entry, settings.grace_min)
        watch(entries)
        time.sleep(POLL)
    watch(entries)


def _kill_rest(entries: Sequence[Entry], watch: Watch) -> None:
    """Leave no process behind, whatever ended the sweep, and tell what was lost."""
    left = _running(entries)
    for entry in left:
        kill(entry)
    for entry in left:
        if entry.process:
            entry.process.wait()
        entry.state, entry.ended, entry.note = JobState.INTERRUPTED, time.monotonic(), "killed before it saved"
    if left:
        watch(entries)


def _error(sweep: Sweep, entry: Entry) -> str:
    """What the failed run's record says, in one line."""
    for item in sweep.of(entry.job):
        status = runs.read_status(item.run.folder)
        if status.get("state") == State.FAILED.value and status.get("error"):
            return str(status["error"]).splitlines()[0]
    return ""
