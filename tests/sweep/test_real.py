"""Real sweeps of tiny runs, by the commands that a user types: one job is killed, and only it runs again."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ehrmind import runs
from ehrmind.__main__ import main
from ehrmind.registry import files_root

pytestmark = pytest.mark.torch

TINY = (
    *("+experiments=medcalc_cpu", "model=tiny", "preflight=false", "task.rows={train: 24, validation: 4, test: 13}"),
    *("task.calculators=[39,21]", "evaluation.limit=4", "evaluation.completion_tokens=16"),
    *("stage.sft.batch=2", "stage.sft.micro_batch=2"),
)
SECONDS = 240


def start(folder: Path, *overrides: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "ehrmind", *TINY, f"runs_dir={folder}", *overrides]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def until(true: Callable[[], Any], process: "subprocess.Popen[str]") -> Any:
    """Wait for something to be there while the process works on it."""
    deadline = time.monotonic() + SECONDS
    while not (value := true()):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return value


def by_seed(folder: Path) -> dict[int, Path]:
    """The run folders by the seed of their overrides."""
    found = {}
    for path in folder.glob("medcalc-*"):
        if (path / "overrides.txt").exists():
            found[int((path / "overrides.txt").read_text().split("seed=")[1].splitlines()[0])] = path
    return found


def pid(run: Path) -> int:
    """Of the process that does it."""
    return int(runs.read_status(run)["process"].split()[1])


def times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_one_job_of_a_sweep_is_killed_and_only_it_runs_again(tmp_path: Path) -> None:
    drawn = "evaluation.k=1"  # greedy alone, both seeds would be one run
    sweep = ("+sweeps=arms,seeds", "stage.arm=base", "seed=0,1", drawn, "hydra.launcher.jobs=2")
    first = start(tmp_path, *sweep)

    def alive() -> int | None:
        path = by_seed(tmp_path).get(1)
        return pid(path) if path and runs.read_status(path).get("state") == "running" else None

    os.kill(until(alive, first), signal.SIGKILL)
    out = first.communicate(timeout=SECONDS)[0]
    assert first.returncode == 1, out
    assert "1 done, 1 failed" in out
    assert "killed by SIGKILL" in out
    folders = by_seed(tmp_path)
    assert runs.read_status(folders[0])["state"] == "done"
    assert not (folders[1] / "eval.json").exists()
    untouched = times(folders[0])

    again = start(tmp_path, *sweep)
    out = again.communicate(timeout=SECONDS)[0]
    assert again.returncode == 0, out
    assert "1 done before, 1 done" in out
    assert times(folders[0]) == untouched
    assert [runs.read_status(folders[seed])["attempt"] for seed in (0, 1)] == [1, 2]
    assert (folders[1] / "eval.json").exists()
    sweeps = [path for path in (tmp_path / ".sweeps").iterdir() if path.is_dir()]
    assert len(sweeps) == 1, "the same sweep has the same folder"
    written = json.loads((sweeps[0] / "sweep.json").read_text())
    assert [job["runs"] for job in written["jobs"]] == [[folders[0].name], [folders[1].name]]
    assert (sweeps[0] / "logs" / "job-2.log").read_text().count("--- ") == 2, "one log, two attempts"


@pytest.mark.slow
def test_a_slurm_job_that_runs_out_of_time_saves_and_is_queued_again(tmp_path: Path) -> None:
    pytest.importorskip("submitit")
    job = start(
        tmp_path,
        "hydra.mode=MULTIRUN",
        "hydra/launcher=submitit_local",
        "seed=0",
        "stage.arm=sft",
        "stage.sft.steps=20",
    )

    def trainer() -> int | None:
        """The process, once it has trained for a while; what plays SLURM warns it in this way."""
        for run in by_seed(tmp_path).values():
            metrics = run / "metrics.jsonl"
            if metrics.exists() and len(metrics.read_text().splitlines()) > 2:
                return pid(run)
        return None

    os.kill(until(trainer, job), signal.SIGUSR2)
    out = job.communicate(timeout=SECONDS)[0]
    assert job.returncode == 0, out
    run = by_seed(tmp_path)[0]
    status = runs.read_status(run)
    assert (status["state"], status["attempt"]) == ("done", 2)
    steps = [json.loads(line)["step"] for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert steps == list(range(1, 21))
    log = next((tmp_path / ".sweeps" / ".submitit").glob("*/*_log.out")).read_text()
    assert "goes on after step" in log


def test_submitit_has_defaults_with_which_a_job_can_be_queued_again() -> None:
    config = pytest.importorskip("hydra_plugins.hydra_submitit_launcher.config")
    for name, schema in (("submitit_slurm", config.SlurmQueueConf), ("submitit_local", config.LocalQueueConf)):
        given = yaml.safe_load((files_root() / "conf" / "hydra" / "launcher" / f"{name}.yaml").read_text())
        assert set(given) == {field.name for field in dataclasses.fields(schema)} | {"_target_"}
        assert given["_target_"] == schema._target_
    slurm = yaml.safe_load((files_root() / "conf" / "hydra" / "launcher" / "submitit_slurm.yaml").read_text())
    assert slurm["max_num_timeout"] > 0
    assert slurm["signal_delay_s"] >= 300


def test_without_the_package_its_name_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ehrmind.__main__.importlib.util.find_spec", lambda name: None)
    assert main(["seed=0,1", "hydra.mode=MULTIRUN", "hydra/launcher=submitit_slurm"]) == 2
    assert "needs the package hydra-submitit-launcher: pip install 'ehrmind[slurm]'" in capsys.readouterr().err


@pytest.mark.slow
def test_an_error_in_a_job_of_submitit_reaches_the_terminal_in_words(tmp_path: Path) -> None:
    pytest.importorskip("submitit")
    wrong = ("stage.arm=sft", "stage.sft.prompt_tokens=3", "stage.sft.completion_tokens=3")
    job = start(tmp_path, "hydra.mode=MULTIRUN", "hydra/launcher=submitit_local", "seed=0", *wrong)
    out = job.communicate(timeout=SECONDS)[0]
    assert job.returncode == 2, out
    assert "ehrmind: no training row fits" in out
    assert "Traceback" not in out
    assert "UserWarning" not in out
