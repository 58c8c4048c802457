"""Log-probabilities and entropies of a batch of completions, each distinct prompt computed once.

    rows      [p p p a a], [p p p b -], [q q c c c]     (left-padded prompts, right-padded completions)
    packed    [p p | p a a | p b -]  and  [q | q c c c] with the prompt's last token opening each branch,
              so that R positions of a branch predict its R tokens

The model's own fused LM head (TRL's) scores the branches; a hook drops the prefix before it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import torch
import trl.trainer.utils as fused
from torch import Tensor

from ehrmind.rl.shared_prefix.attention import NAME, Layout, register

IGNORED = -100
_prepared: WeakKeyDictionary[Any, tuple[str, Any]] = WeakKeyDictionary()  # the attention before, and the hook
TILE = 8192  # tokens of the vocabulary that the LM head takes at once on a CPU


@dataclass(frozen=True, slots=True)
class Group:
    """Rows `start` to `stop` of a batch, which share a prompt (P,); completions and their mask are (G, R)."""

    start: int
    stop: int
    prompt: Tensor
    completions: Tensor
    mask: Tensor


def prepare(model: Any) -> None:
    """Give a causal language model the shared-prefix attention, and its backbone the hook that drops the prefix."""
    if model.config._attn_implementation == NAME:
        return  # once: a second hook would drop the prefix twice
    register()
    stock = model.config._attn_implementation
    model.set_attn_implementation(NAME)
    _prepared[model] = stock, model.base_model.register_forward_hook(_drop_prefix, with_kwargs=True)


def restore(model: Any) -> None:
    """Give it back the attention that it had."""
    if model in _prepared:
        stock, hook = _prepared.pop(model)
        hook.remove()
        model.set_attn_implementation(stock)


def groups_of(input_ids: Tensor, attention_mask: Tensor, completion_length: int) -> Iterator[Group]:
    """The runs of rows with the same prompt, in order. input_ids and attention_mask: (B, P + R)."""
    ids, mask = input_ids[:, :-completion_length], attention_mask[:, :-completion_length].bool()
    prompts = torch.where(mask, ids, -1)
    changes = (prompts[1:] != prompts[:-1]).any(dim=1).nonzero()[:, 0] + 1
    starts = [0, *changes.tolist()]
    for start, stop in zip(starts, [*starts[1:], len(input_ids)], strict=True):
        completion_mask = attention_mask[start:stop, -completion_length:]
        longest = max(int(completion_mask.sum(dim=1).max()), 1)  # the group's own padding
        completions = input_ids[start:stop, -completion_length:][:, :longest]
        yield Group(start, stop, ids[start][mask[start]], completions, completion_mask[:, :longest])


def score(model: Any, group: Group) -> tuple[Tensor, Tensor | None]:
    """Log-probabilities (G, R) of the group's tokens, zero where masked, and the entropies that go with them."""
    branches, length = group.completions.shape
    layout = Layout(len(group.prompt) - 1, branches, length)
    prefix, last = group.prompt[:-1], group.prompt[-1:]
    opened = torch.cat([last.expand(branches, 1), group.completions[:, :-1]], dim=1)
    positions = torch.arange(layout.prefix, layout.prefix + length, device=prefix.device).expand(branches, length)
    with _narrow_tiles(prefix.device):
        outputs = model(
            input_ids=torch.cat([prefix, opened.flatten()])[None],
            position_ids=torch.cat([torch.arange(layout.prefix, device=prefix.device), positions.flatten()])[None],
            attention_mask=no_mask(prefix.device),
            shift_labels=group.completions.masked_fill(group.mask == 0, IGNORED).reshape(1, -1),
            fused_lm_head=True,
            shared_prefix=layout,
        )
    entropy = None if outputs.entropy is None else outputs.entropy.view(branches, length)
    return outputs.log_probs.view(branches, length), entropy


@contextmanager
def _narrow_tiles(device: torch.device) -> Iterator[None]:
    """Let TRL's LM head go through the vocabulary in narrower tiles on a CPU.

    There each of a tile's ten temporaries is memory to write and read: a first update takes 0.82 of the time, the next
    0.96.
    """
    width = fused._CHUNKED_LOGPROB_CHUNK_SIZE
    try:
        fused._CHUNKED_LOGPROB_CHUNK_SIZE = TILE if device.type == "cpu" else width
        yield
    finally:
        fused._CHUNKED_LOGPROB_CHUNK_SIZE = width


def no_mask(device: torch.device) -> Tensor:
    """A mask of four dimensions, which transformers passes on as it is: the layout says who sees whom."""
    return torch.zeros(1, 1, 1, 1, device=device)


def _drop_prefix(module: Any, args: Any, kwargs: dict[str, Any], output: Any) -> Any:
    """Leave only the branches' hidden states (1, G R, E) to the LM head."""
    layout = kwargs.get("shared_prefix")
    if isinstance(layout, Layout):
        output.last_hidden_state = output.last_hidden_state[:, layout.prefix :]
    return output
