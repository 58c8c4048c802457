"""One training step on the longest batch before the first real one, so that running out of memory comes in minute one.

    preflight: the longest step fits: 2 prompts of up to 309 tokens × 6 completions of 176, at most 5.5 GB, 154 s

Rollout: every completion of a step at its last token, after the longest prompts. Update: forwards and backwards over
the longest micro-batch, with gradients and the optimizer's two moments in place, as from the second step on. It leaves
no trace: gradients are dropped, the weights are never stepped, and what the trainer counts and every random state is
put back. A test holds that a run has the same bits with it and without.
"""

import copy
import gc
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy
import torch
from transformers import TrainerCallback
from trl.models import unwrap_model_for_generation

from ehrmind.console import say
from ehrmind.distributed import sharded
from ehrmind.errors import UserError
from ehrmind.models.machine import device, return_freed_memory
from ehrmind.preflight.hardware import GB
from ehrmind.preflight.headroom import is_exhausted, limited_memory
from ehrmind.preflight.summary import MENDS
from ehrmind.rl.replay import surprise
from ehrmind.rl.shared_prefix.generation import sampling_of
from ehrmind.rl.shared_prefix.rollout import Decoding, decode, prefill
from ehrmind.rl.shared_prefix.sampling import Sampling, choose, uniforms
from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer
from ehrmind.rl.shared_prefix.weights import held

log = logging.getLogger(__name__)

# What a trainer counts or has decided on the way, which the rehearsal must not change.
_COUNTS = (
    *("_metrics", "_total_train_tokens", "_checked_step", "_checked_gradient", "shared", "_idle"),
    *("_entropy_window_stats", "_last_world_entropy", "entropy_coef", "current_gradient_accumulation_steps"),
)


class LongestStep(TrainerCallback):  # type: ignore[misc]
    """Rehearses the widest step when training begins; the model is then wrapped and the optimizer made."""

    def __init__(self, trainer: Any, measure: Callable[[], float], reset: Callable[[], None]) -> None:
        """`measure` gives the peak of memory in MB since `reset`."""
        self._trainer, self._measure, self._reset = trainer, measure, reset

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if sharded():
            log.info("preflight: the longest step is not rehearsed where the weights are sharded")
            return
        started = time.monotonic()
        try:
            what = rehearse(self._trainer)
        except (RuntimeError, TypeError, AttributeError, ValueError, LookupError) as error:
            # Not for want of memory: the first step itself will say it, or fall back to the stock path.
            log.warning("preflight: the longest step could not be rehearsed: %s", type(error).__name__)
            return
        peak = self._measure() * 2**20 / GB
        self._reset()
        seconds = time.monotonic() - started
        say(f"preflight: the longest step fits: {what}, at most {peak:.1f} GB, {seconds:.0f} s")


def rehearse(trainer: Any) -> str:
    """Do the widest step, and say which it was. Raises UserError when memory runs out."""
    grpo = isinstance(trainer, SharedPrefixTrainer)
    name = "rlvr" if grpo else "sft"
    what = ""
    try:
        with no_trace(trainer), limited_memory():
            prompts = longest_prompts(trainer) if grpo else []
            what = _outline(trainer, prompts)
            if grpo and trainer.shared and not trainer.use_vllm and sampling_of(trainer.args) is not None:
                _widest_rollout(trainer, prompts)
            widest_update(trainer, completed(trainer, prompts[0]) if grpo else _longest_rows(trainer))
    except (RuntimeError, MemoryError) as error:
        if not is_exhausted(error):
            raise
        raise UserError(f"out of memory in the longest step ({what}); {MENDS[name]}") from None
    finally:
        gc.collect()
        return_freed_memory()
        if device() == "cuda":
            torch.cuda.empty_cache()
    return what


@contextmanager
def no_trace(trainer: Any) -> Iterator[None]:
    """Put back random states, counts and modes, and drop gradients."""
    states = (random.getstate(), numpy.random.get_state())
    held_by = vars(trainer)
    counts = {name: copy.deepcopy(held_by[name]) for name in _COUNTS if name in held_by}
    training = trainer.model.training
    now = trainer.state.global_step  # the check against the stock path is of real completions
    trainer._checked_step = trainer._checked_gradient = now
    trainer.current_gradient_accumulation_steps = trainer.args.gradient_accumulation_steps
    try:
        with torch.random.fork_rng(range(torch.cuda.device_count())):
            yield
    finally:
        trainer.model.zero_grad(set_to_none=True)
        trainer.model.train(training)
        for name in _COUNTS:
            held_by.pop(name, None)
        held_by.update(counts)
        random.setstate(states[0])
        numpy.random.set_state(states[1])


