"""What stage.select keeps is what a training that goes on from a checkpoint says that it keeps."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ehrmind import checkpoints
from ehrmind.errors import RunError
from ehrmind.rl import selection
from ehrmind.rl.selection import Select
from ehrmind.stages.base import Selection

pytestmark = pytest.mark.torch


def select(root: Path) -> Select:
    measure = SimpleNamespace(name="accuracy", better=lambda one, other: one > other)
    validation: Any = SimpleNamespace(measure=measure, choose=lambda *rest: [], value=lambda rows, key: rows[0])
    return Select(validation, Selection(every=20), root)


def save(model: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_text(model)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(selection, "save", save)  # of a network
    return tmp_path / "checkpoints"


def look(chosen: Select, model: str, step: int, value: Any) -> None:
    chosen.take(model, step, [value])


def checkpoint(root: Path, chosen: Select, step: int) -> None:
    """As rl/resume.py seals one."""
    folder = root / f"checkpoint-{step}"
    folder.mkdir()
    (folder / "optimizer.pt").write_text("")
    checkpoints.seal(folder, {"step": step, "best": chosen.best_step})
    chosen.prune()


def test_after_a_kill_the_weights_are_those_that_the_record_names(root: Path, tmp_path: Path) -> None:
    first = select(root)
    look(first, "of step 40", 40, 0.30)
    checkpoint(root, first, 50)
    known = first.state()
    look(first, "of step 60, lost", 60, 0.35)
    again = select(root)
    again.restore(known)
    look(again, "of step 60", 60, 0.28)  # a GPU's bits are not the same twice
    again.put(tmp_path / "model")
    again.put(tmp_path / "model")  # killed behind it, and started again
    assert again.best_step == 40
    assert [path.name for path in (tmp_path / "model").iterdir()] == ["model.safetensors"]
    assert (tmp_path / "model" / "model.safetensors").read_text() == "of step 40"


def test_weights_stay_as_long_as_a_checkpoint_names_them(root: Path) -> None:
    chosen = select(root)

    def kept() -> list[str]:
        return sorted(path.name for path in root.glob("best-*"))

    look(chosen, "a", 10, 0.1)
    look(chosen, "b", 20, 0.2)
    assert kept() == ["best-20"], "no checkpoint names the first"
    checkpoint(root, chosen, 25)
    look(chosen, "c", 30, 0.3)
    assert kept() == ["best-20", "best-30"]
    checkpoint(root, chosen, 35)
    assert kept() == ["best-20", "best-30"], "the older checkpoint is gone back to where the newer is torn"
    checkpoints.discard(root, ["checkpoint-25"])
    checkpoint(root, chosen, 45)
    assert kept() == ["best-30"]


def test_the_best_weights_are_not_gone_on_with_where_they_are_damaged(root: Path) -> None:
    first = select(root)
    look(first, "of step 40", 40, 0.30)
    (root / "best-40" / "model.safetensors").write_text("of step 4")
    with pytest.raises(
        RunError, match=r"best-40, the best weights so far by stage.select, is damaged, gone or kept .*; remove"
    ):
        select(root).restore(first.state())
