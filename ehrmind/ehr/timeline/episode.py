"""The current visit: what is new since admission, apart from what was known before.

    Inpatient visit, day 3, admitted 2 days ago through the emergency room; no discharge recorded
    Ward: Medical intensive care unit, 1 day ago
    New problem: Pneumonia, 2 days ago
    Procedure: Chest X-ray, 2 views, 2 days ago
    Drug: ceftriaxone, 3 times, 2 days to 2 hours ago

A problem that was coded before, too, stays among the problems, and results stay with their series.
"""

from collections.abc import Iterator

import numpy as np

from ehrmind.ehr.timeline import visits
from ehrmind.ehr.timeline.context import Context
from ehrmind.ehr.timeline.drugs import drug, taken
from ehrmind.ehr.timeline.history import condition, mention
from ehrmind.ehr.timeline.lexicon import Whole
from ehrmind.ehr.timeline.lines import Draft
from ehrmind.ehr.timeline.visits import Stay

PART = "current_visit"
KINDS = ("conditions", "procedures", "drugs", "devices")  # after the header and the wards


def belonging(context: Context, stay: Stay) -> dict[str, Whole]:
    """The groups that the current visit shows, by their parts, and its wards under "visits"."""
    groups = context.groups
    found = {}
    for part in KINDS:
        own = groups.of(part)
        since = groups.first if part == "conditions" else groups.last
        found[part] = own[since[own] >= stay.since]
    wards = visits.wards(context)
    found["visits"] = wards[groups.last[wards] >= stay.since] if len(wards) else wards
    return found


def episode(context: Context, stay: Stay, own: dict[str, Whole]) -> Iterator[Draft]:
    """The visit, then its wards, then what happened: one of each kind in turn, the most recent first."""
    yield visits.header(context, stay)
    for number, group in enumerate(context.ordered(own["visits"]), start=1):
        yield visits.ward(context, group, PART, "Ward: ")._replace(rank=number)
    current = dict(zip(own["drugs"].tolist(), taken(context, own["drugs"]).tolist(), strict=True))
    turns = [context.ordered(own[part], context.routine(own[part]), context.unnamed(own[part])) for part in KINDS]
    for turn in range(max(map(len, turns))):
        for place, groups in enumerate(turns):
            if turn < len(groups):
                line = _line(context, groups[turn], KINDS[place], current)
                yield line._replace(rank=1000 * (place + 1) + turn)


def _line(context: Context, group: int, part: str, current: dict[int, bool]) -> Draft:
    if part == "conditions":
        return condition(context, group, PART, "New problem: ")
    if part == "drugs":
        return drug(context, group, current[group], PART, "Drug: " if current[group] else "Drug, ended: ")
    return mention(context, group, PART, "Procedure: " if part == "procedures" else "Device: ")


def without(groups: Whole, shown: Whole) -> Whole:
    """The groups that the current visit does not show."""
    if not len(shown):
        return groups
    kept = np.ones(int(max(groups.max(initial=0), shown.max())) + 1, dtype=bool)
    kept[shown] = False
    return groups[kept[groups]]
