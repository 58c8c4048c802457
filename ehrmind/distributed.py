"""Several processes of one run: who they are, what they agree on, and how the work is dealt out to them.

    torchrun --nproc_per_node 2 -m ehrmind stage=rlvr        RANK=0 and RANK=1 of WORLD_SIZE=2

    is_main()                        ->  True in the first, False in the second: only the first writes
    agree(runs.is_done(run))         ->  what the first has found, in both
    share(["a", "b", "c"])           ->  ["a", "c"] in the first, ["b"] in the second
    deal("stage.batch", 16)          ->  8: what each of them takes of a global batch

A launcher (torchrun, accelerate launch) starts the processes and tells each its rank in the environment. Without one
there is a single process, all of this does nothing, and torch is not imported.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from ehrmind.errors import ConfigError

Value = TypeVar("Value")

PATIENCE = timedelta(hours=2)  # for the slowest: a process that died is noticed by the launcher, not by this


def rank() -> int:
    """The number of this process, from 0."""
    return int(os.environ.get("RANK", "0"))


def local_rank() -> int:
    """The number of this process on its machine, which is that of its GPU."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def world_size() -> int:
    """How many processes do this run. WORLD_SIZE without RANK is some scheduler's and not a launcher's."""
    return int(os.environ.get("WORLD_SIZE", "1")) if "RANK" in os.environ else 1


def is_main() -> bool:
    """Whether this is the process that writes files and speaks."""
    return rank() == 0


def sharded() -> bool:
    """Whether no process holds the whole weights while it trains: under FSDP and DeepSpeed."""
    engines = ("ACCELERATE_USE_FSDP", "ACCELERATE_USE_DEEPSPEED")
    return any(os.environ.get(name, "").lower() in ("1", "true", "yes") for name in engines)


def is_alone() -> bool:
    """Whether `accelerate launch --cpu` was to start several processes: without MPI it starts one, and does not say."""
    on_cpu = os.environ.get("ACCELERATE_USE_CPU", "").lower() == "true"
    return on_cpu and "MASTER_ADDR" in os.environ and world_size() == 1


def start_all() -> None:
    """Start under torchrun the processes that `accelerate launch --cpu --num_processes N` was asked for.

    Takes the place of this process. Raises ConfigError where the number cannot be told.
    """
    import psutil

    parent = psutil.Process().parent()
    asked = re.search(r"--num[-_]processes[ =](\d+)", " ".join(parent.cmdline() if parent else ()))
    if asked is None:
        raise ConfigError(
            "accelerate launch --cpu has started one process of several; use --config_file conf/accelerate/cpu.yaml"
        )
    launcher = ("torch.distributed.run", "--standalone", "--nproc_per_node", asked[1])
    os.execv(sys.executable, [sys.executable, "-m", *launcher, "-m", "ehrmind", *sys.argv[1:]])  # noqa: S606


@contextmanager
def joined() -> Iterator[None]:
    """Take part in the group of processes for the time of the block. Raises ConfigError."""
    if world_size() == 1:
        yield
        return
    import torch

    # Its ranks above 0 would load empty weights, also where a whole model is loaded to be evaluated.
    os.environ["FSDP_CPU_RAM_EFFICIENT_LOADING"] = "false"
    gpus = torch.cuda.device_count()
    if gpus:
        if local_rank() >= gpus:
            raise ConfigError(
                f"process {local_rank()} of this machine has no GPU of its {gpus}; start {gpus} processes"
            )
        torch.cuda.set_device(local_rank())
    backend = "cpu:gloo,cuda:nccl" if gpus else "gloo"
    torch.distributed.init_process_group(backend, timeout=PATIENCE)
    yield
    torch.distributed.destroy_process_group()  # not after an error, when the others may be gone


def gather(value: Value) -> list[Value]:
    """The value of every process, in the order of their ranks. All of them wait here for each other."""
    if world_size() == 1:
        return [value]
    from torch import distributed

    values: list[Any] = [None] * world_size()
    distributed.all_gather_object(values, value)
    return values


def agree(value: Value) -> Value:
    """The value of the first process, in all of them."""
    return gather(value)[0]


def barrier() -> None:
    """Wait for all processes."""
    gather(None)


@contextmanager
def main_first() -> Iterator[None]:
    """Let the first process do the block alone, then the others: what it fetches is there for them."""
    if not is_main():
        barrier()
    try:
        yield
    finally:
        if is_main():
            barrier()


def share(items: Sequence[Value]) -> Sequence[Value]:
    """The items of this process, dealt out in turn."""
    return items[rank() :: world_size()]


def deal(key: str, value: int) -> int:
    """What each process takes of a global number. Raises ConfigError where they cannot take the same."""
    if value % world_size():
        raise ConfigError(
            f"{key}={value} cannot be dealt out to {world_size()} processes; use a multiple of {world_size()}"
        )
    return value // world_size()
