"""Further fields of TRL's arguments, `stage.extra`: refused by name where they do not exist or hold no number.

    +stage.extra.max_grad_nrm=1   ->  stage.extra.max_grad_nrm is not a field of SFTConfig; did you mean
                                      stage.extra.max_grad_norm?
    +stage.extra.delta=hot        ->  stage.extra.delta=hot is no number
    +stage.extra.learning_rate=1  ->  stage.extra.learning_rate is stage.lr here; set that

What a field of the stage sets is refused: the run's name, its record and its range go by that field. TRL's dataclasses
take a string for a number without a word, and fail where it is first used.
"""

import dataclasses
import difflib
from collections.abc import Mapping
from types import NoneType
from typing import Any, get_args, get_type_hints

from ehrmind.errors import ConfigError
from ehrmind.provenance import MASK, masked, secrets

_SIZES = "stage.batch and stage.micro_batch (SFT), or stage.prompts_per_step and stage.group_size (RLVR)"
_SAVING = "stage.save"
_PATH = "runs_dir"
OURS = {  # in TRL's words: what sets it
    **{"learning_rate": "stage.lr", "max_steps": "stage.steps", "num_train_epochs": "stage.epochs", "seed": "seed"},
    **{"lr_scheduler_type": "stage.schedule", "warmup_steps": "stage.warmup", "beta": "stage.kl"},
    **{"epsilon": "stage.clip_low", "epsilon_high": "stage.clip_high", "entropy_coef": "stage.entropy"},
    **{"loss_type": "stage.loss", "importance_sampling_level": "stage.ratio", "scale_rewards": "stage.scale_rewards"},
    **{"num_iterations": "stage.num_iterations", "steps_per_generation": "stage.steps_per_generation"},
    **{"temperature": "stage.temperature", "top_p": "stage.top_p", "reward_weights": "reward.<term>.weight"},
    **{"num_generations": "stage.group_size", "max_completion_length": "stage.completion_tokens"},
    **dict.fromkeys(("per_device_train_batch_size", "gradient_accumulation_steps", "auto_find_batch_size"), _SIZES),
    **{"generation_batch_size": "stage.prompts_per_step × stage.group_size × stage.steps_per_generation"},
    **{"max_length": "stage.prompt_tokens and stage.completion_tokens", "chat_template_kwargs": "model.chat_kwargs"},
    **{"use_vllm": "model.rollout", "vllm_mode": "model.rollout", "bf16": "model.dtype", "fp16": "model.dtype"},
    **dict.fromkeys(("output_dir", "resume_from_checkpoint"), _PATH),
    **dict.fromkeys(("save_strategy", "save_steps", "save_total_limit"), _SAVING),
}
REFUSED = {"sync_ref_model": "moves the reference model, which no checkpoint holds: a resumed run would differ"}


def check(kind: type, extra: Mapping[str, Any]) -> None:
    """Refuse what is no field of the dataclass, what a field of ours sets, and no number where one is meant.

    Raises ConfigError.
    """
    known = [item.name for item in dataclasses.fields(kind) if item.init]
    hints = get_type_hints(kind)
    for name, value in extra.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            better = f"; did you mean {OURS.get(near[0], f'stage.extra.{near[0]}')}?" if near else ""
            raise ConfigError(f"stage.extra.{name} is not a field of {kind.__name__}{better}")
        if name in OURS:
            raise ConfigError(f"stage.extra.{name} is {OURS[name]} here; set that")
        if name in REFUSED and value:
            raise ConfigError(f"stage.extra.{name}={value} {REFUSED[name]}; leave it out")
        wanted = set(get_args(hints[name]) or (hints[name],)) - {NoneType}
        if wanted <= {int, float} and not _is_number(value):
            raise ConfigError(f"stage.extra.{name}={masked(extra)[name]} is no number; {kind.__name__} needs one")
        if wanted == {bool} and not isinstance(value, (bool, NoneType)):
            raise ConfigError(f"stage.extra.{name}={masked(extra)[name]} is neither true nor false")


def refused(kind: type, extra: Mapping[str, Any], error: Exception) -> ConfigError:
    """What TRL's constructor says of the extras, in one message without their secrets."""
    message = str(error) or type(error).__name__
    for secret in secrets(extra):
        message = message.replace(secret, MASK)
    return ConfigError(f"stage.extra={masked(extra)} is refused by {kind.__name__}: {' '.join(message.split())}")


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
