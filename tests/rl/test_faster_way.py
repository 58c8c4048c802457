"""The faster way of computing an update is found before the first step, leaves no trace, and changes nothing learned."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind.rl import faster_way
from ehrmind.rl.shared_prefix import trainer
from tests.rl.shared_prefix.test_trainer import RLVR, train, weights
from tests.rl.test_training import job

pytestmark = pytest.mark.torch
WORDS = (*RLVR, "model.dtype=float32")


@pytest.fixture
def accelerated(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if this device were an accelerator, on which both ways are timed."""
    monkeypatch.setattr(faster_way, "is_open", lambda trainer: trainer.shared)


def shares_of_updates(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each scoring that takes a gradient went over the shared prefix, from the first step on."""
    honest, found = trainer.SharedPrefixTrainer.training_step, []

    def noted(self: Any, *args: Any, **kwargs: Any) -> Any:
        found.append(self.shared and self.packed)
        return honest(self, *args, **kwargs)

    monkeypatch.setattr(trainer.SharedPrefixTrainer, "training_step", noted)
    return found


@pytest.mark.parametrize(("seconds", "shares"), [((1.0, 4.0), True), ((3.0, 2.0), False)])
def test_the_faster_way_is_kept_and_learns_the_same(
    seconds: tuple[float, float],
    shares: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    accelerated: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    honest, laps = faster_way._lap, []

    def timed(trainer: Any, inputs: Any) -> float:
        honest(trainer, inputs)
        laps.append(trainer.packed)
        return seconds[0] if trainer.packed else seconds[1]

    monkeypatch.setattr(faster_way, "_lap", timed)
    ways = shares_of_updates(monkeypatch)
    raced = job(tmp_path / "raced", *WORDS)
    found = train(raced)
    assert laps == [True, False] * 4
    assert set(ways) == {shares}
    share = round(seconds[0] / seconds[1], 3)
    told = json.loads((raced.run.folder / "faster_way.json").read_text())
    assert told == {"share_of_time": share, "updates_share": shares}
    assert [row.get("shared_prefix/share_of_time") for row in found] == [share, None]
    said = " ".join(capsys.readouterr().out.split())
    assert f"shared prefix: an update takes {share:.2f} of the stock path's time" in said
    if shares:  # what the console said and the file holds is the same for both; what is learned is looked at once
        return
    monkeypatch.setattr(faster_way, "is_open", lambda trainer: False)
    plain = job(tmp_path / "plain", *WORDS)
    expected = train(plain)
    for mine, other in zip(found, expected, strict=True):
        assert mine["loss"] == pytest.approx(other["loss"], rel=1e-2, abs=1e-5)
        assert mine["reward"] == other["reward"], "no random number was drawn for it"
    theirs = weights(plain)
    for name, weight in weights(raced).items():
        torch.testing.assert_close(weight, theirs[name], atol=1e-3, rtol=0)


def test_without_room_for_the_stock_path_updates_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accelerated: None, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = faster_way.widest_update

    def update(trainer: Any, inputs: Any) -> None:
        if not trainer.packed:
            raise RuntimeError("CUDA out of memory. Tried to allocate 9 GiB")
        honest(trainer, inputs)

    monkeypatch.setattr(faster_way, "widest_update", update)
    ways = shares_of_updates(monkeypatch)
    train(job(tmp_path, *WORDS, "stage.steps=1"))
    assert set(ways) == {True}
    assert "the stock path does not fit into the memory" in " ".join(capsys.readouterr().out.split())


def test_what_was_decided_holds_after_a_break(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accelerated: None
) -> None:
    made = job(tmp_path, *WORDS, "stage.steps=1")
    (made.run.folder).mkdir(parents=True, exist_ok=True)
    (made.run.folder / "faster_way.json").write_text(json.dumps({"share_of_time": 1.4, "updates_share": False}))
    monkeypatch.setattr(faster_way, "timed", lambda trainer: pytest.fail("it was timed before"))
    ways = shares_of_updates(monkeypatch)
    train(made)
    assert set(ways) == {False}


def test_one_process_decides_for_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accelerated: None) -> None:
    """What is faster in all processes together is kept; where one has no room, all share."""
    told: list[Any] = []

    def gathered(own: Any) -> list[Any]:
        told.append(own)
        return [own, {True: 9.0, False: 1.0}]

    monkeypatch.setattr(faster_way, "gather", gathered)
    monkeypatch.setattr(faster_way, "_lap", lambda trainer, inputs: 1.0)
    made = job(tmp_path / "slow", *WORDS, "stage.steps=1")
    train(made)
    assert told == [{True: 1.0, False: 1.0}]
    assert json.loads((made.run.folder / "faster_way.json").read_text())["share_of_time"] == 5.0
    monkeypatch.setattr(faster_way, "gather", lambda own: [own, None])
    made = job(tmp_path / "full", *WORDS, "stage.steps=1")
    train(made)
    assert json.loads((made.run.folder / "faster_way.json").read_text())["updates_share"] is True


def test_on_a_cpu_nothing_is_timed(tmp_path: Path) -> None:
    made = job(tmp_path, *WORDS, "stage.steps=1")
    train(made)
    assert not (made.run.folder / "faster_way.json").exists()
