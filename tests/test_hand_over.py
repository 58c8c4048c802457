"""Tasks for other trainers: verl's files as verl reads them, and what a completion earns there."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ehrmind.hand_over.__main__ import main
from ehrmind.hand_over.judge import Judge
from tests.test_config import compose

WORDS = ("task=medcalc", "task.rows={train: 12, validation: 4, test: 4}", "task.calculators=[39,21]")


def hand_over(kind: str, out: Path, *words: str) -> int:
    return main(["--to", kind, str(out), *WORDS, *words])


def as_verl_loads_it(path: Path) -> Any:
    """The reward function by the path of its file, as verl's trainer takes it."""
    spec = importlib.util.spec_from_file_location("custom_module", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.compute_score


def test_verl_gets_prompts_and_a_reward(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert hand_over("verl", out) == 0
    compute_score = as_verl_loads_it(out / "reward.py")
    config = compose(*WORDS, "stage=rlvr")
    for split, examples in config.task.load().splits.items():
        rows = pq.read_table(out / f"{split}.parquet").to_pylist()
        assert [row["extra_info"]["id"] for row in rows] == [example.id for example in examples]
        for row, example in zip(rows, examples, strict=True):
            asked = config.task.prompt(example)
            assert row["prompt"] == asked.messages()
            known = (row["data_source"], row["reward_model"]["ground_truth"])
            right = compute_score(known[0], config.task.gold(example), known[1], row["extra_info"])
            assert right == {"score": pytest.approx(1.1), "acc": 1.0, "gated": pytest.approx(1.1)}
            assert compute_score(known[0], "no idea", known[1], row["extra_info"])["score"] == -2.0
    assert "ehrmind" in (out / "README.md").read_text()


def test_the_reward_is_that_of_the_configuration(tmp_path: Path) -> None:
    assert hand_over("verl", tmp_path / "out", "reward=[correct,format]", "reward.format.weight=0.5") == 0
    judge = Judge(tmp_path / "out")
    row = judge.rows("train")[0]
    assert judge.reward(row.id, judge.gold(row.id)) == {"score": 1.5, "acc": 1.0, "correct": 1.0, "format": 0.5}
    after = judge.reward(row.id, judge.gold(row.id) + " The patient should")
    assert (after["score"], after["acc"]) == (0.0, 1.0), "what does not stop is malformed to the reward alone"


def test_verifiers_gets_a_package(tmp_path: Path) -> None:
    assert hand_over("verifiers", tmp_path / "out") == 0
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert names == {
        *("README.md", "pyproject.toml", "ehrmind_medcalc/__init__.py"),
        *("ehrmind_medcalc/data/task.json", "ehrmind_medcalc/data/rows.jsonl"),
    }
    compile((tmp_path / "out/ehrmind_medcalc/__init__.py").read_text(), "taskset", "exec")
    assert len(Judge(tmp_path / "out/ehrmind_medcalc/data").rows("train")) == 12


def test_restricted_rows_are_handed_over_on_request_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("task.restricted=true",)
    assert hand_over("verl", tmp_path / "out", *words) == 2
    assert "--restricted" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert hand_over("verl", tmp_path / "out", "--restricted", *words) == 0
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").iterdir())
    assert "do not publish it" in (tmp_path / "out/README.md").read_text()
    assert json.loads((tmp_path / "out/task.json").read_text())["policy"] == "restricted"


def test_a_folder_that_holds_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert hand_over("verl", tmp_path) == 2
    assert hand_over("verl", tmp_path / "out", "task.nothing=1") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
