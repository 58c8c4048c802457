"""Criteria that are too long for a prompt: whole ones are left out at the end, as many of each kind in proportion.

    shorten(trial of 12 inclusion and 6 exclusion criteria, words=200)  ->  its first 8 and 4, with 6 left out

Lengths are in words, so that a row has the same text whatever model reads it. A criterion that is left out may be the
one that decides: TREC's judges read all of them. Hence every shortened pair is counted, and is a slice of the results.
"""

from dataclasses import dataclass, replace

from ehrmind.trials.types import Trial


@dataclass(frozen=True, slots=True)
class Shortened:
    """A trial with the criteria that have room, and how many of each kind have none."""

    trial: Trial
    inclusion: int = 0
    exclusion: int = 0

    @property
    def left_out(self) -> int:
        """How many criteria are not shown."""
        return self.inclusion + self.exclusion


def shorten(trial: Trial, words: int) -> Shortened | None:
    """The trial in at most this many words of title and criteria; None where not even one criterion has room."""
    kept = [len(trial.inclusion), len(trial.exclusion)]
    sizes = [[length(text) for text in kind] for kind in (trial.inclusion, trial.exclusion)]
    room = words - length(trial.title)
    while sum(sum(kind[:count]) for kind, count in zip(sizes, kept, strict=True)) > room:
        if sum(kept) <= 1:
            return None
        shares = [count / len(kind) if kind else 0.0 for kind, count in zip(sizes, kept, strict=True)]
        kept[shares[1] >= shares[0]] -= 1  # of the kind that has the greater share left; exclusions first
    inclusion, exclusion = kept
    short = replace(trial, inclusion=trial.inclusion[:inclusion], exclusion=trial.exclusion[:exclusion])
    return Shortened(short, len(trial.inclusion) - inclusion, len(trial.exclusion) - exclusion)


def length(text: str) -> int:
    """Words."""
    return len(text.split())
