"""Judge completions that were made elsewhere, by verl, prime-rl or an interface of a company: stage=score.

    python -m ehrmind stage=score task=medcalc stage.completions=answers.jsonl stage.label=verl

The run is an arm beside the others, named by its `label`: the same rows, the same judge, the same intervals. What a
line of the file holds stands in evaluation/from_file.py. No model is loaded; `model=` says whose answers they are, and
`seed=` of which training: files of one label, each with a seed of its own, are seeds of one arm.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from ehrmind.errors import ConfigError
from ehrmind.fields import unhashed
from ehrmind.registry import register
from ehrmind.stages.base import Stage, Step
from ehrmind.stages.transfer import OF

TAKEN = ("base", "evaluate", "sft", "rlvr", "sft_rlvr", "sft_more", "rft", "rft_samples", "diagnose", "distill")


@register("stage", "score")
@dataclass
class ScoreStage(Stage):
    """`completions` is a file of completions by row; `label` is the arm's name in tables."""

    arm: ClassVar[str] = "elsewhere"
    trains: ClassVar[bool] = False
    loads_model: ClassVar[bool] = False
    drawn: ClassVar[int | None] = 0

    completions: str | None = unhashed(None)  # what it holds is hashed instead
    label: str = "elsewhere"

    def __post_init__(self) -> None:
        if not self.completions:
            raise ConfigError("stage.completions is empty; give the file of completions that are to be judged")
        if not self.file.is_file():
            raise ConfigError(f"stage.completions={self.completions} is no file")
        if not re.fullmatch(r"[A-Za-z0-9._]+", self.label):
            raise ConfigError(f"stage.label={self.label} names the run folder: letters, digits, '.' and '_' only")
        if OF in self.label:
            raise ConfigError(
                f"stage.label={self.label} holds {OF}, which stands between an arm and the task that its weights were "
                f"trained on; write it otherwise: {self.label.replace(OF, '.of.')}"
            )
        if self.label in TAKEN:
            raise ConfigError(f"stage.label={self.label} is the name of an arm that is made here; choose another")
        if self.init_from:
            raise ConfigError("stage.init_from= is a run to start from, and stage=score loads no model; leave it out")

    @property
    def file(self) -> Path:
        """The file of completions."""
        return Path(str(self.completions)).expanduser()

    def reads(self) -> list[str]:
        return [hashlib.sha256(self.file.read_bytes()).hexdigest()]

    def plan(self) -> tuple[Step, ...]:
        return (Step(self.label, self),)

    def outline(self) -> str:
        return ""
