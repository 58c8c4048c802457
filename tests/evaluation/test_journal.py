"""What a killed evaluation has written is kept, what it was writing is asked again."""

from pathlib import Path

from ehrmind.evaluation.journal import Journal
from ehrmind.types import Completion

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
