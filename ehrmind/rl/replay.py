"""Gold completions replayed in reinforcement learning: each step adds `sft_weight` × SFT's loss on its own prompts.

    stage=rlvr stage.sft_weight=0.1
    loss of a step = GRPO's + 0.1 × mean over the gold tokens of its prompts of -log p(token)

The second term is that of stage=sft for a batch of the same rows, at temperature 1, whatever the rollout's is. What
RLVR cannot find by sampling it is told; what it finds is sharpened. The step's prompts are those of its places, once
each: with dynamic sampling a place for which no group with variance was found holds one without. Rows whose gold does
not reason or is too long teach nothing here, and are counted in data.json.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor

from ehrmind.distributed import gather, world_size
from ehrmind.rl.shared_prefix.support import base_of

Tokens = tuple[int, ...]
LOGGED = "sft_loss"  # without its weight


class Replay:
    """The golds by their prompt's tokens."""

    def __init__(self, weight: float, golds: Mapping[Tokens, Sequence[int]]) -> None:
        self._weight, self._golds = weight, golds
        self.taught = False  # whether there was a gold in the last step

    def backward(self, trainer: Any, model: Any) -> Tensor:
        """Add the term's gradient to that of the optimizer step under way, after its last micro-batch; its loss.

        A row at a time, so that it needs no more memory than one. Every process takes part, with gold or without.
        """
        rows = [(prompt, self._golds[prompt]) for prompt in self._prompts(trainer) if prompt in self._golds]
        counts = gather(sum(len(gold) for _, gold in rows))
        self.taught = bool(sum(counts))
        if not self.taught:
            return torch.zeros((), device=trainer.accelerator.device)
        share = self._weight * world_size() / sum(counts)  # processes' gradients are averaged
        weighted = [(row, share) for row in rows] or [(next(iter(self._golds.items())), 0.0)]
        found = 0.0
        for number, ((prompt, gold), factor) in enumerate(weighted, 1):
            last = number == len(weighted)
            with nullcontext() if last else trainer.accelerator.no_sync(model):
                with trainer.compute_loss_context_manager():
                    loss = surprise(trainer, model, prompt, gold)
                trainer.accelerator.backward(loss * factor)
            found += float(loss.detach()) if factor else 0.0
        mean = sum(gather(found)) / sum(counts)
        trainer._metrics["train"][LOGGED].append(mean)
        # Counted with the step's tokens, whose FLOPs are a little more: they were also sampled.
        trainer.state.num_input_tokens_seen += sum(gather(sum(len(prompt) + len(gold) for prompt, gold in rows)))
        return torch.tensor(self._weight * mean, device=trainer.accelerator.device)

    def longest(self) -> tuple[Tokens, Sequence[int]]:
        """The prompt and the gold that need the most memory."""
        return max(self._golds.items(), key=lambda pair: (len(pair[1]), len(pair[0])))

    def _prompts(self, trainer: Any) -> list[Tokens]:
        """The prompts of the micro-batches of this optimizer step, in their order, once each."""
        held, end = trainer._buffered_inputs, trainer._step
        places = range(end - trainer.current_gradient_accumulation_steps, end)
        return list(dict.fromkeys(row for at in places for row in _unpadded(held[at % len(held)])))


def surprise(trainer: Any, model: Any, prompt: Sequence[int], gold: Sequence[int]) -> Tensor:
    """The sum over the gold's tokens (R,) of -log p(token)."""
    ids = torch.tensor([[*prompt, *gold]], device=trainer.accelerator.device)
    whole = base_of(trainer.accelerator.unwrap_model(model))
    few = {"logits_to_keep": len(gold) + 1} if whole._supports_logits_to_keep() else {}
    logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), use_cache=False, **few).logits[0]
    after = logits[-len(gold) - 1 : -1].float()  # (R, V)
    return torch.nn.functional.cross_entropy(after, ids[0, -len(gold) :], reduction="sum")


def _unpadded(batch: Mapping[str, Any]) -> Iterable[Tokens]:
    """The prompts (B, P) of a micro-batch without their padding."""
    rows = zip(batch["prompt_ids"].tolist(), batch["prompt_mask"].tolist(), strict=True)
    return (tuple(token for token, seen in zip(ids, mask, strict=True) if seen) for ids, mask in rows)
