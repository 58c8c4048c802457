"""Greedy completions in batches, the longest prompts first, so that running out of memory comes at once.

generate(policy, prompts=[[1, 523, ...], ...], max_tokens=256, batch_size=32)
    -> [Completion("<think>...", 88, True), ...]
"""

from collections.abc import Callable, Sequence
from typing import Any

from ehrmind.types import Completion


def generate(
    policy: Any,
    prompts: Sequence[Sequence[int]],
    max_tokens: int,
    batch_size: int,
    advance: Callable[[int], None] = lambda count: None,
) -> list[Completion]:
    """One greedy completion per prompt, in the order given. `advance` is told how many more are finished."""
    import torch
    from transformers import GenerationConfig

    tokenizer, model = policy.tokenizer, policy.model
    ends = end_tokens(policy)
    settings = GenerationConfig(
        max_new_tokens=max_tokens, do_sample=False, pad_token_id=tokenizer.pad_token_id, eos_token_id=ends
    )
    order = sorted(range(len(prompts)), key=lambda index: -len(prompts[index]))
    results: dict[int, Completion] = {}
    was_training = model.training
    model.eval()
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        batch = tokenizer.pad(
            {"input_ids": [list(prompts[i]) for i in chosen]}, padding_side="left", return_tensors="pt"
        )
        batch = {name: tensor.to(model.device) for name, tensor in batch.items()}
        with torch.inference_mode():
            output = model.generate(**batch, generation_config=settings)  # (B, P + T)
        for index, tokens in zip(chosen, output[:, batch["input_ids"].shape[1] :].tolist(), strict=True):
            results[index] = _completion(tokens, ends, tokenizer)
        advance(len(chosen))
    model.train(was_training)
    return [results[index] for index in range(len(prompts))]


def end_tokens(policy: Any) -> list[int]:
    """The tokens that end a completion: the tokenizer's, and those that the model declares."""
    declared = policy.model.generation_config.eos_token_id
    listed = declared if isinstance(declared, list) else [declared] if declared is not None else []
    return list(dict.fromkeys([policy.tokenizer.eos_token_id, *listed]))


def _completion(tokens: list[int], ends: list[int], tokenizer: Any) -> Completion:
    stop = next((at for at, token in enumerate(tokens) if token in ends), None)
    kept = tokens if stop is None else tokens[:stop]
    text = tokenizer.decode(kept, skip_special_tokens=True)
    return Completion(text, len(kept) + (stop is not None), stop is not None)
