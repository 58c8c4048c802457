"""The completions of a set of prompts: one greedy, and k sampled ones.

complete(policy, {"row-7": [1, 523, ...]}, evaluation, seed=0)
    -> {"row-7": [Completion("<think>...", 88, True), ...]}, ...      a batch at a time, the greedy completion first
complete(policy, {"row-7": [1, 523, ...]}, evaluation, 0, {"row-7": ask(tokenizer, answers)}, directly=True)
    -> {"row-7": [Completion("<think>...", 88, True, Probabilities({"no": 0.8, "yes": 0.2}, 0.93), Probabilities(...))]}

A prompt's completions share its keys and values (see rl/shared_prefix) where the model can, and so does the reading of
its labels without reasoning. The random numbers of a completion depend on (seed, row, sample) alone, so an evaluation
that goes on after a break draws the same ones. Asking for the probabilities of labels draws none, and changes no
completion.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ehrmind.config import Evaluation, Sharing
from ehrmind.evaluation.probability import Asked, normalise, reasoning
from ehrmind.stages.base import filled
from ehrmind.types import Completion, Probabilities

Prompts = Mapping[str, Sequence[int]]
Written = dict[str, list[list[int]]]
Found = Mapping[int, Probabilities]  # by a completion's place in a batch, prompt by prompt; of `direct`, by a prompt's
VLLM_BATCH = 512  # completions that vLLM is given at once, at least


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a batch of prompts: see `complete`. `ends` are the tokens that end a completion."""

    settings: Evaluation
    seed: int
    ends: list[int]
    asked: Mapping[str, Asked]
    directly: bool


Made = tuple[Written, Found, Found]
# The completions of a batch, and the labels' probabilities that were read with them and without reasoning; None where
# this process is to write them, and the rest.
Write = Callable[[Any, Prompts, Wanted], Made | None]


