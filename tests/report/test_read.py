"""Damaged run folders: shown, and counted nowhere."""

import json
from pathlib import Path

import pytest

from ehrmind.files import write_json, write_jsonl
from ehrmind.report.arms import experiments
from ehrmind.report.read import read_run
from tests.report.records import record


def folder(path: Path) -> Path:
    """A run folder of one arm, as an evaluation leaves it."""
    run = record("sft")
    path.mkdir()
    write_json(path / "status.json", {"state": "done", "arm": "sft"})
    write_json(path / "eval.json", dict(run.evaluation or {}))
    write_json(path / "data.json", dict(run.data))
    write_jsonl(path / "rows.jsonl", run.rows.values())
    write_jsonl(path / "predictions.jsonl", run.predictions)
    return path


@pytest.mark.parametrize("line", ["", '{"id": "row-39', "{}"])
def test_answers_whose_rows_are_not_there_are_counted_nowhere(tmp_path: Path, line: str) -> None:
    path = folder(tmp_path / "run")
    whole = read_run(path)
    assert (len(whole.predictions), len(experiments([whole]))) == (40, 1)
    rows = (path / "rows.jsonl").read_text().splitlines()
    assert json.loads(rows[-1])["id"] == "row-39"
    (path / "rows.jsonl").write_text("\n".join([*rows[:-1], line]))
    run = read_run(path)
    assert "rows.jsonl lacks the rows of 1 predictions; evaluate the run again" in run.problems
    assert (run.evaluation, run.predictions, experiments([run])) == (None, [], [])
