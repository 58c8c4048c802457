"""The probabilities of labels as a server's log-probabilities tell them: at the place where the answer names one.

    ...<answer>{"prediction": "no", "label": 0}</answer>     at the token "no": {"no": -0.1, "yes": -2.3}
    read_labels(reply.read, {"no": "no", "yes": "yes"}, "prediction")
    -> Probabilities({"no": 0.9, "yes": 0.1}, mass=1.0)

Departs from what is read of a model here (evaluation/probability.py): the model's own answer is taken up to the label,
not a forced one, and of the labels only what is among the likeliest tokens is known. Where several labels begin with
the same token the answer is followed until they part; what is ambiguous beside the way is shared evenly. An answer that
names none has no probabilities.
"""

import math
import re
from collections.abc import Mapping, Sequence

from ehrmind.models.server import Token
from ehrmind.types import Probabilities


def read_labels(tokens: Sequence[Token], names: Mapping[str, str], key: str) -> Probabilities | None:
    """P of each label at the last place where the answer states `key`; `names` are the labels as JSON spells them."""
    start = _start("".join(token.text for token in tokens), key)
    if start is None:
        return None
    at, lead = _place(tokens, start)
    said, so_far, shares = "", 0.0, dict.fromkeys(names, 0.0)
    for token in tokens[at:]:
        chosen = token.text
        for text, log_prob in {**token.others, chosen: token.log_prob}.items():
            fits = _fitting(said + text[len(lead) :], names) if text.startswith(lead) else []
            if fits and (text != chosen or len(fits) == 1):
                for label in fits:
                    shares[label] += math.exp(so_far + log_prob) / len(fits)
        said += chosen[len(lead) :]
        if len(_fitting(said, names)) < 2:
            break
        so_far, lead = so_far + token.log_prob, ""
    mass = math.fsum(shares.values())
    if not mass > 0:
        return None
    return Probabilities({label: share / mass for label, share in shares.items()}, min(1.0, mass))


def _start(text: str, key: str) -> int | None:
    """Where the value of the last `key` begins, behind its quote."""
    found = [match.end() for match in re.finditer(rf'"{re.escape(key)}"\s{{0,20}}:\s{{0,20}}"', text)]
    return found[-1] if found else None


def _place(tokens: Sequence[Token], start: int) -> tuple[int, str]:
    """The token that the character `start` is in, and what stands before it in that token."""
    passed = 0
    for at, token in enumerate(tokens):
        if start < passed + len(token.text):
            return at, token.text[: start - passed]
        passed += len(token.text)
    return len(tokens), ""


def _fitting(said: str, names: Mapping[str, str]) -> list[str]:
    """The labels that these words may become, or are; a name ends with its quote."""
    closed = {label: f'{name}"' for label, name in names.items()}
    return [label for label, name in closed.items() if name.startswith(said) or said.startswith(name)]
