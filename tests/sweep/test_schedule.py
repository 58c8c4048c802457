"""The scheduler over real processes that only pretend to train: they write the states that a run writes."""

import dataclasses
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs, stopping
from ehrmind.errors import ConfigError
from ehrmind.stopping import Stopped
from ehrmind.sweep import process, schedule, slots
from ehrmind.sweep.jobs import Job
from ehrmind.sweep.plan import Sweep
from ehrmind.sweep.process import Entry, JobState
from ehrmind.sweep.settings import Process
from tests.sweep.test_jobs import jobs
from tests.sweep.test_plan import planned

pytestmark = pytest.mark.heavy

# Does each run in turn: takes its lock, works for a while, writes how it ends. SIGTERM saves.
PRETENDED = """
import json, os, pathlib, signal, sys, time
from filelock import FileLock
arm, seconds, how, *folders = sys.argv[1:]
def write(folder, state):
    new = folder / "status.new"  # whole or not at all, as runs write it
    new.write_text(json.dumps({"state": state, "error": "DataError: torn [row]" if state == "failed" else None}))
    new.rename(folder / "status.json")
def note(word):
    with open(folder.parent / "journal", "a") as file:
        file.write(f"{arm} {word} {folder.name}\\n")
def stop(*_):
    note("saves")
    write(folder, "interrupted")
    sys.exit(75)
signal.signal(signal.SIGTERM, stop if how != "deaf" else signal.SIG_IGN)
if how == "parent":
    child = os.fork()
    if child == 0:
        os.execvp("sleep", ["sleep", "60"])
    (pathlib.Path(folders[0]).parent / "child").write_text(str(child))
for folder in map(pathlib.Path, folders):
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "status.json").exists() and json.loads((folder / "status.json").read_text())["state"] == "done":
        continue
    with FileLock(folder / ".lock", timeout=0):
        note("begins")
        write(folder, "running")
        if how == "failed once sft begins":
            while "sft begins" not in (folder.parent / "journal").read_text():
                time.sleep(0.01)
            how = "failed"
        else:
            time.sleep(float(seconds))
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "failed":
            write(folder, "failed")
            sys.exit(1)
        note("ends")
        write(folder, "done")
print("said by", arm, os.environ.get("CUDA_VISIBLE_DEVICES"))
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "POLL", 0.02)
    monkeypatch.setattr(stopping._Request, "asked", False)


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return planned(tmp_path_factory.mktemp("sweep") / "runs", "+sweeps=arms")


@pytest.fixture
def arms(composed: Sweep) -> Iterator[Sweep]:
    """The four arms, with no run yet."""
    yield composed
    shutil.rmtree(composed.folder.parent.parent)


Pretend = Callable[..., None]


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch, arms: Sweep) -> Pretend:
    """pretend(sft="failed", seconds=0.1): how the job of an arm ends, and how long each run takes."""

    def set_up(seconds: float = 0.1, **how: str) -> None:
        def command(job: Job, sweep: str) -> list[str]:
            folders = [str(item.run.folder) for item in arms.of(job)]
            return [sys.executable, "-c", PRETENDED, job.arm, str(seconds), how.get(job.arm, ""), *folders]

        monkeypatch.setattr(process, "command", command)

    return set_up


def lives(process: int) -> bool:
    """Whether it is there, and more than a name that its parent has not taken note of."""
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"


def states(entries: list[Entry]) -> dict[str, str]:
    return {entry.job.arm: entry.state.value for entry in entries}


def journal(sweep: Sweep) -> list[list[str]]:
    return [line.split() for line in (sweep.folder.parent.parent / "journal").read_text().splitlines()]


def test_every_job_runs_in_order_and_writes_its_log(arms: Sweep, pretend: Pretend) -> None:
    pretend()
    entries = schedule.run(arms, Process())
    assert set(states(entries).values()) == {"done"}
    assert [line[0] for line in journal(arms) if line[1] == "begins"] == ["base", "sft", "rlvr", "sft_rlvr"]
    assert "said by rlvr" in arms.log(arms.jobs[2]).read_text()
    assert "stage.arm=rlvr" in arms.log(arms.jobs[2]).read_text()


def test_doing_it_again_starts_nothing(arms: Sweep, pretend: Pretend) -> None:
    pretend()
    schedule.run(arms, Process())
    before = {path: path.stat().st_mtime_ns for path in arms.folder.parent.parent.rglob("*")}
    assert set(states(schedule.run(arms, Process())).values()) == {"done before"}
    assert {path: path.stat().st_mtime_ns for path in arms.folder.parent.parent.rglob("*")} == before


def test_jobs_that_need_the_same_unfinished_run_wait_for_each_other(arms: Sweep, pretend: Pretend) -> None:
    pretend(seconds=0.3)
    entries = schedule.run(arms, Process(jobs=4))
    assert set(states(entries).values()) == {"done"}
    lines = journal(arms)
    sft = arms.runs[1].run.id
    assert [line for line in lines if line[2] == sft] == [["sft", "begins", sft], ["sft", "ends", sft]]
    begun = [line[0] for line in lines[: [line[1] for line in lines].index("ends")]]
    assert sorted(begun) == ["base", "rlvr", "sft"], "three at once; the fourth waits for sft"


def test_jobs_at_once_have_a_gpu_each(arms: Sweep, pretend: Pretend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(slots, "gpu_count", lambda: 2)
    pretend(seconds=0.5)
    schedule.run(arms, Process(jobs=2))
    base, sft, *later = (arms.log(job).read_text() for job in arms.jobs)
    assert "said by base 0" in base
    assert "said by sft 1" in sft
    assert all(re.search("said by .* [01]$", log.strip()) for log in later), "a slot is free when its job ends"


@pytest.mark.parametrize(
    ("jobs", "environment", "cores", "expected"),
    [
        (2, {"CUDA_VISIBLE_DEVICES": "4,7,8"}, 16, [{"CUDA_VISIBLE_DEVICES": "4"}, {"CUDA_VISIBLE_DEVICES": "7"}]),
        (
            *(3, {"CUDA_VISIBLE_DEVICES": "GPU-a,GPU-b"}, 16),
            [{"CUDA_VISIBLE_DEVICES": f"GPU-{x}", "EHRMIND_SHARED_GPU": "1"} for x in "aba"],
        ),
        (2, {"CUDA_VISIBLE_DEVICES": ""}, 5, [{"OMP_NUM_THREADS": "2"}] * 2),
        (4, {"CUDA_VISIBLE_DEVICES": "-1"}, 2, [{"OMP_NUM_THREADS": "1"}] * 4),
        (2, {"CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "8"}, 16, [{}, {}]),
    ],
)
def test_the_machine_is_dealt_out(
    jobs: int, environment: dict[str, str], cores: int, expected: list[dict[str, str]]
) -> None:
    assert slots.dealt(jobs, slots.visible_gpus(environment), environment, cores) == expected
    assert slots.slots_for(1) == [{}], "one job has all of it"


def test_a_job_that_dies_takes_nothing_with_it(arms: Sweep, pretend: Pretend) -> None:
    pretend(base="killed", rlvr="failed")
    entries = schedule.run(arms, Process())
    assert states(entries) == {"base": "failed", "sft": "done", "rlvr": "failed", "sft_rlvr": "done"}
    assert "killed by SIGKILL" in entries[0].note
    assert entries[2].note == "DataError: torn [row]"
    assert [item.state for item in arms.runs] == ["died", "done", "failed", "done"]
    pretend()
    again = schedule.run(arms, Process())
    assert states(again) == {"base": "done", "sft": "done before", "rlvr": "done", "sft_rlvr": "done before"}


def test_on_error_stop_starts_nothing_more_and_lets_the_others_save(arms: Sweep, pretend: Pretend) -> None:
    pretend(base="failed once sft begins", seconds=30)
    entries = schedule.run(arms, Process(jobs=2, on_error="stop"))
    assert states(entries) == {
        "base": "failed", "sft": "interrupted", "rlvr": "not started", "sft_rlvr": "not started",
    }  # fmt: skip
    assert entries[1].note == "saved"
    assert entries[1].seconds < 20


def test_a_job_out_of_time_saves(arms: Sweep, pretend: Pretend) -> None:
    pretend(seconds=30)
    entries = schedule.run(arms, Process(jobs=4, timeout_min=0.03))
    assert states(entries)["rlvr"] == "timed out"
    assert entries[2].note == "saved"
    assert arms.runs[2].state == "interrupted"


def test_a_job_that_does_not_listen_is_killed(arms: Sweep, pretend: Pretend) -> None:
    pretend(seconds=30, **dict.fromkeys(("base", "sft", "rlvr", "sft_rlvr"), "deaf"))
    entries = schedule.run(arms, Process(jobs=4, timeout_min=0.02, grace_min=0.005))
    assert {(entry.state, entry.note) for entry in entries} == {(JobState.TIMED_OUT, "killed before it saved")}
    assert arms.runs[0].state == "died"


def test_without_a_limit_a_job_has_all_the_time_it_takes(arms: Sweep, pretend: Pretend) -> None:
    pretend(seconds=2, base="deaf")
    one = dataclasses.replace(arms, jobs=arms.jobs[:1])
    entries = schedule.run(one, Process(timeout_min=0.02, grace_min=None))
    assert entries[0].asked
    assert states(entries) == {"base": "done"}


def test_what_a_job_leaves_behind_is_killed_with_it(arms: Sweep, pretend: Pretend) -> None:
    pretend(base="parent")
    schedule.run(arms, Process())
    child = int((arms.folder.parent.parent / "child").read_text())
    deadline = time.monotonic() + 5
    while lives(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not lives(child)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_sweep_lets_its_jobs_save(arms: Sweep, pretend: Pretend, number: signal.Signals) -> None:
    pretend(seconds=30)
    before = {signal.SIGTERM: signal.getsignal(signal.SIGTERM)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    told: list[str] = []

    def watch(entries: list[Entry]) -> None:
        told[:] = [entry.state.value for entry in entries]
        if told[0] == "running" and runs.read_status(arms.runs[0].run.folder).get("state") == "running":
            os.kill(os.getpid(), number)

    try:
        with pytest.raises(Stopped):
            schedule.run(arms, Process(), watch)  # type: ignore[arg-type]
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
    assert told == ["interrupted", "not started", "not started", "not started"]
    assert arms.runs[0].state == "interrupted"
    assert ["base", "saves", arms.runs[0].run.id] in journal(arms)


def test_interrupted_twice_a_sweep_kills_what_does_not_save_and_says_so(arms: Sweep, pretend: Pretend) -> None:
    pretend(seconds=30, base="deaf")
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    told: list[tuple[str, str]] = []
    started: list[Any] = []

    def watch(entries: list[Entry]) -> None:
        told[:] = [(entry.state.value, entry.note) for entry in entries]
        started[:] = [entry.process for entry in entries if entry.process]
        begun = runs.read_status(arms.runs[0].run.folder).get("state") == "running"
        if begun and entries[0].process and not entries[0].ended:
            os.kill(os.getpid(), signal.SIGINT)

    try:
        with pytest.raises(Stopped):
            schedule.run(arms, Process(), watch)  # type: ignore[arg-type]
        assert stopping.exit_code() == 130
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
    assert told == [("interrupted", "killed before it saved"), *[("not started", "")] * 3]
    assert [process.poll() for process in started] == [-signal.SIGKILL]


def test_asked_while_a_job_is_being_started_the_sweep_knows_of_it(
    arms: Sweep, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(seconds=30)
    start, processes = process.start, []

    def interrupted(entry: Entry, variables: dict[str, str]) -> None:
        os.kill(os.getpid(), signal.SIGINT)  # before there is a process that could be ended
        start(entry, variables)
        processes.append(entry.process)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(schedule, "start", interrupted)
    try:
        with pytest.raises(Stopped):
            schedule.run(arms, Process())
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
    assert [item.poll() is None for item in processes if item] == [False]


def test_a_run_that_another_process_does_is_waited_for(arms: Sweep, pretend: Pretend) -> None:
    import subprocess

    run = arms.runs[0].run
    other = subprocess.Popen([sys.executable, "-c", PRETENDED, "other", "1", "", str(run.folder)])
    while runs.read_status(run.folder).get("state") != "running":
        time.sleep(0.02)
    pretend()
    notes = set()
    entries = schedule.run(arms, Process(), lambda now: notes.add(now[0].note))
    assert other.wait() == 0
    assert states(entries)["base"] == "done before"
    assert "for another process, which does a run that it needs" in notes


@pytest.mark.parametrize(
    ("tracking", "expected"),
    [
        (["tracking=local"], []),
        (["tracking=wandb"], ["tracking.group=name-1f0c77ab"]),
        (["tracking=wandb", "tracking.group=mine"], []),
    ],
)
def test_trackers_see_the_sweep_as_a_group(tracking: list[str], expected: list[str]) -> None:
    job = jobs("seed=0,1", *tracking)[1]
    command = process.command(job, "name-1f0c77ab")
    assert command[1:] == ["-m", "ehrmind", "seed=1", *tracking, *expected, "hydra.mode=RUN"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Process(jobs=0), "hydra.launcher.jobs=0 runs nothing"),
        (Process(timeout_min=0), "hydra.launcher.timeout_min=0 ends every job"),
        (Process(grace_min=0), "hydra.launcher.grace_min=0 lets no job save"),
        (Process(on_error="halt"), "hydra.launcher.on_error=halt is not a choice"),
    ],
)
def test_settings_with_which_nothing_would_run(settings: Process, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        settings.check()
