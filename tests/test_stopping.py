"""Ctrl-C and SIGTERM take effect at once, or at the end of a block that asks for that; a second one never waits."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import ehrmind
from ehrmind import stopping


@pytest.fixture(autouse=True, params=[signal.SIGTERM, signal.SIGINT])
def number(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[signal.Signals]:
    before = {kind: signal.getsignal(kind) for kind in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(stopping._Request, "asked", False)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    stopping.listen()
    yield request.param
    for kind, handler in before.items():
        signal.signal(kind, handler)


def ask(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


def test_a_request_takes_effect_at_once(number: signal.Signals) -> None:
    with pytest.raises(stopping.Stopped, match="stopped as asked"):
        ask(number)
    assert stopping.exit_code() == {signal.SIGTERM: 75, signal.SIGINT: 130}[number]


def test_a_request_waits_for_the_end_of_a_step(number: signal.Signals) -> None:
    steps: list[bool] = []

    def step() -> None:
        with stopping.at_a_good_moment():
            ask(number)
            steps.append(stopping.asked())

    with pytest.raises(stopping.Stopped):
        step()
    assert steps == [True]


def test_a_second_request_does_not_wait(number: signal.Signals) -> None:
    steps = []

    def step() -> None:
        with stopping.at_a_good_moment():
            ask(number)
            ask(number)
            steps.append("not reached")

    with pytest.raises(stopping.Stopped):
        step()
    assert not steps


def test_an_error_in_the_block_is_not_hidden_by_the_request(number: signal.Signals) -> None:
    def step() -> None:
        with stopping.at_a_good_moment():
            ask(number)
            raise ValueError("own")

    with pytest.raises(ValueError, match="own"):
        step()


def test_those_who_handle_errors_do_not_swallow_it() -> None:
    assert not issubclass(stopping.Stopped, Exception)


def test_the_first_request_says_what_a_second_would_lose_and_the_second_what_it_lost(
    number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    def step() -> None:
        with stopping.at_a_good_moment(lambda: "steps 21 to 34 (step 20 is saved)"):
            ask(number)
            ask(number)

    with pytest.raises(stopping.Stopped, match=r"^stopped at once, without steps 21 to 34 \(step 20 is saved\)$"):
        step()
    said = capfd.readouterr().err
    assert said.count("Once more stops at once; it would lose steps 21 to 34 (step 20 is saved)") == 1


def test_a_signal_of_the_terminal_and_one_of_the_launcher_are_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "2")
    steps = []

    def step() -> None:
        with stopping.at_a_good_moment():
            ask(signal.SIGINT)
            ask(signal.SIGTERM)
            steps.append("goes on to its end")

    with pytest.raises(stopping.Stopped):
        step()
    assert steps


def test_ctrl_c_stays_ignored_where_the_shell_has_it_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stopping.listen()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_who_reads_may_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as output:
        monkeypatch.setattr("sys.stdout", output)
        assert stopping.until_read(lambda: int(bool(print("{")))) == 141, "caught before the process ends"


def test_every_command_lets_its_reader_leave() -> None:
    sources = {path: path.read_text() for path in Path(ehrmind.__file__).parent.rglob("*.py")}
    commands = [path for path, text in sources.items() if "sys.exit(main())" in text]
    assert commands
    assert [path.name for path in commands if not re.search(r"(return|code =) answer\(", sources[path])] == []
