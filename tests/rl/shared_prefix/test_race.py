"""The faster way of computing an update is found by turns, and neither changes what is learned."""

from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind.rl.shared_prefix import race as races
from ehrmind.rl.shared_prefix import trainer
from ehrmind.rl.shared_prefix.race import Race
from tests.rl.shared_prefix.test_trainer import RLVR, train, weights
from tests.rl.test_training import job

pytestmark = pytest.mark.torch
CPU = torch.device("cpu")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that laps take, one after the other."""
    seconds: list[float] = []
    now = [0.0]
    starting = [True]

    def read() -> float:
        if not starting[0]:
            now[0] += seconds.pop(0)
        starting[0] = not starting[0]
        return now[0]

    monkeypatch.setattr(races.time, "perf_counter", read)
    return seconds


def run(race: Race, laps: int, tokens: int = 100, times: float = 2.0) -> list[bool]:
    ways = []
    for _ in range(laps):
        race.start(tokens, times)
        ways.append(race.shared)
        race.stop()
    return ways


def test_turns_are_taken_and_the_faster_way_is_kept(clock: list[float]) -> None:
    clock += [9.0, 9.0, 1.0, 4.0, 1.2, 3.0, 1.1, 5.0]
    race = Race(CPU)
    assert run(race, 7) == [True, False, True, False, True, False, True]
    assert race.verdict() is None, "three of each are counted, and a first one of each is not"
    run(race, 1)
    assert race.verdict() == "an update with shared prompts takes 0.28 of the time: kept"
    assert race.share == pytest.approx(1.1 / 4)
    assert (race.shared, race.is_on, race.verdict()) == (True, False, None)
    race.start(100, 2.0)
    race.stop()
    assert race.shared, "nothing is timed any more"


def test_where_sharing_is_slower_it_stops(clock: list[float]) -> None:
    clock += [1.0] * 2 + [3.0, 2.0] * 3
    race = Race(CPU)
    run(race, 8)
    said = race.verdict()
    assert said is not None
    assert "1.50 of the time: updates compute each prompt with each completion from now on" in said
    assert not race.shared


def test_long_updates_are_no_slower_than_short_ones(clock: list[float]) -> None:
    """What is compared is the time of a token."""
    clock += [1.0, 1.0] + [1.0, 30.0] * 3
    race = Race(CPU)
    for lap in range(8):
        race.start(100 if lap % 2 == 0 else 6000, 2.0)
        race.stop()
    race.verdict()
    assert race.share == pytest.approx(2.0)


def test_an_update_of_nothing_is_no_lap() -> None:
    race = Race(CPU)
    race.stop()
    assert race.shared


def test_what_might_not_fit_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    race = Race(CPU)
    monkeypatch.setattr(Race, "_has_room", lambda self, times: times < 3)
    assert run(race, 3, times=4.0) == [True, True, True]
    assert race.verdict() == "updates share their prompts; without sharing they might not fit into the memory"
    assert (race.shared, race.is_on, race.share) == (True, False, None)


def test_one_process_without_room_decides_for_all(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    clock += [1.0] * 8
    race = Race(CPU)
    run(race, 8)
    monkeypatch.setattr(races, "gather", lambda own: [own, (False, None)])
    assert race.verdict() is not None
    assert race.shared


def test_nobody_decides_before_every_process_has_its_laps(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    clock += [1.0] * 8
    race = Race(CPU)
    run(race, 8)
    monkeypatch.setattr(races, "gather", lambda own: [own, (True, None)])
    assert race.verdict() is None
    assert race.is_on


@pytest.mark.parametrize("slower", [True, False])
def test_a_training_that_takes_turns_learns_the_same(
    slower: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The race is on where there is an accelerator; here it is put on by hand."""
    words = (*RLVR, "stage.steps=6", "model.dtype=float32")
    plain = job(tmp_path / "plain", *words)
    expected = train(plain)
    honest, ways = trainer.SharedPrefixTrainer._shares_now, []

    def noted(self: Any) -> bool:
        now = honest(self)
        if torch.is_grad_enabled():
            ways.append(now)
        return now

    made = trainer.SharedPrefixTrainer.__init__

    def with_race(self: Any, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        self.race = Race(CPU, laps=2)

    monkeypatch.setattr(trainer.SharedPrefixTrainer, "_shares_now", noted)
    monkeypatch.setattr(trainer.SharedPrefixTrainer, "__init__", with_race)
    monkeypatch.setattr(races, "median", lambda laps: 1.0 + (slower and len(seen.append(0) or seen) == 1))
    seen: list[int] = []
    raced = job(tmp_path / "raced", *words)
    found = train(raced)
    assert {True, False} <= set(ways[:6])
    assert len(set(ways[7:])) == 1, "then one way is kept"
    assert ways[-1] is not slower
    for mine, other in zip(found, expected, strict=True):
        assert mine["loss"] == pytest.approx(other["loss"], rel=1e-2, abs=1e-5)
    theirs = weights(plain)
    for name, weight in weights(raced).items():
        torch.testing.assert_close(weight, theirs[name], atol=1e-3, rtol=0)
    assert sum("shared_prefix/share_of_time" in row for row in found) == 1
    assert "shared prefix: an update with shared prompts takes" in " ".join(capsys.readouterr().out.split())
