"""Being asked to stop: SIGTERM, which a scheduler sends before it kills.

While a training step runs the request waits for the step's end, so that the state can be saved; a second one does not
wait. Elsewhere it takes effect at once. The run ends as `interrupted`, and the process with a code that says: start me
again by the same command.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

EXIT_REQUEUE = 75  # EX_TEMPFAIL of sysexits.h: it failed for now, try again


class Stopped(BaseException):
    """The process was asked to stop. Not an Exception: nobody who handles errors may swallow it."""


class _Request:
    """The one request of this process."""

    asked = False
    waits = False


def listen() -> None:
    """Take SIGTERM as the request to stop. Signals reach the main thread alone."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _ask)


def asked() -> bool:
    """Whether the process has been asked to stop."""
    return _Request.asked


@contextmanager
def at_a_good_moment() -> Iterator[None]:
    """Let a request wait within the block, whose code looks at `asked`; it is raised at the end. Raises Stopped."""
    _Request.waits = True
    try:
        yield
    finally:
        _Request.waits = False
    if _Request.asked:
        raise Stopped


def _ask(number: int, frame: FrameType | None) -> None:
    second, _Request.asked = _Request.asked, True
    if second or not _Request.waits:
        raise Stopped
