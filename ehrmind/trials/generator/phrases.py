"""Ways to say a thing, some of which only test rows use.

    phrases("COPD|chronic obstructive pulmonary disease||chronic obstructive airways disease")
    Phrases(common=("COPD", "chronic obstructive pulmonary disease"), reserved=("chronic obstructive airways disease",))

What stands after `||` never occurs in a row of training or validation, so that a model that has learnt our sentences by
heart, instead of to read, is found out by the test rows.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

RESERVED = 0.5  # the share of a test row's phrases that are drawn from the reserved ones
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Variants of one phrase."""

    common: tuple[str, ...]
    reserved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """Draws from its own random numbers; `test` opens the reserved phrases."""

    rng: random.Random
    test: bool = False

    def chance(self, share: float) -> bool:
        """Whether something of this probability happens."""
        return self.rng.random() < share

    def among(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.rng.random() * len(items))]

    def some(self, items: Sequence[T], most: int) -> list[T]:
        """Up to `most` different items, in a random order."""
        return self.rng.sample(items, min(most, len(items)))

    def say(self, wording: Phrases) -> str:
        """One variant of the phrase."""
        if self.test and wording.reserved and self.rng.random() < RESERVED:
            return self.among(wording.reserved)
        return self.among(wording.common)


def phrases(text: str) -> Phrases:
    """`a|b||c` as Phrases: a and b everywhere, c in test rows only."""
    common, _, reserved = text.partition("||")
    return Phrases(tuple(common.split("|")), tuple(reserved.split("|")) if reserved else ())


def read_table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table beside this file."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def sentence(text: str) -> str:
    """The text with a capital at its beginning, unless that is a word like eGFR."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def listed(items: Sequence[str], word: str = "and") -> str:
    """`a, b and c`."""
    return f"{', '.join(items[:-1])} {word} {items[-1]}" if len(items) > 1 else "".join(items)
