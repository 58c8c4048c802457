"""Which way of computing an update is faster here, with the prompt shared or not: timed on the first micro-batches.

    race = Race(device)
    race.start(tokens=9_400, times=2.8)       # of an update, which goes the way that race.shared says
    race.stop()                               # at its end; the other way is next
    race.verdict()                            # asked after every optimizer step, by all processes
    -> "an update with shared prompts takes 0.42 of the time: kept"      once, when both ways have run often enough

Both ways give the same gradients up to rounding, so that nothing is computed twice: they take turns. The first lap of
each is not counted, for kernels are chosen and memory is taken in it. The stock way computes `times` the tokens: where
that might not fit into the device's memory it is not tried. On a CPU sharing is faster (README), and nothing is timed.
"""

import time
from statistics import median

import torch

from ehrmind.distributed import gather

LAPS = 3  # counted, of each way
ROOM = 0.8  # of the device's memory


class Race:
    """Takes turns until both ways have LAPS laps in every process; then `shared` is what is faster in all together."""

    def __init__(self, device: torch.device, laps: int = LAPS) -> None:
        self._device, self._laps = device, laps
        self._seconds: dict[bool, list[float]] = {True: [], False: []}  # a token of the micro-batch
        self._started: tuple[float, int] | None = None
        self._fits = True
        self.is_on = True
        self.shared = True
        self.share: float | None = None  # of the stock way's time that the shared way takes

    def start(self, tokens: int, times: float) -> None:
        """An update of so many tokens begins."""
        if not self.is_on:
            return
        if not self.shared and not self._has_room(times):
            self._fits, self.shared = False, True
        self._wait()
        self._started = time.perf_counter(), tokens

    def stop(self) -> None:
        """It is done; one that was not started, because nothing was to be learned, is no lap."""
        if self._started is None:
            return
        self._wait()
        started, tokens = self._started
        self._started = None
        self._seconds[self.shared].append((time.perf_counter() - started) / max(tokens, 1))
        self.shared = not self.shared if self._fits else True

    def verdict(self) -> str | None:
        """What was found, once; None before and after."""
        if not self.is_on:
            return None
        ready = min(map(len, self._seconds.values())) > self._laps
        own = {way: median(laps[1:]) for way, laps in self._seconds.items()} if ready else None
        every = gather((self._fits, own))
        if not all(fits for fits, _ in every):
            self.is_on, self.shared = False, True
            return "updates share their prompts; without sharing they might not fit into the memory"
        found = [seconds for _, seconds in every if seconds is not None]
        if len(found) < len(every):
            return None
        self.share = sum(item[True] for item in found) / sum(item[False] for item in found)
        self.is_on, self.shared = False, self.share <= 1
        kept = "kept" if self.shared else "updates compute each prompt with each completion from now on"
        return f"an update with shared prompts takes {self.share:.2f} of the time: {kept}"

    def _has_room(self, times: float) -> bool:
        if self._device.type != "cuda":
            return True
        total = torch.cuda.get_device_properties(self._device).total_memory
        return times * torch.cuda.max_memory_allocated(self._device) <= ROOM * total

    def _wait(self) -> None:
        """Let the device finish what it was given."""
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
