"""What a stage needs to train, and what comes out of it.

    Job(config, data, run, start=None, trackers=[...])  --rl.train-->  Checkpoint(run.model, {"tokens": 1.2e6, ...})

The settings of a stage (ehrmind.stages) know nothing of this: what is done with them stands above them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ehrmind.config import Config
from ehrmind.privacy import PUBLIC_TEXT
from ehrmind.runs import Run
from ehrmind.tasks.base import Data, Policy
from ehrmind.tracking import Tracker

TOKENIZER_ROWS = 500


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The folder of trained weights (or an adapter), and what they cost: tokens, flops, seconds, steps.

    None: what they learned from has not told.
    """

    folder: Path
    cost: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Job:
    """One run on its way: the resolved config, the data, the run to write to, the weights to start from.

    `resume` is the checkpoint that it goes on from; `advance(metrics, total)` is told of every finished step.
    """

    config: Config
    data: Data
    run: Run
    start: Path | None
    trackers: Sequence[Tracker]
    resume: Path | None = None
    advance: Callable[[Mapping[str, float], int], None] = lambda metrics, total: None

    def texts(self) -> list[str]:
        """Text of the task's training rows, from which the tiny model's tokenizer is built; none of restricted rows."""
        if self.config.task.data_policy is Policy.RESTRICTED:
            return [PUBLIC_TEXT]
        task, rows = self.config.task, self.data.splits["train"][:TOKENIZER_ROWS]
        if not rows:
            return [PUBLIC_TEXT]
        return [f"{task.prompt(row).system}\n{task.prompt(row).user}\n{task.gold(row)}" for row in rows]
