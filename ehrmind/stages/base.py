"""The settings of a stage: fill its open numbers, plan its runs. `ehrmind.rl.train` does the training.

    SFTRLVR().plan()  ->  base: Evaluate · sft: SFT · sft_rlvr: RLVR, which starts from sft

An open number (None) is filled from the model's caps, the recipe and the task, in that order; what the user sets wins.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from ehrmind.fields import number, unhashed
from ehrmind.rewards.base import Reward
from ehrmind.tasks.base import Task

# transformers' schedules of the learning rate that need no further settings.
SCHEDULES = (
    *("constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts", "polynomial", "inverse_sqrt"),
)

TRAINS_NOTHING = "trains nothing (stage=evaluate takes the model as it is)"
FORWARD, UPDATE = 2, 6  # FLOPs a token and weight: a forward pass, and an update, whose backward pass is 4
HOTTEST = 10.0  # temperature: what is drawn above it is noise

Number = TypeVar("Number", int, float)
T = TypeVar("T")


@dataclass
class Caps:
    """Limits that a small model or machine puts on a recipe's numbers; null leaves the recipe alone."""

    prompts_per_step: int | None = number(None, at_least=1)
    group_size: int | None = number(None, at_least=2)
    sft_batch: int | None = number(None, at_least=1)
    sft_micro_batch: int | None = number(None, at_least=1)
    prompt_tokens: int | None = number(None, at_least=1)
    completion_tokens: int | None = number(None, at_least=1)
    samples: int | None = number(None, at_least=0)  # a question, in evaluation


@dataclass
class Selection:
    """Keep the best weights on `rows` validation rows, looked at every `every` steps; 0 keeps the last weights."""

    every: int = number(0, at_least=0)
    rows: int = number(64, at_least=1)

    def due(self, step: int, last: int) -> bool:
        """Whether to look after this step: at each multiple, and after the last. Before the first nothing is kept."""
        return bool(self.every and step) and (step % self.every == 0 or step == last)


@dataclass
class Watching:
    """A held-out curve: the headline measure of `rows` validation rows before training and every `every` steps.

    0 watches nothing. The weights do not depend on it.
    """

    every: int = number(0, at_least=0)
    rows: int = number(64, at_least=1)

    def due(self, step: int, last: int) -> bool:
        """Whether to look after this step: before the first, at each multiple, and after the last."""
        return bool(self.every) and (step % self.every == 0 or step == last)


@dataclass
class Saving:
    """Checkpoints on the way, from which a killed run goes on: every `steps` steps (0: by time alone) or `minutes`.

    `keep` of them stay on the disk until the run is done. SIGTERM saves too. The result does not depend on it.
    """

    steps: int = number(0, at_least=0)
    minutes: float = number(15.0, above=0)
    keep: int = number(2, at_least=2, why="leaves none when the newest is cut")


@dataclass(frozen=True, slots=True)
class Step:
    """One run of a plan: its arm, its stage, and the arm whose checkpoint it starts from (None: the model itself).

    `task` is another task than the configuration's, which the run is evaluated on; `asks` are other settings of its
    evaluation. `matches` is the arm of the plan whose training this one's is to cost as much as, `learns_from` the one
    whose rationales it learns from.
    """

    arm: str
    stage: "Stage"
    starts_from: str | None = None
    task: Task | None = None
    matches: str | None = None
    learns_from: str | None = None
    asks: Mapping[str, Any] = field(default_factory=dict)

    def matching(self, folders: Mapping[str, Path]) -> "Step":
        """The step as it is run: with the folders of the runs that it matches or learns from, by arm."""
        named = {"match": self.matches, "learn_from": self.learns_from}
        found = {key: str(folders[arm]) for key, arm in named.items() if arm is not None}
        stage: Any = self.stage
        return replace(self, stage=replace(stage, **found), matches=None, learns_from=None) if found else self


@dataclass
class Stage(ABC):
    """Base of every stage. `init_from` is a run folder whose checkpoint the stage starts from."""

    registered_name: ClassVar[str] = ""
    arm: ClassVar[str] = ""  # the row of a results table
    uses_reward: ClassVar[bool] = False
    trains: ClassVar[bool] = True
    split: ClassVar[str] = "test"  # that is evaluated unless `evaluation.split` says otherwise
    min_samples: ClassVar[int] = 0  # a question, without which the stage says nothing
    drawn: ClassVar[int | None] = None  # samples a question unless `evaluation.k` says otherwise; None: the model's
    loads_model: ClassVar[bool] = True

    init_from: str | None = unhashed(None)  # the parent's run id is hashed instead

    def fill(self, task: Task, caps: Caps) -> None:
        """Replace every open number, in place."""

    def suit_adapter(self) -> None:
        """Replace the open numbers that an adapter (LoRA) needs others of than full weights, before `fill`."""

    def shape(self, evaluation: Any) -> None:
        """Set what the stage's own fields say of its evaluation, in place, before it is filled. Raises ConfigError."""

    def check_evaluation(self, split: str, k: int) -> None:
        """Refuse an evaluation from which the stage can conclude nothing. Raises ConfigError."""

    def check_reward(self, terms: Mapping[str, Reward]) -> None:
        """Refuse a reward term whose effect the stage's filled numbers take away again. Raises ConfigError."""

    def rewarded_tokens(self) -> int | None:
        """How long a completion that is rewarded may be; None where none is."""
        return None

    def learns_rationales(self) -> bool:
        """Whether the reasoning of `task.rationales` is learned: its rows are no other stage's, which would see a
        question several times.
        """
        return False

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


def filled(value: T | None) -> T:
    """A setting that `fill` has set by now."""
    assert value is not None, "Config fills every open setting"
    return value


def capped(value: int, cap: int | None) -> int:
    """A recipe's number, no larger than the model's cap."""
    return value if cap is None else min(value, cap)
