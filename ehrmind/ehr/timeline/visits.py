"""Visits: the current one apart, how often there were others, and the last stays in hospital.

    Current visit   Inpatient visit, day 3, admitted 2 days ago through the emergency room; no discharge recorded
    Earlier visits  Outpatient visit: 43 (4 in the last 30 days, 20 in the last year), 12 years to 5 days ago
                    Inpatient visit of 8 days, discharged 2 months ago

A visit is open where its end is not known at the time of the prompt, which may also mean that the source tells none. So
it counts as current only where it began recently and no later stay and no discharge followed; one that ended within the
last day is current, too. That the end is missing is said, and nothing else is concluded from it.
"""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np

from ehrmind.ehr.timeline.context import Context
from ehrmind.ehr.timeline.groups import Groups
from ehrmind.ehr.timeline.lexicon import Whole
from ehrmind.ehr.timeline.lines import Draft
from ehrmind.ehr.timeline.naming import EMERGENCY, INPATIENT, OUTPATIENT
from ehrmind.ehr.timeline.when import DAY, HOUR, MINUTE, UNDATED, length

OPEN = {INPATIENT: 120 * DAY, EMERGENCY: 3 * DAY, OUTPATIENT: 0}  # how long ago an open visit may have begun
STAYS = 6  # single ones that can be shown
_ORDER = (INPATIENT, EMERGENCY, OUTPATIENT)


class Stay(NamedTuple):
    """One visit. `end` is UNDATED where it is not known."""

    start: int
    end: int
    kind: str
    label: str
    code: str
    since: int  # from when on events belong to it
    by_emergency: bool = False


def stays(groups: Groups) -> list[Stay]:
    """Every visit with a time, in order of time; an open one ends with the next discharge where that is an event."""
    found: list[tuple[int, int, str, int, str]] = []
    leaves: list[tuple[int, str]] = []
    for group in groups.of_type("visit").tolist():
        name, rows = groups.name(group), groups.events(group)
        starts, code = groups.times[rows].tolist(), groups.code(group)
        if name.mark == "discharge":
            leaves += [(start, EMERGENCY if code.upper().startswith("ED_") else INPATIENT) for start in starts]
            continue
        ends = groups.record.ends[rows].view(np.int64).tolist()
        order = _ORDER.index(name.visit)
        found += [(start, order, code, end, name.label) for start, end in dict.fromkeys(zip(starts, ends, strict=True))]
    ordered = [
        Stay(start, end, _ORDER[order], label, code, _day(start))
        for start, order, code, end, label in sorted(found)
        if start != UNDATED
    ]
    return _closed(ordered, sorted(leaves)) if leaves else ordered


def current(context: Context, every: list[Stay]) -> Stay | None:
    """The visit that the patient is in, or was in until within the last day; None where there is none."""
    now = context.clock.now
    nights = [stay for stay in every if stay.kind == INPATIENT]
    last_admission = nights[-1].start if nights else -(2**62)
    best: list[tuple[int, int, Stay]] = []
    for stay in every:
        if stay.end == UNDATED:
            superseded = stay.kind == INPATIENT and stay.start < last_admission
            lasting = now - stay.start <= OPEN[stay.kind] or stay.start // DAY == now // DAY
            fits = lasting and not superseded
        else:
            fits = now - stay.end < DAY
        if fits:
            best.append((-_ORDER.index(stay.kind), stay.start, stay))
    if not best:
        return None
    stay = max(best, key=lambda one: one[:2])[2]
    return _with_emergency(stay, every) if stay.kind == INPATIENT else stay


def header(context: Context, stay: Stay) -> Draft:
    """The line of the current visit."""
    clock, closed = context.clock, stay.end != UNDATED
    day = clock.now // DAY - stay.start // DAY + 1
    facts = {"kind": "current_visit", "name": stay.label, "visit": stay.kind, "days_ago": clock.days(stay.start)}
    if stay.kind == OUTPATIENT:
        text = context.wording.line(stay.label, clock.ago(stay.start))
        return Draft(text, "current_visit", stay.code, facts, stay.start, noun="visits")
    how = " through the emergency room" if stay.by_emergency else ""
    if closed:
        facts |= {"length_days": round((stay.end - stay.start) / DAY, 2), "discharged_days_ago": clock.days(stay.end)}
        lasted = f" of {length(stay.end - stay.start)}" if stay.end > stay.start else ""
        text = f"{stay.label}{lasted}, admitted {clock.ago(stay.start)}{how}"
        text += f", discharged {clock.ago(stay.end)}"
    else:
        facts |= {"day": day}
        text = f"{stay.label}, day {day}, admitted {clock.ago(stay.start)}{how}; no discharge recorded"
    return Draft(text, "current_visit", stay.code, facts, stay.start, noun="visits")


def visits(context: Context, every: list[Stay], now: Stay | None) -> tuple[Iterator[Draft], int]:
    """How often visits of each kind were before the current one, then the last stays; the wards of the past last.
    And how many lines these are.
    """
    before = _before(every, now)
    kinds, stayed = _kinds(before), [stay for stay in before if stay.kind != OUTPATIENT][-STAYS:]
    past, undated = past_wards(context, now), _undated(context.groups)
    drafts = chain(
        (_summary(context, label, some) for label, some in kinds.items()),
        (_single(context, stay) for stay in reversed(stayed)),
        (ward(context, group, "visits") for group in past),
        (_without_date(context, group) for group in undated),
    )
    return drafts, len(kinds) + len(stayed) + len(past) + len(undated)


