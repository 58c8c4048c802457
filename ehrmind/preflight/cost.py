"""What a run will cost, before it runs: tokens, FLOPs, memory and hours. Estimates, and each says what it rests on.

    estimate(config, step, data)
    -> Cost(tokens=13_550_000, flops=1.8e16, memory_bytes=7_400_000_000, hours=0.9,
            basis="completions and dynamic sampling up to their limit; 2 CPU cores at 150 GFLOP/s, ...")

Tokens and FLOPs are counted as the run counts itself (rl/grpo.py, rl/sft.py, evaluation/evaluate.py); hours are of what
the device does of them: a prompt that a group shares is read once. Completions are taken to run to their limit, and
dynamic sampling to look at all that it may, so that all three are bounds from above. What SFT trains on stands in
preflight/taught.py.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ehrmind.config import Config, Origin
from ehrmind.distributed import world_size
from ehrmind.evaluation.evaluate import held_out
from ehrmind.models.shapes import Shape, shape_of
from ehrmind.preflight import lengths
from ehrmind.preflight.hardware import Hardware, known
from ehrmind.preflight.memory import Longest, Memory, memory
from ehrmind.preflight.taught import Others, Taught, taught
from ehrmind.stages.base import FORWARD, UPDATE, Stage, Step, filled
from ehrmind.stages.rlvr import RLVR, SharedPrefix
from ehrmind.stages.sft import SFT
from ehrmind.tasks.base import Data

NO_OTHERS: Others = {}
_UP_TO = "completions and dynamic sampling up to their limit"


@dataclass(frozen=True, slots=True)
class Work:
    """Tokens, and FLOPs a weight: as the run counts them, and as the device does them, on whole texts and in turn."""

    tokens: float = 0.0
    counted: float = 0.0
    at_once: float = 0.0  # reading prompts, and updates
    one_by_one: float = 0.0  # a completion's tokens, one after the other


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run costs in all, and of that its training.

    None: the model's size, the device's rate, or what another run will have done is unknown.
    `room`: the bytes of memory that the device has, where they are known.
    """

    tokens: int | None
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


def estimate(config: Config, step: Step, data: Data, others: Others = NO_OTHERS) -> Cost:
    """The cost of one run: training, looks at validation rows, evaluation. `others` are the runs planned before it."""
    stage: Stage = step.stage
    if not stage.loads_model:
        return Cost(0, 0.0, 0, 0.0, f"stage={stage.registered_name} judges a file, and computes nothing here")
    if config.model.origin is Origin.server:
        return _elsewhere(config, data)
    hardware, shape = known(config.plan_for), shape_of(config.model)
    learned: Taught | None = None
    if isinstance(stage, SFT):
        found = taught(config, stage, data, shape.parameters if shape else None, others)
        if isinstance(found, str):
            return Cost(None, None, None, None, f"{found} is no run that is finished, or whose cost is known here")
        learned, stage = found, found.stage
    training = _training(config, stage, learned, data)
    work = [training, *_looks(config, stage, learned, data), _evaluation(config, data)]
    tokens, training_tokens = round(sum(item.tokens for item in work)), round(training.tokens)
    if shape is None:
        unknown = f"the size of model.path={config.model.path} is not known here: no config.json in a folder or cache"
        return Cost(tokens, None, None, None, unknown, training_tokens)
    needed = memory(config, stage, shape, _longest(config, stage, learned, data), hardware)
    return Cost(
        tokens=tokens,
        flops=shape.parameters * sum(item.counted for item in work),
        memory_bytes=needed.peak,
        hours=_hours(work, shape, hardware),
        basis=_basis(hardware, bool(learned and learned.bound)),
        training_tokens=training_tokens,
        training_flops=shape.parameters * training.counted,
        memory=needed,
        room=hardware.memory or None,
    )


def _elsewhere(config: Config, data: Data) -> Cost:
    """Of a model behind an address, which reads a prompt for each of its completions, and counts it each time."""
    rows, count = held_out(config, data), 1 + filled(config.evaluation.k)
    read = count * sum(lengths.prompts(config.task, rows, config.model).values())
    written = count * len(rows) * filled(config.evaluation.completion_tokens)
    basis = "completions up to their limit; what model=server computes is computed elsewhere: its hours are not known"
    return Cost(read + written, None, 0, None, basis)


