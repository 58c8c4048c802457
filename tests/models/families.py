"""A tiny random instance of each family of models, with a tokenizer: what the published sizes are built like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SIZES: dict[str, Any] = {
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 2048,
    "initializer_range": 0.15,  # sharper than at the start of training, so that differences show
    "tie_word_embeddings": False,
}
GPT = {"n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 2048}
EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
LATENT = {
    **{"n_routed_experts": 4, "num_experts_per_tok": 2, "n_group": 1, "topk_group": 1, "moe_intermediate_size": 32},
    **{"first_k_dense_replace": 1, "kv_lora_rank": 16, "q_lora_rank": 16, "num_key_value_heads": 4},
    **{"qk_rope_head_dim": 8, "qk_nope_head_dim": 16, "v_head_dim": 16},
}


@dataclass(frozen=True)
class Family:
    """A model type, what its config has beside SIZES, and why it does not share prompts (empty: it does)."""

    name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""

    def __str__(self) -> str:
        return self.name


HEAD = {"head_dim": 16}
FAMILIES = (
    Family("llama"),
    Family("mistral", {"sliding_window": None}),
    Family("qwen2"),
    Family("qwen3", HEAD),
    Family("phi3", {"pad_token_id": 0}),
    Family("gemma", HEAD),
    Family("olmo2"),
    Family("granite"),
    Family("cohere"),
    Family("smollm3"),
    Family("glm4", HEAD),
    Family("starcoder2"),
    Family("mixtral", {"num_local_experts": 4}),
    Family("qwen3_moe", HEAD | EXPERTS | {"decoder_sparse_step": 1}),
    Family("gpt2", GPT),
    Family("gpt_neox"),
    Family("gemma2", HEAD, "sliding_attention"),
    Family("gemma3_text", HEAD, "sliding_attention"),
    Family("gpt_oss", HEAD | {"num_local_experts": 4, "num_experts_per_tok": 2}, "sliding_attention"),
    Family("stablelm", {}, "log-probs of decoded tokens differ"),
    Family("nemotron", {}, "log-probs of decoded tokens differ"),
    Family("falcon", {"multi_query": True}, "log-probs of decoded tokens differ"),
    Family("jetmoe", {"num_local_experts": 4, "num_experts_per_tok": 2, "kv_channels": 16}, "RuntimeError"),
    Family("deepseek_v3", LATENT, "RuntimeError"),
    Family("gptj", GPT | {"rotary_dim": 16}, "attention interface"),
)


def model_of(family: Family, vocabulary: int = 211, pad: int = 0, end: int = 1) -> Any:
    """The random network of a family, drawn from seed 0."""
    from transformers import AutoModelForCausalLM, set_seed
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    tokens = {"vocab_size": vocabulary, "pad_token_id": pad, "eos_token_id": end, "bos_token_id": None}
    config = CONFIG_MAPPING[family.name](**{**SIZES, **tokens, **family.config})
    set_seed(0)
    return AutoModelForCausalLM.from_config(config).eval()


def save(family: Family, folder: Path, texts: list[str]) -> Path:
    """A folder as a hub would hold it: weights, config, tokenizer with a chat template."""
    from ehrmind.models.tiny import build_tokenizer

    tokenizer = build_tokenizer(texts)
    room = len(tokenizer) + 8  # some families' tokenizers add tokens of their own
    model = model_of(family, room, tokenizer.pad_token_id, tokenizer.eos_token_id)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
