"""The probabilities of labels from the keys and values that a rollout holds: neither prompt nor reasoning again.

    reader = Reader(model, [asked, asked], cut)           # one question for each of two prompts
    rollout(model, prompts, samples=8, ..., reader=reader)
    reader.found[11]  ->  Probabilities({"no": 0.8, "yes": 0.2}, mass=0.93)        of the second prompt's fourth sample
    reader.direct[1]  ->  Probabilities({"no": 0.6, "yes": 0.4}, mass=0.01)        of the second prompt alone

Sequences that have left the batch are read a few at once, their chunks in one packed row: of a sequence the ids whose
keys and values are not held (at most the last sampled one), the forced text, then every label as a branch of its own.

    held        p p p p r r r | p p p p r r               prompt p, the kept reasoning r
    packed      c c c a b b   | r c c c a b b             closing c, labels a and b
    positions   7 8 9 10 10 11 | 6 7 8 9 10 10 11

A chunk attends to its prompt, to its reasoning and to itself; the three parts are merged by their log-sum-exps. Shapes:
C tokens of all chunks, H heads, K key heads, T own tokens held, D head size.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

import torch
from torch import Tensor

from ehrmind.evaluation.probability import Asked, normalise
from ehrmind.rl.reading import label_log_probs
from ehrmind.rl.shared_prefix.attention import merge, over_keys, products
from ehrmind.rl.shared_prefix.logps import no_mask
from ehrmind.rl.shared_prefix.rollout import Decoding, Layers, prefill_all
from ehrmind.types import Probabilities

AT_ONCE = 8  # sequences: enough rows for the weights to be worth reading, few keys and values kept waiting
WIDEST = 2048  # tokens of a packed row, each of which is weighed against each other


@dataclass(frozen=True, slots=True)
class Chunk:
    """One reading: `head` are the ids before a label, the first at position `start`; `own[layer]` is (2, K, T, D)."""

    prompt: Layers
    own: Mapping[int, Tensor]
    start: int
    head: list[int]
    asked: Asked

    @property
    def ids(self) -> list[int]:
        """The head, then the labels' tokens."""
        return [*self.head, *(token for string in self.asked.strings for token in string)]

    @property
    def positions(self) -> list[int]:
        """Of each id: every label begins where the head ends."""
        after = self.start + len(self.head)
        return [*range(self.start, after), *(after + at for string in self.asked.strings for at in range(len(string)))]

    @property
    def branches(self) -> list[int]:
        """Of each id: 0 for the head, then a number for each label."""
        labels = (number for number, string in enumerate(self.asked.strings, 1) for _ in string)
        return [*[0] * len(self.head), *labels]


@dataclass(frozen=True, slots=True)
class Packed:
    """Attends for a packed row: `own` and `prompts` are the runs of tokens that share keys and values, by length.

    `seen` (C, C) says which tokens of the row see which: of their own chunk the head and their own branch, up to
    themselves.
    """

    own: list[tuple[int, Mapping[int, Tensor]]]
    prompts: list[tuple[int, Layers]]
    seen: Tensor

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scale: float) -> Tensor:
        """(1, H, C, D) -> (1, C, H, D)."""
        own = [(size, held.get(layer)) for size, held in self.own]
        prompts = [(size, layers[layer]) for size, layers in self.prompts]
        output = products(query, key, value, scale, self.seen)
        for runs in (own, prompts):
            output = merge(*_over(query, runs, scale), *output)
        return output[0].transpose(1, 2)


class Reader:
    """Reads the labels of sequences as they leave a rollout; `found` tells it by the sequence's number.

    `asked` are the questions by prompt, None where there is none; `cut` gives of what was sampled the ids to keep, and
    whether the reasoning has to be closed by force. With `directly` they are read without reasoning, too: `direct`
    tells it by the prompt's number.
    """

    def __init__(
        self,
        model: Any,
        asked: Sequence[Asked | None],
        cut: Callable[[list[int]], tuple[list[int], bool]],
        directly: bool = False,
    ) -> None:
        self._model, self._asked, self._cut, self._directly = model, asked, cut, directly
        self._pending: list[tuple[int, bool, Chunk]] = []
        self.found: dict[int, Probabilities] = {}
        self.direct: dict[int, Probabilities] = {}

    def begin(self, prompts: Sequence[Layers]) -> None:
        """Read what the model finds likely without reasoning, where that is wanted."""
        if not self._directly:
            return
        chunks = {
            number: Chunk(prompt, {}, prompt[0][0].shape[2], list(asked.opening), asked)
            for number, (prompt, asked) in enumerate(zip(prompts, self._asked, strict=True))
            if asked is not None
        }
        numbers = list(chunks)
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            read = read_chunks(self._model, [chunks[number] for number in some])
            self.direct |= {
                number: normalise(chunks[number].asked, log_probs, False)
                for number, log_probs in zip(some, read, strict=True)
            }

    def leave(self, decoding: Decoding, leaving: Mapping[int, list[int]]) -> None:
        """Take what these rows of the batch wrote, with their keys and values."""
        stay = len(leaving) < len(decoding.ids)  # then the batch's buffers are let go, and not for a view's sake kept
        for row, written in leaving.items():
            prompt, asked = decoding.prompts[decoding.order[row]], self._asked[decoding.order[row]]
            if asked is None:
                continue
            kept, forced = self._cut(written)
            held = min(len(kept), decoding.held)
            own = {layer: both[:, row, :, :held] for layer, both in decoding.own.items()} if held else {}
            own = {layer: both.clone() for layer, both in own.items()} if stay else own
            head = [*kept[held:], *asked.closing]
            chunk = Chunk(prompt, own, prompt[0][0].shape[2] + held, head, asked)
            self._pending.append((decoding.ids[row], forced, chunk))
            if len(self._pending) == AT_ONCE:
                self.finish()

    def finish(self) -> None:
        """Read all that wait."""
        waiting, self._pending = self._pending, []
        read = read_chunks(self._model, [chunk for _, _, chunk in waiting])
        for (number, forced, chunk), log_probs in zip(waiting, read, strict=True):
            self.found[number] = normalise(chunk.asked, log_probs, forced)


