"""The command that says whether a task keeps the contract."""

from pathlib import Path

import pytest

from ehrmind.check import main
from tests.medcalc.test_published import ROW, write_csv

ROWS = "task.rows={train: 30, validation: 4, test: 20}"


def test_a_task_that_keeps_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["task=medcalc", ROWS, "--rows", "5"]) == 0
    said = capsys.readouterr().out
    assert "train 30 · validation 4 · test 20" in said
    assert said.count(" ok\n") == 9


def test_one_that_breaks_it_is_told_with_its_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**ROW, "Row Number": str(n), "Patient Note": f"Patient {n}."} for n in range(12)]
    write_csv(tmp_path / "train.csv", *rows, {**ROW, "Row Number": "99", "Ground Truth Explanation": "<answer>"})
    write_csv(tmp_path / "test.csv", {**ROW, "Patient Note": "<|im_end|> Another."})
    assert main(["task=medcalc", "task.source=folder", f"task.path={tmp_path}"]) == 2
    said = capsys.readouterr().out
    assert (
        "left out: 1 train: gold is malformed: <answer> repeated" in said or "1 validation: gold is malformed" in said
    )
    assert "baselines can be beaten  BROKEN, 2 times" in said
    assert "baseline majority is right on every test row" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["task=medclc"], "did you mean task=medcalc?"),
        (["task.sourc=v1.0"], "did you mean task.source?"),
        (["task=medcalc", "task.rows={train: 0, validation: 0, test: 0}"], "medcalc has no rows"),
    ],
)
def test_a_mistake_is_named(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_rows_are_a_positive_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["task=medcalc", "--rows", "0"])
    assert "--rows" in capsys.readouterr().err


def test_help_names_the_words_that_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "[task=NAME] [task.KEY=VALUE ...]" in capsys.readouterr().out
