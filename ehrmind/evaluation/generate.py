"""The completions of a set of prompts: one greedy, and k sampled ones; the longest prompts first, so that running out
of memory comes at once.

complete(policy, {"row-7": [1, 523, ...]}, evaluation, seed=0)
    -> {"row-7": [Completion("<think>...", 88, True), ...]}, ...      a batch at a time, the greedy completion first

A prompt's completions share its keys and values (see rl/shared_prefix) where the model can. The random numbers of a
completion depend on (seed, row, sample) alone, so an evaluation that goes on after a break draws the same ones.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ehrmind.config import Evaluation
from ehrmind.stages.base import filled
from ehrmind.types import Completion

Prompts = Mapping[str, Sequence[int]]


def complete(policy: Any, prompts: Prompts, settings: Evaluation, seed: int) -> Iterator[dict[str, list[Completion]]]:
    """Batches of about `settings.batch_size` completions: by prompt the greedy one, then `settings.k` samples."""
    if not prompts:
        return
    from ehrmind.rl.shared_prefix.logps import prepare
    from ehrmind.rl.shared_prefix.support import why_not

    model = policy.model
    base = model.get_base_model() if hasattr(model, "peft_config") else model
    shared = why_not(base) is None
    if shared:
        prepare(base)
    ends = end_tokens(policy)
    order = sorted(prompts, key=lambda key: -len(prompts[key]))
    size = max(1, settings.batch_size // (1 + filled(settings.k)))
    was_training = model.training
    model.eval()
    for start in range(0, len(order), size):
        batch = {key: prompts[key] for key in order[start : start + size]}
        written = (_shared if shared else _stock)(policy, batch, settings, seed, ends)
        yield {key: [_completion(tokens, ends, policy.tokenizer) for tokens in rows] for key, rows in written.items()}
    model.train(was_training)


def _shared(
    policy: Any, prompts: Prompts, settings: Evaluation, seed: int, ends: list[int]
) -> dict[str, list[list[int]]]:
    from ehrmind.rl.shared_prefix.rollout import rollout
    from ehrmind.rl.shared_prefix.sampling import Sampling

    count = 1 + filled(settings.k)
    sampling = Sampling(settings.temperature, settings.top_p)
    length = filled(settings.completion_tokens)
    keys = list(prompts)
    rows = rollout(policy.model, list(prompts.values()), count, length, sampling, ends, seed=seed, keys=keys, greedy=1)
    return {key: rows[count * index : count * (index + 1)] for index, key in enumerate(keys)}


def _stock(
    policy: Any, prompts: Prompts, settings: Evaluation, seed: int, ends: list[int]
) -> dict[str, list[list[int]]]:
    """For models that cannot share a prompt: `generate`, greedy for the batch, then the samples of each prompt."""
    import torch

    written = {
        key: [row] for key, row in zip(prompts, _generate(policy, prompts.values(), settings, ends), strict=True)
    }
    k = filled(settings.k)
    for key, prompt in prompts.items() if k else ():
        digest = hashlib.sha256(f"{seed}/{key}".encode()).digest()
        with torch.random.fork_rng():
            torch.manual_seed(int.from_bytes(digest[:8], "big") >> 1)
            sampled = {"do_sample": True, "temperature": settings.temperature, "top_p": settings.top_p, "top_k": 0}
            written[key] += _generate(policy, [prompt], settings, ends, num_return_sequences=k, **sampled)
    return written


def _generate(policy: Any, prompts: Any, settings: Evaluation, ends: list[int], **sampled: Any) -> list[list[int]]:
    """Tokens of the completions, greedy unless `sampled` says how, from one left-padded batch."""
    import torch
    from transformers import GenerationConfig

    model, tokenizer = policy.model, policy.tokenizer
    config = GenerationConfig(
        max_new_tokens=filled(settings.completion_tokens),
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=ends,
        **({"do_sample": False} | sampled),
    )
    batch = tokenizer.pad({"input_ids": [list(prompt) for prompt in prompts]}, padding_side="left", return_tensors="pt")
    batch = {name: tensor.to(model.device) for name, tensor in batch.items()}
    with torch.inference_mode():
        output = model.generate(**batch, generation_config=config)  # (B, P + T)
    rows: list[list[int]] = output[:, batch["input_ids"].shape[1] :].tolist()
    return rows


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
