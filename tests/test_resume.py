"""Runs that survive: killed at random moments, out of disk, asked to stop, started twice at once."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.kill_and_resume import different, digest, mark
from ehrmind import checkpoints, runs, stopping, zstd
from ehrmind.errors import RunError
from ehrmind.registry import files_root
from tests.stages.test_end_to_end import SMALL, folders, lines, run

pytestmark = pytest.mark.torch

# Still two epochs of SFT and more than two of RLVR, and completions that serve two steps.
SHORT = (
    *("task.rows={train: 4, validation: 4, test: 13}", "stage.sft.steps=4", "stage.sft.save.steps=2"),
    *("stage.rlvr.steps=5", "evaluation.limit=4", "evaluation.k=1"),
)
SFT = ("stage=sft", "stage.steps=6", "stage.lr=1e-3", "stage.save.steps=2")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("alone")
    run(where / "runs", *SFT)
    return where


@pytest.mark.timeout(600)
@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_a_run_killed_again_and_again_ends_with_the_same_bits(times: int, tmp_path: Path) -> None:
    kills = ("--times", str(times), "--json", str(tmp_path / "k.json"))
    command = [sys.executable, "-m", "benchmarks.kill_and_resume", *kills, *(SHORT if times == 2 else ())]
    result = subprocess.run(command, cwd=files_root(), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    report = json.loads((tmp_path / "k.json").read_text())
    assert report["identical"]
    assert report["kills"] >= times
    assert report["starts"] >= times
    assert min(report["by_signal"].values()) >= max(1, times // 5)
    assert {kill["arm"] for kill in report["moments"]} >= {"sft", "sft_rlvr"} or times < 10


def stop_after(step: int, monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> None:
    """Ask the process to stop in this step, or fail there."""
    from ehrmind.rl.callbacks import ReturnMemory

    def on_step_begin(self: Any, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step == step:
            if error is not None:
                raise error
            stopping._Request.asked = True

    monkeypatch.setattr(ReturnMemory, "on_step_begin", on_step_begin, raising=False)


@pytest.fixture
def calm() -> Iterator[None]:
    yield
    stopping._Request.asked = False


@pytest.mark.usefixtures("calm")
def test_asked_to_stop_it_saves_and_goes_on(
    alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        stop_after(2, patch, None)
        with pytest.raises(stopping.Stopped):
            run(tmp_path / "runs", *SFT)
    stopping._Request.asked = False
    folder = folders(tmp_path / "runs")["sft"]
    assert runs.read_status(folder)["state"] == "interrupted"
    assert sorted(path.name for path in (folder / "checkpoints").glob("checkpoint-*")) == [
        "checkpoint-2",
        "checkpoint-3",
    ]
    run(tmp_path / "runs", *SFT)
    assert "goes on after step 3" in capsys.readouterr().out
    assert runs.read_status(folder)["attempt"] == 2
    assert not (folder / "checkpoints").exists()
    assert different(alone, tmp_path) == []


@pytest.mark.usefixtures("calm")
def test_asked_to_stop_while_the_weights_are_saved_it_has_them(
    alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ehrmind.rl import common

    save = common.save

    def interrupted(*rest: Any) -> None:
        stopping._ask(signal.SIGTERM, None)  # as the signal does
        save(*rest)

    with monkeypatch.context() as patch:
        patch.setattr(common, "save", interrupted)
        with pytest.raises(stopping.Stopped):
            run(tmp_path / "runs", *SFT)
    stopping._Request.asked = False
    run(tmp_path / "runs", *SFT)
    assert "trained before" in capsys.readouterr().out
    assert different(alone, tmp_path) == []


def test_an_error_loses_no_more_than_the_steps_since_the_checkpoint(
    alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        stop_after(5, patch, RuntimeError("out of memory"))
        with pytest.raises(RuntimeError):
            run(tmp_path / "runs", *SFT)
    folder = folders(tmp_path / "runs")["sft"]
    assert [line["step"] for line in lines(folder / "metrics.jsonl")] == [1, 2, 3, 4, 5]
    newest = folder / "checkpoints" / "checkpoint-4"
    os.truncate(newest / "optimizer.pt", 1000)
    run(tmp_path / "runs", *SFT)
    assert "goes on after step 2" in capsys.readouterr().out, "checkpoint-4 is torn"
    assert [line["step"] for line in lines(folder / "metrics.jsonl")] == [1, 2, 3, 4, 5, 6]
    assert different(alone, tmp_path) == []


CTRL_C = (  # in the background, where tests may run, a process ignores it
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from ehrmind.__main__ import main; sys.exit(main())"
)


def test_ctrl_c_saves_the_step_and_the_same_command_ends_with_the_same_bits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    longer = ("stage=sft", "stage.steps=40", "stage.lr=1e-3")
    run(tmp_path / "alone" / "runs", *longer)
    command = [sys.executable, "-c", CTRL_C, *SMALL, *longer, f"runs_dir={tmp_path / 'stopped' / 'runs'}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not any((tmp_path / "stopped").glob("runs/*/metrics.jsonl")):
            time.sleep(0.01)
            assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGINT)
        out, said = process.communicate()
    assert process.returncode == 130, out + said
    assert "Once more stops at once; it would lose step" in said
    saved = re.search(
        r"ehrmind: stopped as asked; step (\d+) of 40 is saved; the same command goes on from there", said
    )
    assert saved, said
    folder = folders(tmp_path / "stopped" / "runs")["sft"]
    assert runs.read_status(folder)["state"] == "interrupted"
    run(tmp_path / "stopped" / "runs", *longer)
    assert f"goes on after step {saved[1]}" in capsys.readouterr().out
    assert different(tmp_path / "alone", tmp_path / "stopped") == []


# An epoch of 6 prompts, two a step, is 6 steps, since completions serve two; steps 3 and 7 are in the middle of such a pair.
RLVR = (
    *("task.rows={train: 6, validation: 4, test: 13}", "stage=rlvr", "stage.steps=9", "stage.save.steps=1"),
    *("stage.lr=1e-3", "stage.num_iterations=2", "+stage.extra.logging_steps=4", "model.lora.rank=4"),
    *("stage.select.every=3", "stage.select.rows=2", "evaluation.limit=2"),
)


@pytest.mark.slow
def test_half_used_completions_and_the_order_of_a_later_epoch_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehrmind.rewards.gated import Gated

    monkeypatch.setattr(Gated, "__call__", mark)
    run(tmp_path / "alone" / "runs", *RLVR)
    for step in (3, 7):
        with monkeypatch.context() as patch:
            stop_after(step, patch, RuntimeError("out of memory"))
            with pytest.raises(RuntimeError):
                run(tmp_path / "killed" / "runs", *RLVR)
    run(tmp_path / "killed" / "runs", *RLVR)
    assert runs.read_status(folders(tmp_path / "killed" / "runs")["rlvr"])["attempt"] == 3
    assert different(tmp_path / "alone", tmp_path / "killed") == []


# Completions serve two steps, so that step 3 is in the middle of a pair; 6 rows are an epoch, which a step may straddle.
DYNAMIC = (
    *("task.rows={train: 6, validation: 4, test: 13}", "stage=rlvr", "stage.steps=6", "stage.save.steps=1"),
    *("stage.lr=1e-3", "stage.num_iterations=2", "stage.dynamic_sampling=2", "stage.micro_batch=2"),
    *("stage.loss=dapo", "stage.kl=0.0", "evaluation.limit=2", "stage.keep_rollouts=0.05"),
)


@pytest.mark.slow
def test_dynamic_sampling_goes_on_where_it_was_in_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rewards.gated import Gated
    from tests.launched import some_vary

    monkeypatch.setattr(Gated, "__call__", some_vary)
    run(tmp_path / "alone" / "runs", *DYNAMIC)
    for step in (3, 5):  # killed in a step whose rollouts are on the disk already
        with monkeypatch.context() as patch:
            stop_after(step, patch, RuntimeError("out of memory"))
            with pytest.raises(RuntimeError):
                run(tmp_path / "killed" / "runs", *DYNAMIC)
        if step == 3:
            shutil.rmtree(newest(tmp_path / "killed"))  # and one step more is lost
    run(tmp_path / "killed" / "runs", *DYNAMIC)
    folder = folders(tmp_path / "killed" / "runs")["rlvr"]
    assert runs.read_status(folder)["attempt"] == 3
    assert different(tmp_path / "alone", tmp_path / "killed") == []
    generations = [line for line in lines(folder / "metrics.jsonl") if "groups/looked_at" in line]
    assert {line["groups/learned_from"] for line in generations} == {1, 2}, "too few in the second"
    assert any(line["groups/looked_at"] > 2 for line in generations)
    assert zstd.read(folder / "rollouts.jsonl.zst")


def newest(where: Path) -> Path:
    return max(where.glob("runs/*/checkpoints/checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    where = tmp_path / "disk"
    where.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(where)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no right to mount a small disk")
    yield where
    subprocess.run(["umount", str(where)], check=True)


def test_a_full_disk_is_said_and_room_lets_it_go_on(alone: Path, small_disk: Path) -> None:
    with pytest.raises(RunError, match="is full; make room and start again"):
        run(small_disk / "runs", *SFT)
    subprocess.run(["mount", "-o", "remount,size=900m", str(small_disk)], check=True)
    run(small_disk / "runs", *SFT)
    assert different(alone, small_disk) == []


def test_the_comparison_sees_a_difference(alone: Path, tmp_path: Path) -> None:
    shutil.copytree(alone / "runs", tmp_path / "runs")
    folder = folders(tmp_path / "runs")["sft"]
    path = folder / "metrics.jsonl"
    path.write_text(path.read_text().replace('"step": 3', '"step": 2'))
    assert different(alone, tmp_path) == [f"{folder.name}/metrics.jsonl"]
    assert digest(tmp_path / "absent") == ""


def test_two_processes_on_one_run_are_refused(alone: Path, tmp_path: Path) -> None:
    shutil.copytree(alone / "runs", tmp_path, dirs_exist_ok=True)
    folder = folders(tmp_path)["sft"]
    status = runs.read_status(folder)
    (folder / "status.json").write_text(json.dumps({**status, "state": "interrupted"}))
    hold = (
        "import sys, time; from pathlib import Path; from ehrmind import runs\n"
        "with runs.locked(runs.Run(Path(sys.argv[1]), 'sft', None, '')): print('held', flush=True); time.sleep(60)"
    )
    assert not runs.is_locked(folder)
    with subprocess.Popen([sys.executable, "-c", hold, str(folder)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert runs.is_locked(folder)
        with pytest.raises(RunError, match=r"is being done by process \d+ on .*; wait for it"):
            run(tmp_path, *SFT)
        holder.kill()
    assert not runs.is_locked(folder), "a process that dies lets go"
    run(tmp_path, *SFT)
    assert runs.is_done(runs.Run(folder, "sft", None, ""))


def test_checkpoints_are_pruned_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[set[str]] = []
    seal = checkpoints.seal

    def noted(folder: Path, facts: Any) -> None:
        seal(folder, facts)
        kept.append({path.name for path in folder.parent.glob("checkpoint-*")})

    monkeypatch.setattr(checkpoints, "seal", noted)
    run(tmp_path, "stage=sft", "stage.steps=5", "stage.save.steps=1", "evaluation.limit=1")
    assert kept[-1] == {"checkpoint-3", "checkpoint-4"}, "and none after the last step, whose weights are the result"
