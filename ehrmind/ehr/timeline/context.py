"""What every part of a timeline needs to know of the patient: the groups, the time, age and sex, the current visit.

Context(groups, clock, wording, settings, sex="F", age=58.3, visit=Stay(...))
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.events import BIRTH
from ehrmind.ehr.timeline.groups import Groups
from ehrmind.ehr.timeline.lexicon import Whole
from ehrmind.ehr.timeline.lines import Wording
from ehrmind.ehr.timeline.when import DAY, UNDATED, Clock
from ehrmind.ehr.timeline_settings import Timeline

_FEMALE = re.compile(r"(?:gender|sex)/+(?:f|female|8532)$|^8532$", re.IGNORECASE)
_MALE = re.compile(r"(?:gender|sex)/+(?:m|male|8507)$|^8507$", re.IGNORECASE)
# Days ago at which events count as less recent; lines are shown by these steps first, and by their worth within one.
RECENT = np.array([1.01, 7, 30, 90, 365, 3 * 365.25]) * DAY


@dataclass(frozen=True)
class Context:
    """A patient at a time."""

    groups: Groups
    clock: Clock  # the time of the prompt
    wording: Wording
    settings: Timeline

    @cached_property
    def birth(self) -> int | None:
        """When the patient was born, in microseconds; None where that is not known."""
        for group in self.groups.of("demographics").tolist():
            if self.groups.code(group) == BIRTH and self.groups.first[group] != UNDATED:
                return int(self.groups.first[group])
        return None

    @cached_property
    def age(self) -> float | None:
        """Years; None where the birth is not known."""
        return None if self.birth is None else self.clock.age(self.birth)

    @cached_property
    def sex(self) -> str:
        """F, M, or empty where it is not known, or not one."""
        found = set()
        for group in self.groups.of("demographics").tolist():
            code = self.groups.code(group)
            found |= {sex for sex, pattern in (("F", _FEMALE), ("M", _MALE)) if pattern.search(code)}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def drugs_end(self) -> bool:
        """Whether the source ends drugs, as far as this record shows."""
        return self.groups.lasting("drugs")

    @cached_property
    def conditions_end(self) -> bool:
        """Whether the source ends conditions, as far as this record shows."""
        return self.groups.lasting("conditions")

    def recency(self, groups: Whole) -> Whole:
        """How recent the last event of each group is: 0 is the last day, 6 more than three years ago, 7 undated."""
        last = self.groups.last[groups]
        steps = np.searchsorted(RECENT, self.clock.now - np.maximum(last, -(2**62)))
        return np.where(last == UNDATED, len(RECENT) + 1, steps)

    def unnamed(self, groups: Whole) -> npt.NDArray[np.bool_]:
        """Of which nobody knows more than the code: a reader learns little from it."""
        return self.groups.lexicon.unnamed[self.groups.codes[groups]]

    def routine(self, groups: Whole) -> npt.NDArray[np.bool_]:
        """What is charted by the hour or billed for every visit."""
        return self.groups.lexicon.routine[self.groups.codes[groups]]

    def ordered(self, groups: Whole, *keys: npt.NDArray[Any]) -> list[int]:
        """Groups by these keys, the first counting most; then the latest first, then by code, so that ties are none."""
        last = np.maximum(self.groups.last[groups], -(2**62))
        ranks = self.groups.lexicon.ranks[self.groups.codes[groups]]
        columns: Any = (self.groups.types[groups], ranks, -last, *reversed(keys))
        chosen: list[int] = groups[np.lexsort(columns)].tolist()
        return chosen
