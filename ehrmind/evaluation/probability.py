r"""What a model is asked about a closed set of labels, in its own tokens, and what its log-probabilities say.

    ask(tokenizer, {"no": '{"prediction": "no", "label": 0}', "yes": '{"prediction": "yes", "label": 1}'})
    -> Asked(("no", "yes"), closing=ids of '</think>\n<answer>{"prediction": "', strings=((4607,), (10407,)), ...)
    normalise(asked, [-1.2, -2.6], forced=False)  ->  Probabilities({"no": 0.8, "yes": 0.2}, mass=0.38, forced=False)

The model's own reasoning, as the ids that were sampled, is closed by the forced text; then each label's name is scored
up to and with its closing quote. JSON goes on with `"}` or `",`, which are tokens of their own in many vocabularies:
the quote's probability is the sum over all tokens that begin with one. The label's number in the JSON, which only
repeats the name, is never asked. A name is scored in the tokens that the tokenizer gives it, whatever their number.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.errors import ConfigError, RunError
from ehrmind.parsing import Unreadable, read_json_object
from ehrmind.types import Probabilities

OPEN, CLOSE, ANSWER = "<think>\n", "</think>", "<answer>"
QUOTE, QUOTE_BYTE = '"', "<0x22>"

_STRING = r'"((?:[^"\\]|\\.)*)"'
_KEY = re.compile(_STRING)
_FIRST = re.compile(rf"\s*\{{\s*{_STRING}\s*:\s*{_STRING}", re.DOTALL)  # of our own JSON, not of a model's


@dataclass(frozen=True, slots=True)
class Asked:
    """A closed set of labels in token ids: the forced text before a label, and each label's name (`strings`).

    `closing` ends a reasoning and opens the answer, `opening` does so for no reasoning at all; `quotes` are all tokens
    that begin with a quote.
    """

    labels: tuple[str, ...]
    closing: tuple[int, ...]
    opening: tuple[int, ...]
    strings: tuple[tuple[int, ...], ...]
    quotes: tuple[int, ...]

    @property
    def room(self) -> int:
        """The most tokens that a reading adds to the context."""
        return max(len(self.closing), len(self.opening)) + max(map(len, self.strings))


def ask(tokenizer: Any, answers: Mapping[str, str], opened: bool = False) -> Asked:
    """What to read for these labels, each with the JSON that states it. Raises ConfigError.

    `opened`: prompts end with an opened `<think>` already.
    """
    head, parts = _spelled(answers)
    closing, opening = (f"{before}{CLOSE}\n{ANSWER}{head}" for before in ("", "" if opened else OPEN))
    strings = []
    for label, (_, name, rest) in parts.items():
        found = {_name_ids(tokenizer, label, forced, name, rest) for forced in (closing, opening)}
        if len(found) > 1:
            raise ConfigError(f"{_named(tokenizer)} splits the label {label!r} differently with and without reasoning")
        strings.append(found.pop())
    vocabulary = tokenizer.get_vocab()
    quotes = sorted(index for token, index in vocabulary.items() if token.startswith(QUOTE) or token == QUOTE_BYTE)
    if not quotes:
        raise ConfigError(f"{_named(tokenizer)} has no token that begins with a quote, with which a label ends")
    return Asked(tuple(answers), _ids(tokenizer, closing), _ids(tokenizer, opening), tuple(strings), tuple(quotes))


def named(answers: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Each label as its JSON spells it, and the key that states it: ({"no": "no", "yes": "yes"}, "prediction").

    Raises ConfigError.
    """
    head, parts = _spelled(answers)
    key = _KEY.search(head)
    assert key is not None, "_parts has found a key"
    return {label: name for label, (_, name, _) in parts.items()}, key[1]


