"""The paper's recipe as a plan of linked runs: the base model evaluated, then SFT, then RLVR from SFT's checkpoint.

    python -m ehrmind stage=sft_rlvr                  base · sft · sft_rlvr
    python -m ehrmind stage=sft_rlvr stage.arm=rlvr   rlvr, straight from the base model
    ... stage.arm=sft_more                            sft continued for as many FLOPs as sft_rlvr took
    ... stage.arm=rft                                 sft continued on its own right samples, as many as RLVR draws

Each run has its own folder; one that exists already (from stage=sft, or from an earlier chain) is used as it is. So the
arms of a sweep share their SFT.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, ClassVar

from ehrmind.errors import ConfigError
from ehrmind.fields import unhashed
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.stages.base import Caps, Stage, Step
from ehrmind.stages.distill import Distill, require_own_gold
from ehrmind.stages.evaluate import Evaluate
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT
from ehrmind.tasks.base import Task


class Arm(str, Enum):
    """Which rows of the results table to make. `all`: base, sft and sft_rlvr."""

    all = "all"
    base = "base"
    sft = "sft"
    rlvr = "rlvr"
    sft_rlvr = "sft_rlvr"
    sft_more = "sft_more"
    rft = "rft"


@register("stage", "sft_rlvr")
@dataclass
class SFTRLVR(Stage):
    """SFT, then RLVR; with `arm` only the runs that this row of the table needs."""

    uses_reward: ClassVar[bool] = True

    arm: Arm = unhashed(Arm.all)  # type: ignore[misc]  # here the user's choice; a run is named by its step
    sft: SFT = field(default_factory=SFT)
    rlvr: RLVR = field(default_factory=RLVR)
    evaluate_base: bool = True

    def __post_init__(self) -> None:
        for part, value in (("sft", self.sft.init_from), ("rlvr", self.rlvr.init_from)):
            if value is not None:
                raise ConfigError(
                    f"stage.{part}.init_from={value} breaks the chain; use stage={part} with stage.init_from="
                )

    def suit_adapter(self) -> None:
        self.sft.suit_adapter()
        self.rlvr.suit_adapter()

    def fill(self, task: Task, caps: Caps) -> None:
        if self.arm is Arm.rft:
            require_own_gold(task, "stage.arm=rft")
        self.sft.fill(task, caps)
        self.rlvr.fill(task, caps)

    def check_reward(self, terms: Mapping[str, Reward]) -> None:
        self.rlvr.check_reward(terms)

    def rewarded_tokens(self) -> int | None:
        return self.rlvr.rewarded_tokens()

    def plan(self) -> tuple[Step, ...]:
        base = Step("base", Evaluate(init_from=self.init_from))
        sft = Step("sft", replace(self.sft, init_from=self.init_from))
        rlvr = Step("rlvr", replace(self.rlvr, init_from=self.init_from))
        both = Step("sft_rlvr", self.rlvr, starts_from="sft")
        more = Step("sft_more", replace(self.sft, steps=None), starts_from="sft", matches="sft_rlvr")
        samples = Step("rft_samples", Distill(), starts_from="sft", asks=self._sampling())  # keeps all: ehrmind.planned
        once = replace(self.sft, steps=None, epochs=1.0, fraction=1.0, per_category=None)  # of all that is kept
        rft = Step("rft", once, starts_from="sft", learns_from="rft_samples")
        chain = (base, sft, both) if self.evaluate_base else (sft, both)
        return {
            Arm.all: chain,
            Arm.base: (base,),
            Arm.sft: (sft,),
            Arm.rlvr: (rlvr,),
            Arm.sft_rlvr: (sft, both),
            Arm.sft_more: (sft, both, more),
            Arm.rft: (sft, samples, rft),
        }[self.arm]

    def _sampling(self) -> dict[str, Any]:
        """An evaluation that draws as many completions of training rows as RLVR does, in its way.

        A row's greedy completion is one of them. Dynamic sampling's further groups are not counted. Where fewer
        training rows are drawn, ehrmind.planned asks for more of each.
        """
        rlvr = self.rlvr
        if rlvr.group_size is None or rlvr.prompts_per_step is None:  # not filled yet
            return {}
        return {
            **{"split": "train", "fast": False, "limit": rlvr.sampled_groups, "k": rlvr.group_size - 1},
            **{"temperature": rlvr.temperature, "top_p": rlvr.top_p, "completion_tokens": rlvr.completion_tokens},
            **{"baselines": False, "probes": []},
        }

    def outline(self) -> str:
        return ""
