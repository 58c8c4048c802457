"""A real chain with W&B offline: configs, curves, lineage and ends are in its files; text of the console is not."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ehrmind.config import WandbMode
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.tracking import wandb as tracker
from ehrmind.tracking.panels import sections

pytestmark = pytest.mark.torch

COMMAND = (
    *("stage=sft_rlvr", "task=medcalc", "model=tiny", "tracking=wandb", "stage.rlvr.lr=1e-4", "seed=4"),
    *("stage.evaluate_base=false", "stage.sft.steps=1", "stage.rlvr.steps=3", "preflight=false"),
    *("stage.rlvr.select.every=2", "stage.rlvr.select.rows=1"),
    *("stage.rlvr.watch.every=2", "stage.rlvr.watch.rows=1"),
    *(
        "model.caps.completion_tokens=16",
        "evaluation.limit=2",
        "evaluation.k=2",
        "task.rows={train: 13, validation: 2, test: 13}",
    ),
)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, list[Any]]]:
    """Two runs in a process, as a user starts it, without a key and without a terminal to ask on: folder, records."""
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
    made = {}
    for run in (folder / "runs").glob("medcalc-*"):
        (file,) = run.rglob("*.wandb")
        made[json.loads((run / "status.json").read_text())["arm"]] = run, list(records(file))
    return made


@pytest.fixture(scope="module")
def offline(chain: dict[str, tuple[Path, list[Any]]]) -> tuple[Path, list[Any]]:
    """The RLVR run of the chain."""
    return chain["sft_rlvr"]


def test_the_machine_is_not_named(chain: dict[str, tuple[Path, list[Any]]]) -> None:
    opened = [
        record.run for _, records in chain.values() for record in records if record.WhichOneof("record_type") == "run"
    ]
    assert len(opened) >= 2
    assert {run.host for run in opened} == {""}


def history(records: list[Any]) -> list[dict[str, Any]]:
    return [
        {(item.key or ".".join(item.nested_key)): json.loads(item.value_json) for item in record.history.item}
        for record in records
        if record.WhichOneof("record_type") == "history"
    ]


def test_the_file_holds_who_and_what_the_run_is(offline: tuple[Path, list[Any]]) -> None:
    folder, records = offline
    run = next(record.run for record in records if record.WhichOneof("record_type") == "run")
    config = {item.key: json.loads(item.value_json) for item in run.config.update}
    assert (run.run_id, run.job_type, run.display_name) == (
        folder.name,
        "rlvr",
        "sft_rlvr · lr=0.0001, steps=3, every=2, rows=1, completion_tokens=16 · seed 4 · medcalc · tiny",
    )
    assert (config["arm"], config["task_name"], config["base_model"]) == ("sft_rlvr", "medcalc", "tiny")
    assert (config["data_version"], config["seed"]) == ("generated", 4)
    assert config["stage"]["steps"] == 3
    assert config["stage"]["recipe"] == "paper"


def test_the_file_holds_the_reward_curve_of_metrics_jsonl(offline: tuple[Path, list[Any]]) -> None:
    folder, records = offline
    curve = [(row["train/step"], row["train/reward"]) for row in history(records) if "train/reward" in row]
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    assert curve == [(line["step"], line["reward"]) for line in lines if line["step"]]
    assert [step for step, _ in curve] == [1, 2, 3]


def test_every_step_of_both_stages_has_its_time_and_speed(chain: dict[str, tuple[Path, list[Any]]]) -> None:
    for folder, _ in chain.values():
        every = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
        lines = [line for line in every if line["step"]]  # before the first step it is looked at, where it is watched
        assert all(line["step_time"] > 0 for line in lines)
        made = [(now["num_tokens"] - before["num_tokens"]) / now["step_time"] for before, now in pairwise(lines)]
        assert [line.get("tokens_per_second") for line in lines] == [None, *map(pytest.approx, made)]


def test_the_summary_holds_what_it_cost_and_what_the_samples_came_to(offline: tuple[Path, list[Any]]) -> None:
    folder, records = offline
    summary = {
        item.key: json.loads(item.value_json)
        for record in records
        if record.WhichOneof("record_type") == "summary"
        for item in record.summary.update
    }
    evaluation = json.loads((folder / "eval.json").read_text())
    assert summary["cost/train/flops"] == evaluation["cost"]["train"]["flops"]
    assert summary["eval/pass_at_k"] == evaluation["sampled"]["pass"]["2"]["value"]
    assert summary["eval/by/category/lab"] == evaluation["by"]["category"]["lab"]["value"]


def test_the_file_holds_the_end(offline: tuple[Path, list[Any]]) -> None:
    _, records = offline
    ends = [record.exit.exit_code for record in records if record.WhichOneof("record_type") == "exit"]
    assert ends == [0]


def test_the_runs_of_a_chain_are_linked(chain: dict[str, tuple[Path, list[Any]]]) -> None:
    groups, inputs, made = set(), set(), {}
    for folder, records in chain.values():
        run = next(record.run for record in records if record.WhichOneof("record_type") == "run")
        config = {item.key: json.loads(item.value_json) for item in run.config.update}
        groups.add(run.run_group)
        artifacts = [record.artifact for record in records if record.WhichOneof("record_type") == "artifact"]
        (data,) = (item for item in artifacts if item.type == "dataset")
        (model,) = (item for item in artifacts if item.type == "model")
        inputs.add((data.name, data.digest))
        made[config["arm"]] = model.name
        manifest = json.loads((folder / "data.json").read_text())
        assert json.loads(data.metadata)["sha256"] == manifest["sha256"]
        assert json.loads(data.metadata)["rows"] == manifest["rows"]
        facts = json.loads(model.metadata)
        assert facts["sha256"].keys() == {"model.safetensors"}
        assert not [entry for entry in model.manifest.contents if entry.local_path], "nothing is uploaded"
        assert {entry.ref for entry in model.manifest.contents} >= {f"file://{folder}/model/model.safetensors"}
    assert len(groups) == len(inputs) == 1
    parent = json.loads((chain["sft_rlvr"][0] / "status.json").read_text())["parent"]
    assert made["sft"] == f"model-{parent}"


def test_the_workspace_shows_what_the_runs_log(chain: dict[str, tuple[Path, list[Any]]]) -> None:
    import re

    logged = {name for _, records in chain.values() for row in history(records) for name in row}
    for _, records in chain.values():
        for record in records:
            if record.WhichOneof("record_type") == "summary":
                logged |= {item.key for item in record.summary.update}
    shown = {name for section in sections([MedCalc().measures()]) for panel in section.panels for name in panel.metrics}
    assert not shown - logged
    for pattern in (
        panel.pattern for section in sections([MedCalc().measures()]) for panel in section.panels if panel.pattern
    ):
        assert [name for name in logged if re.fullmatch(pattern, name)]


def test_nothing_but_numbers_and_the_config_leaves_the_machine(offline: tuple[Path, list[Any]]) -> None:
    folder, records = offline
    kinds = {record.WhichOneof("record_type") for record in records}
    assert not kinds & {"output", "output_raw", "environment", "alert"}
    assert not list(folder.rglob("output.log"))
    assert not [path for path in folder.rglob("wandb/*/files/*") if path.is_file()], "no requirements, metadata or code"


def test_it_is_online_only_with_a_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WANDB_MODE", raising=False)
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert not tracker.is_online(WandbMode.auto)
    assert tracker.is_online(WandbMode.online)
    (tmp_path / ".netrc").write_text("machine api.wandb.ai login user password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    assert tracker.is_online(WandbMode.auto)
    assert not tracker.is_online(WandbMode.offline)
    (tmp_path / ".netrc").unlink()
    monkeypatch.setenv("WANDB_API_KEY", "k" * 40)
    assert tracker.is_online(WandbMode.auto)
    monkeypatch.setenv("WANDB_MODE", "offline")
    assert not tracker.is_online(WandbMode.auto)
