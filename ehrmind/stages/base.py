"""The contract of a stage: fill its open numbers, plan its runs, train one of them.

    SFTRLVR().plan()  ->  base: Evaluate · sft: SFT · sft_rlvr: RLVR, which starts from sft

An open number (None) is filled from the model's caps, the recipe and the task, in that order; what the user sets wins.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from ehrmind.errors import ConfigError
from ehrmind.fields import unhashed
from ehrmind.privacy import PUBLIC_TEXT
from ehrmind.tasks.base import Policy, Task

if TYPE_CHECKING:
    from ehrmind.config import Config
    from ehrmind.evaluation.metrics import Question
    from ehrmind.runs import Run
    from ehrmind.tasks.base import Data
    from ehrmind.tracking import Tracker

TOKENIZER_ROWS = 500
# transformers' schedules of the learning rate that need no further settings.
SCHEDULES = (
    *("constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts", "polynomial", "inverse_sqrt"),
)

Number = TypeVar("Number", int, float)


@dataclass
class Caps:
    """Limits that a small model or machine puts on a recipe's numbers; null leaves the recipe alone."""

    prompts_per_step: int | None = None
    group_size: int | None = None
    sft_batch: int | None = None
    sft_micro_batch: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    samples: int | None = None  # a question, in evaluation


@dataclass
class Selection:
    """Keep the best weights on `rows` validation rows, looked at every `every` steps; 0 keeps the last weights."""

    every: int = 0
    rows: int = 64

    def __post_init__(self) -> None:
        if self.every < 0 or self.rows < 1:
            raise ConfigError(
                f"stage.select.every={self.every} stage.select.rows={self.rows}: steps from 0 (off), rows from 1"
            )


@dataclass
class Saving:
    """Checkpoints on the way, from which a killed run goes on: every `steps` steps (0: by time alone) or `minutes`.

    `keep` of them stay on the disk until the run is done. SIGTERM saves too. The result does not depend on it.
    """

    steps: int = 0
    minutes: float = 15.0
    keep: int = 2

    def __post_init__(self) -> None:
        if self.steps < 0 or self.minutes <= 0:
            raise ConfigError(
                f"stage.save.steps={self.steps} stage.save.minutes={self.minutes}: steps from 0 (off), minutes above 0"
            )
        if self.keep < 2:
            raise ConfigError(f"stage.save.keep={self.keep} leaves none when the newest is cut; use 2 or more")


@dataclass(frozen=True, slots=True)
class Step:
    """One run of a plan: its arm, its stage, and the arm whose checkpoint it starts from (None: the model itself)."""

    arm: str
    stage: "Stage"
    starts_from: str | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The folder of trained weights (or an adapter), and what they cost: tokens, flops, seconds, steps."""

    folder: Path
    cost: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Job:
    """What a stage needs to train: the resolved config, the data, the run to write to, the weights to start from.

    `resume` is the checkpoint that it goes on from; `advance(metrics, total)` is told of every finished step.
    """

    config: "Config"
    data: "Data"
    run: "Run"
    start: Path | None
    trackers: Sequence["Tracker"]
    resume: Path | None = None
    advance: Callable[[Mapping[str, float], int], None] = lambda metrics, total: None

    def texts(self) -> list[str]:
        """Text of the task's training rows, from which the tiny model's tokenizer is built; none of restricted rows."""
        if self.config.task.data_policy is Policy.RESTRICTED:
            return [PUBLIC_TEXT]
        task, rows = self.config.task, self.data.splits["train"][:TOKENIZER_ROWS]
        return [f"{task.prompt(row).system}\n{task.prompt(row).user}\n{task.gold(row)}" for row in rows]


@dataclass
class Stage(ABC):
    """Base of every stage. `init_from` is a run folder whose checkpoint the stage starts from."""

    registered_name: ClassVar[str] = ""
    arm: ClassVar[str] = ""  # the row of a results table
    uses_reward: ClassVar[bool] = False
    trains: ClassVar[bool] = True
    split: ClassVar[str] = "test"  # that is evaluated unless `evaluation.split` says otherwise
    min_samples: ClassVar[int] = 0  # a question, without which the stage says nothing

    init_from: str | None = unhashed(None)  # the parent's run id is hashed instead

    def fill(self, task: Task, caps: Caps) -> None:
        """Replace every open number, in place."""

    def check_evaluation(self, split: str, k: int) -> None:
        """Refuse an evaluation from which the stage can conclude nothing. Raises ConfigError."""

    def reads(self) -> list[str]:
        """Ids of the runs, besides the parent, that the result depends on. Raises ConfigError."""
        return []

    def outline(self) -> str:
        """The training in one line, shown before it starts; empty when there is none."""
        return ""

    def plan(self) -> tuple[Step, ...]:
        """The runs of this stage in order; one, unless the stage is a chain."""
        return (Step(self.arm, self),)

    @abstractmethod
    def train(self, job: Job) -> Checkpoint | None:
        """Train and return the final weights; None when the stage trains nothing."""

    def conclude(self, job: Job, questions: Sequence["Question"]) -> str:
        """What the stage makes of the evaluated questions: a file in the run folder, and a line to show."""
        return ""


def first(*values: Number | None) -> Number:
    """The first value that is set."""
    return next(value for value in values if value is not None)


def filled(value: Number | None) -> Number:
    """A number that `fill` has set by now."""
    assert value is not None, "Config fills every open number"
    return value


def capped(value: int, cap: int | None) -> int:
    """A recipe's number, no larger than the model's cap."""
    return value if cap is None else min(value, cap)
