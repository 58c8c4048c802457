"""The probabilities of labels by full forward passes, for models that cannot share a prefix.

    read(model, [prompt + reasoning + asked.closing], [asked])  ->  [[-1.2, -2.6]]     the log-probability of each label

A forward for each prefix, a row for each of its labels. Rows are padded on the right, where no token sees the padding
and positions count from 0, as every causal architecture does by itself. Shapes: L labels, T tokens of a label, V
vocabulary.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ehrmind.evaluation.probability import Asked


@torch.inference_mode()  # type: ignore[untyped-decorator]
def read(model: Any, prefixes: Sequence[Sequence[int]], asked: Sequence[Asked]) -> list[list[float]]:
    """The log-probabilities of each one's labels after these tokens; a prefix ends with the forced text."""
    return [_after(model, list(prefix), one) for prefix, one in zip(prefixes, asked, strict=True)]


def label_log_probs(logits: Tensor, asked: Asked) -> list[float]:
    """Of each label with its closing quote, in float32.

    The logits (1 + ΣT, V) are those after the forced text, then those after each token of each label.
    """
    logits = logits.float()
    quotes = torch.tensor(asked.quotes, device=logits.device)
    total = logits.logsumexp(-1)
    quote = (logits[:, quotes].logsumexp(-1) - total).tolist()
    found, at = [], 0
    for string in asked.strings:
        rows = [0, *range(at + 1, at + len(string))]  # which predict the label's tokens: the first is after the text
        at += len(string)
        tokens = logits[rows, list(string)] - total[rows]
        found.append(float(tokens.sum()) + quote[at])
    return found


def _after(model: Any, prefix: list[int], asked: Asked) -> list[float]:
    longest, device = max(map(len, asked.strings)), model.get_input_embeddings().weight.device
    filler = [prefix[-1]] * longest
    rows = [[*prefix, *string, *filler[len(string) :]] for string in asked.strings]
    mask = torch.ones(len(rows), len(rows[0]), dtype=torch.long, device=device)
    for row, string in zip(mask, asked.strings, strict=True):
        row[len(prefix) + len(string) :] = 0
    keep = {"logits_to_keep": longest + 1} if model._supports_logits_to_keep() else {}
    outputs = model(input_ids=torch.tensor(rows, device=device), attention_mask=mask, use_cache=False, **keep)
    logits = outputs.logits[:, -longest - 1 :]  # (L, 1 + longest, V)
    own = [row[1 : 1 + len(string)] for row, string in zip(logits, asked.strings, strict=True)]
    return label_log_probs(torch.cat([logits[0, :1], *own]), asked)
