r"""A record until t becomes the text that a model reads at t, within a budget of its own tokens.

    timeline = build(record, datetime(2015, 6, 30, 23, 59), Timeline(budget=1500), count)
    timeline.text            "## Patient\n1. 58-year-old woman, …\n\n## Current visit\n2. Inpatient visit, day 3, …"
    timeline.tokens          1487     of count(text), never above the budget
    timeline.parts           {"demographics": 21, "labs": 402, …}
    timeline.left_out        {"older": 412, "drugs": 31}

Nothing after t is read: the record is cut here again, whoever cut it before. `count` tells the tokens of a text; its
answers are kept by line, so that it had better be the same function for every record, and hashable.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from ehrmind.ehr.events import TYPES, Record
from ehrmind.ehr.timeline import visits
from ehrmind.ehr.timeline.context import Context
from ehrmind.ehr.timeline.drugs import drugs
from ehrmind.ehr.timeline.episode import belonging, episode, without
from ehrmind.ehr.timeline.fit import fit
from ehrmind.ehr.timeline.groups import Groups, cut, group
from ehrmind.ehr.timeline.history import conditions, mentions
from ehrmind.ehr.timeline.lexicon import Whole
from ehrmind.ehr.timeline.lines import Draft, Line, Priced, Queue, Wording
from ehrmind.ehr.timeline.person import person
from ehrmind.ehr.timeline.results import results
from ehrmind.ehr.timeline.styles import heading, note, numbering, section, written
from ehrmind.ehr.timeline.when import Clock
from ehrmind.ehr.timeline_settings import PARTS, Style, Timeline

Count = Callable[[str], int]
RESULTS = ("labs", "vitals", "observations", "other")
SHORTEST = 8  # tokens of a line, about
TRIES = 12  # to meet the budget where the tokens of a text are more than those of its lines


@dataclass(frozen=True, slots=True)
class Rendered:
    """A timeline. `parts` are tokens by part, as counted line by line; `left_out` what had no room, by what it is."""

    text: str
    tokens: int
    lines: tuple[Line, ...]
    parts: Mapping[str, int]
    left_out: Mapping[str, int]
    duplicates: int  # events equal to another one, or of a code that is a problem or a procedure as well
    not_asked: Mapping[str, int]  # events by type that `events` leaves out


def render(record: Record, t: datetime, settings: Timeline, count: Count) -> str:
    """The text that a model reads at t."""
    return build(record, t, settings, count).text


def build(record: Record, t: datetime, settings: Timeline, count: Count) -> Rendered:
    """The timeline with its lines and counts. Its text has at most `settings.budget` tokens; empty if none fits."""
    now: Any = np.array(t, dtype="datetime64[us]")
    groups = group(cut(record, now))
    clock = Clock(now)
    context = Context(groups, clock, Wording(clock, settings.style is Style.list), settings)
    again = said_elsewhere(context)
    queues = [queue for queue in _queues(context, again) if queue.part in settings.parts()]
    counted = memo(count)
    text, lines, taken = _within(queues, settings, counted)
    left = left_out(queues, taken)
    return Rendered(
        text=text,
        tokens=counted(text) if text else 0,
        lines=tuple(lines),
        parts=_tokens(taken, note(left) if text else "", counted),
        left_out={name: number for name, number in left.items() if number > 0},
        duplicates=groups.duplicates + int(groups.sizes[again].sum()),
        not_asked=_not_asked(groups, settings),
    )


@lru_cache(maxsize=8)
def memo(count: Count) -> Count:
    """`count`, with its answers kept: lines come back in other records and at other times."""
    return lru_cache(maxsize=1 << 17)(count)


def _queues(context: Context, again: Whole) -> Iterator[Queue]:
    """The lines that each part can show; `again` are those that stand elsewhere."""
    groups, asked = context.groups, context.settings.parts()
    every = visits.stays(groups) if "visits" in asked else []
    stay = visits.current(context, every) if every else None
    own = {part: some for part, some in belonging(context, stay).items() if part in asked} if stay else {}
    yield Queue("demographics", iter([person(context)]), Counter(demographics=1))
    if stay:
        own = {**dict.fromkeys(("conditions", "procedures", "drugs", "devices"), np.empty(0, np.int64)), **own}
        nouns = Counter({part: len(some) for part, some in own.items()}) + Counter(visits=1)
        yield Queue("current_visit", episode(context, stay, own), nouns)
    if every or len(groups.of("visits")):
        drafts, number = visits.visits(context, every, stay)
        yield Queue("visits", drafts, Counter(visits=number))
    for part in PARTS[2:]:
        if part != "visits":
            yield _queue(context, part, without(groups.of(part), own.get(part, again)))


def said_elsewhere(context: Context) -> Whole:
    """Observations and other events without a result whose code is also a problem or a procedure that can be shown."""
    groups, asked = context.groups, context.settings.parts()
    parts = [part for part in ("conditions", "procedures") if part in asked]
    bare = groups.of("observations", "other")
    bare = bare[~groups.has_results[bare]]
    return bare[groups.share_series(bare, groups.of(*parts))] if parts else bare[:0]


def _queue(context: Context, part: str, groups: Whole) -> Queue:
    if part == "conditions":
        drafts = conditions(context, groups)
    elif part == "drugs":
        drafts = drugs(context, groups)
    elif part in RESULTS:
        drafts = results(context, groups, part)
    else:
        drafts = mentions(context, groups, part)
    return Queue(part, drafts, Counter({part: len(groups)}))


def _within(queues: Sequence[Queue], settings: Timeline, counted: Count) -> tuple[str, list[Line], list[Priced]]:
    """The most lines whose text is within the budget.

    Lines are counted alone first; where the whole has more tokens than its lines, it is tried again with less room.
    """
    mark = numbering("88", settings.numbered, settings.style is not Style.list)

    def price(draft: Draft) -> Priced:
        return Priced(draft, section(draft, settings.style), counted(f"{mark}{draft.text}\n"))

    room, taken = settings.budget, list[Priced]()
    everything = left_out(queues, [])
    reserve = counted(note(everything)) if SHORTEST * everything.total() > room else 0  # for what is left out
    for attempt in range(TRIES):
        taken = fit(queues, settings.share, price, lambda title: counted(heading(title)), room - reserve)
        remark = note(left_out(queues, taken))
        wanted = counted(f"{remark}\n") + 1 if remark else 0
        if attempt < 2 and not wanted <= reserve <= wanted + 4:
            reserve = wanted
            continue
        text, lines = written(taken, settings.style, settings.numbered, remark)
        over = counted(text) - settings.budget if text else 0
        if over <= 0:
            return text, lines, taken
        room -= max(over, 1 if attempt < 4 else room // 20)
    return _fewest(queues, taken, settings, counted)


def _fewest(
    queues: Sequence[Queue], taken: list[Priced], settings: Timeline, counted: Count
) -> tuple[str, list[Line], list[Priced]]:
    """Half of the lines again and again until the text fits; at last the note alone, or nothing."""
    while True:
        text, lines = written(taken, settings.style, settings.numbered, note(left_out(queues, taken)))
        if not text or counted(text) <= settings.budget:
            return text, lines, taken
        if not taken:
            return "", [], []
        taken = taken[: len(taken) // 2]


def left_out(queues: Sequence[Queue], taken: Sequence[Priced]) -> Counter[str]:
    """How many lines have no room, by what they are, and how many results of those shown are older than the last."""
    left: Counter[str] = Counter()
    for queue in queues:
        left.update(queue.nouns)
    left.subtract(one.draft.noun or one.draft.part for one in taken)
    left["older"] = sum(one.draft.events - one.draft.shown for one in taken)
    return left


def _tokens(taken: Sequence[Priced], remark: str, counted: Count) -> dict[str, int]:
    """Tokens by part, headings with the part of their first line; "not_shown" is the last line's."""
    tokens: Counter[str] = Counter()
    opened = {""}
    for draft, title, price in taken:
        tokens[draft.part] += price + (0 if title in opened else counted(heading(title)))
        opened.add(title)
    found = {part: tokens[part] for part in PARTS if tokens[part]}
    return {**found, "not_shown": counted(remark)} if remark else found


def _not_asked(groups: Groups, settings: Timeline) -> dict[str, int]:
    """Events by type whose part is not shown."""
    asked = settings.parts()
    if len(asked) == len(PARTS):
        return {}
    left = ~np.isin(groups.parts, [PARTS.index(part) for part in asked])
    sizes = np.bincount(groups.types[left], groups.sizes[left], len(TYPES))
    return {name: int(size) for name, size in zip(TYPES, sizes.tolist(), strict=True) if size}
