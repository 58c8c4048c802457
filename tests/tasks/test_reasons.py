"""Reasoning of one's own in place of the task's."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ehrmind.config import Config, step_config
from ehrmind.errors import ConfigError, DataError
from ehrmind.naming import hash_examples
from ehrmind.planned import read_by_some
from ehrmind.runs import identify
from ehrmind.tasks.base import Data, loaded
from ehrmind.tasks.reasons import Rationale, attach, hash_of
from tests.test_config import compose

ROWS = ("task.rows={train: 6, validation: 2, test: 2}", "task.calculators=[39,21]", "model=tiny", "stage=sft")


def write(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def load(path: Path | None, *words: str) -> Data:
    chosen = [f"task.rationales={path}"] if path else []
    return loaded(compose(*ROWS, *chosen, *words).task)


def test_named_rows_have_the_new_reasoning_and_others_keep_theirs(tmp_path: Path) -> None:
    before = load(None)
    first, second = before.splits["train"][:2]
    path = write(
        tmp_path / "r.jsonl",
        {"id": first.id, "rationale": "Sodium less the others is what is asked."},
        {"id": second.id, "rationale": "One way."},
        {"id": second.id, "rationale": "Another way."},
    )
    after = load(path)
    found = {row.id: row for row in after.splits["train"]}
    assert found[first.id].rationale == "Sodium less the others is what is asked."
    assert found[f"{second.id}/r1"].rationale == "Another way."
    assert found[f"{second.id}/r1"].answer == second.answer
    assert len(found) == 7
    told = after.manifest["rationales"]
    assert told == {
        "file": "r.jsonl",
        "rows": 2,
        "counted": {
            "train: explained by a rationale": 2,
            "train: reasoning of its own kept": 4,
            "rationales that are matched by their id alone": 3,
        },
    }
    assert after.manifest["rows"]["train"] == 7
    assert hash_examples(before.splits) != hash_examples(after.splits), "another run learns from it"
    assert before.splits["test"] == after.splits["test"]
    assert len(load(path, "task.unexplained=drop").splits["train"]) == 3


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"id": "{0}", "rationale": ""}, "is empty"),
        ({"id": "{0}", "rationale": "So <answer>3"}, "holds a tag"),
        ({"id": "{0}", "rationale": "The answer is 14. Sodium is 140."}, "verdict before any reason"),
        (
            {"id": "MRN-4711", "rationale": "Well."},
            r"none of the 6 training rows: its 1 ids are not theirs, such as gen",
        ),
        ({"provenance": {"model": "x"}}, "explains none of the 6 training rows"),
        ({"id": "{0}"}, ":1 is no rationale"),
        ({"id": "{0}", "rationale": "Well.", "answer": [1]}, ":1 is no rationale"),
        ({"id": "{0}", "rationale": "Well.", "answer": "99999"}, "comes to an answer that is not right"),
        (
            {"id": "{0}", "rationale": "Well.", "row": "0123456789abcdef"},
            "other questions or answers under the same id",
        ),
    ],
)
def test_what_is_no_reasoning_is_refused(tmp_path: Path, line: dict[str, Any], expected: str) -> None:
    row = load(None).splits["train"][0]
    named = {key: row.id if value == "{0}" else value for key, value in line.items()}
    with pytest.raises(DataError, match=expected) as raised:
        load(write(tmp_path / "r.jsonl", named))
    assert "MRN" not in str(raised.value), "a file's ids may be patients' numbers"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no file"):
        load(tmp_path / "none.jsonl")


def test_a_file_of_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes('{"id": "row", "rationale": "café"}'.encode("latin-1"))
    with pytest.raises(DataError, match=r"r\.jsonl is not UTF-8 \(byte 31\)"):
        load(tmp_path / "r.jsonl")


def test_every_unsound_rationale_is_counted_and_the_first_are_named(tmp_path: Path) -> None:
    rows = load(None).splits["train"]
    path = write(tmp_path / "r.jsonl", *({"id": row.id, "rationale": ""} for row in rows))
    with pytest.raises(DataError, match="6 rationales are none to learn from") as raised:
        load(path)
    assert [row.id in str(raised.value) for row in rows] == [True] * 5 + [False]
    assert "and 1 more" in str(raised.value)


@pytest.mark.parametrize(
    ("other", "left"), [("task.questions=[extraction]", 0), ("task.units=mixed", 0), ("task.wording=2", 6)]
)
def test_a_rationale_is_of_its_question_and_answer(tmp_path: Path, other: str, left: int) -> None:
    """The ids are the same: of other settings they name other rows. The wording of the instructions is none of it."""
    task = compose(*ROWS).task
    lines = [{"id": row.id, "row": hash_of(task, row), "rationale": "Well."} for row in loaded(task).splits["train"]]
    path = write(tmp_path / "r.jsonl", *lines)
    if left:
        assert load(path, other).manifest["rationales"]["counted"] == {"train: explained by a rationale": left}
    else:
        with pytest.raises(DataError, match=r"of \d of 6 training rows are of other questions or answers"):
            load(path, other)


def test_a_record_that_is_shown_otherwise_is_another_question() -> None:
    words = ("task=ehrshot", "task.patients=4", "model=tiny", "stage=sft")
    task = compose(*words).task
    row = task.load().splits["train"][0]
    others = ("task.budget=300", "task.events=[conditions]", "task.style=list")
    assert hash_of(task, row) == hash_of(compose(*words).task, row)
    assert all(hash_of(compose(*words, other).task, row) != hash_of(task, row) for other in others)


def test_the_answer_is_learned_in_the_digits_that_the_reasoning_comes_to(tmp_path: Path) -> None:
    task = compose(*ROWS, "task.calculators=[2]").task
    row = loaded(task).splits["train"][0]
    near = f"{float(row.answer) * 1.003:.2f}"
    path = write(tmp_path / "r.jsonl", {"id": row.id, "rationale": f"It comes so to {near}.", "answer": float(near)})
    learned = load(path, "task.calculators=[2]").splits["train"][0]
    assert row.answer != near
    assert task.gold(learned).endswith(f'<answer>{{"answer": "{float(near)}"}}</answer>')
    assert task.judge(task.gold(learned), row)[1].correct


def test_what_is_said_of_the_source_overwrites_nothing(tmp_path: Path) -> None:
    row = load(None).splits["train"][0]
    line, note = {"id": row.id, "rationale": "Well."}, "Mrs. Smith has asthma"
    source = {"file": "x", "counted": {}, "model": "big", "k": 8, "note": note, "path": note}
    told = load(write(tmp_path / "open.jsonl", {"provenance": source}, line)).manifest["rationales"]
    assert (told["file"], told["provenance"]) == ("open.jsonl", [source])
    closed = write(tmp_path / "closed.jsonl", {"provenance": {**source, "policy": "restricted"}}, line)
    told = load(closed, "task.restricted=true").manifest["rationales"]
    assert told["provenance"] == [{"model": "big", "policy": "restricted", "k": 8}]
    with pytest.raises(DataError, match="written from restricted data"):
        load(closed)


def test_files_that_were_put_together(tmp_path: Path) -> None:
    row = load(None).splits["train"][0]
    line = {"id": row.id, "rationale": "Well."}

    def of(*sources: dict[str, Any]) -> Path:
        return write(tmp_path / "r.jsonl", *({"provenance": source} for source in sources), line)

    assert len(load(of({"run": "a", "task": "medcalc"}, {"run": "b"})).manifest["rationales"]["provenance"]) == 2
    for key, others in (("policy", ("restricted", "open")), ("task", ("medcalc", "ehrshot"))):
        with pytest.raises(DataError, match=f"differ in {key}"):
            load(of(*({key: value} for value in others)))
    with pytest.raises(DataError, match="written from restricted data"):
        load(of({"policy": "restricted"}, {"run": "b"}))


def test_two_rows_never_have_one_id() -> None:
    task = compose(*ROWS).task
    row = loaded(task).splits["train"][0]
    found = {row.id: [Rationale("One."), Rationale("Two."), Rationale("One.")]}
    kept, _ = attach(task, [row], found, False, Path("r.jsonl"))
    assert [(each.id, each.rationale) for each in kept] == [(row.id, "One."), (f"{row.id}/r1", "Two.")]
    with pytest.raises(DataError, match="take the ids of others"):
        attach(task, [row, replace(row, id=f"{row.id}/r1")], found, False, Path("r.jsonl"))


@pytest.mark.parametrize(("task", "part"), [("medcalc", "task."), ("mixed", "task.parts.medcalc.")])
def test_sft_alone_learns_them(task: str, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What another stage is asked about is each question once; nor do its runs have another name."""
    words, given = (f"task={task}", "model=tiny"), (f"{part}rationales=r.jsonl", f"{part}unexplained=drop")
    for chosen, learners in (("stage=sft_rlvr", {"sft"}), ("stage=diagnose", set())):
        plain, chain = planned(*words, chosen), planned(*words, *given, chosen)
        assert {arm for arm, config in chain.items() if config.task.own_reasoning() is not config.task} == learners
        assert {arm for arm in chain if name(arm, plain[arm]) != name(arm, chain[arm])} == learners
    config = compose(*words, *given, "stage=rlvr")
    assert read_by_some(config, config.stage.plan()).task.own_reasoning() is config.task.own_reasoning()
    assert "is learned by SFT, and stage=rlvr has none here" in capsys.readouterr().out


def test_nor_does_what_samples_them_or_learns_from_samples() -> None:
    chain = planned("model=tiny", "task.rationales=r.jsonl", "stage=sft_rlvr", "stage.arm=rft")
    assert {arm: config.task.rationales for arm, config in chain.items()} == {
        "sft": "r.jsonl",
        "rft_samples": None,
        "rft": None,
    }


def planned(*words: str) -> dict[str, Config]:
    config = compose(*words)
    steps = config.stage.plan()
    folders = {step.arm: Path(step.arm) for step in steps}
    return {step.arm: step_config(config, step.matching(folders)) for step in steps}


def name(arm: str, config: Config) -> str:
    return identify(config, arm, None, "the same data").id


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("stage=sft_rlvr", "stage.arm=rft", "task=mixed"), r"stage\.arm=rft cannot be had of task=mixed"),
        (("stage=distill", "task=mixed"), "stage=distill cannot be had of task=mixed"),
        (("stage=sft", "stage.learn_from=runs/x", "task.rationales=r.jsonl"), "give one of them"),
        (("stage=rlvr", "stage.sft_weight=0.1", "task.rationales=r.jsonl"), "leave one of them out"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_before_anything_is_done(words: tuple[str, ...], expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        compose("model=tiny", *words)