@torch.inference_mode()  # type: ignore[untyped-decorator]
def read_chunks(model: Any, chunks: Sequence[Chunk]) -> list[list[float]]:
    """The log-probabilities of each chunk's labels, by one forward of them all."""
    if not chunks:
        return []
    first = {id(chunk.prompt): at for at, chunk in reversed(list(enumerate(chunks)))}
    order = sorted(range(len(chunks)), key=lambda at: first[id(chunks[at].prompt)])  # those of one prompt side by side
    row = [chunks[at] for at in order]
    device = row[0].prompt[0][0].device
    sizes = [1 + len(chunk.ids) - len(chunk.head) for chunk in row]  # of each the head's last token and the labels'
    ends = accumulate(len(chunk.ids) for chunk in row)
    kept = [at for end, size in zip(ends, sizes, strict=True) for at in range(end - size, end)]
    outputs = model(
        input_ids=torch.tensor([[token for chunk in row for token in chunk.ids]], device=device),
        position_ids=torch.tensor([[position for chunk in row for position in chunk.positions]], device=device),
        attention_mask=no_mask(device),
        use_cache=False,
        logits_to_keep=torch.tensor(kept, device=device),
        shared_prefix=pack(row, device),
    )
    found = dict(zip(order, outputs.logits[0].split(sizes), strict=True))
    return [label_log_probs(found[at], chunk.asked) for at, chunk in enumerate(chunks)]


@torch.inference_mode()  # type: ignore[untyped-decorator]
def read_after(model: Any, prompt: Sequence[int], heads: Sequence[list[int]], asked: Asked) -> list[list[float]]:
    """The log-probabilities of the labels after each of these heads, the prompt before them read once."""
    (layers,), _ = prefill_all(model, [prompt], model.get_input_embeddings().weight.device)
    chunks = [Chunk(layers, {}, len(prompt), head, asked) for head in heads]
    found: list[list[float]] = []
    while chunks:
        count = max(1, min(len(chunks), WIDEST // max(len(chunk.ids) for chunk in chunks)))
        found += read_chunks(model, chunks[:count])
        chunks = chunks[count:]
    return found


def pack(row: Sequence[Chunk], device: torch.device) -> Packed:
    """How these chunks lie one after the other."""
    own = [(len(chunk.ids), chunk.own) for chunk in row]
    runs = [list(run) for _, run in groupby(row, key=lambda chunk: id(chunk.prompt))]
    prompts = [(sum(len(chunk.ids) for chunk in run), run[0].prompt) for run in runs]
    number = torch.tensor([at for at, chunk in enumerate(row) for _ in chunk.ids], device=device)
    branch = torch.tensor([branch for chunk in row for branch in chunk.branches], device=device)
    same = (branch[None] == 0) | (branch[:, None] == branch[None])
    return Packed(own, prompts, ((number[:, None] == number[None]) & same).tril())


def _over(query: Tensor, runs: Sequence[tuple[int, Any]], scale: float) -> tuple[Tensor, Tensor]:
    """Each run of queries over its keys and values (K, T, D), or over none: (1, H, C, D) and (1, H, C)."""
    outputs, lses = [], []
    for part, (_, held) in zip(query.split([size for size, _ in runs], dim=2), runs, strict=True):
        if held is None:  # a share of nothing
            output, lse = torch.zeros_like(part), part.new_full(part.shape[:3], -torch.inf, dtype=torch.float32)
        else:
            key, value = (item.to(part.dtype).reshape(1, *item.shape[-3:]) for item in held)
            output, lse = over_keys(part, key, value, scale)
        outputs.append(output)
        lses.append(lse)
    return torch.cat(outputs, dim=2), torch.cat(lses, dim=2)
