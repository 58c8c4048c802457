"""The paper's claim of generalisation: the arms of one task, each evaluated on the other tasks too.

    python -m ehrmind +experiments=cross_task         for each task its chain, then sft_of_medcalc on trial_matching, …

The chain is that of stage=sft_rlvr, whose finished runs are used as they are. What is transferred are the weights: the
other task brings its own prompt, answers and measures, and its rows are those of its own runs with the same settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ehrmind.errors import ConfigError
from ehrmind.fields import unhashed
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.stages.base import Caps, Stage, Step, capped
from ehrmind.stages.evaluate import Evaluate
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT
from ehrmind.stages.sft_rlvr import SFTRLVR, Arm
from ehrmind.tasks.base import Policy, Task

OF = "_of_"  # between an arm and the task that its weights were trained on


@register("stage", "transfer")
@dataclass
class Transfer(Stage):
    """The base and the chain, and the weights of its trained arms on every task in `on` but their own."""

    uses_reward: ClassVar[bool] = True

    arm: Arm = unhashed(Arm.all)  # type: ignore[misc]  # as of stage=sft_rlvr
    sft: SFT = field(default_factory=SFT)
    rlvr: RLVR = field(default_factory=RLVR)
    on: dict[str, Task] = unhashed(factory=dict)

    def __post_init__(self) -> None:
        if self.arm is Arm.base:
            raise ConfigError("stage.arm=base trains nothing that could be transferred; use all, sft, rlvr or sft_rlvr")
        self._own = ""
        self._chain().plan()

    def suit_adapter(self) -> None:
        self._chain().suit_adapter()

    def check_reward(self, terms: Mapping[str, Reward]) -> None:
        self.rlvr.check_reward(terms)

    def rewarded_tokens(self) -> int | None:
        return self.rlvr.rewarded_tokens()

    def fill(self, task: Task, caps: Caps) -> None:
        self._own = task.registered_name
        self._chain().fill(task, caps)
        for other in self.on.values():
            # What weights write that were trained on restricted text is restricted, whatever they are asked.
            other.restricted = other.restricted or task.data_policy is Policy.RESTRICTED
            other.fit_prompts(capped(other.prompt_tokens, caps.prompt_tokens))

    def plan(self) -> tuple[Step, ...]:
        chain = self._chain().plan()
        if chain[0].arm != "base":  # without which nobody sees what was learned
            chain = (Step("base", Evaluate(init_from=self.init_from)), *chain)
        others = [task for task in self.on.values() if task.registered_name != self._own]
        return chain + tuple(
            Step(f"{step.arm}{OF}{self._own}", Evaluate(), starts_from=step.arm, task=task)
            for step in chain
            if step.stage.trains
            for task in others
        )

    def outline(self) -> str:
        return ""

    def _chain(self) -> SFTRLVR:
        return SFTRLVR(init_from=self.init_from, arm=self.arm, sft=self.sft, rlvr=self.rlvr)
