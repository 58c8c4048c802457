"""Sample the completions of many groups: one prefill a prompt, its keys and values held once for the whole group.

    rollout(model, prompts=[[1, 5, 9], [1, 7]], samples=8, ...)  ->  16 completions, prompt by prompt

All sequences take a step together. A step reads each prompt's keys and values once for its group, and the group's own
tokens from buffers of fixed size; a sequence that ends leaves the batch. Shapes: N sequences, K key heads, D head size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor
from transformers import DynamicCache

from ehrmind.evaluation.order import LEAST, in_common
from ehrmind.rl.shared_prefix.attention import merge, over_keys
from ehrmind.rl.shared_prefix.logps import no_mask
from ehrmind.rl.shared_prefix.sampling import Sampling, choose, uniforms
from ehrmind.rl.shared_prefix.weights import held

Layers = list[tuple[Tensor, Tensor]]  # of a prompt: a key and a value (1, K, P, D) of each layer


@dataclass(slots=True)
class Decoding:
    """The keys and values of all layers: `prompts[m][layer]` is a key and a value (1, K, P, D), `own[layer]` both of
    every sequence (2, N, K, R, D).

    `sizes[m]` is how many sequences of prompt m are still in the batch, where they stand in order: `ids` are their
    numbers, `order` their prompts. `at` is the step.
    """

    prompts: list[list[tuple[Tensor, Tensor]]]
    sizes: list[int]
    length: int
    own: dict[int, Tensor] = field(default_factory=dict)
    at: int = 0
    ids: list[int] = field(init=False)
    order: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.order = [m for m, size in enumerate(self.sizes) for _ in range(size)]
        self.ids = list(range(len(self.order)))

    @property
    def held(self) -> int:
        """How many tokens of each sequence have their keys and values here: all that were written, less the last."""
        return self.at + 1 if self.own else 0

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scale: float) -> Tensor:
        """(N, H, 1, D) -> (N, 1, H, D)."""
        if layer not in self.own:
            self.own[layer] = query.new_empty(2, len(key), key.shape[1], self.length, key.shape[-1])
        self.own[layer][0, :, :, self.at] = key[:, :, 0]
        self.own[layer][1, :, :, self.at] = value[:, :, 0]
        own_key, own_value = self.own[layer][:, :, :, : self.at + 1]
        own, own_lse = over_keys(query, own_key, own_value, scale)
        shared, shared_lse = self._over_prompts(layer, query[:, :, 0], scale)
        return merge(shared, shared_lse, own[:, :, 0], own_lse[:, :, 0])[0][:, None]

    def _over_prompts(self, layer: int, query: Tensor, scale: float) -> tuple[Tensor, Tensor]:
        """Each group's queries (n, H, D) over its prompt -> (N, H, D), (N, H)."""
        outputs, lses = [], []
        for prompt, rows in zip(self.prompts, query.split(self.sizes), strict=True):
            if len(rows):
                if prompt[layer][0].dtype != rows.dtype:  # prefilled in float32, decoded under autocast
                    prompt[layer] = (prompt[layer][0].to(rows.dtype), prompt[layer][1].to(rows.dtype))
                output, lse = over_keys(rows.transpose(0, 1)[None], *prompt[layer], scale)
                outputs.append(output[0].transpose(0, 1))
                lses.append(lse[0].transpose(0, 1))
        return torch.cat(outputs), torch.cat(lses)

    def keep(self, rows: Tensor) -> None:
        """Let every sequence leave but these."""
        for layer in self.own:  # one at a time: a second copy of all would be a rollout's widest moment
            self.own[layer] = self.own[layer][:, rows]
        self.ids, self.order = ([items[row] for row in rows.tolist()] for items in (self.ids, self.order))
        self.sizes = [self.order.count(m) for m in range(len(self.prompts))]


class Reader(Protocol):
    """Is told of a rollout's prompts, and of the sequences that leave it while their keys and values are there."""

    def begin(self, prompts: Sequence[list[tuple[Tensor, Tensor]]]) -> None:
        """The keys and values of every prompt, by layer: nothing is sampled yet."""
        ...

    def leave(self, decoding: Decoding, leaving: Mapping[int, list[int]]) -> None:
        """`leaving`: what was written, by row of the batch; buffers that outlive the call are copied."""
        ...

    def finish(self) -> None:
        """No more will come."""
        ...


