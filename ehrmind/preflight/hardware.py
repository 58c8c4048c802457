"""What this machine has, asked of the operating system alone: memory, arithmetic, GPUs. Nothing heavy is imported.

    here()  ->  Hardware(name="2 CPU cores", cuda=False, memory=25e9, free=23e9, bfloat16=False, ...)
    known(Device.a100)  ->  Hardware(name="A100 80 GB", cuda=True, memory=80e9, free=80e9, flops=312e12, ...)

Rates are assumptions to plan with, not promises. Of a GPU: the data sheet's dense bfloat16 rate, of which training is
taken to reach 35 % and generation, which waits for memory, 5 %. Of a CPU: how fast numpy multiplies two matrices.
"""

import contextlib
import os
import re
import subprocess
import time
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from pathlib import Path

GB = 10**9


class Device(str, Enum):
    """What a plan's hours and memory are for. `here`: the device that a run would take now."""

    here = "here"
    cpu = "cpu"
    a100_40 = "a100_40"
    a100 = "a100"
    h100 = "h100"
    h200 = "h200"
    l40s = "l40s"
    l4 = "l4"
    a10g = "a10g"
    rtx4090 = "rtx4090"


@dataclass(frozen=True, slots=True)
class Hardware:
    """One device. `memory` and `free` in bytes, 0 where unknown; `flops` a second at best, None where unknown."""

    name: str
    cuda: bool
    memory: int
    free: int
    flops: float | None
    bfloat16: bool  # whether dtype=auto computes in it (models/machine.py)
    training: float = 0.35  # shares of `flops` that are reached
    generating: float = 0.05


def _gpu(name: str, memory: int, teraflops: float) -> Hardware:
    return Hardware(name, True, memory * GB, memory * GB, teraflops * 1e12, True)


# Dense bfloat16 rates and memory of NVIDIA's data sheets.
_GPUS = {
    Device.a100_40: _gpu("A100 40 GB", 40, 312),
    Device.a100: _gpu("A100 80 GB", 80, 312),
    Device.h100: _gpu("H100 80 GB", 80, 989),
    Device.h200: _gpu("H200", 141, 989),
    Device.l40s: _gpu("L40S", 48, 362),
    Device.l4: _gpu("L4", 24, 121),
    Device.a10g: _gpu("A10G", 24, 70),
    Device.rtx4090: _gpu("RTX 4090", 24, 165),
}
_MARKS = {"H200": Device.h200, "H100": Device.h100, "A100": Device.a100, "L40S": Device.l40s, "L4": Device.l4}
_MARKS |= {"A10G": Device.a10g, "4090": Device.rtx4090}


def known(device: Device) -> Hardware:
    """The device that a plan is made for."""
    if device is Device.here:
        return here()
    return cpu() if device is Device.cpu else _GPUS[device]


def here() -> Hardware:
    """The first GPU of this machine, or its CPU."""
    return gpu() or cpu()


@lru_cache(maxsize=1)
def gpu() -> Hardware | None:
    """The first GPU that nvidia-smi lists, with the rate of its kind where it is a known one."""
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return None
    listed = [line.split(", ") for line in _nvidia_smi("name,memory.total,memory.free")]
    if not listed or len(listed[0]) != 3:
        return None
    name, total, free = listed[0]
    words = re.split(r"[^A-Z0-9]+", name.upper())
    kind = next((device for mark, device in _MARKS.items() if mark in words), None)
    base = _GPUS[kind] if kind else _gpu(name, 0, 0)
    memory, left = _gpu_memory(total, free)
    return replace(base, name=name, memory=memory, free=left, flops=base.flops if kind else None)


def gpu_count() -> int:
    """How many GPUs nvidia-smi lists."""
    return sum(line.isdigit() for line in _nvidia_smi("index"))


def _nvidia_smi(fields: str) -> list[str]:
    """A line for each GPU, "NVIDIA A100-SXM4-80GB, 81920, 81037"; none where there is no driver."""
    command = ["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader,nounits"]
    try:
        output = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in output.splitlines()]


def _gpu_memory(total: str, free: str) -> tuple[int, int]:
    """Bytes, of MiB. "[N/A]": the GPU uses the memory of the machine (DGX Spark). Else, as under MIG, it is unknown."""
    if total.isdigit() and free.isdigit():
        return int(total) * 2**20, int(free) * 2**20
    return memory_of_machine() if total == "[N/A]" else (0, 0)


def cpu() -> Hardware:
    """The processor; the rate is measured once a process."""
    memory, free = memory_of_machine()
    name = f"{cores()} CPU core{'s' if cores() != 1 else ''}"
    return Hardware(name, False, memory, free, _measured(), bfloat16=False, training=0.5, generating=0.35)


def cores() -> int:
    """How many cores this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = os.environ.get("OMP_NUM_THREADS", "")
    return min(allowed, int(threads)) if threads.isdigit() and int(threads) else allowed


def memory_of_machine() -> tuple[int, int]:
    """Bytes of memory that this process may use, in all and now: the machine's, within the container's limit."""
    facts = {line.split(":")[0]: line.split()[1] for line in _read("/proc/meminfo").splitlines() if ":" in line}
    total = int(facts.get("MemTotal", 0)) * 1024 or _physical()
    free = int(facts.get("MemAvailable", 0)) * 1024 or total
    limit, used = container()
    return (min(total, limit), max(0, min(free, limit - used))) if limit is not None else (total, free)


def container(root: Path = Path("/sys/fs/cgroup"), own: str | None = None) -> tuple[int | None, int]:
    """The limit of the tightest control group around this process, and what is used of it; None without a limit.

    `own` is /proc/self/cgroup: "0::/slurm/job_7" (version 2), "4:memory:/slurm/job_7" (version 1). The page cache is
    not counted as used: it would give way.
    """
    found = []
    for line in (_read("/proc/self/cgroup") if own is None else own).splitlines():
        _, kind, path = line.split(":", 2)
        if kind in ("", "memory"):
            base = root / kind
            inner = base / path.strip("/")
            within = (folder for folder in (inner, *inner.parents) if base in folder.parents)
            found += [_group(folder, kind) for folder in (base, *within)]
    limits = [(limit, used) for limit, used in found if limit is not None]
    return min(limits, key=lambda group: group[0] - group[1], default=(None, 0))


def _group(folder: Path, kind: str) -> tuple[int | None, int]:
    names = ("memory.limit_in_bytes", "memory.usage_in_bytes") if kind else ("memory.max", "memory.current")
    limit, used = (_read(str(folder / name)).strip() for name in names)
    if not (limit.isdigit() and used.isdigit()) or int(limit) > 2**60:  # a number without meaning stands for no limit
        return None, 0
    counts = dict(line.split() for line in _read(str(folder / "memory.stat")).splitlines())
    cache = int(counts.get("total_inactive_file" if kind else "inactive_file", 0))
    return int(limit), max(0, int(used) - cache)


def _physical() -> int:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 0


@lru_cache(maxsize=1)
def _measured() -> float:
    """FLOPs a second of a float32 matrix product: the best of three of 1024 × 1024, a tenth of a second in all."""
    import numpy

    size = 1024
    matrix = numpy.ones((size, size), dtype=numpy.float32)
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        matrix @ matrix
        seconds.append(time.perf_counter() - started)
    return 2 * size**3 / min(seconds)


def _read(path: str) -> str:
    """The text of a file of the system; empty where there is none."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""
