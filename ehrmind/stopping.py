"""Being asked to stop: Ctrl-C, or SIGTERM, which a scheduler sends before it kills.

While a training step runs the request waits for the step's end, so that the state can be saved; a second one does not
wait. Elsewhere it takes effect at once. The run ends as `interrupted`, and the process with a code that says: start me
again by the same command.

    ^C   ehrmind: asked to stop: the step under way is finished and saved. Once more stops at once; it would lose steps
         21 to 34 (step 20 is saved)
    ^C   ehrmind: stopped at once, without steps 21 to 34 (step 20 is saved); the same command goes on from there
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from ehrmind.distributed import is_main, world_size

EXIT_REQUEUE = 75  # EX_TEMPFAIL of sysexits.h: it failed for now, try again
EXIT_INTERRUPTED = 130  # the shell's code for Ctrl-C
EXIT_PIPE = 141  # the shell's code for a closed pipe
TOGETHER = 2.0  # seconds within which a launcher's signal and the terminal's are one request


class Stopped(BaseException):
    """The process was asked to stop. Not an Exception: nobody who handles errors may swallow it."""

    def __str__(self) -> str:
        return super().__str__() or "stopped as asked"


class _Request:
    """The one request of this process."""

    asked = False
    waits = False
    number = signal.SIGTERM
    when = 0.0
    at_stake: Callable[[], str] = staticmethod(lambda: "")


def listen() -> None:
    """Take Ctrl-C and SIGTERM as the request to stop. Signals reach the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGTERM, _ask)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as a shell's background job has it
        signal.signal(signal.SIGINT, _ask)


def asked() -> bool:
    """Whether the process has been asked to stop."""
    return _Request.asked


def exit_code() -> int:
    """What the process ends with after the request: 130 after Ctrl-C, otherwise 75."""
    return EXIT_INTERRUPTED if _Request.number == signal.SIGINT else EXIT_REQUEUE


def until_read(main: Callable[[], int]) -> int:
    """The exit code of a command; 141, in silence, when who reads its output has seen enough, as `| head` has."""
    try:
        try:
            return main()
        finally:
            sys.stdout.flush()  # here: at the end of the process it could no longer be caught
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PIPE


@contextmanager
def at_a_good_moment(at_stake: Callable[[], str] = lambda: "", at_end: str = "") -> Iterator[None]:
    """Let a request wait within the block, whose code looks at `asked`; it is raised at the end, with those words.

    `at_stake` says what a second request, which does not wait, would lose. Raises Stopped.
    """
    _Request.waits, _Request.at_stake = True, staticmethod(at_stake)
    try:
        yield
    finally:
        _Request.waits = False
    if _Request.asked:
        raise Stopped(at_end)


def _ask(number: int, frame: FrameType | None) -> None:
    second, now = _Request.asked, time.monotonic()
    if second and world_size() > 1 and now - _Request.when < TOGETHER:
        return
    _Request.asked, _Request.number, _Request.when = True, signal.Signals(number), now
    if not _Request.waits:
        raise Stopped
    lost = _Request.at_stake()
    if second:
        raise Stopped(f"stopped at once{lost and f', without {lost}'}")
    if lost and is_main():
        _tell(f"asked to stop: the step under way is finished and saved. Once more stops at once; it would lose {lost}")


def _tell(text: str) -> None:
    """One line, past Python's streams: the signal may have come while they were written to."""
    os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, f"\nehrmind: {text}\n".encode())