@torch.inference_mode()  # type: ignore[untyped-decorator]
def rollout(
    model: Any,
    prompts: Sequence[Sequence[int]],
    samples: int,
    length: int,
    sampling: Sampling,
    end_tokens: Sequence[int],
    seed: int = 0,
    step: int = 0,
    keys: Sequence[object] | None = None,
    greedy: int = 0,
    reader: Reader | None = None,
) -> list[list[int]]:
    """`samples` completions of at most `length` tokens for each prompt, prompt by prompt, each up to its end token.

    The first `greedy` of a prompt's samples take the likeliest token. `keys` name the prompts in the seeds of the
    others (default: their numbers). The `reader` sees every sequence that leaves, and changes none.
    """
    keys = range(len(prompts)) if keys is None else keys
    device = model.get_input_embeddings().weight.device
    prefixes, current = prefill_all(model, prompts, device)
    if reader:
        reader.begin(prefixes)
    decoding = Decoding(prefixes, [samples] * len(prompts), length)
    numbers = torch.stack([uniforms(seed, step, key, s - greedy, length) for key in keys for s in range(samples)])
    likeliest = torch.arange(samples, device=device).lt(greedy).repeat(len(prompts))
    ends = torch.tensor(sorted(end_tokens), device=device)
    positions = torch.tensor([len(prompts[m]) for m in decoding.order], device=device)
    written: list[list[int]] = [[] for _ in decoding.order]
    current = current.repeat_interleave(samples, dim=0)
    with held(model):
        for at in range(length):
            tokens = choose(current, sampling, numbers[(ids := decoding.ids), at], likeliest[ids])
            for number, token in zip(ids, tokens.tolist(), strict=True):
                written[number].append(token)
            ended = torch.isin(tokens, ends)
            last = at + 1 == length or bool(ended.all())
            leaving = range(len(ids)) if last else ended.nonzero()[:, 0].tolist()
            if reader and leaving:
                reader.leave(decoding, {row: written[ids[row]] for row in leaving})
            if last:
                break
            if leaving:
                decoding.keep(rows := (~ended).nonzero()[:, 0])
                tokens, positions = tokens[rows], positions[rows]
            decoding.at = at
            current = decode(model, tokens, positions + at, decoding)
    if reader:
        reader.finish()
    return written


def prefill_all(model: Any, prompts: Sequence[Sequence[int]], device: torch.device) -> tuple[list[Layers], Tensor]:
    """Each prompt's keys and values, and the logits after it (M, V).

    What a prompt has in common with the one before it is not read again.
    """
    found: list[Layers] = []
    logits = []
    for before, prompt in zip([(), *prompts], prompts, strict=False):
        common = min(in_common(before, prompt), len(prompt) - 1)
        known = [(key[:, :, :common], value[:, :, :common]) for key, value in found[-1]] if common >= LEAST else []
        rest = torch.tensor([prompt[common:] if known else prompt], device=device)
        layers, after = prefill(model, rest, known)
        found.append(layers)
        logits.append(after)
    return found, torch.cat(logits)


def prefill(model: Any, prompt: Tensor, known: Sequence[tuple[Tensor, Tensor]] = ()) -> tuple[Layers, Tensor]:
    """The keys and values of every layer, each (1, K, P, D), and the logits after the prompt (1, V).

    `known` are those of what comes before it, by layer.
    """
    past = DynamicCache(known) if known else None
    outputs = model(input_ids=prompt, past_key_values=past, use_cache=True, logits_to_keep=1)
    layers = outputs.past_key_values.layers
    return [(layer.keys.contiguous(), layer.values.contiguous()) for layer in layers], outputs.logits[:, -1]


def decode(model: Any, tokens: Tensor, positions: Tensor, decoding: Decoding) -> Tensor:
    """The logits (N, V) after these tokens (N,)."""
    outputs = model(
        input_ids=tokens[:, None],
        position_ids=positions[:, None],
        attention_mask=no_mask(tokens.device),
        use_cache=False,
        shared_prefix=decoding,
    )
    return outputs.logits[:, -1]  # type: ignore[no-any-return]
