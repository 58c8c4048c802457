"""Dynamic sampling (DAPO, Yu et al. 2025, arXiv 2503.14476): a step's groups are the next ones that have variance.

    need 2 groups, stream  4 0 7 2 5 ...      4: 1 1 1 1    0: 0 1 0 0    7: -2 -2 -2 -2    2: 0 0 1 1    5: not needed
    ->  learned from 0 and 2, looked at 4, without variance 2; the next step begins at 5

Prompts come in a stream: one permutation of the rows after the other, each a function of (seed, epoch). A step looks at
the next of them, `times` as many as it needs at most, and takes the first whose rewards differ. What it is made of does
not depend on how many are sampled for at once, nor on the number of processes: what was sampled for in vain, beyond the
last one needed, is not consumed and comes first in the next step. `consumed` is therefore the whole state of the order.

Departs from DAPO's published code in that a step ends after so many prompts. It then learns from the groups that it has
found, by their mean; the places of the others hold nothing, and where none was found no weight moves.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import torch

from ehrmind.rl.groups import EQUAL

SMOOTHING = 0.3  # of the share of groups with variance, on which depends how many prompts are sampled for at once
SIZES = 64  # of a round, of which the best is chosen


@dataclass(frozen=True, slots=True)
class Group:
    """The completions of one prompt: `number` in the step, `row` of the dataset, `rewards` (G, terms)."""

    number: int
    row: int
    prompt_tokens: int
    completions: list[list[int]]
    logps: list[list[float]] | None
    rewards: list[list[float]]

    def useful(self, weights: Sequence[float]) -> bool:
        """Whether the completions earn different sums."""
        sums = [math.fsum(w * r for w, r in zip(weights, row, strict=True)) for row in self.rewards]
        return max(sums) - min(sums) > EQUAL

    @property
    def tokens(self) -> int:
        """Of all completions, each with its prompt, as TRL counts them."""
        return sum(self.prompt_tokens + len(ids) for ids in self.completions)


@dataclass(slots=True)
class Found:
    """What a step is made of: the groups it looked at, in order, and of them those it learns from."""

    looked_at: list[Group]
    useful: list[Group]
    in_vain: list[Group] = field(default_factory=list)  # sampled for and not needed


def row_at(position: int, rows: int, seed: int, shuffle: bool) -> int:
    """The row of the dataset at this place of the stream."""
    epoch, place = divmod(position, rows)
    return _permutation(epoch, rows, seed)[place] if shuffle else place


@lru_cache(maxsize=2)  # a step may reach into the next epoch
def _permutation(epoch: int, rows: int, seed: int) -> list[int]:
    digest = hashlib.sha256(f"{seed}/order/{epoch}".encode()).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)
    order: list[int] = torch.randperm(rows, generator=generator).tolist()
    return order


def take(groups: Sequence[Group], weights: Sequence[float], need: int, limit: int) -> Found:
    """The first `need` groups with variance among the first `limit`, and what had to be looked at for them."""
    useful: list[Group] = []
    for number, group in enumerate(groups[:limit]):
        if len(useful) == need:
            return Found(list(groups[:number]), useful, list(groups[number:]))
        if group.useful(weights):
            useful.append(group)
    return Found(list(groups[:limit]), useful, list(groups[limit:]))


def at_once(missing: int, share: float, left: int, processes: int, fixed: float) -> int:
    """For how many prompts to sample together, so that `missing` groups with variance cost the least, as expected.

    `left` may still be looked at; `share` of the groups have variance; whatever its size, a round of sampling costs as
    much as `fixed` more groups. A multiple of the processes.
    """
    share = min(max(share, 1e-2), 1 - 1e-9)
    least = min(missing, left)
    sizes = sorted({least + (left - least) * step // SIZES for step in range(SIZES + 1)})
    best = min(sizes, key=lambda count: _expected(count, missing, share, fixed))
    return math.ceil(best / processes) * processes


def _expected(count: int, missing: int, share: float, fixed: float) -> float:
    """The cost of a round of `count` prompts, and of one more for what it probably leaves open, in groups."""
    fewer = ((found, _binomial(found, count, share)) for found in range(min(missing, count + 1)))
    return fixed + count + sum(chance * (fixed + (missing - found) / share) for found, chance in fewer)


def _binomial(found: int, count: int, share: float) -> float:
    """The probability of `found` of `count`, by logarithms: of 1,500 prompts the coefficient is beyond a float."""
    ways = math.lgamma(count + 1) - math.lgamma(found + 1) - math.lgamma(count - found + 1)
    return math.exp(ways + found * math.log(share) + (count - found) * math.log1p(-share))


def smoothed(share: float, found: Found) -> float:
    """The share of groups with variance, as it is expected after this step."""
    return (1 - SMOOTHING) * share + SMOOTHING * len(found.useful) / len(found.looked_at)


def dealt(found: Found, process: int, places: int, processes: int) -> tuple[list[Group], int]:
    """The groups of one process, `places` of them, and how many of these are useful ones, which come first.

    Runs of the useful groups, in order, as even as they come; each other place holds a group without variance of its
    own, of which nothing is computed.
    """
    each = places_used(found, processes)
    mine = found.useful[process * each : (process + 1) * each]
    taken = {group.number for group in found.useful}
    idle = [group for group in found.looked_at if group.number not in taken]
    first = process * places - min(process * each, len(found.useful))  # idle places of the processes before
    return [*mine, *idle[first : first + places - len(mine)]], len(mine)


def places_used(found: Found, processes: int) -> int:
    """How many places of the process that has most hold a useful group."""
    return math.ceil(len(found.useful) / processes)


def spread(places: int, steps: int) -> list[int]:
    """The order of a process's places in which the first ones fall to all optimizer steps alike.

    4 places, 2 steps  ->  [0, 2, 1, 3]: the first step has 0 and 2
    """
    return [place for step in range(steps) for place in range(step, places, steps)]


def useful_by_step(found: Found, processes: int, steps: int) -> list[int]:
    """How many useful groups each optimizer step has, in all processes."""
    each = places_used(found, processes)
    counts = [len(found.useful[process * each : (process + 1) * each]) for process in range(processes)]
    return [sum(len(range(step, count, steps)) for count in counts) for step in range(steps)]
