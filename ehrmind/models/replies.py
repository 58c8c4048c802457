r"""What a server answered, as it is used here: its text with the reasoning in tags, its length, how it ended.

{"choices": [{"message": {"reasoning_content": "140 - ...", "content": "<answer>..."}, "finish_reason": "stop"}],
 "usage": {"prompt_tokens": 412, "completion_tokens": 88}}
-> Reply("<think>\n140 - ...", tokens=88, prompt_tokens=412, finished=True, read=())
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.parsing import in_tags

CUT = ("length", "model_length")  # how an answer ends that ran into a limit
WHOLE = ("stop", "eos_token", "stop_sequence", "end_turn")  # and one that came to its end


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a reply, and the log-probabilities of what could stand there, by text: {"no": -0.1, "yes": -2.3}."""

    text: str
    log_prob: float
    others: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server wrote. `read` is empty where it gives no log-probabilities, `prompt_tokens` 0 where it counts none.

    `ending` is how it ended where it neither came to its end nor ran into the limit: "content_filter".
    """

    text: str
    tokens: int
    prompt_tokens: int
    finished: bool | None
    read: Sequence[Token] = ()
    ending: str = ""


def read_reply(found: Any) -> Reply:
    """Of a chat completion as the client gives it. Raises ValueError where it holds no message: it was cut off."""
    choice = next(iter(getattr(found, "choices", None) or ()), None)
    message = getattr(choice, "message", None)
    if choice is None or message is None:
        raise ValueError("an answer without a message")
    text = _text(getattr(message, "content", None)) or _text(getattr(message, "refusal", None))
    beside = getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None)
    text = in_tags(text, beside if isinstance(beside, str) else "")
    read = tuple(
        Token(item.token, item.logprob, {other.token: other.logprob for other in item.top_logprobs or ()})
        for item in (choice.logprobs.content if choice.logprobs else None) or ()
    )
    tokens = _count(found, "completion_tokens") or len(read) or len(text.split())
    said = str(choice.finish_reason or "")
    ending = "" if said in ("", *WHOLE, *CUT) else said if re.fullmatch(r"[a-z_]{1,40}", said) else "another ending"
    return Reply(text, max(tokens, 1), _count(found, "prompt_tokens"), ended(said), read, ending)


def ended(reason: object) -> bool | None:
    """Whether an answer came to its end, by its `finish_reason`; None where a server gives none."""
    return str(reason) in WHOLE if reason else None


def _text(content: Any) -> str:
    """A content: a text, or parts, of which those with a text count."""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, Mapping))
    return content if isinstance(content, str) else ""


def _count(found: Any, name: str) -> int:
    """A number of tokens as the server counts them; 0 where it does not."""
    value = getattr(found.usage, name, None)
    return value if isinstance(value, int) else 0
