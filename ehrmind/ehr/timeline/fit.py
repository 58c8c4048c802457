"""Which lines have room: each part has a claim to its share of the budget, and takes what others leave.

Lines are taken one at a time, always of the part that has used the least of its share (weighted fair queueing: Demers,
Keshav, Shenker 1989, 10.1145/75247.75248), and of each part the best first. So a part that needs little leaves the rest
to the others, and hardly more lines are built than are shown. The first line that has no room ends its part: what is
less recent does not slip in because it is short.
"""

import heapq
from collections.abc import Callable, Sequence

from ehrmind.ehr.timeline.lines import Draft, Priced, Queue


def fit(
    queues: Sequence[Queue],
    share: Callable[[str], float],
    price: Callable[[Draft], Priced],
    heading: Callable[[str], int],
    room: int,
) -> list[Priced]:
    """The drafts that fit into `room` tokens.

    `price` counts a draft's line, `heading` the title of a section, which its first line pays.
    """
    taken: list[Priced] = []
    opened: set[str] = {""}
    used = 0
    waiting = [(0.0, place, 0) for place in range(len(queues))]
    while waiting:
        spent, place, number = heapq.heappop(waiting)
        priced = queues[place].at(number, price)
        if priced is None:
            continue
        cost = priced.price if priced.title in opened else priced.price + heading(priced.title)
        if used + cost > room:
            continue
        used += cost
        opened.add(priced.title)
        taken.append(priced)
        heapq.heappush(waiting, (spent + cost / share(queues[place].part), place, number + 1))
    return taken
