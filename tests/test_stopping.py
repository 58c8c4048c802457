"""SIGTERM takes effect at once, or at the end of a block that asks for that; a second one never waits."""

import os
import signal
from collections.abc import Iterator

import pytest

from ehrmind import stopping


@pytest.fixture(autouse=True)
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(stopping._Request, "asked", False)
    stopping.listen()
    yield
    signal.signal(signal.SIGTERM, before)


def ask() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_request_takes_effect_at_once() -> None:
    with pytest.raises(stopping.Stopped):
        ask()


def test_a_request_waits_for_the_end_of_a_step() -> None:
    steps: list[bool] = []

    def step() -> None:
        with stopping.at_a_good_moment():
            ask()
            steps.append(stopping.asked())

    with pytest.raises(stopping.Stopped):
        step()
    assert steps == [True]


def test_a_second_request_does_not_wait() -> None:
    steps = []

    def step() -> None:
        with stopping.at_a_good_moment():
            ask()
            ask()
            steps.append("not reached")

    with pytest.raises(stopping.Stopped):
        step()
    assert not steps


def test_an_error_in_the_block_is_not_hidden_by_the_request() -> None:
    def step() -> None:
        with stopping.at_a_good_moment():
            ask()
            raise ValueError("own")

    with pytest.raises(ValueError, match="own"):
        step()


def test_those_who_handle_errors_do_not_swallow_it() -> None:
    assert not issubclass(stopping.Stopped, Exception)
