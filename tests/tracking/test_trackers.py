"""MLflow and Trackio: their numbers come from the trainer's callbacks, the rest from here. Skipped where not installed."""

import dataclasses
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ehrmind import tracking
from ehrmind.errors import ConfigError
from ehrmind.runs import Run
from tests.test_config import compose
from tests.tracking.recorded import attempt, settings

COMMAND = (
    *("stage=rlvr", "task=medcalc", "model=tiny", "stage.steps=2", "preflight=false", "runs_dir=runs"),
    *("model.caps.completion_tokens=16", "evaluation.limit=2", "task.rows={train: 13, validation: 0, test: 13}"),
)


class Mlflow(SimpleNamespace):
    """The calls of mlflow that are used, and what they were given."""

    def __init__(self, known: list[Any]) -> None:
        calls: list[tuple[str, Any]] = []
        super().__init__(calls=calls, set_tracking_uri=lambda uri: calls.append(("uri", uri)))
        self.get_tracking_uri = lambda: "sqlite:///runs/mlflow.db"
        self.set_experiment = lambda name: calls.append(("experiment", name))
        self.search_runs = lambda **given: known
        self.start_run = lambda run_id, run_name, tags: calls.append(("start", (run_id, run_name, tags)))
        self.log_metrics = lambda metrics: calls.append(("metrics", metrics))
        self.end_run = lambda status: calls.append(("end", status))


@pytest.mark.parametrize("name", ["mlflow", "trackio"])
def test_a_missing_package_is_named(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda package: None)
    config = compose("model=tiny", f"tracking={name}")
    with pytest.raises(
        ConfigError, match=rf"tracking={name} needs the package {name}: pip install 'ehrmind\[{name}\]'"
    ):
        tracking.open_trackers(config, Run(tmp_path, "base", None, "ab"), {"source": "generated"}, "chain")


def test_mlflow_needs_what_its_own_store_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda package: package == "mlflow" or None)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    config = compose("model=tiny", "tracking=mlflow")
    with pytest.raises(ConfigError, match="needs the package sqlalchemy"):
        tracking.check(config.tracking)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://localhost:5000")
    tracking.check(config.tracking)


def test_the_extra_installs_what_is_asked_for() -> None:
    import tomllib

    extras = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    for backend, packages in tracking.PACKAGES.items():
        named = {item.partition(">")[0].replace("mlflow-skinny", "mlflow") for item in extras[backend.value]}
        assert named == set(packages)


@pytest.mark.torch
def test_the_trainer_knows_what_it_is_told() -> None:
    from trl import GRPOConfig, SFTConfig

    run = Run(Path("runs/medcalc-tiny-sft-0"), "sft", None, "ab")
    assert tracking.trainer_settings(compose("tracking=wandb").tracking, run) == {}, "we feed W&B ourselves"
    for name in ("mlflow", "trackio"):
        given = tracking.trainer_settings(compose(f"tracking={name}", "tracking.project=p").tracking, run)
        assert given == {"report_to": name, "run_name": run.id, "project": "p"}
        for kind in (GRPOConfig, SFTConfig):
            assert given.keys() <= {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize(("code", "status"), [(0, "FINISHED"), (1, "FAILED"), (75, "KILLED")])
def test_an_mlflow_run_is_opened_again_and_ends_as_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, status: str
) -> None:
    mlflow = Mlflow([SimpleNamespace(info=SimpleNamespace(run_id="known"))])
    monkeypatch.setitem(sys.modules, "mlflow", mlflow)
    monkeypatch.setattr(tracking, "find_spec", lambda package: True)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("HF_MLFLOW_LOG_ARTIFACTS", "1")
    run = attempt(settings(tmp_path, "sft", "tracking=mlflow"), "sft", None, range(1, 2), code)
    calls = dict(mlflow.calls)
    assert calls["uri"] == f"sqlite:///{tmp_path.resolve()}/mlflow.db"
    run_id, name, tags = calls["start"]
    assert (run_id, name, tags["arm"]) == ("known", run.id, "sft")
    filled_in = ("user", "source.name", "source.git.commit", "source.git.branch", "source.git.repoURL")
    assert {tags[f"mlflow.{name}"] for name in filled_in} == {""}, "mlflow would fill them in"
    assert calls["end"] == status
    assert ("metrics" in calls) is (code == 0), "the steps are the trainer's callback's to log"
    assert os.environ["HF_MLFLOW_LOG_ARTIFACTS"] == "0", "no weights"


def train(folder: Path, backend: str) -> Run:
    """A real RLVR run in its own process."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRACKIO_DIR": str(folder / "trackio"), "HOME": str(folder)}
    result = subprocess.run(
        [sys.executable, "-m", "ehrmind", *COMMAND, f"tracking={backend}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    (path,) = (folder / "runs").glob("medcalc-*")
    return Run(path, "rlvr", None, "")


def rewards(run: Run) -> list[tuple[int, float]]:
    lines = [json.loads(line) for line in (run.folder / "metrics.jsonl").read_text().splitlines()]
    return [(line["step"], line["reward"]) for line in lines]


@pytest.mark.slow
@pytest.mark.torch
def test_mlflow_gets_the_numbers_of_metrics_jsonl(tmp_path: Path) -> None:
    pytest.importorskip("mlflow")
    run = train(tmp_path, "mlflow")
    with sqlite3.connect(tmp_path / "runs" / "mlflow.db") as store:
        assert store.execute("select name, status from runs").fetchall() == [(run.id, "FINISHED")]
        tags = store.execute("select key, value from tags where key like 'mlflow.%' and value != ''").fetchall()
        assert dict(tags).keys() == {"mlflow.runName", "mlflow.source.type"}, "no user, no path, no checkout"
        steps = store.execute("select step, value from metrics where key = 'reward' order by step").fetchall()
        (accuracy,) = store.execute("select value from metrics where key = 'eval/accuracy'").fetchone()
    assert steps == rewards(run)
    assert accuracy == json.loads((run.folder / "eval.json").read_text())["metrics"]["accuracy"]["value"]


@pytest.mark.slow
@pytest.mark.torch
def test_trackio_gets_the_numbers_of_metrics_jsonl(tmp_path: Path) -> None:
    pytest.importorskip("trackio")
    run = train(tmp_path, "trackio")
    with sqlite3.connect(tmp_path / "trackio" / "ehrmind.db") as store:
        rows = store.execute("select run_name, metrics from metrics order by id").fetchall()
    assert {name for name, _ in rows} == {run.id}
    logged = [json.loads(content) for _, content in rows]
    steps = [(row["train/global_step"], row["train/reward"]) for row in logged if "train/reward" in row]
    assert steps == rewards(run)
    accuracy = json.loads((run.folder / "eval.json").read_text())["metrics"]["accuracy"]["value"]
    assert [row["eval/accuracy"] for row in logged if "eval/accuracy" in row] == [accuracy]
