"""The held-out curve: what it holds, that it changes nothing, and that two who look at one step look once."""

import json
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.config import Config
from ehrmind.errors import ConfigError
from ehrmind.experiment import run_plan
from ehrmind.files import read_jsonl
from ehrmind.stages.base import Selection, Watching
from ehrmind.types import Completion
from tests.test_config import compose

pytestmark = pytest.mark.torch

SMALL = (
    *("model=tiny", "task.rows={train: 12, validation: 8, test: 2}", "evaluation.limit=2", "evaluation.k=0"),
    *("model.caps.completion_tokens=16", "task.calculators=[39,21]", "stage.lr=1e-3", "preflight=false"),
)


def run(folder: Path, *overrides: str) -> Path:
    run_plan(compose(*SMALL, f"runs_dir={folder}", *overrides), [])
    (found,) = (path for path in folder.iterdir() if path.is_dir())
    return found


def curve(folder: Path, name: str) -> dict[int, float]:
    lines = read_jsonl(folder / "metrics.jsonl", "")
    assert [line["step"] for line in lines] == sorted({line["step"] for line in lines}), "one line a step"
    return {line["step"]: line[name] for line in lines if name in line}


def identity(*overrides: str) -> str:
    config: Config = compose(*SMALL, *overrides)
    return runs.identify(config, config.stage.arm, None, "d").id


def test_when_rows_are_looked_at() -> None:
    assert [step for step in range(8) if Watching(every=3).due(step, 7)] == [0, 3, 6, 7]
    assert [step for step in range(8) if Selection(every=3).due(step, 7)] == [3, 6, 7]
    assert not [step for step in range(8) if Watching().due(step, 7) or Selection().due(step, 7)]


def test_a_curve_is_asked_for_by_name_and_names_the_run() -> None:
    plain = identity("stage=sft", "stage.steps=4")
    assert plain == identity("stage=sft", "stage.steps=4", "stage.watch.every=0")
    assert plain != identity("stage=sft", "stage.steps=4", "stage.watch.every=2")


@pytest.mark.parametrize("stage", [pytest.param("sft", marks=pytest.mark.slow), "rlvr"])
def test_the_curve_begins_before_training_and_changes_no_weight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    from ehrmind.rl.validation import Validation

    asked: list[int] = []
    real = Validation.judge

    def judge(self: Validation, model: Any, rows: Any) -> Any:
        asked.append(len(rows))
        return real(self, model, rows)

    monkeypatch.setattr(Validation, "judge", judge)
    words = (f"stage={stage}", "stage.steps=5", "stage.select.every=2", "stage.select.rows=6")
    watched = run(tmp_path / "watched", *words, "stage.watch.every=2", "stage.watch.rows=4")
    plain = run(tmp_path / "plain", *words)
    assert len(asked) == 7, "one look for both at steps 2, 4 and 5"
    assert asked[0] == 4
    assert len({*asked[1:4]}) == 1
    assert 6 <= asked[1] <= 10, "rows of both are judged once"
    assert asked[4:] == [6, 6, 6]
    assert list(curve(watched, "held_out/accuracy")) == [0, 2, 4, 5]
    assert set(curve(watched, "held_out/n").values()) == {4.0}
    assert curve(watched, "validation/accuracy") == curve(plain, "validation/accuracy")
    assert set(curve(watched, "validation/n").values()) == {6.0}
    assert list(curve(watched, "loss")) == list(curve(plain, "loss")) == [1, 2, 3, 4, 5]
    assert curve(watched, "loss") == curve(plain, "loss")
    weights = (folder / "model" / "model.safetensors" for folder in (watched, plain))
    assert next(weights).read_bytes() == next(weights).read_bytes()


def test_the_curve_alone_keeps_the_last_weights_and_tells_what_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are judged by the task; here every second of them is called right."""
    from ehrmind.rl import validation

    real = validation.judge

    def half_right(task: Any, examples: Any, written: Any, lines: Any) -> Any:
        told = {
            row.id: [Completion(task.gold(row), 1, True)] if number % 2 else written[row.id]
            for number, row in enumerate(examples)
        }
        return real(task, examples, told, lines)

    monkeypatch.setattr(validation, "judge", half_right)
    folder = run(tmp_path, "stage=sft", "stage.steps=3", "stage.watch.every=10", "stage.watch.rows=8")
    assert curve(folder, "held_out/accuracy") == {0: 0.5, 3: 0.5}
    low, high = (curve(folder, f"held_out/accuracy_{end}")[3] for end in ("low", "high"))
    assert 0 < low < 0.5 < high < 1
    cost = json.loads((folder / "checkpoint.json").read_text())
    assert cost["steps"] == 3
    assert "selected_step" not in cost


def test_a_curve_without_validation_rows_is_refused(tmp_path: Path) -> None:
    words = ("stage=sft", "stage.steps=2", "stage.watch.every=1", "task.rows.validation=0")
    with pytest.raises(ConfigError, match=r"stage\.watch\.every=1 needs validation rows, and the task has none"):
        run(tmp_path, *words)
