"""What a killed evaluation has written is kept, what it was writing is asked again."""

import json
from pathlib import Path

from ehrmind.evaluation.journal import Journal
from ehrmind.types import Completion, Probabilities

FIRST = {"a": [Completion("one\u2028two\n", 3, True)], "b": [Completion("three", 4, False)]}
SECOND = {"c": [Completion("", 0, True)], "d": [Completion("four", 2, True)]}


def test_completions_come_back_as_they_were(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "completions.jsonl")
    journal.add(FIRST, 3.0)
    journal.add(SECOND, 1.5)
    again = Journal(tmp_path / "completions.jsonl")
    assert again.written == FIRST | SECOND
    assert again.seconds == 4.5


def test_a_batch_that_was_cut_is_dropped_and_written_anew_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "completions.jsonl"
    Journal(path).add(FIRST, 3.0)
    first = path.stat().st_size
    Journal(path).add(SECOND, 1.0)
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        journal = Journal(path)
        assert journal.written == (FIRST if cut >= first else {})
        assert path.stat().st_size == (first if cut >= first else 0)
    journal.add(SECOND, 1.0)
    assert Journal(path).written == FIRST | SECOND


def test_probabilities_come_back_to_the_last_digit(tmp_path: Path) -> None:
    path = tmp_path / "completions.jsonl"
    read = Probabilities({"no": 0.1 + 0.2, "yes": 1 - (0.1 + 0.2)}, 1 / 3, forced=True)
    batch = {"a": [Completion("one", 3, True, read), Completion("two", 2, True)]}
    Journal(path).add(batch, 1.0)
    assert Journal(path).written == batch
    first, second = json.loads(path.read_text())["completions"]
    assert first["probabilities"] == {"labels": dict(read.labels), "mass": 1 / 3, "forced": True}
    assert "probabilities" not in second, "as it was before labels were asked for"


def test_from_a_damaged_line_on_it_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "completions.jsonl"
    Journal(path).add(FIRST, 3.0)
    first = path.stat().st_size
    Journal(path).add(SECOND, 1.0)
    Journal(path).add({"e": [Completion("five", 1, True)]}, 1.0)
    path.write_bytes(path.read_bytes().replace(b'{"id": "c", "left"', b'{"id": "c" "left"'))
    assert Journal(path).written == FIRST
    assert path.stat().st_size == first
