"""What a run will cost, before it runs: tokens, FLOPs, memory and hours. Estimates, and each says what it rests on.

    estimate(config, step, data)
    -> Cost(tokens=13_550_000, flops=1.8e16, memory_bytes=7_400_000_000, hours=0.9,
            basis="completions up to their limit; 2 CPU cores at 150 GFLOP/s, ...")

Counted as the run counts itself (rl/grpo.py, rl/sft.py, evaluation/evaluate.py). Completions are taken to run to their
limit, and dynamic sampling to look at all that it may, so that tokens, FLOPs and hours are bounds from above.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ehrmind.config import Config
from ehrmind.data import thin
from ehrmind.distributed import world_size
from ehrmind.evaluation.evaluate import held_out
from ehrmind.models.shapes import Shape, shape_of
from ehrmind.preflight import lengths
from ehrmind.preflight.hardware import Hardware, known
from ehrmind.preflight.memory import Longest, Memory, memory
from ehrmind.stages.base import Stage, Step, filled
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT
from ehrmind.tasks.base import Data
from ehrmind.types import Example

# FLOPs a token and weight: a forward pass 2, a backward pass 4.
FORWARD, UPDATE = 2, 6


@dataclass(frozen=True, slots=True)
class Work:
    """Tokens, and the FLOPs that each costs a weight: in generation, and in training."""

    tokens: float = 0.0
    generating: float = 0
    training: float = 0

    @property
    def flops_per_weight(self) -> float:
        """FLOPs of all tokens, a weight."""
        return self.tokens * (self.generating + self.training)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run costs in all, and of that its training. None: the model's size, or the device's rate, is unknown.

    `room`: the bytes of memory that the device has, where they are known.
    """

    tokens: int
    flops: float | None
    memory_bytes: int | None
    hours: float | None
    basis: str
    training_tokens: int = 0
    training_flops: float | None = None
    memory: Memory | None = None
    room: int | None = None

    @property
    def too_large(self) -> bool:
        """Whether the estimate is more than the device has."""
        return self.memory_bytes is not None and self.room is not None and self.memory_bytes > self.room


def estimate(config: Config, step: Step, data: Data) -> Cost:
    """The cost of one run: its training, its looks at validation rows, its evaluation."""
    hardware, shape = known(config.plan_for), shape_of(config.model)
    training = _training(config, step.stage, data.splits["train"])
    work = [training, *_looks(config, step.stage, data), _evaluation(config, data)]
    tokens, training_tokens = round(sum(item.tokens for item in work)), round(training.tokens)
    if shape is None:
        unknown = f"the size of model.path={config.model.path} is not known here: no config.json in a folder or cache"
        return Cost(tokens, None, None, None, unknown, training_tokens)
    needed = memory(config, step.stage, shape, _longest(config, step.stage, data), hardware)
    return Cost(
        tokens=tokens,
        flops=shape.parameters * sum(item.flops_per_weight for item in work),
        memory_bytes=needed.peak,
        hours=_hours(work, shape, hardware),
        basis=_basis(hardware),
        training_tokens=training_tokens,
        training_flops=shape.parameters * training.flops_per_weight,
        memory=needed,
        room=hardware.memory or None,
    )


def _training(config: Config, stage: Stage, rows: Sequence[Example]) -> Work:
    if isinstance(stage, SFT):
        kept, sizes = _sft_rows(config, stage, rows)
        mean = sum(sizes[row.id] for row in kept) / max(len(kept), 1)
        seen = stage.steps * filled(stage.batch) if stage.steps else stage.epochs * len(kept)
        return Work(seen * mean, training=UPDATE)
    if isinstance(stage, RLVR):
        sizes = _fitting(lengths.prompts(config.task, rows, config.model), filled(stage.prompt_tokens))
        mean = sum(sizes.values()) / max(len(sizes), 1)
        completions = stage.steps * filled(stage.prompts_per_step) * filled(stage.group_size)
        times = filled(stage.dynamic_sampling)  # of which one is trained on
        update = UPDATE + (FORWARD if stage.kl else 0)
        return Work(times * completions * (mean + filled(stage.completion_tokens)), FORWARD, update / times)
    return Work()