def complete(
    policy: Any,
    prompts: Prompts,
    settings: Evaluation,
    seed: int,
    asked: Mapping[str, Asked] | None = None,
    directly: bool = False,
    write: Write | None = None,
) -> Iterator[dict[str, list[Completion]]]:
    """Batches of about `settings.batch_size` completions: by prompt the greedy one, then `settings.k` samples.

    Prompts are taken in their order (see evaluation/order.py). The completions of a prompt that `asked` names have the
    probabilities of its labels; with `directly` the greedy one has those without reasoning, too. `write` writes them
    in place of this process, as long as it does.
    """
    if not prompts:
        return
    from ehrmind.models.dropout import evaluating

    wanted = Wanted(settings, seed, end_tokens(policy), asked or {}, directly)
    order = list(prompts)
    count, start = 1 + filled(settings.k), 0
    writes = write or _own(policy, settings, prompts)
    with evaluating(policy.model):
        while start < len(order):
            size = max(1, (max(settings.batch_size, VLLM_BATCH) if write else settings.batch_size) // count)
            batch = {key: prompts[key] for key in order[start : start + size]}
            made = writes(policy, batch, wanted)
            if made is None:
                write, writes = None, _own(policy, settings, prompts)
                continue
            written, found, direct = made
            start += size
            yield {
                key: [
                    _completion(
                        policy, tokens, wanted.ends, found.get(count * index + at), None if at else direct.get(index)
                    )
                    for at, tokens in enumerate(written[key])
                ]
                for index, key in enumerate(batch)
            }


def _own(policy: Any, settings: Evaluation, prompts: Prompts) -> Write:
    """How this process writes."""
    return _shared if _shares(policy, settings, prompts) else _stock


def _shares(policy: Any, settings: Evaluation, prompts: Prompts) -> bool:
    """Whether the model shares its prompts; then it is made to."""
    from ehrmind.rl.shared_prefix.trial import shares

    return settings.shared_prefix is not Sharing.off and shares(policy.model, list(prompts.values()))


def _shared(policy: Any, prompts: Prompts, wanted: Wanted) -> tuple[Written, Found, Found]:
    from ehrmind.rl.shared_prefix.reading import Reader
    from ehrmind.rl.shared_prefix.rollout import rollout
    from ehrmind.rl.shared_prefix.sampling import Sampling

    settings, ends = wanted.settings, wanted.ends
    count = 1 + filled(settings.k)
    sampling = Sampling(settings.temperature, settings.top_p)
    length = filled(settings.completion_tokens)
    keys, ids = list(prompts), list(prompts.values())
    cut = partial(reasoning, ends=ends, tokenizer=policy.tokenizer)
    reader = Reader(policy.model, [wanted.asked.get(key) for key in keys], cut, wanted.directly)
    rows = rollout(
        *(policy.model, ids, count, length, sampling, ends), seed=wanted.seed, keys=keys, greedy=1, reader=reader
    )
    written = {key: rows[count * index : count * (index + 1)] for index, key in enumerate(keys)}
    return written, reader.found, reader.direct


def _stock(policy: Any, prompts: Prompts, wanted: Wanted) -> tuple[Written, Found, Found]:
    """For models that cannot share a prompt: `generate`, greedy for the batch, then the samples of each prompt."""
    import torch

    settings, ends = wanted.settings, wanted.ends
    greedy = _generate(policy, prompts.values(), settings, ends)
    written = {key: [row] for key, row in zip(prompts, greedy, strict=True)}
    k = filled(settings.k)
    for key, prompt in prompts.items() if k else ():
        digest = hashlib.sha256(f"{wanted.seed}/{key}".encode()).digest()
        with torch.random.fork_rng():
            torch.manual_seed(int.from_bytes(digest[:8], "big") >> 1)
            sampled = {"do_sample": True, "temperature": settings.temperature, "top_p": settings.top_p, "top_k": 0}
            written[key] += _generate(policy, [prompt], settings, ends, num_return_sequences=k, **sampled)
    return written, *read_labels(policy, prompts, written, wanted)


def read_labels(policy: Any, prompts: Prompts, written: Written, wanted: Wanted) -> tuple[Found, Found]:
    """The labels' probabilities after each completion, and without reasoning where these are wanted."""
    if not wanted.asked:
        return {}, {}
    without = _read_direct(policy, prompts, wanted.asked) if wanted.directly else {}
    return _read(policy, prompts, written, wanted.ends, wanted.asked), without


def read_labels_once(policy: Any, prompts: Prompts, written: Written, wanted: Wanted) -> tuple[Found, Found]:
    """The same of completions that were written elsewhere: each prompt is read once, where the model shares prompts."""
    asked = {key: prompt for key, prompt in prompts.items() if key in wanted.asked}
    if not asked or not _shares(policy, wanted.settings, asked):
        return read_labels(policy, prompts, written, wanted)
    from ehrmind.rl.shared_prefix.reading import read_after

    found: dict[int, Probabilities] = {}
    direct: dict[int, Probabilities] = {}
    count = 1 + filled(wanted.settings.k)
    for place, (key, prompt) in enumerate(prompts.items()):
        if key not in asked:
            continue
        one = wanted.asked[key]
        cuts = [reasoning(tokens, wanted.ends, policy.tokenizer) for tokens in written[key]]
        heads = [[*kept, *one.closing] for kept, _ in cuts] + ([list(one.opening)] if wanted.directly else [])
        read = read_after(policy.model, prompt, heads, one)
        if wanted.directly:
            direct[place] = normalise(one, read.pop(), False)
        for at, ((_, forced), log_probs) in enumerate(zip(cuts, read, strict=True)):
            found[count * place + at] = normalise(one, log_probs, forced)
    return found, direct


def _read(policy: Any, prompts: Prompts, written: Written, ends: list[int], asked: Mapping[str, Asked]) -> Found:
    """The labels' probabilities by full forwards."""
    from ehrmind.rl.reading import read

    found = {}
    rows = ((key, tokens) for key, completions in written.items() for tokens in completions)
    for place, (key, tokens) in enumerate(rows):
        if key in asked:
            kept, forced = reasoning(tokens, ends, policy.tokenizer)
            (log_probs,) = read(policy.model, [[*prompts[key], *kept, *asked[key].closing]], [asked[key]])
            found[place] = normalise(asked[key], log_probs, forced)
    return found


def _read_direct(policy: Any, prompts: Prompts, asked: Mapping[str, Asked]) -> Found:
    """The labels' probabilities without reasoning, by full forwards."""
    from ehrmind.rl.reading import read

    found = {}
    for place, (key, prompt) in enumerate(prompts.items()):
        if key in asked:
            (log_probs,) = read(policy.model, [[*prompt, *asked[key].opening]], [asked[key]])
            found[place] = normalise(asked[key], log_probs, False)
    return found


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


def _completion(
    policy: Any,
    tokens: list[int],
    ends: list[int],
    probabilities: Probabilities | None = None,
    direct: Probabilities | None = None,
) -> Completion:
    stop = next((at for at, token in enumerate(tokens) if token in ends), None)
    kept = tokens if stop is None else tokens[:stop]
    text = policy.chat.text(kept)
    return Completion(text, len(kept) + (stop is not None), stop is not None, probabilities, direct)