def longest_prompts(trainer: Any) -> list[list[int]]:
    """Token ids of the longest prompts, as many as a process samples for at once."""
    ids: list[list[int]] = trainer._tokenize_prompts(list(trainer.train_dataset["prompt"]))[0]
    args = trainer.args
    count = args.per_device_train_batch_size * args.steps_per_generation // args.num_generations
    count = min(count, trainer.prompts_at_once(args.num_generations))
    longest = sorted(ids, key=len, reverse=True)[: max(count, 1)]
    return [longest[index % len(longest)] for index in range(max(count, 1))]


@torch.inference_mode()  # type: ignore[untyped-decorator]
def _widest_rollout(trainer: Any, prompts: list[list[int]]) -> None:
    """The last decoding step of a rollout in which no completion has ended."""
    samples, length = trainer.num_generations, trainer.max_completion_length
    with unwrap_model_for_generation(trainer.model_wrapped, trainer.accelerator) as model, held(model):
        model.eval()
        where = model.get_input_embeddings().weight.device
        prefixes = [prefill(model, torch.tensor([prompt], device=where))[0] for prompt in prompts]
        decoding = Decoding(prefixes, [samples] * len(prompts), length)
        positions = torch.tensor([len(prompt) for prompt in prompts], device=where).repeat_interleave(samples)
        tokens = torch.zeros_like(positions)
        for at in (0, length - 1):  # the first makes the buffers, the last reads all of them
            for buffer in decoding.own.values():
                buffer.zero_()
            decoding.at = at
            logits = decode(model, tokens, positions + at, decoding)
        numbers = torch.stack([uniforms(0, 0, row, 0, 1) for row in range(len(tokens))])[:, 0]
        choose(logits, sampling_of(trainer.args) or Sampling(), numbers, torch.zeros_like(tokens, dtype=torch.bool))


def completed(trainer: Any, prompt: list[int]) -> dict[str, Any]:
    """A micro-batch as TRL makes it: the prompt, and completions (G or fewer, R) that run to their limit."""
    group = trainer.args.per_device_train_batch_size
    length, where = trainer.max_completion_length, trainer.accelerator.device
    prompts = torch.tensor([prompt], device=where).expand(group, -1)
    written = torch.tensor([(prompt * length)[:length]], device=where).expand(group, -1)
    scored = torch.zeros(group, length, device=where)
    return {
        "prompt_ids": prompts,
        "prompt_mask": torch.ones_like(prompts),
        "completion_ids": written,
        "completion_mask": torch.ones_like(written),
        "advantages": torch.linspace(-1, 1, group, device=where),
        "num_items_in_batch": torch.tensor(float(group * length), device=where),
        "old_per_token_logps": None,
        "ref_per_token_logps": scored,
        "importance_sampling_ratio": torch.ones(group, 1, device=where),  # read where vLLM samples
    }


def _longest_rows(trainer: Any) -> dict[str, Any]:
    """The micro-batch of SFT's longest rows."""
    rows = sorted(range(len(trainer.train_dataset)), key=lambda row: -len(trainer.train_dataset[row]["input_ids"]))
    batch = [trainer.train_dataset[row] for row in rows[: trainer.args.per_device_train_batch_size]]
    prepared: dict[str, Any] = trainer._prepare_input(trainer.data_collator(batch))
    return prepared


def widest_update(trainer: Any, inputs: dict[str, Any]) -> None:
    """Forwards and backwards, beside gradients and as much memory as the optimizer will hold."""
    model = trainer.model_wrapped
    model.train()
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    moments = [] if trainer.optimizer.state else [torch.ones_like(weight) for weight in trained for _ in range(2)]
    for weight in trained:
        weight.grad = torch.zeros_like(weight)
    with trainer.compute_loss_context_manager():
        loss = trainer.compute_loss(model, inputs)
    trainer.accelerator.backward(loss)
    if getattr(trainer, "replay", None) is not None:
        with trainer.compute_loss_context_manager():
            loss = surprise(trainer, model, *trainer.replay.longest())
        trainer.accelerator.backward(loss)
    moments.clear()


def _outline(trainer: Any, prompts: list[list[int]]) -> str:
    """The step in numbers."""
    if not prompts:
        longest = max(map(len, trainer.train_dataset["input_ids"]))
        return f"{trainer.args.per_device_train_batch_size} rows of {longest} tokens"
    completions = f"{trainer.num_generations} completions of {trainer.max_completion_length}"
    return f"{len(prompts)} prompts of up to {len(prompts[0])} tokens × {completions}"
