"""Sample reasoning for the training rows from any model, and keep what ends in the right answer: stage=distill.

    python -m ehrmind stage=distill task=medcalc model=server model.path=<name> model.url=http://... stage.k=8
    python -m ehrmind stage=sft task=medcalc task.rationales=runs/<run>/rationales.jsonl

What is right is what Task.score finds right; how the rationales are chosen stands in evaluation/distilled.py. Of the
model itself, or of a run of it (stage.init_from), this is the first half of rejection-sampling fine-tuning.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar

from ehrmind.errors import ConfigError
from ehrmind.fields import number
from ehrmind.registry import register
from ehrmind.stages.base import Caps, Stage
from ehrmind.tasks.base import Task

RATIONALES, PRIVATE = "rationales.jsonl", "private"  # the folder of restricted text


def written_to(folder: str) -> Path:
    """Where a run's rationales are, or will be: beside its other text."""
    run = Path(folder).expanduser().resolve()
    private = run / PRIVATE / RATIONALES
    return private if private.exists() else run / RATIONALES


def rationales_of(folder: str) -> Path:
    """The rationales of a finished run. Raises ConfigError."""
    path, done = written_to(folder), Path(folder).expanduser() / "eval.json"
    if not (path.exists() and done.exists()):
        raise ConfigError(
            f"stage.learn_from={folder} holds no {RATIONALES} of a finished run; make it with stage=distill"
        )
    return path


def require_own_gold(task: Task, asked: str) -> None:
    """Refuse a task whose gold is other tasks', and takes no rationale. Raises ConfigError."""
    if not task.takes_rationales:
        raise ConfigError(
            f"{asked} cannot be had of task={task.registered_name}, which puts other tasks' rows together and takes "
            "their gold; use one of its tasks"
        )


class Choice(str, Enum):
    """Which of a row's right completions are kept first: the shortest, or one of each way to reason, shortest first."""

    shortest = "shortest"
    diverse = "diverse"


@register("stage", "distill")
@dataclass
class Distill(Stage):
    """`k` samples of each of `limit` training rows (null: all); at most `keep` rationales a row."""

    arm: ClassVar[str] = "distill"
    trains: ClassVar[bool] = False
    split: ClassVar[str] = "train"
    min_samples: ClassVar[int] = 1

    k: int | None = number(None, at_least=1)  # evaluation.k, under a name that says what it is for
    limit: int | None = number(None, at_least=1, why="leaves no row (null takes all)")  # evaluation.limit
    keep: int = number(1, at_least=1, why="keeps nothing")
    choice: Choice = Choice.shortest

    def fill(self, task: Task, caps: Caps) -> None:
        require_own_gold(task, "stage=distill")

    def shape(self, evaluation: Any) -> None:
        for name in ("k", "limit"):
            own, other = getattr(self, name), getattr(evaluation, name)
            if own is not None and other is not None and own != other:
                raise ConfigError(f"stage.{name}={own} and evaluation.{name}={other} are one number; give one of them")
            if own is not None:
                setattr(evaluation, name, own)

    def check_evaluation(self, split: str, k: int) -> None:
        if split != "train":
            raise ConfigError(f"evaluation.split={split} would be learned from; stage=distill samples training rows")

    def outline(self) -> str:
        return f"at most {self.keep} rationales a row, {self.choice.value} first"