def _training(config: Config, stage: Stage, learned: Taught | None, data: Data) -> Work:
    if learned is not None:
        stage, mean = learned.stage, learned.mean
        seen = stage.steps * filled(stage.batch) if stage.steps else stage.epochs * len(learned.sizes)
        return Work(seen * mean, UPDATE * seen * mean, at_once=UPDATE * seen * mean)
    if isinstance(stage, RLVR):
        asked = lengths.prompts(config.task, data.splits["train"], config.model)
        sizes = _fitting(asked, filled(stage.prompt_tokens))
        mean = sum(sizes.values()) / max(len(sizes), 1)
        return _rollouts_and_updates(stage, mean)
    return Work()


def _rollouts_and_updates(stage: RLVR, prompt: float) -> Work:
    """Of RLVR on prompts of so many tokens."""
    groups, size = stage.sampled_groups, filled(stage.group_size)
    times = filled(stage.dynamic_sampling)  # groups that are sampled, of which one is trained on
    update = stage.learning_flops
    written = groups * size * filled(stage.completion_tokens)
    read = groups * prompt * (size if stage.shared_prefix is SharedPrefix.off else 1)
    tokens = groups * size * prompt + written
    return Work(
        tokens=times * tokens,
        counted=(times * FORWARD + update) * tokens,
        at_once=(times * FORWARD + update) * read + update * written,
        one_by_one=times * FORWARD * written,
    )


def _answering(read: float, written: float) -> Work:
    """Of prompts of so many tokens in all, and of completions."""
    return Work(read + written, FORWARD * (read + written), FORWARD * read, FORWARD * written)


def _fitting(sizes: Mapping[str, int], limit: int) -> dict[str, int]:
    return {key: size for key, size in sizes.items() if size <= limit}


def steps(stage: SFT, rows: int) -> int:
    """Optimizer steps of SFT on so many rows; the last batch of an epoch may be smaller."""
    return stage.steps or math.ceil(stage.epochs * math.ceil(rows / filled(stage.batch)))


def _looks(config: Config, stage: Stage, learned: Taught | None, data: Data) -> list[Work]:
    """The looks at validation rows on the way, by stage.select and stage.watch; one for both where they coincide."""
    if not isinstance(stage, (SFT, RLVR)) or not (stage.select.every or stage.watch.every):
        return []
    count = stage.steps if isinstance(stage, RLVR) else steps(stage, len(learned.sizes) if learned else 0)
    split = data.splits["validation"]
    sizes = lengths.prompts(config.task, split[: max(stage.select.rows, stage.watch.rows)], config.model)
    looks = (stage.select, stage.watch)
    shown = [max((look.rows for look in looks if look.due(step, count)), default=0) for step in range(count + 1)]
    read = sum(sizes[row.id] for rows in shown for row in split[:rows])
    written = sum(len(split[:rows]) for rows in shown) * filled(config.evaluation.completion_tokens)
    return [_answering(read, written)]


def _evaluation(config: Config, data: Data) -> Work:
    """One greedy completion and k samples of every held-out row."""
    rows = held_out(config, data)
    written = (1 + filled(config.evaluation.k)) * filled(config.evaluation.completion_tokens)
    return _answering(sum(lengths.prompts(config.task, rows, config.model).values()), len(rows) * written)


def _longest(config: Config, stage: Stage, learned: Taught | None, data: Data) -> Longest:
    """The prompt of every stage; the whole sequence of SFT, which alone trains on it at once."""
    asked = lengths.prompts(config.task, held_out(config, data), config.model)
    prompt = max(asked.values(), default=0)
    if isinstance(stage, RLVR):
        trained = lengths.prompts(config.task, data.splits["train"], config.model)
        prompt = max(prompt, *_fitting(trained, filled(stage.prompt_tokens)).values(), 0)
    return Longest(prompt, max(learned.sizes, default=0) if learned else 0)


def _hours(work: Sequence[Work], shape: Shape, hardware: Hardware) -> float | None:
    if not hardware.flops:
        return None
    seconds = sum(item.at_once / hardware.training + item.one_by_one / hardware.generating for item in work)
    return seconds * shape.parameters / (hardware.flops * world_size()) / 3600


def _basis(hardware: Hardware, bound: bool) -> str:
    up_to = f"every sample right and kept, {_UP_TO}" if bound else _UP_TO
    if not hardware.flops:
        return f"{up_to}; the rate of {hardware.name} is not known: plan_for= names one that is"
    machines = f"{world_size()} × {hardware.name}" if world_size() > 1 else hardware.name
    return (
        f"{up_to}; {machines} at {hardware.flops / 1e12:.3g} TFLOP/s, "
        f"{100 * hardware.training:.0f} % of it in training and {100 * hardware.generating:.0f} % in generation"
    )
