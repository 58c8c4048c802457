"""The record of a training's rollouts: what a line says, the cap, and how it is taken back to a checkpoint."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from ehrmind import zstd
from ehrmind.report.read import RunRecord
from ehrmind.report.rollouts import rollouts
from ehrmind.report.training import GROUPS, STEPS, choose, training
from tests.test_config import compose

pytestmark = pytest.mark.torch


def made(folder: Path, megabytes: float = 1.0, steps: int = 4):  # type: ignore[no-untyped-def]
    from ehrmind.rl.record import Limits, RolloutRecord

    task = compose("model=tiny", "task.rows={train: 4, validation: 0, test: 4}").task
    examples = {row.id: row for row in task.load().splits["train"]}
    record = RolloutRecord(
        folder / "rollouts.jsonl.zst",
        *(task, examples, ["gated"], lambda ids: "".join(map(chr, ids)), [0], Limits(megabytes, steps)),
    )
    return record, task, list(examples.values())


def rolled(key: str, *texts: str):  # type: ignore[no-untyped-def]
    from ehrmind.rl.record import Rolled

    ids = [[*map(ord, text), 0] for text in texts]
    return Rolled(key, ids, [[1.1]] * len(texts), [0.5] * len(texts))


def test_a_line_says_what_was_written_and_what_it_earned(tmp_path: Path) -> None:
    record, task, rows = made(tmp_path)
    record.add(1, [rolled(rows[0].id, task.gold(rows[0]), "nothing")])
    record.add(2, [rolled(rows[0].id, "again")])
    question, gold, other, again = zstd.read(tmp_path / "rollouts.jsonl.zst")
    assert question["prompt"] == task.prompt(rows[0]).user
    assert gold == {
        **{"step": 1, "id": rows[0].id, "sample": 0, "text": task.gold(rows[0]) + "\0", "rewards": {"gated": 1.1}},
        **{"advantage": 0.5, "finished": True, "tokens": len(task.gold(rows[0])) + 1},
        **{name: gold[name] for name in ("status", "reason", "answer")},
    }
    assert other["status"] == "malformed"
    assert (again["step"], again["sample"]) == (2, 0)


def test_the_cap_lets_the_text_grow_evenly_and_counts_what_it_leaves_out(tmp_path: Path) -> None:
    record, _, rows = made(tmp_path, megabytes=0.04, steps=4)
    for step in range(1, 5):
        record.add(step, [rolled(row.id, "x" * 2000, "y" * 2000) for row in rows])
    lines = zstd.read(tmp_path / "rollouts.jsonl.zst")
    text = sum(len(json.dumps(line)) for line in lines if "left_out" not in line)
    assert 30_000 < text <= 40_000
    assert {line["step"] for line in lines if "text" in line} == {1, 2, 3, 4}
    left_out = {line["step"]: line["left_out"] for line in lines if "left_out" in line}
    kept = [line["step"] for line in lines if "text" in line]
    assert all(kept.count(step) + left_out.get(step, 0) == 8 for step in range(1, 5))
    assert all(kept.count(step) % 2 == 0 for step in range(1, 5)), "whole groups"


def test_it_goes_back_to_a_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record, _, rows = made(tmp_path)
    record.add(1, [rolled(rows[0].id, "a")])
    state, path = record.state(), tmp_path / "rollouts.jsonl.zst"
    whole = path.read_bytes()
    record.add(2, [rolled(rows[1].id, "b")])
    alone = path.read_bytes()
    again, _, _ = made(tmp_path)
    again.restore(state)
    assert path.read_bytes() == whole
    again.add(2, [rolled(rows[1].id, "b")])
    assert path.read_bytes() == alone
    again.add(3, [rolled(rows[0].id, "c")])
    assert sum("prompt" in line for line in zstd.read(path)) == 2, "a prompt is there once"
    path.write_bytes(whole[:10])
    again.restore(state)
    assert "is shorter than its checkpoint says" in " ".join(capsys.readouterr().out.split())
    again.add(4, [rolled(rows[0].id, "d")])
    assert [line["text"] for line in zstd.read(path) if "text" in line] == ["d\0"], "nothing stands behind a tear"


def test_a_record_that_begins_at_a_checkpoint_holds_what_comes_after(tmp_path: Path) -> None:
    """The run went on with stage.keep_rollouts, which it had not before."""
    record, _, rows = made(tmp_path)
    record.restore(None)
    record.add(3, [rolled(rows[0].id, "a")])
    assert {line["step"] for line in zstd.read(tmp_path / "rollouts.jsonl.zst") if "text" in line} == {3}


def test_a_torn_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "x.zst"
    first = zstd.add(path, ['{"a": 1}', '{"a": 2}'])
    last = zstd.add(path, ['{"a": 3}'])
    assert zstd.read(path) == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert (zstd.cut(path, last), zstd.cut(path, last + 1)) == (True, False)
    assert zstd.cut(path, (first + last) // 2)
    assert zstd.read(path) == [{"a": 1}, {"a": 2}]
    assert zstd.read(tmp_path / "absent") == []
    if program := shutil.which("zstd"):
        zstd.cut(path, first)
        assert subprocess.run([program, "-dc", path], capture_output=True, check=True).stdout == b'{"a": 1}\n{"a": 2}\n'


def of_run(folder: Path, policy: str = "open") -> RunRecord:
    return RunRecord("r", folder, "rlvr", "done", "", None, {}, {"policy": policy}, {})


def test_the_browser_shows_some_steps_of_a_training(tmp_path: Path) -> None:
    record, _, rows = made(tmp_path, steps=30)
    for step in range(1, 31):
        record.add(step, [rolled(row.id, "p", "q") for row in rows])
    questions, lines = training(of_run(tmp_path))
    assert len({line["step"] for line in lines}) == STEPS
    assert {lines[0]["step"], lines[-1]["step"]} == {1, 30}
    assert len(lines) == STEPS * GROUPS * 2
    assert set(questions) == {row.id for row in rows[:GROUPS]}
    assert choose([]) == []


def test_restricted_rollouts_are_numbers_on_the_page(tmp_path: Path) -> None:
    from types import SimpleNamespace
    from typing import Any

    (tmp_path / "private").mkdir()
    record, _, rows = made(tmp_path / "private")
    record.add(1, [rolled(rows[0].id, "the canary sings")])
    run = of_run(tmp_path, "restricted")
    arm: Any = SimpleNamespace(runs=[run], name_run=lambda run: "rlvr")
    experiment: Any = SimpleNamespace(title="", arms=[arm])
    shown, answers = rollouts([experiment])
    assert [(row.id, row.prompt, row.gold) for row in shown] == [(rows[0].id, "", "")]
    (answer,) = answers
    assert (answer.text, answer.reason, answer.answer) == ("", "", "")
    assert (answer.step, answer.earned, answer.tokens) == (1, "gated 1.1, advantage +0.50", 17)
    (tmp_path / "private").rename(tmp_path / "plain")
    shown, answers = rollouts(
        [SimpleNamespace(title="", arms=[SimpleNamespace(runs=[of_run(tmp_path / "plain")], name_run=str)])]
    )  # type: ignore[list-item]
    assert "canary" in answers[0].text
