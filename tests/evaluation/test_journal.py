"""What a killed evaluation has written is kept, what it was writing is asked again."""

from pathlib import Path

from ehrmind.evaluation.journal import Journal
from ehrmind.types import Completion

FIRST = {"a": [Completion("one\u2028two\n", 3, True)], "b": [Completion("three", 4, False)]}


def test_completions_come_back_as_they_were(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "completions.jsonl")
    journal.add(FIRST, 3.0)
    journal.add({"c": [Completion("", 0, True)]}, 1.5)
    again = Journal(tmp_path / "completions.jsonl")
    assert again.written == {**FIRST, "c": [Completion("", 0, True)]}
    assert again.seconds == 4.5


def test_a_line_that_was_cut_is_dropped_and_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "completions.jsonl"
    Journal(path).add(FIRST, 3.0)
    whole = path.read_bytes()
    for cut in (1, 20, len(whole) - 1):
        path.write_bytes(whole[:cut])
        journal = Journal(path)
        assert set(journal.written) == {"a"} if cut > whole.index(b"\n") else not journal.written
        journal.add({key: row for key, row in FIRST.items() if key not in journal.written}, 1.0)
        assert Journal(path).written == FIRST
