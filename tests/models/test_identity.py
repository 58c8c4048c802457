"""A folder of weights is known by what is in it, not by its name or its dates."""

import os
import shutil
from pathlib import Path

import pytest

from ehrmind.models.identity import HEAD, files, fingerprint

SIZE = 5 << 20


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text('{"hidden_size": 8}')
    (folder / "tokenizer.json").write_text("{}")
    (folder / "README.md").write_text("a card")
    (folder / "model.safetensors").write_bytes(bytes(SIZE))
    return folder


def put(path: Path, place: int, later: int = 1) -> None:
    """Change one byte, at a later time than any write before."""
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\1")
    now = path.stat().st_mtime_ns + later
    os.utime(path, ns=(now, now))


def test_a_copy_is_the_same_and_a_card_does_not_count(model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(model, copy)
    (copy / "README.md").write_text("another card")
    assert fingerprint(copy) == fingerprint(model)
    assert [path.name for path in files(model)] == ["config.json", "model.safetensors", "tokenizer.json"]


@pytest.mark.parametrize("place", [0, HEAD - 1, HEAD, HEAD + 100, SIZE // 2, SIZE - 1])
def test_another_header_or_block_is_seen(model: Path, place: int) -> None:
    before = fingerprint(model)
    blocks = [HEAD + (SIZE - HEAD - (1 << 16)) * number // 15 for number in range(16)]
    if HEAD <= place < SIZE - 1:
        place = min(blocks, key=lambda block: abs(block - place))
    put(model / "model.safetensors", place)
    assert fingerprint(model) != before


def test_cut_added_and_edited_files_are_seen(model: Path) -> None:
    seen = [fingerprint(model)]
    with (model / "model.safetensors").open("r+b") as file:
        file.truncate(SIZE - 1)
    seen.append(fingerprint(model))
    (model / "config.json").write_text('{"hidden_size": 16}')
    seen.append(fingerprint(model))
    (model / "adapter_model.safetensors").write_bytes(b"")
    seen.append(fingerprint(model))
    (model / "tokenizer.json").unlink()
    seen.append(fingerprint(model))
    assert len(set(seen)) == len(seen)


def test_a_file_that_did_not_change_is_read_once(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(model)
    monkeypatch.setattr(Path, "open", lambda *args: pytest.fail("read again"))
    assert fingerprint(model) == before
