"""Drugs: what the patient takes, by all that is known, and what was stopped.

    lisinopril 10 MG Oral Tablet, 12 times, 3 years to 2 weeks ago             under "Current drugs": not ended
    heparin, 9 times, 2 days to 3 hours ago, current                           where no heading tells it
    amoxicillin 250 MG Oral Capsule, 2 years ago, for 10 days                  under "Earlier drugs"

Current is what has not ended. Where the source tells no ends (or none of them has come), what was begun within 90 days
counts as current, the supply of a usual prescription; and what was given within the last day does in any case. A drug
with an end is over, however recent. `status` in the facts says which, and `why` by which of these rules.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.timeline.context import Context
from ehrmind.ehr.timeline.history import mention
from ehrmind.ehr.timeline.lexicon import Whole
from ehrmind.ehr.timeline.lines import Draft
from ehrmind.ehr.timeline.when import DAY, UNDATED, length
from ehrmind.ehr.timeline_settings import Style

SUPPLY = 90 * DAY
CURRENT, EARLIER = "current", "earlier"


def drugs(context: Context, groups: Whole) -> Iterator[Draft]:
    """Current drugs first, then the others, the most recent first."""
    over = ~taken(context, groups)
    earlier = dict(zip(groups.tolist(), over.tolist(), strict=True))
    for group in context.ordered(groups, over, context.unnamed(groups), context.recency(groups)):
        yield drug(context, group, not earlier[group])


def taken(context: Context, groups: Whole) -> npt.NDArray[np.bool_]:
    """Which of the drugs are current. (G,)"""
    all_, now = context.groups, context.clock.now
    given, stopped = all_.given[groups], all_.stopped[groups]
    gone = now - np.maximum(given, -(2**62))
    lasting = (all_.least_end[groups] == UNDATED) & (context.drugs_end | (gone <= SUPPLY))
    current: npt.NDArray[np.bool_] = ((stopped == UNDATED) | (stopped < given)) & ((gone < DAY) | lasting)
    dated: npt.NDArray[np.bool_] = given != UNDATED
    return np.logical_and(current, dated)


def drug(context: Context, group: int, current: bool, part: str = "drugs", prefix: str = "") -> Draft:
    """One drug with its status, and when it ended where that is known."""
    groups = context.groups
    first, _, days = groups.span(group)
    last, stopped = int(groups.given[group]), int(groups.stopped[group])
    facts: dict[str, object] = {"status": CURRENT if current else EARLIER, "why": _why(context, group, current)}
    more = ", current" if current and context.settings.style is not Style.markdown and part == "drugs" else ""
    if not current:
        end = max(stopped, UNDATED if groups.least_end[group] == UNDATED else int(groups.most_end[group]))
        if end != UNDATED:
            facts["ended_days_ago"] = context.clock.days(end)
        if end != UNDATED and days == 1 and end - first >= DAY:
            more = f", for {length(end - first)}"
        elif end != UNDATED and end - last >= DAY:
            more = f", ended {context.clock.ago(end)}"
    return mention(context, group, part, prefix, more, facts, EARLIER if not current and part == "drugs" else "")


def _why(context: Context, group: int, current: bool) -> str:
    groups = context.groups
    if not current:
        if groups.stopped[group] != UNDATED and groups.stopped[group] >= groups.given[group]:
            return "stopped"
        return "ended" if groups.least_end[group] != UNDATED else "begun long ago"
    if context.clock.now - int(groups.given[group]) < DAY:
        return "given within a day"
    return "not ended" if context.drugs_end else "begun within 90 days"
