"""Evaluate a model, or with `stage.init_from=<run>` a trained checkpoint, without training it."""

from dataclasses import dataclass
from typing import ClassVar

from ehrmind.registry import register
from ehrmind.stages.base import Stage


@register("stage", "evaluate")
@dataclass
class Evaluate(Stage):
    """The base arm."""

    arm: ClassVar[str] = "base"
    trains: ClassVar[bool] = False

    def outline(self) -> str:
        return ""
