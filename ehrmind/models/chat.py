r"""From a task's prompt to token ids over the model's own chat template, and from ids back to text.

    chat = Chat(tokenizer)
    chat.encode(Prompt("You are careful.", "What is the anion gap?"))   ->  [1, 9690, 198, 2683, ...]
    chat.text([13, 420, 2])                                             ->  '<think>\n140 - 102 ...'

Templates differ, and three differences are found by rendering once: one without a system role (Gemma, Mistral 0.1) has
the system text put before the user's; of one that opens `<think>` itself (DeepSeek-R1) the opening counts as the
model's, so that gold completions do not repeat it; and a base model without a template gets plain words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ehrmind.errors import ConfigError
from ehrmind.parsing import TAGS
from ehrmind.types import Prompt

# For base models that come without one: plain words, since their vocabulary has no role tokens.
PLAIN_TEMPLATE = (
    "{{ bos_token or '' }}"  # apply_chat_template leaves it to the template
    "{% for message in messages %}{{ message['role'] | capitalize + ': ' + message['content'] + '\\n\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant: ' }}{% endif %}"
)
OPEN, CLOSE = TAGS[:2]
_SYSTEM, _USER = "System text 7.", "User text 7."
_BRACKETED = re.compile(r"[<\[]{1,2}[^\s<>\[\]]{1,40}[>\]]{1,2}")  # [INST], <<SYS>>, <start_of_turn>


@dataclass(frozen=True)
class Chat:
    """A tokenizer with its template; `kwargs` are the template's own, such as enable_thinking."""

    tokenizer: Any
    kwargs: dict[str, Any] = field(default_factory=dict)

    def messages(self, prompt: Prompt) -> list[dict[str, str]]:
        """The prompt as chat messages that the template takes, in which no text opens a turn."""
        turns = [{**turn, "content": harmless(turn["content"], self.controls)} for turn in prompt.messages()]
        if self.has_system:
            return turns
        system, first, *rest = turns
        return [{"role": "user", "content": f"{system['content']}\n\n{first['content']}"}, *rest]

    def encode(self, prompt: Prompt) -> list[int]:
        """Token ids of a prompt, up to where the model is to write."""
        encoded = self.tokenizer.apply_chat_template(
            self.messages(prompt), add_generation_prompt=True, tokenize=True, return_dict=True, **self.kwargs
        )
        return list(encoded["input_ids"])

    def encode_completion(self, text: str) -> list[int]:
        """Token ids of a completion, closed by the end token; without the opening that stands in the prompt."""
        own = harmless(text, self.controls)
        if self.prefill:
            own = own.removeprefix(OPEN).lstrip()
        return [*self.tokenizer(own, add_special_tokens=False)["input_ids"], self.tokenizer.eos_token_id]

    def text(self, ids: Iterable[int], ends: Sequence[int] = ()) -> str:
        """What the model wrote, with the opening that its prompt gave it; only end and padding tokens are left out."""
        left_out = {*ends, self.tokenizer.eos_token_id, self.tokenizer.pad_token_id}
        kept = [token for token in ids if token not in left_out]
        return self.prefill + str(self.tokenizer.decode(kept, skip_special_tokens=False))

    def shows(self, prompt: Prompt) -> bool:
        """Whether the template writes every text of the prompt, earlier answers with their reasoning among them."""
        written = "".join(self._rendered(self.messages(prompt)).split())
        return all("".join(turn["content"].split()) in written for turn in self.messages(prompt))

    def holds_controls(self, prompt: Prompt) -> bool:
        """Whether the prompt's text holds strings that would open or close a turn, and were made harmless."""
        return any(control in text for text in prompt.texts() for control in self.controls)

    @cached_property
    def has_system(self) -> bool:
        """Whether the template takes a system text, and shows it."""
        from jinja2 import TemplateError

        try:
            return _SYSTEM in self._rendered(Prompt(_SYSTEM, _USER).messages())
        except (TemplateError, ValueError):  # "System role not supported"
            return False

    @cached_property
    def prefill(self) -> str:
        """What the template writes of the completion: an opened think block, or nothing."""
        tail = self._around[-1]
        at = tail.rfind(OPEN)
        return tail[at:] if at > tail.rfind(CLOSE) else ""

    @cached_property
    def controls(self) -> tuple[str, ...]:
        """The strings that mark turns: the special tokens, and what the template writes in brackets."""
        found = {str(token) for token in self.tokenizer.all_special_tokens}
        found |= {token.content for token in self.tokenizer.added_tokens_decoder.values() if token.special}
        found |= {match for part in self._around for match in _BRACKETED.findall(part)}
        return tuple(sorted((text for text in found - set(TAGS) if len(text) > 1), key=len, reverse=True))

    @cached_property
    def _around(self) -> tuple[str, ...]:
        """What the template writes around a prompt's texts. Raises ConfigError."""
        from jinja2 import TemplateError

        messages = [{"role": "user", "content": _USER}]
        if self.has_system:
            messages.insert(0, {"role": "system", "content": _SYSTEM})
        try:
            whole = self._rendered(messages)
        except (TemplateError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise ConfigError(f"the model's chat template cannot be rendered: {error}") from error
        return tuple(re.split("|".join(map(re.escape, (_SYSTEM, _USER))), whole))

    def _rendered(self, messages: list[dict[str, str]]) -> str:
        return str(
            self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False, **self.kwargs)
        )


def harmless(text: str, controls: Iterable[str]) -> str:
    """The text with a space in each control string, which is then no token: "<|im_end|>" -> "< |im_end|>"."""
    for control in controls:
        if control in text:
            text = text.replace(control, f"{control[0]} {control[1:]}")
    return text
