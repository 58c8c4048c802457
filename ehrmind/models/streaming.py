"""One greedy completion, told while it is written: the same tokens as an evaluation's greedy answer without sharing.

stream(policy, ids, 512, ends, lambda piece: print(piece, end=""))   ->  Completion("<think>...", 88, True)
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import GenerationConfig
from transformers.generation.streamers import BaseStreamer

from ehrmind.models.dropout import evaluating
from ehrmind.models.load import Policy
from ehrmind.types import Completion

UNFINISHED = "\ufffd"  # what a decoder gives for bytes of a character whose others are still to come


class Told(BaseStreamer):  # type: ignore[misc]
    """Gives each new piece of text to `tell`; the first ids that it is given are the prompt."""

    def __init__(self, text_of: Callable[[Sequence[int]], str], tell: Callable[[str], None]) -> None:
        self._text_of, self._tell = text_of, tell
        self.ids: list[int] = []
        self._asked, self._told = False, ""

    def put(self, value: Any) -> None:
        if not self._asked:
            self._asked = True
            return
        self.ids += value.reshape(-1).tolist()
        text = self._text_of(self.ids)
        if text.startswith(self._told) and not text.endswith(UNFINISHED):
            self._tell(text[len(self._told) :])
            self._told = text

    def end(self) -> None:
        text = self._text_of(self.ids)
        if text.startswith(self._told):
            self._tell(text[len(self._told) :])
            self._told = text


def stream(policy: Policy, ids: Sequence[int], length: int, ends: list[int], tell: Callable[[str], None]) -> Completion:
    """Write at most `length` tokens after the prompt `ids`, until one of `ends`."""
    told = Told(lambda tokens: policy.chat.text(tokens, ends), tell)
    prompt = torch.tensor([list(ids)], device=policy.model.device)
    settings = GenerationConfig(
        max_new_tokens=length, pad_token_id=policy.tokenizer.pad_token_id, eos_token_id=ends, do_sample=False
    )
    with evaluating(policy.model), torch.inference_mode():
        policy.model.generate(
            input_ids=prompt, attention_mask=torch.ones_like(prompt), generation_config=settings, streamer=told
        )
    finished = bool(told.ids) and told.ids[-1] in ends
    return Completion(policy.chat.text(told.ids, ends), len(told.ids), finished)
