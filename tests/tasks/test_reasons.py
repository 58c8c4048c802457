"""Reasoning of one's own in place of the task's."""

import json
from pathlib import Path

import pytest

from ehrmind.errors import DataError
from ehrmind.naming import hash_examples
from ehrmind.tasks.base import Data, loaded
from tests.test_config import compose

ROWS = ("task.rows={train: 6, validation: 2, test: 2}", "task.calculators=[39,21]", "model=tiny", "stage=sft")


def write(path: Path, *lines: dict[str, str]) -> Path:
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
    assert after.manifest["rationales"]["counted"] == {"train: reasoning of its own kept": 4}
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
        ({"id": "nobody", "rationale": "Well."}, "of no training row"),
        ({"id": "{0}"}, ":1 is no rationale"),
    ],
)
def test_what_is_no_reasoning_is_refused(tmp_path: Path, line: dict[str, str], expected: str) -> None:
    row = load(None).splits["train"][0]
    with pytest.raises(DataError, match=expected):
        load(write(tmp_path / "r.jsonl", {key: value.replace("{0}", row.id) for key, value in line.items()}))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no file"):
        load(tmp_path / "none.jsonl")
