"""The probabilities of labels as a server's log-probabilities tell them: at the place where the answer names one.

    ...<answer>{"prediction": "no", "label": 0}</answer>     at the token "no": {"no": -0.1, "yes": -2.3}
    read_labels(reply.read, {"no": "no", "yes": "yes"}, "prediction")
    -> Probabilities({"no": 0.9, "yes": 0.1}, mass=1.0)

Departs from what is read of a model here (evaluation/probability.py): the model's own answer is taken up to the label,
not a forced one, and of the labels only what is among the likeliest tokens is known. Where several labels begin with
the same token the answer is followed until they part; what is ambiguous beside the way is shared evenly. As for the
judge, "Yes" is "yes". An answer that names none has no probabilities; nor has one that states another key first, such
as the label's number, which settles what follows.
"""

import math
import re
from collections.abc import Mapping, Sequence

from ehrmind.models.replies import Token
from ehrmind.types import Probabilities


def read_labels(tokens: Sequence[Token], names: Mapping[str, str], key: str) -> Probabilities | None:
    """P of each label at the last place where the answer states `key`; `names` are the labels as JSON spells them."""
    text = "".join(token.text for token in tokens)
    start = _start(text, key)
    closed = {label: f'{name.casefold()}"' for label, name in names.items()}
    if start is None or _value(text[start:]) not in closed.values():
        return None
    at, lead = _place(tokens, start)
    said, reached, shares = "", 1.0, dict.fromkeys(names, 0.0)
    for token in tokens[at:]:
        likely = _alternatives(token, lead)
        chosen = token.text[len(lead) :].casefold()
        for word, share in likely.items():  # an empty one ends the text, and is of no label
            fits = _fitting(said + word, closed) if word and (said + word).strip() else []
            if fits and (word != chosen or len(fits) == 1):
                for label in fits:
                    shares[label] += reached * share / len(fits)
        said += chosen
        if len(_fitting(said, closed)) < 2:
            break
        reached, lead = reached * likely[chosen], ""
    mass = math.fsum(shares.values())
    if not mass > 0:
        return None
    return Probabilities({label: share / mass for label, share in shares.items()}, min(1.0, mass))


def _start(text: str, key: str) -> int | None:
    """Where the value of the last `key` begins, behind its quote; None where another key comes before it."""
    found = list(re.finditer(rf'(\{{\s{{0,20}})?"{re.escape(key)}"\s{{0,20}}:\s{{0,20}}"', text))
    return found[-1].end() if found and found[-1][1] else None


def _value(text: str) -> str:
    """The value that begins here, to its closing quote, as the judge reads it: 'Yes"}' -> 'yes"'."""
    found = re.match(r'((?:[^"\\]|\\.){0,400})"', text, re.DOTALL)
    return f'{found[1].strip().casefold()}"' if found else ""


def _alternatives(token: Token, lead: str) -> dict[str, float]:
    """What could stand there after `lead`, and how likely, whatever its case: {"no": 0.9, "yes": 0.1}."""
    likely: dict[str, float] = {}
    for text, log_prob in {**token.others, token.text: token.log_prob}.items():
        if text.startswith(lead):
            after = text[len(lead) :].casefold()
            likely[after] = likely.get(after, 0.0) + math.exp(log_prob)
    return likely


def _place(tokens: Sequence[Token], start: int) -> tuple[int, str]:
    """The token that the character `start` is in, and what stands before it in that token."""
    passed = 0
    for at, token in enumerate(tokens):
        if start < passed + len(token.text):
            return at, token.text[: start - passed]
        passed += len(token.text)
    return len(tokens), ""


def _fitting(said: str, closed: Mapping[str, str]) -> list[str]:
    """The labels that these words may become, or are; each name ends with its quote."""
    said = said.lstrip()
    return [label for label, name in closed.items() if name.startswith(said) or said.startswith(name)]
