"""Tiny random instances of the model families, with grouped key heads, and what stock TRL makes of a batch."""

from typing import Any

import torch

IGNORED = -100
SIZES = {
    "vocab_size": 211,
    "hidden_size": 96,
    "intermediate_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 6,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": 256,
    "pad_token_id": 0,
    "eos_token_id": 1,
    "bos_token_id": None,
    "tie_word_embeddings": True,
    "initializer_range": 0.15,  # sharper than at the start of training, so that differences show
}


def family(name: str) -> Any:
    """A random model of a family, as SmolLM's (Llama with tied embeddings)."""
    import transformers

    kinds = {
        "llama": (transformers.LlamaConfig, transformers.LlamaForCausalLM, {"tie_word_embeddings": False}),
        "smollm": (transformers.LlamaConfig, transformers.LlamaForCausalLM, {}),
        "qwen2": (transformers.Qwen2Config, transformers.Qwen2ForCausalLM, {}),
        "qwen3": (transformers.Qwen3Config, transformers.Qwen3ForCausalLM, {}),
    }
    config, model, changes = kinds[name]
    torch.manual_seed(0)
    return model(config(**{**SIZES, **changes})).eval()


def ragged_batch(groups: int = 2, size: int = 3, seed: int = 1) -> tuple[torch.Tensor, torch.Tensor, int]:
    """Left-padded prompts and right-padded completions of mixed lengths, (B, P + R), the mask, and R."""
    generator = torch.Generator().manual_seed(seed)
    prompt_length, length = 13, 9
    rows, masks = [], []
    for group in range(groups):
        cut = prompt_length - 4 * group
        prompt = torch.randint(2, 200, (cut,), generator=generator)
        for sample in range(size):
            written = length - (3 * sample + group) % length
            completion = torch.randint(2, 200, (written,), generator=generator)
            rows.append(
                torch.cat([torch.zeros(prompt_length - cut), prompt, completion, torch.zeros(length - written)])
            )
            masks.append(
                torch.cat([torch.zeros(prompt_length - cut), torch.ones(cut + written), torch.zeros(length - written)])
            )
    return torch.stack(rows).long(), torch.stack(masks).long(), length


def stock(model: Any, ids: torch.Tensor, mask: torch.Tensor, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """TRL's log-probabilities and entropies (B, R): one row for each completion."""
    labels = ids.masked_fill(mask == 0, IGNORED)
    labels[:, :-length] = IGNORED
    outputs = model(input_ids=ids, attention_mask=mask, labels=labels, fused_lm_head=True)
    return outputs.log_probs[:, -length:], outputs.entropy[:, -length:]
