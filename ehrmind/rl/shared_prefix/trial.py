"""Whether a model shares its prompts rightly: tried once, on a few tokens, against plain forwards of whole rows.

    shares(model, prompts)  ->  True         SmolLM2: 1e-6 apart
    shares(model, prompts)  ->  False        StableLM: "the model computes its prompts anew: log-probs of decoded tokens
                                             differ from a plain forward's by 2.7, more than 0.001"

A list of architectures cannot say it: models pass their arguments on to the attention or drop them, count positions by
themselves, or hold keys of another size than values. What is tried is all that a rollout and an evaluation do: prompts
read after what they have in common, tokens decoded side by side, and labels read in one packed row.
"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor

from ehrmind.console import say
from ehrmind.evaluation.order import LEAST
from ehrmind.evaluation.probability import Asked
from ehrmind.models.dropout import evaluating
from ehrmind.models.faults import explain
from ehrmind.rl.reading import read
from ehrmind.rl.shared_prefix.logps import prepare, restore
from ehrmind.rl.shared_prefix.reading import Chunk, read_chunks
from ehrmind.rl.shared_prefix.rollout import Decoding, decode, prefill_all
from ehrmind.rl.shared_prefix.support import MEAN, base_of, difference, mean_gap, why_not, written_out

PROMPT, COMMON, WRITTEN = LEAST + 32, LEAST + 8, 6  # tokens
BRANCHES = 2  # of each prompt

_tried: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()


def shares(model: Any, prompts: Sequence[Sequence[int]]) -> bool:
    """Whether the model shares prompts, and then it is made to; where it does not, the console says why, once.

    The trial takes its tokens from the first of `prompts`, which are to come.
    """
    base = base_of(model)
    known = base in _tried
    reason = why_not_shared(base, prompts)
    if reason and not known:
        say(f"{type(base).__name__} computes a prompt anew for each completion: {reason}")
    return reason is None


def why_not_shared(model: Any, prompts: Sequence[Sequence[int]]) -> str | None:
    """Why the model does not share prompts, found once a model; None where it does, and then it is made to."""
    base = base_of(model)
    if base not in _tried:
        _tried[base] = why_not(base) or disagreement(base, prompts[0])
    if _tried[base] is None:
        prepare(base)
    return _tried[base]


def disagreement(model: Any, prompt: Sequence[int]) -> str | None:
    """Where the shared path differs from plain forwards on tokens of this prompt; None where both agree."""
    first = list(prompt[:PROMPT])
    prompts = [first, [*first[:COMMON], *first[: len(first) // 4][::-1]]]
    written = [[first[(5 * branch + 3 * at) % len(first)] for at in range(WRITTEN)] for branch in range(BRANCHES)]
    with torch.inference_mode(), evaluating(model):
        expected = _plain(model, prompts, written), _plain_labels(model, prompts, written)
        roundings = _roundings(model, prompts, written, expected)
        try:
            prepare(model)
            got = _decoded(model, prompts, written), _read(model, prompts, written)
        except (RuntimeError, TypeError, AttributeError, ValueError, LookupError) as error:
            restore(model)
            return f"its attention fails on a shared prompt ({type(error).__name__}: {explain(error)})"
    for what, one, other, rounding in zip(("decoded tokens", "labels"), got, expected, roundings, strict=True):
        gap, limit = difference(one, other, model.dtype, rounding)
        if not gap <= limit:
            restore(model)
            return f"log-probs of {what} differ from a plain forward's by {gap:.2g}, more than {limit:.2g}"
    return None


def _roundings(
    model: Any, prompts: list[list[int]], written: list[list[int]], expected: tuple[Tensor, Tensor]
) -> tuple[float, float]:
    """What half precision puts between two stock attentions, of decoded tokens and of labels."""
    if model.dtype not in MEAN:
        return 0.0, 0.0
    with written_out(model):
        others = _plain(model, prompts, written), _plain_labels(model, prompts, written)
    return mean_gap(others[0], expected[0]), mean_gap(others[1], expected[1])


def _plain(model: Any, prompts: list[list[int]], written: list[list[int]]) -> Tensor:
    """The log-probabilities of what is written after each prompt, (M, B, T): a row at a time, without padding."""
    return torch.stack([torch.stack([_after(model, prompt, tokens) for tokens in written]) for prompt in prompts])


def _after(model: Any, prompt: list[int], tokens: list[int]) -> Tensor:
    where = model.get_input_embeddings().weight.device
    logits = model(input_ids=torch.tensor([[*prompt, *tokens]], device=where), use_cache=False).logits[0]
    return _of(logits[len(prompt) - 1 : -1], torch.tensor(tokens, device=where))


def _of(logits: Tensor, tokens: Tensor) -> Tensor:
    """The log-probabilities (T,) of tokens (T,) under logits (T, V)."""
    return logits.float().log_softmax(-1).gather(-1, tokens[:, None])[:, 0]


def _decoded(model: Any, prompts: list[list[int]], written: list[list[int]]) -> Tensor:
    """The same by decoding all of them side by side, over prompts that are read once."""
    where = model.get_input_embeddings().weight.device
    prefixes, after = prefill_all(model, prompts, where)
    decoding = Decoding(prefixes, [len(written)] * len(prompts), WRITTEN)
    tokens = torch.tensor(written * len(prompts), device=where)  # (M B, T)
    positions = torch.tensor([len(prompts[m]) for m in decoding.order], device=where)
    logits = [after.repeat_interleave(len(written), dim=0)]
    for at in range(WRITTEN - 1):
        decoding.at = at
        logits.append(decode(model, tokens[:, at], positions + at, decoding))
    found = [_of(step, tokens[:, at]) for at, step in enumerate(logits)]
    return torch.stack(found, dim=1).view(len(prompts), len(written), WRITTEN)


def _asked(written: list[list[int]]) -> Asked:
    """Two labels of one and two tokens."""
    tokens = tuple(written[0])
    return Asked(("a", "b"), tokens[:2], tokens[:2], (tokens[2:3], tokens[3:5]), tokens[5:])


def _plain_labels(model: Any, prompts: list[list[int]], written: list[list[int]]) -> Tensor:
    asked = _asked(written)
    return torch.tensor(read(model, [[*prompt, *asked.closing] for prompt in prompts], [asked] * len(prompts)))


def _read(model: Any, prompts: list[list[int]], written: list[list[int]]) -> Tensor:
    """The labels' log-probabilities from the prompts' keys and values, all in one packed row."""
    asked = _asked(written)
    prefixes, _ = prefill_all(model, prompts, model.get_input_embeddings().weight.device)
    chunks = [
        Chunk(prefix, {}, len(prompt), list(asked.closing), asked)
        for prefix, prompt in zip(prefixes, prompts, strict=True)
    ]
    return torch.tensor(read_chunks(model, chunks))
