"""What each of the jobs that run at once has of the machine: a GPU, or without GPUs its part of the cores.

4 jobs, 2 GPUs     ->  {"CUDA_VISIBLE_DEVICES": "0", "EHRMIND_SHARED_GPU": "1"}, {... "1"}, {... "0"}, {... "1"}
2 jobs, 16 cores   ->  {"OMP_NUM_THREADS": "8"}, {"OMP_NUM_THREADS": "8"}
"""

import os
from collections.abc import Mapping, Sequence
from itertools import takewhile

from ehrmind.feasible import SHARED
from ehrmind.preflight.hardware import cores, gpu_count

GPUS, THREADS = "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS"

Slots = Sequence[Mapping[str, str]]  # for each of the jobs at once, its variables


def slots_for(jobs: int) -> Slots:
    """What each of so many jobs at once has over the environment of this process; one job has all as it is."""
    return dealt(jobs, visible_gpus(os.environ), os.environ, cores()) if jobs > 1 else [{}]


def visible_gpus(environment: Mapping[str, str]) -> list[str]:
    """The GPUs as CUDA_VISIBLE_DEVICES names them, or those that nvidia-smi lists."""
    if GPUS not in environment:
        return [str(number) for number in range(gpu_count())]
    named = (name.strip() for name in environment[GPUS].split(","))
    return list(takewhile(lambda name: name not in ("", "-1"), named))  # CUDA too reads no further


def dealt(jobs: int, gpus: Sequence[str], environment: Mapping[str, str], cores: int) -> Slots:
    """A GPU for each job, in turn where there are fewer; without one, equal parts of the cores."""
    if gpus:
        shared = {SHARED: "1"} if jobs > len(gpus) else {}
        return [{GPUS: gpus[slot % len(gpus)], **shared} for slot in range(jobs)]
    return [{} if environment.get(THREADS) else {THREADS: str(max(1, cores // jobs))} for _ in range(jobs)]
