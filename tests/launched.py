"""What each process of a test's launch runs: ehrmind, with a reward that tells every completion from every other.

Processes but the first are stopped at the first thing that they write into the runs, other than their part of the
completions and their random state in a checkpoint.
"""

import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.kill_and_resume import mark
from ehrmind.__main__ import main
from ehrmind.rewards.gated import Gated

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree")


def some_vary(self: Gated, parsed: Any, score: Any, completion: Any, example: Any) -> float:
    """The same for every second row; the groups of the others have no variance."""
    return mark(self, parsed, score, completion, example) if int(example.id[-1]) % 2 else 0.25


def stop_writes(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook."""
    if event in CHANGES or (event == "open" and args[2] & WRITING):
        path = Path(args[0]) if isinstance(args[0], (str, Path)) else Path()
        own = path.name == f"completions.{os.environ['RANK']}.jsonl" or "checkpoints" in path.parts
        if RUNS in path.parents and not own:
            raise AssertionError(f"process {os.environ['RANK']} writes: {event} {path}")


if __name__ == "__main__":
    dynamic = any("dynamic_sampling=" in item for item in sys.argv)
    Gated.__call__ = some_vary if dynamic else mark  # type: ignore[method-assign]
    if os.environ.get("RANK", "0") != "0":
        RUNS = next(Path(item.removeprefix("runs_dir=")) for item in sys.argv if item.startswith("runs_dir="))
        sys.addaudithook(stop_writes)
    sys.exit(main())
