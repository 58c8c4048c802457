"""Before training: sample each question k times, and tell what the model knows, misapplies and lacks.

diagnosis.json    see evaluation/diagnosis.py
filtered.jsonl    with evaluation.split=train: the training rows but those always or never right,
                  for stage.rlvr.filter=<run>
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from ehrmind.errors import ConfigError
from ehrmind.registry import register
from ehrmind.stages.base import Stage

FILTERED, RATES = "filtered.jsonl", "diagnosis.json"


def diagnosed(folder: str) -> Path:
    """The file of useful training rows in the folder of a finished diagnosis. Raises ConfigError."""
    path = Path(folder).expanduser().resolve() / FILTERED
    if not path.exists():
        raise ConfigError(
            f"stage.filter={folder} holds no {FILTERED}; make it with stage=diagnose evaluation.split=train"
        )
    return path


@register("stage", "diagnose")
@dataclass
class Diagnose(Stage):
    """k samples a question of the validation or training split. No row of the test split is looked at."""

    arm: ClassVar[str] = "diagnose"
    trains: ClassVar[bool] = False
    split: ClassVar[str] = "validation"
    min_samples: ClassVar[int] = 4

    def check_evaluation(self, split: str, k: int) -> None:
        if split == "test":
            raise ConfigError("evaluation.split=test would steer training by test rows; diagnose validation or train")
        if k < 2:
            raise ConfigError(f"evaluation.k={k} cannot tell misapplied from missing; use 4 or more")

    def outline(self) -> str:
        return ""
