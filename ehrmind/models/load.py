"""Load a model and its tokenizer, from where the config says or from a run's checkpoint.

policy = load(config.model, start=None, texts=...)    # the model itself
policy = load(config.model, start=run.model)          # weights, or the adapter on the model's weights
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig
from transformers.integrations.deepspeed import unset_hf_deepspeed_config
from transformers.utils import logging as transformers_logging

from ehrmind.config import Model, Origin, Quantize
from ehrmind.distributed import main_first, sharded
from ehrmind.errors import ConfigError
from ehrmind.job import Job
from ehrmind.models import base, faults, folder, quantize
from ehrmind.models.chat import PLAIN_TEMPLATE, Chat
from ehrmind.models.experts import ask_no_router
from ehrmind.models.lora import with_adapter
from ehrmind.models.machine import device, has_bfloat16, keep_freed_memory
from ehrmind.models.precision import Precision, precision
from ehrmind.types import Prompt


@dataclass(frozen=True, slots=True)
class Policy:
    """A model with its tokenizer. `source` is where its weights came from, `base` what they are below an adapter."""

    model: Any
    tokenizer: Any
    source: str
    chat: Chat
    base: Mapping[str, str] = field(default_factory=dict)

    def encode(self, prompt: Prompt) -> list[int]:
        """Token ids of a prompt, up to where the model is to write."""
        return self.chat.encode(prompt)

    def encode_completion(self, text: str) -> list[int]:
        """Token ids of a completion, closed by the end token."""
        return self.chat.encode_completion(text)

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def count_prompt(self, prompt: Prompt) -> int:
        """How many tokens a prompt has in the model's own template."""
        return len(self.encode(prompt))

    @property
    def parameters(self) -> int:
        """How many weights the model has; packed to 4 bits, two lie in a byte."""
        return int(self.model.num_parameters())


def precision_here(model: Model, train: bool) -> Precision:
    """The number formats of this device."""
    return precision(model, train, has_bfloat16())


def load(model: Model, start: Path | None, texts: Callable[[], Sequence[str]], train: bool = False) -> Policy:
    """The policy of a config; `texts` gives the task's text, for the tiny model's tokenizer. Raises ConfigError."""
    keep_freed_memory()
    transformers_logging.disable_progress_bar()
    with main_first():
        source = str(_source(model, texts))
    if sharded():
        unset_hf_deepspeed_config()  # of a training before: it would load a shard here too
    adapter = start if start is not None and (start / folder.ADAPTER).exists() else None
    weights = source if start is None or adapter else str(start)
    _check_files(model, weights, adapter)
    tokenizer, network = _loaded(model, weights, train)
    below = base.hashes(network) if train and model.lora.rank else {}
    if adapter:
        network = with_adapter(network, adapter)
    faults.check(network, tokenizer, f"model.path={weights}")
    if model.quantize is Quantize.none and not (train and sharded()):  # placed on loading; each shard by the trainer
        network = network.to(device())
    return Policy(network, tokenizer, weights, Chat(tokenizer, dict(model.chat_kwargs)), below)


def _check_files(model: Model, weights: str, adapter: Path | None) -> None:
    """Look at the files before they are loaded, where they are here. Raises ConfigError."""
    if Path(weights).is_dir():
        folder.check(Path(weights), "model.path", model.trust_remote_code)
    if adapter is not None:
        folder.check_adapter(adapter, "stage.init_from")


def _loaded(model: Model, weights: str, train: bool) -> tuple[Any, Any]:
    """The tokenizer and the network of a folder or a hub id, with all of its weights. Raises ConfigError."""
    options = of_the_hub(model, weights)
    formats = precision_here(model, train)
    packed = {} if model.quantize is Quantize.none else quantize.settings(model.quantize, formats.arithmetic)
    try:
        tokenizer = AutoTokenizer.from_pretrained(weights, padding_side="left", **options)
        network, report = AutoModelForCausalLM.from_pretrained(
            weights,
            dtype=getattr(torch, formats.weights.value),
            output_loading_info=True,
            ignore_mismatched_sizes=True,
            **options,
            **packed,
        )
    except Exception as error:  # whatever a file of somebody else's makes transformers raise
        raise ConfigError(f"model.path={weights} could not be loaded: {faults.explain(error)}") from error
    faults.refuse_other_keys(network, report, f"model.path={weights}")
    if not packed and (fault := folder.packed(network.config.to_dict())):  # of a hub id nothing was looked at before
        raise ConfigError(f"model.path={weights}: {fault}")
    prepare(tokenizer, network)
    return tokenizer, network


def of_the_hub(model: Model, weights: str) -> dict[str, Any]:
    """What from_pretrained is told of a folder or a hub id: of the latter which revision."""
    told: dict[str, Any] = {"trust_remote_code": model.trust_remote_code}  # else transformers asks on the terminal
    if model.revision and not Path(weights).is_dir():
        told["revision"] = model.revision
    return told


def prepare(tokenizer: Any, network: Any) -> None:
    """Fill in what a tokenizer may lack: its end token, which the model declares, a pad token, a template."""
    if tokenizer.eos_token is None:
        declared = ends_of(network)
        tokenizer.eos_token = tokenizer.convert_ids_to_tokens(declared[0]) if declared else None
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if tokenizer.chat_template is None:
        tokenizer.chat_template = PLAIN_TEMPLATE
    ask_no_router(network)
    forget_sampling(network)


def forget_sampling(network: Any) -> None:
    """Keep of a model's generation_config.json its tokens alone.

    `generate` fills what it is not told from there: Qwen2.5's penalty on repetition would change greedy answers, and
    the samples that are trained on, where a model does not share its prompts and nowhere else.
    """
    own = network.generation_config
    tokens = {name: getattr(own, name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    network.generation_config = GenerationConfig(**tokens)


def ends_of(network: Any) -> list[int]:
    """The end tokens that a model declares."""
    declared = network.generation_config.eos_token_id
    return declared if isinstance(declared, list) else [] if declared is None else [declared]


def policy_of(job: Job, start: Path | None, train: bool = False) -> Policy:
    """The policy of a job, in whose tokens its task counts from now on. Raises ConfigError."""
    policy = load(job.config.model, start, job.texts, train)
    job.config.task.count_with(policy.count, policy.count_prompt)
    return policy


def _source(model: Model, texts: Callable[[], Sequence[str]]) -> str | Path:
    if model.origin is Origin.embedded:
        from ehrmind.models.assets import embedded_model

        return embedded_model()
    if model.origin is Origin.random:
        from ehrmind.models.tiny import tiny_model

        return tiny_model(texts())
    return model.folder or str(model.path)
