"""A sweep over runs of other code names them before a job starts, and with rerun=true does those again, and no other."""

import sys
from pathlib import Path

import pytest

from ehrmind import runs, stale
from ehrmind.__main__ import main as start
from ehrmind.errors import RunError
from ehrmind.rewards.gated import Gated
from ehrmind.runs import State
from ehrmind.sweep.__main__ import main
from ehrmind.sweep.plan import PlannedRun, settle
from tests.sweep.test_plan import CELL, planned

pytestmark = pytest.mark.heavy

ARMS = ("+sweeps=arms", "stage.arm=sft,rlvr,sft_rlvr")


def finish(item: PlannedRun) -> None:
    """Leave the run done, as this code would make it."""
    made_by = stale.made_by(item.config, item.data)
    parent = item.run.folder.parent / item.run.parent if item.run.parent else None
    runs.begin(item.run, item.config, [], item.data.manifest, made_by | stale.of_parent(parent))
    item.run.model.mkdir()
    (item.run.model / "model.safetensors").write_bytes(item.run.id.encode())
    runs.note_trained(item.run, {})
    (item.run.folder / "eval.json").write_text('{"cost": {"train": {"flops": 9.0}}}')
    runs.end(item.run, State.DONE)


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The runs of three arms, done before the reward was edited."""
    for item in planned(tmp_path, *ARMS).runs:
        finish(item)
    assert {item.state for item in planned(tmp_path, *ARMS).runs} == {"done"}
    monkeypatch.setattr(Gated, "__call__", lambda self, *judged: 0.5)
    return tmp_path


def test_stale_runs_are_listed_by_plan_and_status(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    states = {item.step.arm: item.state for item in planned(edited, *ARMS).runs}
    assert states == {"sft": "done", "rlvr": "stale", "sft_rlvr": "stale"}
    for word in ("plan", "status"):
        assert main([word, *CELL, f"runs_dir={edited}", *ARMS]) == 0
        said = capsys.readouterr().out
        assert said.count("is stale: changed since: reward gated. rerun=true does it again") == 2


def test_what_spends_the_budget_of_a_run_is_done_again_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("+sweeps=arms", "stage.arm=sft_rlvr,sft_more")
    for item in planned(tmp_path, *words).runs:
        finish(item)
    monkeypatch.setattr(Gated, "__call__", lambda self, *judged: 0.5)
    assert [item.step.arm for item in planned(tmp_path, *words).runs if item.state == "stale"] == ["sft_rlvr"]
    settle(planned(tmp_path, *words), rerun=True)
    states = {item.step.arm: item.state for item in planned(tmp_path, *words).runs}
    assert states["sft"] == "done"
    assert "done" not in (states["sft_rlvr"], states["sft_more"])


def test_the_sweep_is_refused_with_the_list_and_starts_no_job(
    edited: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ehrmind"])
    assert start([*CELL, f"runs_dir={edited}", *ARMS, "hydra.mode=MULTIRUN"]) == 2
    said = capsys.readouterr().err
    assert "2 runs were made by other code" in said
    assert said.count(": changed since: reward gated") == 2
    assert not list((edited / ".sweeps").glob("*/logs"))


def test_rerun_opens_what_is_stale_and_what_starts_from_it(edited: Path) -> None:
    (sft, *_) = sweep = planned(edited, *ARMS).runs
    with pytest.raises(RunError):
        settle(planned(edited, *ARMS), rerun=False)
    settled = settle(planned(edited, *ARMS), rerun=True)
    assert [item.state for item in settled.runs] == ["done", "interrupted", "interrupted"]
    runs.end(sweep[1].run, State.DONE)
    runs.end(sweep[2].run, State.DONE)
    (sft.run.folder / "eval.json").unlink()
    settled = settle(planned(edited, *ARMS), rerun=True)
    assert {item.state for item in settled.runs} == {"interrupted"}
