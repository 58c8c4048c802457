"""What is judged: completions by row, whoever has written them.

    Given({"row-7": [Completion("<think>...", 88, True), ...]}, {"tokens": 41000, "flops": 1.1e13, "seconds": 220.4})

The greedy completion comes first, then k samples. They are written by the model here (evaluation/here.py), by one
behind an address (evaluation/served.py), or stand in a file (evaluation/from_file.py).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ehrmind.types import Completion, Example, Probabilities

Answers = dict[str, list[Completion]]  # by row id
COUNTED, WORDS = "as they were counted", "words, since not every completion says how many"  # what tokens are
READ, VOTED = "log-probabilities of the answer", "shares of votes"  # how a server's label probabilities were obtained
REFUSED = "refused by the server"  # how a completion ended that there is none of


@dataclass(frozen=True, slots=True)
class Given:
    """Completions by row id, what they cost, and where they were asked for the labels' probabilities without reasoning.

    `facts` go to eval.json as they are: what tells this writer from others. `counted`: the completions' tokens are
    tokens, and not words that stand in their place.
    """

    written: Answers
    cost: Mapping[str, float | None]
    direct: Mapping[str, Probabilities | None] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    counted: bool = True


# Of the rows to answer, whether the labels' probabilities without reasoning are wanted, and whom to tell of progress.
Writer = Callable[[Sequence[Example], bool, Callable[[int], None]], Given]


def seed_of(seed: int, row: str, sample: int) -> int:
    """The seed of one completion: of 31 bits, which every engine takes."""
    digest = hashlib.sha256(f"{seed}/{row}/{sample}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1
