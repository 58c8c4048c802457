"""A real offline W&B run: the config, the reward curve and the end are in its file; the console's text is not."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ehrmind.config import WandbMode
from ehrmind.tracking import wandb as tracker

pytestmark = pytest.mark.torch

COMMAND = (
    *("stage=rlvr", "task=medcalc", "model=tiny", "stage.steps=3", "tracking=wandb", "stage.lr=1e-4", "seed=4"),
    *("model.caps.completion_tokens=16", "evaluation.limit=2", "task.rows={train: 13, validation: 0, test: 13}"),
)


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """One run in its own process, as a user starts it, without a key and without a terminal to ask on."""
    from tests.tracking.wandb_file import records

    folder = tmp_path_factory.mktemp("wandb")
    result = subprocess.run(
        [sys.executable, "-m", "ehrmind", *COMMAND, "runs_dir=runs"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "HF_HUB_OFFLINE": "1"},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    run = next((folder / "runs").iterdir())
    files = list(run.rglob("*.wandb"))
    assert len(files) == 1
    return run, list(records(files[0]))


def test_the_file_holds_who_and_what_the_run_is(offline: tuple[Path, list[Any]]) -> None:
    folder, records = offline
    run = next(record.run for record in records if record.WhichOneof("record_type") == "run")
    config = {item.key: json.loads(item.value_json) for item in run.config.update}
    assert (run.run_id, run.job_type, run.display_name) == (folder.name, "rlvr", "medcalc-tiny-rlvr-4")
    assert run.run_group == folder.name
    assert (config["arm"], config["task_name"], config["base_model"], config["seed"]) == ("rlvr", "medcalc", "tiny", 4)
    assert (config["data_version"], config["parent_run"]) == ("generated", None)
    assert config["stage"]["steps"] == 3
    assert config["stage"]["recipe"] == "paper"


def test_the_file_holds_the_reward_curve_of_metrics_jsonl(offline: tuple[Path, list[Any]]) -> None:
    folder, records = offline
    curve = []
    for record in records:
        if record.WhichOneof("record_type") == "history":
            row = {(item.key or ".".join(item.nested_key)): json.loads(item.value_json) for item in record.history.item}
            if "train/reward" in row:
                curve.append((row["train/step"], row["train/reward"]))
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    assert curve == [(line["step"], line["reward"]) for line in lines]
    assert [step for step, _ in curve] == [1, 2, 3]


def test_the_file_holds_the_end(offline: tuple[Path, list[Any]]) -> None:
    _, records = offline
    ends = [record.exit.exit_code for record in records if record.WhichOneof("record_type") == "exit"]
    assert ends == [0]


def test_nothing_of_the_console_is_captured(offline: tuple[Path, list[Any]]) -> None:
    folder, records = offline
    assert not [record for record in records if record.WhichOneof("record_type") in ("output", "output_raw")]
    assert not list(folder.rglob("output.log"))


def test_it_is_online_only_with_a_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WANDB_MODE", raising=False)
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert not tracker._online(WandbMode.auto)
    assert tracker._online(WandbMode.online)
    (tmp_path / ".netrc").write_text("machine api.wandb.ai login user password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    assert tracker._online(WandbMode.auto)
    assert not tracker._online(WandbMode.offline)
    (tmp_path / ".netrc").unlink()
    monkeypatch.setenv("WANDB_API_KEY", "k" * 40)
    assert tracker._online(WandbMode.auto)
    monkeypatch.setenv("WANDB_MODE", "offline")
    assert not tracker._online(WandbMode.auto)
