"""A checkpoint counts only with its seal and with every file as it was sealed."""

from pathlib import Path

import pytest

from ehrmind import checkpoints
from ehrmind.errors import RecordError


def make(root: Path, step: int) -> Path:
    folder = root / f"checkpoint-{step}"
    (folder / "ref").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(bytes(range(256)) * 20)
    (folder / "ref" / "adapter.safetensors").write_bytes(b"adapter")
    checkpoints.seal(folder, {"step": step})
    return folder


def test_the_newest_is_used(tmp_path: Path) -> None:
    make(tmp_path, 9)
    newest = make(tmp_path, 10)  # which a sort by name would put before 9
    assert checkpoints.newest(tmp_path) == (newest, [])
    assert checkpoints.sealed(newest)["step"] == 10


def test_no_folder_is_no_checkpoint(tmp_path: Path) -> None:
    assert checkpoints.newest(tmp_path / "absent") == (None, [])


def cut_file(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def flip_bit(folder: Path) -> None:
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[3000] ^= 1
    path.write_bytes(content)


def lose_file(folder: Path) -> None:
    (folder / "ref" / "adapter.safetensors").unlink()


def lose_seal(folder: Path) -> None:
    (folder / checkpoints.SEAL).unlink()


def cut_seal(folder: Path) -> None:
    path = folder / checkpoints.SEAL
    path.write_text(path.read_text()[:-5])


def empty_seal(folder: Path) -> None:
    (folder / checkpoints.SEAL).write_text("")


def list_as_seal(folder: Path) -> None:
    (folder / checkpoints.SEAL).write_text("[]")


@pytest.mark.parametrize(
    "tear", [cut_file, flip_bit, lose_file, lose_seal, cut_seal, empty_seal, list_as_seal], ids=lambda f: f.__name__
)
def test_a_torn_one_is_passed_over_for_the_one_before(tmp_path: Path, tear: object) -> None:
    before, torn = make(tmp_path, 5), make(tmp_path, 10)
    tear(torn)  # type: ignore[operator]
    assert checkpoints.newest(tmp_path) == (before, ["checkpoint-10"])
    checkpoints.discard(tmp_path, ["checkpoint-10"])
    assert checkpoints.newest(tmp_path) == (before, [])


def test_what_an_atomic_write_left_behind_does_no_harm(tmp_path: Path) -> None:
    folder = make(tmp_path, 5)
    (folder / f".{checkpoints.SEAL}.77.tmp").write_text("{")
    assert checkpoints.is_intact(folder)


def test_metrics_are_cut_to_the_step_and_a_torn_line_among_them_is_named(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_text('{"step": 1}\n{"step": 2}\n{"step": 3}\n{"ste')
    checkpoints.cut_metrics(path, 2)
    assert path.read_text() == '{"step": 1}\n{"step": 2}\n'
    path.write_text('{"step": 1}\n{"st\n{"step": 3}\n')
    with pytest.raises(RecordError, match="metrics.jsonl is torn: line 2"):
        checkpoints.cut_metrics(path, 2)
