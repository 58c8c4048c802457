"""Supervised fine-tuning: the warm-up that injects missing knowledge and the output format.

Loss on the completion only (the gold reasoning and answer), over TRL's SFTTrainer. Rows whose prompt and completion
exceed `prompt_tokens` + `completion_tokens` are left out and counted in data.json, never cut.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ehrmind.errors import ConfigError, require_choice
from ehrmind.fields import later, number, unhashed
from ehrmind.registry import register
from ehrmind.stages.base import SCHEDULES, TRAINS_NOTHING, Caps, Saving, Selection, Stage, Watching, capped, first
from ehrmind.stages.distill import require_own_gold
from ehrmind.tasks.base import Task

MICRO_BATCH = 4


@register("stage", "sft")
@dataclass
class SFT(Stage):
    """2 epochs at lr 2e-5, as in the paper. `steps` overrides `epochs`; `batch` is rows a step.

    `fraction` of each category's training rows is used, at most `per_category` of them.
    """

    arm = "sft"

    epochs: float = number(2.0, above=0, why=TRAINS_NOTHING)
    steps: int | None = number(None, at_least=1, why=TRAINS_NOTHING)
    lr: float = number(2e-5, above=0, at_most=1)
    fraction: float = number(1.0, above=0, at_most=1, why="is no share of the training rows")
    per_category: int | None = number(None, at_least=1, why="leaves no row (null takes all)")
    batch: int | None = number(None, at_least=1, why="holds no row")
    micro_batch: int | None = number(None, at_least=1, why="holds no row")  # rows at once in memory
    # A finished run: as many steps as cost its training's FLOPs, in place of `steps`.
    match: str | None = unhashed(None)
    # A finished run of stage=distill: its rationales, and no other row.
    learn_from: str | None = unhashed(None)
    schedule: str = "cosine"
    warmup: float = number(0.05, at_least=0, below=1)  # share of the steps
    prompt_tokens: int | None = number(None, at_least=1)
    completion_tokens: int | None = number(None, at_least=1)
    select: Selection = field(default_factory=Selection)
    watch: Watching = later(factory=Watching)
    save: Saving = unhashed(factory=Saving)
    extra: dict[str, Any] = field(default_factory=dict)  # further fields of trl.SFTConfig

    def __post_init__(self) -> None:
        require_choice("stage.schedule", self.schedule, SCHEDULES)

    def fill(self, task: Task, caps: Caps) -> None:
        if self.learn_from is not None:
            require_own_gold(task, f"stage.learn_from={self.learn_from}")
            if task.own_reasoning() is not task:
                raise ConfigError(
                    f"stage.learn_from={self.learn_from} learns from that run's rationales alone, and task.rationales= "
                    "names others; give one of them"
                )
        self.batch = first(self.batch, capped(task.sft_batch, caps.sft_batch))
        self.micro_batch = first(self.micro_batch, min(self.batch, capped(MICRO_BATCH, caps.sft_micro_batch)))
        if self.batch % self.micro_batch:
            raise ConfigError(f"stage.batch={self.batch} is not a multiple of stage.micro_batch={self.micro_batch}")
        self.prompt_tokens = first(self.prompt_tokens, capped(task.prompt_tokens, caps.prompt_tokens))
        self.completion_tokens = first(self.completion_tokens, task.completion_tokens)

    def learns_rationales(self) -> bool:
        return self.learn_from is None

    def reads(self) -> list[str]:
        runs = (Path(run).expanduser().resolve().name for run in (self.match, self.learn_from) if run)
        return list(runs)

    def outline(self) -> str:
        if self.match:
            return f"as many steps of {self.batch} rows as cost what {Path(self.match).name} did, lr {self.lr:g}"
        length = f"{self.steps} steps" if self.steps else f"{self.epochs:g} epochs"
        share = f", {100 * self.fraction:g} % of the training rows" if self.fraction < 1 else ""
        cap = f", at most {self.per_category} of a category" if self.per_category else ""
        return f"{length} of {self.batch} rows, lr {self.lr:g}{share}{cap}"