def wards(context: Context) -> Whole:
    """Groups of visit_detail, leaving out that somebody left."""
    groups = context.groups.of_type("visit_detail")
    return groups[~context.groups.lexicon.discharges[context.groups.codes[groups]]]


def past_wards(context: Context, now: Stay | None) -> list[int]:
    """The wards of which the last stay was before the current visit, intensive ones first."""
    groups = wards(context)
    if now is not None and len(groups):
        groups = groups[context.groups.last[groups] < now.since]
    plain = np.array([not context.groups.name(group).intensive for group in groups.tolist()], dtype=bool)
    return context.ordered(groups, plain) if len(groups) else []


def ward(context: Context, group: int, part: str, prefix: str = "") -> Draft:
    """A ward, and how often the patient came to it."""
    groups, clock = context.groups, context.clock
    times, name = groups.size(group), groups.name(group)
    often = f", {times} times" if times > 1 else ""
    when = clock.between(int(groups.first[group]), int(groups.last[group]))
    facts = {
        "kind": "ward",
        "name": name.label,
        "intensive": name.intensive,
        "times": times,
        "days_ago": clock.days(int(groups.last[group])),
    }
    text = context.wording.line(f"{prefix}{name.label}{often}", when)
    return Draft(
        text, part, groups.code(group), facts, int(groups.last[group]), noun="visits", events=times, shown=times
    )


def _kinds(every: list[Stay]) -> dict[str, list[Stay]]:
    """Visits by what they are called: stays first, then by how recent the last was."""
    kinds: dict[str, list[Stay]] = {}
    for stay in every:
        kinds.setdefault(stay.label, []).append(stay)
    ranked = sorted(kinds, key=lambda label: (_ORDER.index(kinds[label][-1].kind), -kinds[label][-1].start, label))
    return {label: kinds[label] for label in ranked}


def _summary(context: Context, label: str, some: list[Stay]) -> Draft:
    clock = context.clock
    windows = {days: sum(clock.now - stay.start <= days * DAY for stay in some) for days in (30, 365)}
    parts = [f"{number} in the last {'year' if days == 365 else f'{days} days'}" for days, number in windows.items()]
    seen = [part for part, number in zip(parts, windows.values(), strict=True) if 0 < number < len(some)]
    body = f"{label}: {len(some)}" + (f" ({', '.join(seen)})" if seen else "")
    facts = {
        "kind": "visits",
        "name": label,
        "visit": some[-1].kind,
        "times": len(some),
        "last_30_days": windows[30],
        "last_year": windows[365],
        "days_ago": clock.days(some[-1].start),
    }
    text = context.wording.line(body, clock.between(some[0].start, some[-1].start))
    return Draft(text, "visits", some[-1].code, facts, some[-1].start, events=len(some), shown=len(some))


def _single(context: Context, stay: Stay) -> Draft:
    clock = context.clock
    facts = {"kind": "visit", "name": stay.label, "visit": stay.kind, "days_ago": clock.days(stay.start)}
    if stay.end == UNDATED:
        text = context.wording.line(f"{stay.label}, end not known", clock.ago(stay.start))
        return Draft(text, "visits", stay.code, facts, stay.start)
    facts |= {"length_days": round((stay.end - stay.start) / DAY, 2), "discharged_days_ago": clock.days(stay.end)}
    body = f"{stay.label} of {length(stay.end - stay.start)}" if stay.end > stay.start else stay.label
    when = clock.ago(stay.end)
    text = f"{when}: {body}" if context.wording.by_time else f"{body}, ended {when}"
    return Draft(text, "visits", stay.code, facts, stay.end)


def _closed(found: list[Stay], leaves: list[tuple[int, str]]) -> list[Stay]:
    """Open visits ended by the first discharge after they began, if it came before the next of their kind."""
    closed = []
    for place, stay in enumerate(found):
        if stay.end == UNDATED and stay.kind != OUTPATIENT:
            following = next((one.start for one in found[place + 1 :] if one.kind == stay.kind), 2**62)
            end = next((t for t, kind in leaves if kind == stay.kind and stay.start <= t <= following), UNDATED)
            stay = Stay(stay.start, end, stay.kind, stay.label, stay.code, stay.since)
        closed.append(stay)
    return closed


def _with_emergency(stay: Stay, every: list[Stay]) -> Stay:
    """A stay, from when its emergency visit began where there was one within a day before."""
    before = [one.start for one in every if one.kind == EMERGENCY and 0 <= stay.start - one.start <= DAY + HOUR]
    if not before:
        return stay
    return Stay(stay.start, stay.end, stay.kind, stay.label, stay.code, _day(min(before)), by_emergency=True)


def _day(start: int) -> int:
    """A visit that has a date and no time of day may have begun at its beginning."""
    return start - start % DAY if start % DAY == DAY - MINUTE else start


def _before(every: list[Stay], now: Stay | None) -> list[Stay]:
    """The visits before the current one, and before the emergency room that led to it."""
    return [stay for stay in every if now is None or stay.start < now.since]


def _undated(groups: Groups) -> list[int]:
    visit = groups.of_type("visit")
    undated = (groups.last[visit] == UNDATED) & ~groups.lexicon.discharges[groups.codes[visit]]
    return [int(group) for group in visit[undated]]


def _without_date(context: Context, group: int) -> Draft:
    label, code = context.groups.name(group).label, context.groups.code(group)
    return Draft(f"{label}, undated", "visits", code, {"kind": "visits"}, UNDATED)
