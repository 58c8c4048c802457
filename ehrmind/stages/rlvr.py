"""Reinforcement learning with verifiable rewards: GRPO (Shao et al. 2024, arXiv 2402.03300) over TRL's GRPOTrainer.

For each prompt a group of G completions is sampled; the advantage of one is its reward, standardised in its group.
Departs from the textbook by recipe: `paper` averages the loss over a group's tokens, then over groups (bnpo), adds the
k3 KL estimate times 0.001 and subtracts 0.001 times the entropy; `released` has the sign of the paper's published
code, which maximises the KL term; `modern` is DAPO (Yu et al. 2025, arXiv 2503.14476) without KL and entropy terms and
with clip-higher and dynamic sampling.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ehrmind.errors import ConfigError, require_choice
from ehrmind.fields import later, number, unhashed
from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.stages import losses
from ehrmind.stages.base import (
    FORWARD,
    HOTTEST,
    SCHEDULES,
    TRAINS_NOTHING,
    UPDATE,
    Caps,
    Saving,
    Selection,
    Stage,
    Watching,
    capped,
    filled,
    first,
)
from ehrmind.stages.diagnose import diagnosed
from ehrmind.stages.losses import LOSSES, Ratio, ScaleRewards
from ehrmind.tasks.base import Task

ROLLOUT_BATCH = 96
ADAPTER_LR = 10  # times that of full weights: Schulman and Thinking Machines 2025, "LoRA Without Regret"


class Recipe(str, Enum):
    """A consistent set of training numbers."""

    paper = "paper"
    released = "released"
    modern = "modern"


class SharedPrefix(str, Enum):
    """Whether a group's prompt is computed once. `auto`: where the first step agrees with the stock path; `verify`:
    also checked every few steps, and the run fails where it does not; `on`: unchecked.
    """

    auto = "auto"
    on = "on"
    off = "off"
    verify = "verify"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a recipe fixes; group_size None means the task's."""

    loss: str = "bnpo"
    kl: float = 0.001
    clip_low: float = 0.2
    clip_high: float = 0.2
    entropy: float = 0.001
    group_size: int | None = None
    temperature: float = 0.6
    top_p: float = 0.95
    lr: float = 1e-6
    prompts_per_step: int = 32
    stopping: bool = True
    dynamic_sampling: float = 1.0


RECIPES = {
    Recipe.paper: Numbers(),
    Recipe.released: Numbers(kl=-0.001, stopping=False),
    Recipe.modern: Numbers(
        *("dapo", 0.0), clip_high=0.28, entropy=0.0, group_size=16, temperature=1.0, top_p=1.0, dynamic_sampling=3.0
    ),
}


