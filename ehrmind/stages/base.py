"""The settings of a stage: fill its open numbers, plan its runs. `ehrmind.rl.train` does the training.

    SFTRLVR().plan()  ->  base: Evaluate · sft: SFT · sft_rlvr: RLVR, which starts from sft

An open number (None) is filled from the model's caps, the recipe and the task, in that order; what the user sets wins.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from ehrmind.errors import ConfigError
from ehrmind.fields import unhashed
from ehrmind.tasks.base import Task

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
    """One run of a plan: its arm, its stage, and the arm whose checkpoint it starts from (None: the model itself).

    `task` is another task than the configuration's, which the run is evaluated on.
    """

    arm: str
    stage: "Stage"
    starts_from: str | None = None
    task: Task | None = None


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

    @abstractmethod
    def outline(self) -> str:
        """The training in one line, shown before it starts; empty when there is none."""

    def plan(self) -> tuple[Step, ...]:
        """The runs of this stage in order; one, unless the stage is a chain."""
        return (Step(self.arm, self),)


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
