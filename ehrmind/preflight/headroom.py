"""How much memory this process may have, and an end to it that can be caught.

available()                  ->  24.1e9: what is free, and what the process holds
with limited_memory(): ...   ->  an allocation beyond what is free raises, where Linux would kill the process
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ehrmind.preflight.hardware import memory_of_machine

EXHAUSTED = ("out of memory", "can't allocate memory", "bad_alloc", "bad allocation", "alloc_failed")


def is_exhausted(error: BaseException) -> bool:
    """Whether it was raised for want of memory: each library says it in words of its own."""
    return isinstance(error, MemoryError) or any(mark in str(error).lower() for mark in EXHAUSTED)


def available() -> int:
    """Bytes that this process may have in all, on the device that it trains on."""
    import torch

    if torch.cuda.is_available():
        return int(torch.cuda.mem_get_info()[0]) + int(torch.cuda.memory_reserved())
    return _free() + _status("VmRSS")


@contextmanager
def limited_memory(free: int | None = None) -> Iterator[None]:
    """Let an allocation beyond what is `free` fail on a CPU. Linux grants it, and kills the process when it is used."""
    import torch

    if torch.cuda.is_available() or not _status("VmData"):
        yield
        return
    import resource  # which Windows has not

    free = _free() if free is None else free
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_status("VmData") + free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _free() -> int:
    """What is free on the machine, shared by the processes of the run that are on it."""
    return memory_of_machine()[1] // int(os.environ.get("LOCAL_WORLD_SIZE", "1"))


def _status(name: str) -> int:
    """Bytes of a line of /proc/self/status; 0 where there is none."""
    path = Path(f"/proc/{os.getpid()}/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)
