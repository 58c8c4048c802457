"""Problems, procedures and all else that is there or not: when first, when last, on how many days.

    Essential hypertension, 14 times, 9 years to 3 days ago
    Acute bronchitis, 4 years ago, lasted 2 weeks
    Type 2 diabetes mellitus, 6 years ago, ongoing

What came back is one line. A condition is told to have lasted, or to be ongoing, only where the source ends conditions.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ehrmind.ehr.timeline.context import Context
from ehrmind.ehr.timeline.lexicon import Whole
from ehrmind.ehr.timeline.lines import Draft
from ehrmind.ehr.timeline.naming import Naming
from ehrmind.ehr.timeline.systems import system_of
from ehrmind.ehr.timeline.when import DAY, UNDATED, length
from ehrmind.ehr.timeline_settings import Style

CHRONIC = 90 * DAY  # between the first and the last mention


def conditions(context: Context, groups: Whole) -> Iterator[Draft]:
    """Conditions: those that last or came back recently first, what is over last."""
    over = (context.groups.least_end[groups] != UNDATED) & context.conditions_end
    spans = (column[groups] for column in (context.groups.first, context.groups.last, context.groups.days))
    passing = ~_chronic(*spans)
    for group in context.ordered(groups, over, context.unnamed(groups), context.recency(groups), passing):
        yield condition(context, group)


def condition(context: Context, group: int, part: str = "conditions", prefix: str = "") -> Draft:
    """One condition, with how long it lasted where the source ends conditions."""
    groups, ends = context.groups, context.conditions_end
    first, last, days = groups.span(group)
    end = int(groups.most_end[group]) if ends and groups.least_end[group] != UNDATED else UNDATED
    more = ""
    facts: dict[str, object] = {"chronic": _chronic(first, last, days)}
    if ends and end == UNDATED:
        more = ", ongoing"
        facts |= {"ongoing": True}
    elif ends and days == 1 and first != UNDATED and end - first >= DAY:
        more = f", lasted {length(end - first)}"
        facts |= {"ongoing": False, "lasted_days": round((end - first) / DAY, 1)}
    elif ends:
        facts |= {"ongoing": False}
    return mention(context, group, part, prefix, more, facts)


def mentions(context: Context, groups: Whole, part: str) -> Iterator[Draft]:
    """Procedures, devices, notes and others: the most recent first, what is routine last."""
    for group in context.ordered(groups, context.routine(groups), context.unnamed(groups), context.recency(groups)):
        yield mention(context, group, part)


def mention(
    context: Context,
    group: int,
    part: str,
    prefix: str = "",
    more: str = "",
    facts: Mapping[str, object] | None = None,
    section: str = "",
) -> Draft:
    """That something was, when, and on how many days."""
    groups, clock = context.groups, context.clock
    name, code, size = groups.name(group), groups.code(group), groups.size(group)
    first, last, days = groups.span(group)
    often = f", {days} times" if days > 1 else ""
    when = clock.between(first, last) if days > 1 else clock.ago(last)
    noun = groups.noun(group)
    known = {
        "kind": noun.removesuffix("s"),
        "name": name.label,
        "times": days,
        "first_days_ago": clock.days(first) if first != UNDATED else None,
        "days_ago": clock.days(last) if last != UNDATED else None,
        **(facts or {}),
    }
    return Draft(
        text=context.wording.line(f"{prefix}{name.label}{often}", when) + more,
        part=part,
        code=code,
        facts=known,
        when=last,
        section=section,
        noun=noun,
        system=system(context, code, name),
        events=size,
        shown=size,
    )


def system(context: Context, code: str, name: Naming) -> str:
    """The system of organs, where the style asks for it."""
    if context.settings.style is not Style.problem_oriented:
        return ""
    return system_of(code, name.label, name.quantity.system if name.quantity else "")


def _chronic(first: Any, last: Any, days: Any) -> Any:
    """Whether a condition was mentioned again after a while: of one group, or of many (arrays)."""
    return (days > 1) & (first != UNDATED) & (last - first >= CHRONIC)
