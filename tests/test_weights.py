"""Final weights are used only as they were saved."""

from pathlib import Path

import pytest

from ehrmind import weights
from ehrmind.errors import RecordError


@pytest.fixture
def run(tmp_path: Path) -> Path:
    model = tmp_path / "medcalc-tiny-sft-0" / weights.MODEL
    model.mkdir(parents=True)
    (model / "model.safetensors").write_bytes(bytes(range(256)) * 20)
    (model / "config.json").write_text("{}")
    (model / "README.md").write_text("the card of a library, which ours replaces")
    weights.seal(model.parent)
    return model.parent


def test_what_was_saved_is_sound_also_with_a_card(run: Path) -> None:
    (run / weights.MODEL / "README.md").write_text("a card")
    assert weights.faults(run, whole=True) == []
    weights.check(run)


def test_weights_that_are_gone_or_cut_are_seen_by_their_sizes(run: Path) -> None:
    path = run / weights.MODEL / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    assert weights.faults(run) == ["model/model.safetensors has 5119 bytes, and had 5120"]
    path.unlink()
    assert weights.faults(run) == ["model/model.safetensors is missing"]
    path.parent.rename(run / "elsewhere")
    assert weights.faults(run) == ["model/ is missing"]


def test_weights_of_the_same_size_are_read_before_they_are_used(run: Path) -> None:
    path = run / weights.MODEL / "model.safetensors"
    path.write_bytes(path.read_bytes()[::-1])
    assert weights.faults(run) == []
    with pytest.raises(RecordError, match=r"model/model.safetensors is not what was saved. Remove the folder"):
        weights.check(run)


def test_an_older_run_without_a_seal_is_taken_as_it_is(run: Path) -> None:
    (run / weights.SEAL).unlink()
    weights.check(run)
    assert weights.identity(run) is None


def test_other_weights_have_another_identity(run: Path) -> None:
    before = weights.identity(run)
    (run / weights.MODEL / "config.json").write_text("{} ")
    weights.seal(run)
    assert weights.identity(run) != before
