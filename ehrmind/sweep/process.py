"""One job as a process of its own, in its own process group, with its output in a log.

    start(Entry(job, sweep, log)) -> python -m ehrmind stage.arm=rlvr seed=1 +experiments=medcalc_cpu ... hydra.mode=RUN

It is asked to stop by SIGTERM, upon which a run saves and ends with the code for "start me again"; what is left of the
group after that, or after `grace_min` minutes, is killed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from ehrmind import plugins
from ehrmind.config import Backend
from ehrmind.stopping import EXIT_REQUEUE
from ehrmind.sweep.jobs import Job


class JobState(str, Enum):
    """What became of a job in this start of the sweep."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DONE_BEFORE = "done before"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    INTERRUPTED = "interrupted"
    NOT_STARTED = "not started"


@dataclass(slots=True)
class Entry:
    """A job and how it is doing; times are those of the monotonic clock."""

    job: Job
    sweep: str
    log: Path
    state: JobState = JobState.WAITING
    note: str = ""
    process: subprocess.Popen[bytes] | None = None
    slot: int = 0  # which of the jobs at once it is
    started: float = 0.0
    ended: float = 0.0
    asked: float = 0.0  # when to stop; 0 is not yet

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        return (self.ended or time.monotonic()) - self.started if self.started else 0.0


def command(job: Job, sweep: str) -> list[str]:
    """What does the job, as one run's configuration: every axis has its value. Trackers see the sweep as a group."""
    watched = job.config.tracking.backend is not Backend.local and job.config.tracking.group is None
    group = [f"tracking.group={sweep}"] if watched else []
    return [sys.executable, "-m", "ehrmind", *plugins.arguments(), *job.overrides, *group, "hydra.mode=RUN"]


def start(entry: Entry, variables: Mapping[str, str]) -> None:
    """Start the job's process, with these variables over the environment. Its output is added to the log."""
    entry.log.parent.mkdir(parents=True, exist_ok=True)
    with entry.log.open("ab") as log:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        log.write(f"--- {now} {entry.job.label}\n".encode())
        log.flush()
        entry.process = subprocess.Popen(
            command(entry.job, entry.sweep),
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    entry.state, entry.started = JobState.RUNNING, time.monotonic()


def ask_to_stop(entry: Entry, why: JobState) -> None:
    """Let the job save and end; `why` becomes its state."""
    if entry.process and not entry.asked:
        entry.asked, entry.state = time.monotonic(), why
        entry.process.send_signal(signal.SIGTERM)


def poll(entry: Entry, grace_min: float | None) -> bool:
    """Whether the job has ended; then its state says how, and nothing of its group is left.

    One that was asked to stop `grace_min` minutes ago is killed.
    """
    assert entry.process
    code = entry.process.poll()
    if code is None:
        if entry.asked and grace_min is not None and time.monotonic() - entry.asked > 60 * grace_min:
            kill(entry)
        return False
    kill(entry)  # what it may have left behind
    entry.ended = time.monotonic()
    if code == 0:
        entry.state = JobState.DONE
    elif entry.asked:
        entry.note = "saved" if code == EXIT_REQUEUE else "killed before it saved"
    else:
        entry.state = JobState.INTERRUPTED if code == EXIT_REQUEUE else JobState.FAILED
        entry.note = _how(code)
    return True


def kill(entry: Entry) -> None:
    """End the whole group at once."""
    assert entry.process
    with suppress(ProcessLookupError):
        os.killpg(entry.process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    if code == -signal.SIGKILL:
        return "killed by SIGKILL: by hand, or for want of memory"
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
