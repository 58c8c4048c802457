"""Where a run ran: the code, the packages, the machine, the command. Written once, when the run's folder is made.

    environment.json   {"ehrmind": "0.1.0", "python": "3.11.2", "packages": {"torch": "2.13.0", "trl": "1.16.0", ...},
                        "plugins": {"triage": "ehr-triage 0.2.0"},
                        "commit": "f3f50f0", "uncommitted": {"sha256": "9f0c...", "characters": 1840, "untracked": 2},
                        "device": {"cpu": "AMD EPYC", "memory_gb": 31.3, "gpus": []}, "threads": {"usable": 2, ...},
                        "command": ["ehrmind", "stage=sft", "+stage.extra.hub_token=***"], "installed": [...]}
    uncommitted.diff   `git diff HEAD` of the code, where it was changed since its last commit

Nothing here imports torch: the folder is made before the first heavy import.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ehrmind import __version__, plugins
from ehrmind.distributed import world_size
from ehrmind.files import write_json, write_text
from ehrmind.privacy import text_folder
from ehrmind.tasks.base import Policy

# Those on which numbers depend, named first; the list of everything installed comes last.
PACKAGES = (
    *("torch", "transformers", "trl", "peft", "datasets", "accelerate", "vllm", "deepspeed"),
    *("hydra-core", "omegaconf", "wandb", "numpy"),
)
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM", "CUDA_VISIBLE_DEVICES")
MAX_DIFF = 200_000  # characters of uncommitted.diff
MASK = "***"

_HIDDEN_NAME = r"[\w-]*(?:token|key|secret|password|passwd|credentials)"
_HIDDEN = re.compile(rf"(?i)({_HIDDEN_NAME})(\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,}}\]]+)")
_LOGIN = re.compile(r"(?<=://)(?:[^\s@:/]*:\S*|[^/\s@]+)(?=@)")  # user:password@host; one may hold / and @


def record(run_folder: Path, policy: Policy) -> None:
    """Write environment.json, and uncommitted.diff where the code was changed: beside the text of restricted data."""
    found, diff = environment()
    write_json(run_folder / "environment.json", found)
    if diff:
        write_text(text_folder(run_folder, policy) / "uncommitted.diff", diff)


def environment() -> tuple[dict[str, Any], str]:
    """What environment.json holds, and the changes to the code since its last commit."""
    commit, uncommitted, diff = _code()
    found = {
        "ehrmind": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
        "plugins": {plugin.name: plugin.origin for plugin in plugins.installed()},
        "commit": commit,
        "uncommitted": uncommitted,
        "device": {"cpu": _cpu(), "memory_gb": _memory_gb(), "gpus": _gpus()},
        "threads": {"usable": _usable_cpus(), **{name: os.environ.get(name) for name in THREADS}},
        "processes": world_size(),
        "command": masked(["ehrmind", *plugins.arguments(), *sys.argv[1:]]),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "installed": _installed(),
    }
    return found, diff


def masked(value: Any) -> Any:
    """The value without its secrets: of arguments such as "+stage.extra.hub_token=hf_abc", and of mappings by key."""
    if isinstance(value, Mapping):
        return {key: MASK if item and _is_secret(str(key)) else masked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(item) for item in value]
    return _LOGIN.sub(MASK, _HIDDEN.sub(rf"\1\2{MASK}", value)) if isinstance(value, str) else value


def secrets(settings: Mapping[str, Any]) -> Iterator[str]:
    """The values that `masked` hides by their keys, as text; where another's message may quote them."""
    for key, value in settings.items():
        if value and _is_secret(str(key)):
            yield str(value)
        elif isinstance(value, Mapping):
            yield from secrets(value)


def secret_keys(settings: Any, path: str = "") -> Iterator[str]:
    """The dotted keys of what `masked` hides."""
    if isinstance(settings, Mapping):
        for key, value in settings.items():
            if isinstance(value, (Mapping, list, tuple)) and not _is_secret(str(key)):
                yield from secret_keys(value, f"{path}{key}.")
            elif masked({key: value}) != {key: value}:
                yield f"{path}{key}"
    elif isinstance(settings, (list, tuple)):
        for number, value in enumerate(settings):
            yield from secret_keys({number: value}, path)


def _is_secret(key: str) -> bool:
    return re.fullmatch(f"(?i){_HIDDEN_NAME}", key) is not None


def _code() -> tuple[str | None, dict[str, Any] | None, str]:
    """The commit, what stands beside it, and the diff; nothing where the package is not part of a checkout."""
    if _git("ls-files", "--error-unmatch", "__init__.py") is None:  # or that of a folder around it would be named
        return None, None, ""
    commit = _git("rev-parse", "HEAD")
    diff = _git("diff", "HEAD") or ""
    untracked = (_git("ls-files", "--others", "--exclude-standard") or "").splitlines()
    if not diff and not untracked:
        return commit, None, ""
    digest = hashlib.sha256(diff.encode(errors="replace")).hexdigest()
    cut = f"{diff[:MAX_DIFF]}\n[cut: {len(diff)} characters in all]\n" if len(diff) > MAX_DIFF else diff
    return commit, {"sha256": digest, "characters": len(diff), "untracked": len(untracked)}, cut


def _git(*arguments: str) -> str | None:
    """What git says of the code's own folder; None where that is no checkout."""
    try:
        result = subprocess.run(
            ["git", *arguments],
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout.rstrip("\n")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


@functools.cache  # it reads the metadata of hundreds of packages
def _installed() -> tuple[str, ...]:
    """Every distribution, as pip writes it."""
    found = {f"{item.name}=={item.version}" for item in importlib.metadata.distributions() if item.name}
    return tuple(sorted(found, key=str.lower))


def _cpu() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):  # not on Windows
        return None


def _usable_cpus() -> int | None:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count()


def _gpus() -> list[str]:
    """Such as "NVIDIA A100-SXM4-80GB, 81920 MiB, 550.54.15": name, memory, driver."""
    if shutil.which("nvidia-smi") is None:
        return []
    query = ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        result = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in result.stdout.splitlines() if line.strip()]
