"""Reading a record back: the file, the fault and the mend in one message; and folders that cannot be written."""

from pathlib import Path

import pytest

from ehrmind import files
from ehrmind.errors import ConfigError, RecordError

MEND = "put it back"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b'{"state": "do', "is torn: it cannot be parsed"),
        (b"[1]", "holds no object"),
        (b"3", "holds no object"),
        (b"\xff\xfe", "cannot be read: it holds bytes that are no text"),
    ],
)
@pytest.mark.parametrize("read", [files.read_json, files.read_yaml])
def test_a_damaged_file_is_named_with_its_mend(tmp_path: Path, read: object, content: bytes, fault: str) -> None:
    path = tmp_path / "status.json"
    path.write_bytes(content)
    with pytest.raises(RecordError) as error:
        read(path, MEND)  # type: ignore[operator]
    assert str(error.value) == f"{path} {fault}; {MEND}"


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="absent.json is missing; put it back"):
        files.read_json(tmp_path / "absent.json", MEND)
    with pytest.raises(RecordError, match="cannot be read: Is a directory; put it back"):
        files.read_json(tmp_path, MEND)


def test_a_torn_line_is_named_by_its_number_and_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1}\n{"text": "Mrs Fenw\n')
    with pytest.raises(RecordError) as error:
        files.read_jsonl(path, MEND)
    assert str(error.value) == f"{path} is torn: line 2: it cannot be parsed; {MEND}"


def test_a_folder_is_made_and_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    assert files.writable(tmp_path / "a" / "b", "runs_dir").is_dir()
    assert list(tmp_path.rglob("*")) == [tmp_path / "a", tmp_path / "a" / "b"], "nothing is left there"
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "runs"):
        with pytest.raises(ConfigError, match=r"runs_dir=.*file.*is a file; name a folder"):
            files.writable(folder, "runs_dir")


def test_a_folder_without_the_right_to_write_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"--out=/proc/ehrmind cannot be written \(.*\); name another folder"):
        files.writable(Path("/proc/ehrmind"), "--out")
