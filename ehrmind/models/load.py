"""Load a model and its tokenizer, from where the config says or from a run's checkpoint.

policy = load(config.model, start=None, texts=...)    # the model itself
policy = load(config.model, start=run.model)          # weights, or the adapter on the model's weights
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.integrations.deepspeed import unset_hf_deepspeed_config
from transformers.utils import logging as transformers_logging

from ehrmind.config import Dtype, Model, Origin
from ehrmind.distributed import main_first, sharded
from ehrmind.errors import ConfigError
from ehrmind.job import Job
from ehrmind.models.machine import device, has_bfloat16, keep_freed_memory
from ehrmind.types import Prompt

ADAPTER = "adapter_config.json"

# For base models that come without one: plain words, since their vocabulary has no role tokens.
PLAIN_TEMPLATE = (
    "{{ bos_token or '' }}"  # apply_chat_template leaves it to the template
    "{% for message in messages %}{{ message['role'] | capitalize + ': ' + message['content'] + '\\n\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant: ' }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """A model with its tokenizer. `source` is where its base weights came from."""

    model: Any
    tokenizer: Any
    source: str
    chat_kwargs: dict[str, Any]

    def encode(self, prompt: Prompt) -> list[int]:
        """Token ids of a prompt, up to where the model is to write."""
        encoded = self.tokenizer.apply_chat_template(
            prompt.messages(), add_generation_prompt=True, tokenize=True, return_dict=True, **self.chat_kwargs
        )
        return list(encoded["input_ids"])

    def encode_completion(self, text: str) -> list[int]:
        """Token ids of a completion, closed by the end token."""
        return [*self.tokenizer(text, add_special_tokens=False)["input_ids"], self.tokenizer.eos_token_id]

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    @property
    def parameters(self) -> int:
        """How many weights the model has."""
        return sum(weight.numel() for weight in self.model.parameters())


def autocasts(model: Model) -> bool:
    """Whether training computes in bfloat16: unless float32 is asked for, where the device is faster at it."""
    return model.dtype is not Dtype.float32 and has_bfloat16()


def load(model: Model, start: Path | None, texts: Callable[[], Sequence[str]], train: bool = False) -> Policy:
    """The policy of a config; `texts` gives the task's text, for the tiny model's tokenizer. Raises ConfigError."""
    keep_freed_memory()
    transformers_logging.disable_progress_bar()
    with main_first():
        source = str(_source(model, texts))
    if sharded():
        unset_hf_deepspeed_config()  # of a training before: it would load a shard here too
    weights = source if start is None or (start / ADAPTER).exists() else str(start)
    try:
        tokenizer = AutoTokenizer.from_pretrained(weights, padding_side="left")
        network = AutoModelForCausalLM.from_pretrained(weights, dtype=_dtype(model, train))
    except (OSError, ValueError) as error:
        raise ConfigError(f"model.path={source} could not be loaded: {str(error).splitlines()[0]}") from error
    if start is not None and (start / ADAPTER).exists():
        from peft import PeftModel

        network = PeftModel.from_pretrained(network, start, is_trainable=True)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if tokenizer.chat_template is None:
        tokenizer.chat_template = PLAIN_TEMPLATE
    if not (train and sharded()):  # there the trainer places each shard
        network = network.to(device())
    return Policy(network, tokenizer, weights, dict(model.chat_kwargs))


def policy_of(job: Job, start: Path | None, train: bool = False) -> Policy:
    """The policy of a job, in whose tokens its task counts from now on. Raises ConfigError."""
    policy = load(job.config.model, start, job.texts, train)
    job.config.task.count_with(policy.count)
    return policy


def adapter(model: Model) -> Any:
    """The LoRA settings for peft, or None where the full weights are trained."""
    if not model.lora.rank:
        return None
    from peft import LoraConfig

    return LoraConfig(
        r=model.lora.rank,
        lora_alpha=model.lora.alpha,
        lora_dropout=model.lora.dropout,
        target_modules=model.lora.targets,
        task_type="CAUSAL_LM",
    )


def _dtype(model: Model, train: bool) -> torch.dtype:
    """Full weights are trained in float32 under autocast: at lr 1e-6 a bfloat16 weight would swallow its update."""
    if model.dtype is not Dtype.auto:
        return torch.bfloat16 if model.dtype is Dtype.bfloat16 else torch.float32
    full = train and not model.lora.rank
    return torch.bfloat16 if has_bfloat16() and not full else torch.float32


def _source(model: Model, texts: Callable[[], Sequence[str]]) -> str | Path:
    if model.origin is Origin.embedded:
        from ehrmind.models.assets import embedded_model

        return embedded_model()
    if model.origin is Origin.random:
        from ehrmind.models.tiny import tiny_model

        return tiny_model(texts())
    return str(model.path)
