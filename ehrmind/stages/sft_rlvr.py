"""The paper's recipe as a plan of linked runs: the base model evaluated, then SFT, then RLVR from SFT's checkpoint.

Each run has its own folder; one that exists already (from stage=sft, or from an earlier chain) is used as it is.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from ehrmind.errors import ConfigError
from ehrmind.registry import register
from ehrmind.stages.base import Caps, Checkpoint, Job, Stage, Step
from ehrmind.stages.evaluate import Evaluate
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT
from ehrmind.tasks.base import Task


@register("stage", "sft_rlvr")
@dataclass
class SFTRLVR(Stage):
    """SFT, then RLVR."""

    arm: ClassVar[str] = "sft_rlvr"
    uses_reward: ClassVar[bool] = True

    sft: SFT = field(default_factory=SFT)
    rlvr: RLVR = field(default_factory=RLVR)
    evaluate_base: bool = True

    def __post_init__(self) -> None:
        for part, value in (("sft", self.sft.init_from), ("rlvr", self.rlvr.init_from)):
            if value is not None:
                raise ConfigError(
                    f"stage.{part}.init_from={value} breaks the chain; use stage={part} with stage.init_from="
                )

    def fill(self, task: Task, caps: Caps) -> None:
        self.sft.fill(task, caps)
        self.rlvr.fill(task, caps)

    def plan(self) -> tuple[Step, ...]:
        base = (Step("base", Evaluate(init_from=self.init_from)),) if self.evaluate_base else ()
        self.sft.init_from = self.init_from
        return (*base, Step("sft", self.sft), Step("sft_rlvr", self.rlvr, starts_from="sft"))

    def train(self, job: Job) -> Checkpoint | None:
        raise AssertionError("a chain is planned into runs and never trained itself")
