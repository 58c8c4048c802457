"""Further fields of TRL's arguments, `stage.extra`: refused by name where they do not exist or hold no number.

    +stage.extra.max_grad_nrm=1   ->  stage.extra.max_grad_nrm is not a field of SFTConfig; did you mean
                                      stage.extra.max_grad_norm?
    +stage.extra.delta=hot        ->  stage.extra.delta=hot is no number
    +stage.extra.learning_rate=1  ->  stage.extra.learning_rate is stage.lr here; set that

What a field of the stage sets is refused: the run's name, its record and its range go by that field; so is what would
change nothing here, or a run that goes on. TRL's dataclasses take a string for a number without a word, and fail where
it is first used.
"""

import dataclasses
import difflib
from collections.abc import Mapping
from types import NoneType
from typing import Any, get_args, get_type_hints

from ehrmind.errors import ConfigError
from ehrmind.provenance import MASK, masked, secrets

_SAVING = "stage.save"
_PATH = "runs_dir"
_LOADED = "model.path, model.revision and model.trust_remote_code"
_ROLLOUT = "model.rollout"


def _sizes(words: str) -> dict[str, str]:
    names = ("per_device_train_batch_size", "gradient_accumulation_steps", "auto_find_batch_size")
    return dict.fromkeys(names, words)


_OF_BOTH = {
    **{"learning_rate": "stage.lr", "max_steps": "stage.steps", "seed": "seed"},
    **{"lr_scheduler_type": "stage.schedule", "warmup_steps": "stage.warmup"},
    **{"bf16": "model.dtype", "fp16": "model.dtype"},
    **dict.fromkeys(("model_init_kwargs", "trust_remote_code"), _LOADED),
    **dict.fromkeys(("output_dir", "resume_from_checkpoint"), _PATH),
    **dict.fromkeys(("save_strategy", "save_steps", "save_total_limit"), _SAVING),
}
OURS = {  # by the kind of arguments, in TRL's words: what sets it
    "SFTConfig": {
        **_OF_BOTH,
        **_sizes("stage.batch and stage.micro_batch"),
        **{"num_train_epochs": "stage.epochs", "max_length": "stage.prompt_tokens and stage.completion_tokens"},
    },
    "GRPOConfig": {
        **_OF_BOTH,
        **_sizes("stage.prompts_per_step, stage.group_size and stage.micro_batch"),
        **{"num_train_epochs": "stage.steps", "beta": "stage.kl", "entropy_coef": "stage.entropy"},
        **{"epsilon": "stage.clip_low", "epsilon_high": "stage.clip_high", "scale_rewards": "stage.scale_rewards"},
        **{"loss_type": "stage.loss", "importance_sampling_level": "stage.ratio"},
        **{"num_iterations": "stage.num_iterations", "steps_per_generation": "stage.steps_per_generation"},
        **{"temperature": "stage.temperature", "top_p": "stage.top_p", "reward_weights": "reward.<term>.weight"},
        **{"num_generations": "stage.group_size", "max_completion_length": "stage.completion_tokens"},
        **{"generation_batch_size": "stage.prompts_per_step × stage.group_size × stage.steps_per_generation"},
        **{"chat_template_kwargs": "model.chat_kwargs", "use_vllm": _ROLLOUT, "vllm_mode": _ROLLOUT},
    },
}
_NO_ROWS = "evaluates rows that no trainer is given here; stage.watch looks at validation rows"
_ENCODED = "changes the tokenizer after the rows are tokenised"
_REFUSED_OF_BOTH: dict[str, tuple[Any, str]] = {
    "eval_strategy": (False, _NO_ROWS),
    "eval_on_start": (False, _NO_ROWS),
    "load_best_model_at_end": (False, "finds none, since no trainer evaluates; stage.select keeps the best weights"),
    "save_only_model": (False, "leaves the optimizer out of checkpoints, from which no training goes on"),
    "ignore_data_skip": (False, "begins the data anew where a run goes on: a resumed run would differ"),
    "include_num_input_tokens_seen": (False, "counts tokens a second time, which are the run's cost"),
}
# By the kind of arguments: the value that is let past, and what is wrong with another.
REFUSED: dict[str, dict[str, tuple[Any, str]]] = {
    "SFTConfig": {
        **_REFUSED_OF_BOTH,
        "completion_only_loss": (True, "changes nothing: rows are tokenised here, with the loss on the completion"),
        "assistant_only_loss": (False, "needs conversations: rows are tokenised here, with the loss on the completion"),
        "packing": (False, "packs what TRL tokenises: rows are tokenised here, and none would be packed"),
        "dataset_kwargs": (None, "would have TRL tokenise the rows, which are tokenised here"),
        "chat_template_path": (None, _ENCODED),
        "eos_token": (None, _ENCODED),
    },
    "GRPOConfig": {
        **_REFUSED_OF_BOTH,
        "sync_ref_model": (False, "moves the reference model, which no checkpoint holds: a resumed run would differ"),
        "remove_unused_columns": (False, "drops the column by which rewards find a row"),
    },
}


def check(kind: type, extra: Mapping[str, Any]) -> None:
    """Refuse what is no field of the dataclass, what a field of ours sets, and no number where one is meant.

    Raises ConfigError.
    """
    known = [item.name for item in dataclasses.fields(kind) if item.init]
    ours, barred = OURS[kind.__name__], REFUSED[kind.__name__]
    hints = get_type_hints(kind)
    for name, value in extra.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            better = f"; did you mean {ours.get(near[0], f'stage.extra.{near[0]}')}?" if near else ""
            raise ConfigError(f"stage.extra.{name} is not a field of {kind.__name__}{better}")
        if name in ours:
            raise ConfigError(f"stage.extra.{name} is {ours[name]} here; set that")
        if name in barred and value not in (None, "no", barred[name][0]):
            raise ConfigError(f"stage.extra.{name}={value} {barred[name][1]}; leave it out")
        wanted = set(get_args(hints[name]) or (hints[name],)) - {NoneType}
        if wanted <= {int, float} and not _is_number(value):
            raise ConfigError(f"stage.extra.{name}={masked(extra)[name]} is no number; {kind.__name__} needs one")
        if wanted == {bool} and not isinstance(value, (bool, NoneType)):
            raise ConfigError(f"stage.extra.{name}={masked(extra)[name]} is neither true nor false")


def refused(kind: type, extra: Mapping[str, Any], error: Exception) -> ConfigError:
    """What a constructor of TRL's says of the extras, in one message without their secrets."""
    message = str(error) or type(error).__name__
    for secret in secrets(extra):
        message = message.replace(secret, MASK)
    return ConfigError(f"stage.extra={masked(extra)} is refused by {kind.__name__}: {' '.join(message.split())}")


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
