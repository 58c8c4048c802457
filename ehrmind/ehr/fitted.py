"""Records as a prompt has room for them: each built once while it is among the last, and what was cut counted for good.

    shown = Shown()
    shown.of(("100012", "2013-03-19T23:59"), lambda: fitted(record, moment, settings, count, over)).text

A record is built for its prompt and again for its gold, so the last ones are kept, without the lines that no reasoning
cites: at a budget of 4,000 tokens one takes some 40 KB, and EHRSHOT's laboratory tasks have two hundred thousand rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from ehrmind.ehr.events import Record
from ehrmind.ehr.rationale import cited
from ehrmind.ehr.timeline import Rendered, Timeline, build

MOST = 1 << 13  # records that are kept: more than most of EHRSHOT's questions have in training and test

Key = tuple[str, str]  # subject and time


@dataclass(slots=True)
class Shown:
    """The records that were shown last, and which of all had no room for a line."""

    cut: set[Key] = field(default_factory=set)
    _kept: dict[Key, Rendered] = field(default_factory=dict)

    def of(self, key: Key, make: Callable[[], Rendered]) -> Rendered:
        """The record, made where it is not among the last."""
        found = self._kept.pop(key, None)
        if found is None:
            made = make()
            found = replace(made, lines=cited(made.lines))
            if set(found.left_out) - {"older"}:  # older values of a line are never shown
                self.cut.add(key)
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
        self._kept[key] = found
        return found


def fitted(
    record: Record, moment: datetime, settings: Timeline, count: Callable[[str], int], over: Callable[[str], int]
) -> Rendered:
    """The timeline of at most the budget; of less where the prompt has `over` so many tokens too many with it."""
    shown, budget = build(record, moment, settings, count), settings.budget
    while (many := over(shown.text)) > 0 and budget > 1:  # what no record fits is left to be dropped, and counted
        budget = max(1, min(budget, shown.tokens) - many)
        shown = build(record, moment, replace(settings, budget=budget), count)
    return shown
