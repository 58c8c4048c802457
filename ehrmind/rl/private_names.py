"""What of TRL's and transformers' trainers is used here though it is private: asked for by name before training begins.

    TRL 1.17.0: GRPOTrainer has no _buffered_inputs, on which ehrmind leans; see python -m ehrmind.doctor for the
    versions that fit

A name that is missing would else be noticed in a checkpoint that forgets it, or not at all: a method that TRL no longer
calls is overridden in vain.
"""

import inspect
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import trl
import trl.trainer.utils as utils

from ehrmind.errors import RunError

# What a trainer counts, and a checkpoint of transformers leaves out; those of the loop exist once it has begun.
LOOP = ("_tr_loss", "_globalstep_last_logged")
SFT = ("_metrics", "_total_train_tokens")
GRPO = (*SFT, "_step", "_buffered_inputs", "_entropy_window_stats", "_last_world_entropy", "_current_train_step_time")

# The methods that are overridden or called, with the parameters that they are called by.
METHODS: Mapping[str, tuple[str, ...]] = {
    "_get_train_sampler": ("dataset",),
    "_prepare_inputs": ("generation_batch",),
    "_generate_and_score_completions": ("inputs",),
    "_generate_single_turn": ("prompt_ids", "images", "multimodal_fields"),
    "_tokenize_prompts": ("prompts",),
    "_calculate_rewards": ("inputs", "prompts", "completions", "completion_ids_list"),
    "_compute_loss": ("model", "inputs"),
    "training_step": ("model", "inputs", "num_items_in_batch"),
    "_get_per_token_logps_and_entropies": (
        *("model", "input_ids", "attention_mask", "logits_to_keep", "batch_size", "compute_entropy"),
    ),
}
MODULE = ("_CHUNKED_LOGPROB_CHUNK_SIZE",)  # of trl.trainer.utils


def held(trainer: Any) -> tuple[str, ...]:
    """The names of what a trainer counts."""
    return (*(GRPO if isinstance(trainer, trl.GRPOTrainer) else SFT), *LOOP)


def require(trainer: Any) -> None:
    """Refuse a TRL in which a name is missing, or a method takes other parameters. Raises RunError."""
    grpo = isinstance(trainer, trl.GRPOTrainer)
    kind = trl.GRPOTrainer if grpo else trl.SFTTrainer
    _refuse(kind.__name__, _missing(trainer, GRPO if grpo else SFT))
    if grpo:
        _refuse(kind.__name__, _changed(kind))
    _refuse("trl.trainer.utils", _missing(utils, MODULE))


def require_loop(trainer: Any) -> None:
    """The same of what exists once training has begun. Raises RunError."""
    _refuse("Trainer", _missing(trainer, LOOP))


def _missing(holder: Any, names: Iterable[str]) -> list[str]:
    return [name for name in names if not hasattr(holder, name)]


def _changed(kind: type) -> list[str]:
    """The methods that are gone, or no longer begin with the parameters that they are called by."""
    found = []
    for name, expected in METHODS.items():
        method = getattr(kind, name, None)
        if method is None or tuple(inspect.signature(method).parameters)[1 : 1 + len(expected)] != expected:
            found.append(f"{name}({', '.join(expected)})")
    return found


def _refuse(where: str, missing: list[str]) -> None:
    if missing:
        raise RunError(
            f"TRL {version('trl')}, transformers {version('transformers')}: {where} has no {', '.join(missing)}, on "
            "which ehrmind leans; see python -m ehrmind.doctor for the versions that fit"
        )