def _sft_rows(config: Config, stage: SFT, rows: Sequence[Example]) -> tuple[list[Example], Mapping[str, int]]:
    """The rows that SFT trains on, with the tokens of prompt and gold completion."""
    chosen, _ = thin(rows, stage.fraction, stage.per_category, config.seed)
    asked = lengths.prompts(config.task, chosen, config.model)
    answered = lengths.golds(config.task, chosen, config.model)
    limit = filled(stage.prompt_tokens) + filled(stage.completion_tokens)
    sizes = _fitting({key: asked[key] + answered[key] for key in asked}, limit)
    return [row for row in chosen if row.id in sizes], sizes


def _fitting(sizes: Mapping[str, int], limit: int) -> dict[str, int]:
    return {key: size for key, size in sizes.items() if size <= limit}


def steps(stage: SFT, rows: int) -> int:
    """Optimizer steps of SFT on so many rows; the last batch of an epoch may be smaller."""
    return stage.steps or math.ceil(stage.epochs * math.ceil(rows / filled(stage.batch)))


def _looks(config: Config, stage: Stage, data: Data) -> list[Work]:
    """The looks at validation rows on the way, by stage.select and stage.watch; one for both where they coincide."""
    if not isinstance(stage, (SFT, RLVR)) or not (stage.select.every or stage.watch.every):
        return []
    if isinstance(stage, RLVR):
        count = stage.steps
    else:
        count = steps(stage, len(_sft_rows(config, stage, data.splits["train"])[0]))
    split = data.splits["validation"]
    sizes = lengths.prompts(config.task, split[: max(stage.select.rows, stage.watch.rows)], config.model)
    looks = (stage.select, stage.watch)
    shown = [max((look.rows for look in looks if look.due(step, count)), default=0) for step in range(count + 1)]
    written = filled(config.evaluation.completion_tokens)
    return [Work(sum(sizes[row.id] + written for rows in shown for row in split[:rows]), FORWARD)]


def _evaluation(config: Config, data: Data) -> Work:
    """One greedy completion and k samples of every held-out row."""
    rows = held_out(config, data)
    written = (1 + filled(config.evaluation.k)) * filled(config.evaluation.completion_tokens)
    return Work(sum(lengths.prompts(config.task, rows, config.model).values()) + len(rows) * written, FORWARD)


def _longest(config: Config, stage: Stage, data: Data) -> Longest:
    """The prompt of every stage; the whole sequence of SFT, which alone trains on it at once."""
    asked = lengths.prompts(config.task, held_out(config, data), config.model)
    prompt, sequence = max(asked.values(), default=0), 0
    if isinstance(stage, RLVR):
        trained = lengths.prompts(config.task, data.splits["train"], config.model)
        prompt = max(prompt, *_fitting(trained, filled(stage.prompt_tokens)).values(), 0)
    elif isinstance(stage, SFT):
        sequence = max(_sft_rows(config, stage, data.splits["train"])[1].values(), default=0)
    return Longest(prompt, sequence)


def _hours(work: Sequence[Work], shape: Shape, hardware: Hardware) -> float | None:
    if not hardware.flops:
        return None
    seconds = sum(
        item.tokens * (item.generating / hardware.generating + item.training / hardware.training) for item in work
    )
    return seconds * shape.parameters / (hardware.flops * world_size()) / 3600


def _basis(hardware: Hardware) -> str:
    if not hardware.flops:
        return f"completions up to their limit; the rate of {hardware.name} is not known: plan_for= names one that is"
    machines = f"{world_size()} × {hardware.name}" if world_size() > 1 else hardware.name
    return (
        f"completions up to their limit; {machines} at {hardware.flops / 1e12:.3g} TFLOP/s, "
        f"{100 * hardware.training:.0f} % of it in training and {100 * hardware.generating:.0f} % in generation"
    )