@register("stage", "rlvr")
@dataclass
class RLVR(Stage):
    """GRPO for `steps` optimizer steps of `prompts_per_step` × `group_size` completions. Open numbers: the recipe's."""

    arm = "rlvr"
    uses_reward = True

    recipe: Recipe = Recipe.paper
    steps: int = number(100, at_least=1, why=TRAINS_NOTHING)
    lr: float | None = number(None, above=0, at_most=1)
    prompts_per_step: int | None = number(None, at_least=1, why="samples nothing")
    group_size: int | None = number(None, at_least=2, why="gives no advantage: a completion is compared with its group")
    # At most so many times the prompts of a step are sampled for, until as many groups have variance; 1: as they come.
    dynamic_sampling: float | None = number(
        None, at_least=1, at_most=100, why="samples for fewer prompts than a step has", later=True, before=1.0
    )
    # Completions of a group whose activations are held at once in an update; null: the whole group. Exact.
    micro_batch: int | None = number(None, at_least=1, why="holds no completion", later=True)
    loss: str | None = None
    kl: float | None = number(None, at_least=-10, at_most=10)
    clip_low: float | None = number(None, above=0, at_most=1)
    clip_high: float | None = number(None, above=0, at_most=10)
    entropy: float | None = number(None, at_least=-10, at_most=10)
    temperature: float | None = number(None, above=0, at_most=HOTTEST, why="draws equal completions, or noise")
    top_p: float | None = number(None, above=0, at_most=1, why="is no share of the probability")
    prompt_tokens: int | None = number(None, at_least=1)
    completion_tokens: int | None = number(None, at_least=1)
    schedule: str = "constant"
    warmup: float = number(0.0, at_least=0, below=1, later=True)  # share of the steps, of a schedule that has one
    num_iterations: int = number(1, at_least=1, why="learns from nothing", later=True)  # times a completion is used
    steps_per_generation: int = number(1, at_least=1, why="trains on nothing", later=True)  # that one generation serves
    scale_rewards: ScaleRewards | None = later(None, before=ScaleRewards.group)
    ratio: Ratio | None = later(None, before=Ratio.token)
    # A completion that does not end, or goes on after its answer, is malformed to the reward.
    stopping: bool | None = later(None, before=False)
    shared_prefix: SharedPrefix = SharedPrefix.auto
    rollout_batch: int = number(
        ROLLOUT_BATCH, at_least=1, why="samples nothing"
    )  # completions at once on a process, whose keys and values are held
    filter: str | None = unhashed(None)  # a run of stage=diagnose: train without what is always or never right
    curriculum: bool = later(False)  # prompts from easy to hard, by the pass rate that `filter` has diagnosed
    sft_weight: float = number(0.0, at_least=0, at_most=100, later=True)  # of SFT's loss on the step's own prompts
    keep_rollouts: float = number(256.0, at_least=0, hashed=False)  # MB of text in rollouts.jsonl.zst; 0: none
    select: Selection = field(default_factory=Selection)
    watch: Watching = later(factory=Watching)
    save: Saving = unhashed(factory=Saving)
    extra: dict[str, Any] = field(default_factory=dict)  # further fields of trl.GRPOConfig

    def __post_init__(self) -> None:
        if self.loss is not None:
            require_choice("stage.loss", self.loss, LOSSES)
        require_choice("stage.schedule", self.schedule, SCHEDULES)
        if self.curriculum and self.filter is None:
            raise ConfigError(
                "stage.curriculum=true needs stage.filter=, a run of stage=diagnose evaluation.split=train, by whose "
                "pass rates it orders the prompts"
            )
        if self.curriculum and "shuffle_dataset" in self.extra:
            raise ConfigError("stage.extra.shuffle_dataset is stage.curriculum=true here; leave one of them out")
        if self.warmup and self.schedule == "constant":
            raise ConfigError(
                f"stage.warmup={self.warmup:g}: stage.schedule=constant has none; use "
                "stage.schedule=constant_with_warmup"
            )
        if self.curriculum and (self.dynamic_sampling or 1) > 1:
            raise ConfigError(
                f"stage.dynamic_sampling={self.dynamic_sampling:g} takes as many prompts a step as it needs, and "
                "stage.curriculum=true orders as many as the steps take; use stage.dynamic_sampling=1"
            )

    def suit_adapter(self) -> None:
        self.lr = first(self.lr, float(f"{ADAPTER_LR * RECIPES[self.recipe].lr:.6g}"))

    def fill(self, task: Task, caps: Caps) -> None:
        if self.sft_weight and task.own_reasoning() is not task:
            raise ConfigError(
                f"stage.sft_weight={self.sft_weight:g} replays the task's own reasoning, and task.rationales is "
                "learned by SFT alone; leave one of them out"
            )
        numbers = RECIPES[self.recipe]
        self._fill_loss(numbers)
        if self.curriculum and self.dynamic_sampling is None:
            self.dynamic_sampling = 1.0
        for name in ("lr", "kl", "entropy", "temperature", "top_p", "stopping", "dynamic_sampling"):
            setattr(self, name, first(getattr(self, name), getattr(numbers, name)))
        self.group_size = first(self.group_size, capped(first(numbers.group_size, task.group_size), caps.group_size))
        self.prompts_per_step = first(self.prompts_per_step, capped(numbers.prompts_per_step, caps.prompts_per_step))
        self.prompt_tokens = first(self.prompt_tokens, capped(task.prompt_tokens, caps.prompt_tokens))
        self.completion_tokens = first(self.completion_tokens, capped(task.completion_tokens, caps.completion_tokens))
        if self.micro_batch is not None and self.group_size % self.micro_batch:
            raise ConfigError(
                f"stage.group_size={self.group_size} is not a multiple of stage.micro_batch={self.micro_batch}"
            )

        if self.scale_rewards is ScaleRewards.batch and (self.dynamic_sampling or 1) > 1:
            raise ConfigError(
                "stage.scale_rewards=batch divides by the deviation of all groups, and dynamic sampling chooses groups "
                f"by theirs (stage.dynamic_sampling={self.dynamic_sampling:g}); use stage.dynamic_sampling=1"
            )

    def _fill_loss(self, numbers: Numbers) -> None:
        """The loss with what goes with it. Raises ConfigError."""
        self.loss = self.loss or numbers.loss
        needs = LOSSES[self.loss]
        self.clip_low = first(self.clip_low, needs.clip_low, numbers.clip_low)
        self.clip_high = first(self.clip_high, needs.clip_high, numbers.clip_high)
        self.scale_rewards, self.ratio = self.scale_rewards or needs.scale_rewards, self.ratio or needs.ratio
        losses.check(self.loss, self.clip_high, self.scale_rewards, self.ratio)
        losses.check_fresh(self.loss, self.num_iterations, self.steps_per_generation)

    @property
    def generations(self) -> int:
        """How often completions are sampled: each time for `steps_per_generation` × `num_iterations` steps."""
        return math.ceil(self.steps / (self.steps_per_generation * self.num_iterations))

    @property
    def sampled_groups(self) -> int:
        """How many groups they are in all, without dynamic sampling's further ones."""
        return self.generations * self.steps_per_generation * filled(self.prompts_per_step)

    @property
    def learning_flops(self) -> float:
        """FLOPs a weight and sampled token, beside its sampling: 6 an update; once a generation 2 for the reference of
        a KL term, and 2 for the old policy, where completions serve several steps or vLLM's sampling is corrected.
        """
        updates = self.steps / (self.generations * self.steps_per_generation)  # the last generation's may be cut short
        corrected = bool(self.extra.get("vllm_importance_sampling_correction"))
        old = corrected or self.steps_per_generation * self.num_iterations > 1
        return UPDATE * updates + FORWARD * (bool(self.kl) + old)

    def check_reward(self, terms: Mapping[str, Reward]) -> None:
        across = [name for name, term in terms.items() if term.across_groups]
        if across and self.scale_rewards is ScaleRewards.group:
            raise ConfigError(
                f"reward={across[0]} pays the right answers to one question alike and those to another more, and "
                "stage.scale_rewards=group divides by the deviation of one question's answers, so that all count the "
                "same again; use stage.scale_rewards=none or batch"
            )

    def rewarded_tokens(self) -> int | None:
        return self.completion_tokens

    def reads(self) -> list[str]:
        return [] if self.filter is None else [diagnosed(self.filter).parent.name]

    def outline(self) -> str:
        return (
            f"recipe {self.recipe.value}: {self.steps} steps of {self.prompts_per_step} prompts × {self.group_size} "
            f"completions of up to {self.completion_tokens} tokens, lr {self.lr:g}"
        )
