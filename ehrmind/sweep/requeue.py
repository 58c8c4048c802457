"""A job of submitit (`hydra/launcher=submitit_slurm`) that is running out of time: save first, then queue again.

submitit answers the warning that SLURM sends before the time limit (USR2) by putting the job back at once, and loses
the steps since the last checkpoint. Here the run is first asked to stop, as by SIGTERM, so that it saves. A SIGTERM
that comes by itself (`scancel`) saves too, and puts nothing back.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ehrmind.stopping import Stopped


@contextmanager
def requeued() -> Iterator[None]:
    """Around a run: after a warning and a save, hand over to submitit, which queues the job again and exits."""
    if "SUBMITIT_EXECUTOR" not in os.environ:
        yield
        return
    number = signal.Signals["SIG" + os.environ.get("SUBMITIT_PREEMPT_SIGNAL", "USR2")]
    put_back = signal.getsignal(number)
    warned = []

    def save_first(number: int, frame: FrameType | None) -> None:
        warned.append(number)
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(number, save_first)
    try:
        yield
    except Stopped:
        if warned and callable(put_back):
            put_back(number, None)
        raise
