"""The benchmarks run and report what their readers parse."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ehrmind.registry import files_root


def run(*arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=files_root(), capture_output=True, text=True, timeout=280, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_cases_a_second_of_each_length() -> None:
    report = json.loads(run("benchmarks.medcalc_generate", "--count", "55", "--repeats", "1", "--json"))
    assert set(report) == {"short", "medium", "long", "medium, rich"}
    assert min(report.values()) > 100


@pytest.mark.torch
@pytest.mark.slow
def test_a_grpo_step_against_stock(tmp_path: Path) -> None:
    from ehrmind.models.tiny import tiny_model

    folder, out = tiny_model(["a b c " * 50], tmp_path), tmp_path / "step.json"
    sizes = ["--prompt", "40", "--group", "3", "--completion", "5", "--groups", "2", "--repeats", "1"]
    run("benchmarks.grpo_step", "--model", str(folder), *sizes, "--json", str(out))
    report = json.loads(out.read_text())
    for part in ("rollout", "update", "step"):
        assert set(report[part]) == {"stock_s", "ours_s", "ratio"}
    assert set(report["peak_memory"]) == {"stock_mb", "ours_mb", "ratio"}
    assert report["max_logprob_diff"] < 1e-4
    assert report["grad_rel_diff"] < 1e-5


@pytest.mark.torch
@pytest.mark.slow
def test_the_script_for_gpus_runs_on_a_cpu(tmp_path: Path) -> None:
    out = tmp_path / "gpu.json"
    printed = run("benchmarks.gpu", "--device", "cpu", "--minutes", "2.5", "--json", str(out))
    report = json.loads(out.read_text())
    assert report["shape"] == "tiny"
    assert report["device"].startswith("CPU")
    assert report["correct"]["wrong"] == []
    assert report["correct"]["float32 kernel"]["log_probs"] < 1e-4
    assert report["correct"]["float32 greedy"] == 1.0
    for part in ("short", "long"):
        assert set(report[part]["ratio"]) == {"rollout", "update", "step", "update, masked"}
        assert set(report[part]["memory_mb"]) == {"stock", "kernel", "masked"}
        assert report[part]["laps"] >= 2
    assert "skipped" in report["vllm"]
    assert "skipped" in report["fsdp2"]
    assert "log-probs, gradients and greedy tokens agree" in printed


def test_what_a_part_told_stands_whatever_libraries_print(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Until it is cut, and what it has started is ended with it."""
    from benchmarks import gpu

    script = tmp_path / "part"
    script.write_text(
        "echo '{\"laps\": 2}'; echo INFO loading; sleep 60 & echo $! > " + str(tmp_path / "pid") + "; wait\n"
    )
    monkeypatch.setattr(gpu.sys, "executable", str(tmp_path / "sh"))
    (tmp_path / "sh").write_text(f"#!/bin/sh\nexec /bin/sh {script}\n")
    (tmp_path / "sh").chmod(0o755)
    options = argparse.Namespace(device="cpu", shape="tiny")
    assert gpu._in_a_process(options, "short", 1.0) == {"laps": 2, "cut_after_s": 1}
    pid = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.torch
@pytest.mark.slow
def test_a_wrong_kernel_is_found_on_this_device(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from benchmarks import gpu
    from ehrmind.rl.shared_prefix import kernels

    honest = kernels.CPU.backward
    wrong = kernels.Kernel(kernels.CPU.forward, lambda *args: (*honest(*args)[:2], 1.1 * honest(*args)[2]))
    monkeypatch.setattr(kernels, "CPU", wrong)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    found = gpu.correct(argparse.Namespace(device="cpu", shape="tiny"))
    assert "float32 kernel" in found["wrong"]
    assert "float32 masked" not in found["wrong"]


@pytest.mark.torch
@pytest.mark.slow
def test_useful_groups_a_minute(tmp_path: Path) -> None:
    out = tmp_path / "useful.json"
    sizes = ["--prompts", "2", "--group", "3", "--steps", "1", "--warmup", "1", "--runs", str(tmp_path / "runs")]
    small = ["model=tiny", "task.rows={train: 16, validation: 2, test: 13}"]
    printed = run("benchmarks.useful_rlvr", *sizes, "--json", str(out), *small)
    report = json.loads(out.read_text())
    assert report["stock"]["looked_at"] == 2
    assert report["ours"]["looked_at"] == 6, "all that it may: random weights earn nothing"
    assert report["stock"]["useful"] == report["ours"]["useful"] == 0
    assert report["ratio"] is None
    assert "nothing to compare" in printed


def test_useful_groups_are_told_from_both_sides_metrics() -> None:
    from benchmarks.useful_rlvr import taught

    assert taught({"frac_reward_zero_std": 0.75}, 8) == 2
    assert taught({"frac_reward_zero_std": 0.75, "groups/learned_from": 7.0}, 8) == 7


@pytest.mark.torch
def test_what_reading_the_labels_adds(tmp_path: Path) -> None:
    from ehrmind.models.tiny import tiny_model

    folder, out = tiny_model(["a b c " * 50], tmp_path), tmp_path / "read.json"
    sizes = ["--prompt", "40", "--completion", "5", "--completions", "3", "6", "--group", "3", "--repeats", "1"]
    printed = run("benchmarks.label_probability", "--model", str(folder), *sizes, "--json", str(out))
    assert printed.count("(target 15%)") == 2
    report = json.loads(out.read_text())
    assert report["target"] == 0.15
    for completions in ("3", "6"):
        assert set(report[completions]) == {"alone_s", "with_s", "added", "in_runs"}
        assert 0 < report[completions]["in_runs"] < 10


def test_a_folder_of_judged_trials_is_written_and_read(tmp_path: Path) -> None:
    out = tmp_path / "trials.json"
    run("benchmarks.trials_scale", "--trials", "60", "--judgements", "90", "--json", str(out))
    assert json.loads(out.read_text())


@pytest.mark.torch
@pytest.mark.slow
def test_a_note_before_many_trials_is_read_once(tmp_path: Path) -> None:
    from ehrmind.models.tiny import tiny_model

    folder, out = tiny_model(["a patient's note and the criteria of a trial " * 50], tmp_path), tmp_path / "notes.json"
    run("benchmarks.shared_notes", "--model", str(folder), "--patients", "1", "--json", str(out))
    report = json.loads(out.read_text())
    assert report["read"] < 0.7 * report["tokens"]
    assert report["logits_apart"] < 1e-3
