"""A chain after an edit, on the tiny model: refused, done again where it is concerned, and then as any finished run."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.errors import RecordError, RunError
from ehrmind.rewards.gated import Gated
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.types import Parsed, Score, Status
from tests.stages.test_end_to_end import CHAIN, folders, run

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    run(folder, *CHAIN)
    return folder


@pytest.fixture
def chain(done: Path, tmp_path: Path) -> Path:
    """A copy of the finished chain."""
    return Path(shutil.copytree(done, tmp_path / "runs"))


def attempts(folder: Path) -> dict[str, int]:
    return {arm: runs.read_status(path)["attempt"] for arm, path in folders(folder).items()}


def test_an_edited_reward_does_rlvr_again_and_nothing_else(
    chain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def edited(self: Any, parsed: Any, score: Any, completion: Any, example: Any) -> float:
        return completion.tokens / 100 + len(example.id) % 3

    monkeypatch.setattr(Gated, "__call__", edited)
    before = (folders(chain)["sft_rlvr"] / "metrics.jsonl").read_text()
    with pytest.raises(
        RunError, match=r"1 run was made by other code[^:]*:\n.*-sft_rlvr-.*: changed since: reward gated"
    ):
        run(chain, *CHAIN)
    run(chain, *CHAIN, "rerun=true")
    assert attempts(chain) == {"base": 1, "sft": 1, "sft_rlvr": 2}
    assert (folders(chain)["sft_rlvr"] / "metrics.jsonl").read_text() != before
    capsys.readouterr()
    run(chain, *CHAIN, "rerun=true")
    run(chain, *CHAIN)
    assert capsys.readouterr().out.count("done before") == 6, "what is up to date stays, asked or not"


def test_a_lost_evaluation_is_made_again_from_the_weights(chain: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folders(chain)["sft"] / "eval.json"
    before = json.loads(path.read_text())
    path.unlink()
    with pytest.raises(RunError, match="eval.json is missing"):
        run(chain, *CHAIN)
    run(chain, *CHAIN, "rerun=true")
    assert "sft: trained before" in capsys.readouterr().out
    assert json.loads(path.read_text())["metrics"] == before["metrics"]
    assert attempts(chain) == {"base": 1, "sft": 2, "sft_rlvr": 1}


def test_an_edited_scorer_judges_the_same_completions_again(
    chain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = Parsed(Status.OK, ""), Score(Status.CORRECT, "", "1")
    monkeypatch.setattr(MedCalc, "judge", lambda self, text, example: right)
    completions = folders(chain)["base"] / "completions.jsonl"
    before = completions.stat().st_mtime_ns
    with pytest.raises(RunError, match="changed since: scores of test"):
        run(chain, "stage=evaluate")
    (result,) = run(chain, "stage=evaluate", "rerun=true")
    assert result["metrics"]["accuracy"]["value"] == 1.0
    assert completions.stat().st_mtime_ns == before
    run(chain, "stage=evaluate")
    assert "done before" in capsys.readouterr().out


def test_replaced_weights_are_neither_trained_on_nor_evaluated(chain: Path) -> None:
    found = folders(chain)
    shutil.rmtree(found["sft_rlvr"])
    weights = found["sft"] / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\1\2\3\4")
    with pytest.raises(RecordError, match="model.safetensors is not what was saved"):
        run(chain, *CHAIN)
    with pytest.raises(RecordError, match="model.safetensors is not what was saved"):
        run(chain, "stage=evaluate", f"stage.init_from={found['sft']}")
