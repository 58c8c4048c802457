"""Evaluate a model, or with `stage.init_from=<run>` a trained checkpoint, without training it."""

from dataclasses import dataclass
from typing import ClassVar

from ehrmind.registry import register
from ehrmind.stages.base import Checkpoint, Job, Stage


@register("stage", "evaluate")
@dataclass
class Evaluate(Stage):
    """The base arm."""

    arm: ClassVar[str] = "base"
    trains: ClassVar[bool] = False

    def train(self, job: Job) -> Checkpoint | None:
        return None
