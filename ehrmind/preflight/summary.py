"""Before the first step: the arithmetic of a batch, the lengths against the limits, the memory against the machine's.

    ╭─ preflight · rlvr ───────────────────────────────────────────────────────────╮
    │ batch     2 prompts a step × 6 completions = 12 completions, in 2            │
    │           micro-batches of 6                                                 │
    │ training  3 optimizer steps, 6 prompts: 0.015 epochs of 400 rows             │
    │ lengths   prompt, in tokens: p50 248 · p90 278 · p99 300 · longest 309 ·     │
    │           limit 1024                                                         │
    │              242-255    ████████████████████████ 93                          │
    │ left out  none                                                               │
    │ memory    6.1 GB of 20.0 GB (estimated): program 600 MB, weights 538 MB,     │
    │           optimizer 1.1 GB, reference 538 MB, at most in update 2.9 GB       │
    ╰──────────────────────────────────────────────────────────────────────────────╯

Numbers alone: no text of a prompt is shown. rl/longest_step.py then does one step on the longest batch.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ehrmind.config import Config
from ehrmind.console import show_header, show_warning
from ehrmind.distributed import world_size
from ehrmind.job import Job
from ehrmind.models.shapes import Shape, from_config
from ehrmind.preflight.cost import steps
from ehrmind.preflight.hardware import GB, Hardware, here
from ehrmind.preflight.headroom import available
from ehrmind.preflight.memory import Longest, Memory, memory
from ehrmind.stages.base import Stage, filled
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT

MENDS = {
    "rlvr": (
        "lower stage.micro_batch, stage.group_size, stage.completion_tokens or stage.prompt_tokens (update), or "
        "stage.rollout_batch (rollout), in a chain stage.rlvr.*; or train an adapter with model.lora.rank=16"
    ),
    "sft": (
        "lower stage.micro_batch or stage.prompt_tokens, in a chain stage.sft.*; or train an adapter with "
        "model.lora.rank=16"
    ),
    "evaluation": "lower evaluation.batch_size",
}
QUANTILES = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))
BAR = 24  # characters of the tallest bin
BINS = 8


@dataclass(frozen=True, slots=True)
class Lengths:
    """Tokens of the candidate rows by id, and the limit over which a row is left out.

    `what` is measured: "prompt", or "prompt and gold completion". `too_long` gold completions exceed what a completion
    may have; `left_out` counts rows by reason.
    """

    what: str
    sizes: Mapping[str, int]
    limit: int
    left_out: Mapping[str, int]
    too_long: int = 0

    @property
    def kept(self) -> list[int]:
        """Sizes of the rows that fit, in order of size."""
        return sorted(size for size in self.sizes.values() if size <= self.limit)


def show(job: Job, stage: Stage, policy: Any, lengths: Lengths) -> None:
    """Show the block of a training run, and a warning where memory will probably run out."""
    if not job.config.preflight:
        return
    shape = from_config(policy.model.config.to_dict())
    needed = None if shape is None else _needed(job.config, stage, shape, lengths)
    free = available()
    facts = {**arithmetic(stage, len(lengths.kept), job.config), **_lengths(lengths)}
    facts["memory"] = "not estimated: the model is of a build that is not known here"
    if needed is not None:
        facts["memory"] = f"{in_bytes(needed.peak)} of {in_bytes(free)} (estimated): {_parts(needed)}"
    show_header(f"preflight · {job.run.arm}", facts)
    if needed is not None and needed.peak > free:
        show_warning(
            "memory",
            f"{job.run.arm} needs an estimated {in_bytes(needed.peak)}, and {in_bytes(free)} are free: it will "
            f"probably run out. {mend(stage, needed)}",
        )


def mend(stage: Stage, needed: Memory) -> str:
    """What to change, by what is widest."""
    widest = max(needed.moments, key=lambda name: needed.moments[name])
    if widest == "evaluation":
        return f"Mend: {MENDS['evaluation']}"
    return f"Mend: {MENDS.get(stage.registered_name, MENDS['evaluation'])}"


def arithmetic(stage: Stage, rows: int, config: Config) -> dict[str, str]:
    """How a global batch is made up, and how much of the data the steps see."""
    processes = world_size()
    on = f", on each of {processes} processes" if processes > 1 else ""
    if isinstance(stage, RLVR):
        prompts, group = filled(stage.prompts_per_step), filled(stage.group_size)
        seen, micro, times = stage.steps * prompts, stage.micro_batch or group, filled(stage.dynamic_sampling)
        looked_at = f", of up to {int(times * prompts)} prompts" if times > 1 else ""
        return {
            "batch": (
                f"{prompts} prompts a step × {group} completions = {prompts * group} completions{looked_at}, "
                f"in {_batches(prompts // processes * (group // micro), micro)}{on}"
            ),
            "training": f"{stage.steps} optimizer steps, {seen} prompts: {seen / rows:.2g} epochs of {rows} rows",
        }
    assert isinstance(stage, SFT)
    batch = filled(stage.batch)
    micro = math.gcd(batch // processes, filled(stage.micro_batch))
    count = steps(stage, rows)
    epochs = count * batch / rows if stage.steps else stage.epochs
    return {
        "batch": f"{batch} rows a step, in {_batches(batch // processes // micro, micro)}{on}",
        "training": f"{count} optimizer steps: {epochs:.2g} epochs of {rows} rows",
    }


def _batches(count: int, size: int) -> str:
    return f"{count} micro-batch{'es' if count > 1 else ''} of {size}"


def _lengths(lengths: Lengths) -> dict[str, str]:
    kept, total = lengths.kept, sum(lengths.left_out.values())
    quantiles = " · ".join(f"{name} {kept[min(int(share * len(kept)), len(kept) - 1)]}" for name, share in QUANTILES)
    shown = {
        "lengths": f"{lengths.what}, in tokens: {quantiles} · longest {kept[-1]} · limit {lengths.limit}",
        "": "\n".join(histogram(sorted(lengths.sizes.values()), lengths.limit)),
        "left out": ", ".join(f"{count} {reason}" for reason, count in lengths.left_out.items()) if total else "none",
    }
    if lengths.too_long:
        shown["gold"] = f"{lengths.too_long} gold completions are longer than a completion may be: raise its limit"
    return shown


def histogram(sizes: Sequence[int], limit: int) -> list[str]:
    """Lines such as "256-287 ██████████ 412"; a bin beyond the limit is marked."""
    width = max(1, math.ceil((sizes[-1] - sizes[0] + 1) / BINS))
    counts: dict[int, int] = {}
    for size in sizes:
        start = sizes[0] + (size - sizes[0]) // width * width
        counts[start] = counts.get(start, 0) + 1
    tallest = max(counts.values())
    return [
        f"{start:>6}-{start + width - 1:<6} {'█' * max(1, round(BAR * count / tallest))} {count}"
        + (" over the limit" if start > limit else "")
        for start, count in sorted(counts.items())
    ]


def _needed(config: Config, stage: Stage, shape: Shape, lengths: Lengths) -> Memory:
    longest = lengths.kept[-1]
    prompt = longest if isinstance(stage, RLVR) else min(longest, filled(getattr(stage, "prompt_tokens", longest)))
    return memory(config, stage, shape, Longest(prompt, longest), _hardware())


def _hardware() -> Hardware:
    """The device that torch sees."""
    import torch

    cuda = torch.cuda.is_available()
    return here() if here().cuda == cuda else replace(here(), cuda=cuda, bfloat16=cuda)


def _parts(needed: Memory) -> str:
    held = ", ".join(f"{name} {in_bytes(size)}" for name, size in needed.held.items())
    widest = max(needed.moments, key=lambda name: needed.moments[name])
    return f"{held}, at most in {widest} {in_bytes(needed.moments[widest])}"


def in_bytes(size: int) -> str:
    """52_000_000 -> "52 MB", 4_100_000_000 -> "4.1 GB"."""
    return f"{size / GB:.1f} GB" if size >= GB else f"{size / 1e6:.0f} MB"