def reasoning(ids: Sequence[int], ends: Collection[int], tokenizer: Any) -> tuple[list[int], bool]:
    """The sampled ids before `</think>` or `<answer>`, and whether neither is there, so that it is closed by force.

    The longest run of ids whose text ends where the first of them begins: a token such as `.</` is dropped whole.
    """
    stop = next((at for at, token in enumerate(ids) if token in ends), len(ids))
    kept = list(ids[:stop])

    def text(count: int) -> str:
        return str(tokenizer.decode(kept[:count], clean_up_tokenization_spaces=False))

    def closed(count: int) -> bool:
        return CLOSE in text(count) or ANSWER in text(count)

    if not closed(len(kept)):
        return kept, True
    count = bisect_left(range(len(kept) + 1), True, key=closed)  # a tag stays where it is while the text grows
    whole = text(count)
    begin = min(whole.find(tag) for tag in (CLOSE, ANSWER) if tag in whole)
    while len(text(count)) > begin:
        count -= 1
    return kept[:count], False


def normalise(asked: Asked, log_probs: Sequence[float], forced: bool) -> Probabilities:
    """The softmax over the labels, and what they had in all before it. Raises RunError where the model says nothing."""
    highest = max(log_probs)
    if any(map(math.isnan, log_probs)) or highest == -math.inf:
        raise RunError(
            f"the labels {', '.join(asked.labels)} have the log-probabilities {list(log_probs)}: the model's weights "
            "are broken, or the training that made them diverged"
        )
    weights = [math.exp(value - highest) for value in log_probs]
    shares = {label: weight / sum(weights) for label, weight in zip(asked.labels, weights, strict=True)}
    return Probabilities(shares, min(1.0, math.fsum(map(math.exp, log_probs))), forced)


def _spelled(answers: Mapping[str, str]) -> tuple[str, dict[str, tuple[str, str, str]]]:
    """What the JSON of all labels begins with, and the parts of each. Raises ConfigError."""
    parts = {label: _parts(label, text) for label, text in answers.items()}
    heads = {head for head, _, _ in parts.values()}
    names = [name for _, name, _ in parts.values()]
    if len(heads) != 1:
        raise ConfigError(f"the JSON of the labels {', '.join(answers)} must begin alike, not with {sorted(heads)}")
    if len(set(names)) < len(names):
        raise ConfigError(f"two of the labels {', '.join(answers)} have the same name: {', '.join(names)}")
    return heads.pop(), parts


def _parts(label: str, text: str) -> tuple[str, str, str]:
    """The JSON before the label's name, the name as JSON spells it, and the rest from its closing quote on."""
    try:
        read_json_object(text)
    except Unreadable as error:
        raise ConfigError(f"the JSON of the label {label!r}, {text!r}, cannot be read: {error}") from None
    match = _FIRST.match(text)
    if not match or not match[2]:
        raise ConfigError(f"the JSON of the label {label!r}, {text!r}, must begin with the label's name as a string")
    return text[: match.start(2)], match[2], text[match.end(2) :]


def _name_ids(tokenizer: Any, label: str, forced: str, name: str, rest: str) -> tuple[int, ...]:
    """The name's ids after the forced text, which must be the same whatever follows. Raises ConfigError."""
    before, upto = _ids(tokenizer, forced), _ids(tokenizer, forced + name)
    if upto[: len(before)] != before or len(upto) == len(before):
        raise ConfigError(f"{_named(tokenizer)} joins the label {label!r} with the text before it; choose another name")
    for after in (QUOTE, rest, QUOTE + "}"):
        if _ids(tokenizer, forced + name + after)[: len(upto)] != upto:
            raise ConfigError(
                f"{_named(tokenizer)} joins the label {label!r} with its closing quote; choose another name"
            )
    return upto[len(before) :]


def _ids(tokenizer: Any, text: str) -> tuple[int, ...]:
    return tuple(tokenizer(text, add_special_tokens=False)["input_ids"])


def _named(tokenizer: Any) -> str:
    return f"the tokenizer {tokenizer.name_or_path}" if tokenizer.name_or_path else "the model's tokenizer"
