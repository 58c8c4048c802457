"""The order in which prompts are read: those that begin alike side by side, the longest first.

    in_order({"a/1": [1, 2, 3, 9], "b/1": [7, 8], "a/2": [1, 2, 3, 4, 5]}, least=3)  ->  ["a/2", "a/1", "b/1"]

A patient's note before many trials is then read once (rl/shared_prefix/rollout.py), and running out of memory
comes at once.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile

LEAST = 64  # tokens in common, below which sharing saves less than it costs


def in_order(prompts: Mapping[str, Sequence[int]], least: int = LEAST) -> list[str]:
    """The keys of these prompts, in families that share at least `least` tokens from their beginning on."""
    families: list[list[str]] = []
    for key in sorted(prompts, key=lambda key: (list(prompts[key]), key)):
        if families and in_common(prompts[families[-1][-1]], prompts[key]) >= least:
            families[-1].append(key)
        else:
            families.append([key])
    ranked = [sorted(family, key=lambda key: -len(prompts[key])) for family in families]
    return [key for family in sorted(ranked, key=lambda family: -len(prompts[family[0]])) for key in family]


def in_common(first: Sequence[int], second: Sequence[int]) -> int:
    """With how many equal tokens two prompts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
