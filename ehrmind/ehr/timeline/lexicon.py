"""What a timeline needs to know of the codes of a vocabulary, as columns: a record's codes are looked up at once.

    lexicon = lexicon_of(record.words)
    lexicon.learn(codes)                    # those that no record had before are named, one by one
    lexicon.measured[codes]                 # whether each is a quantity of the table of ranges

Thousands of codes of a record are thousands of dictionaries' answers otherwise, which took longer than the rest.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.events import Words
from ehrmind.ehr.ranges import spelled
from ehrmind.ehr.timeline.clean import clean
from ehrmind.ehr.timeline.naming import Naming, naming

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Lexicon:
    """Columns by code, (C,) each, of those codes that were learnt; `series` is a number shared by codes of one key.

    `units` are the words' units as the table of ranges spells them.
    """

    def __init__(self, words: Words) -> None:
        many = len(words.codes)
        self._words = words
        self._names: list[Naming | None] = [None] * many
        self._numbers: dict[str, int] = {}
        self._learnt: Flags = np.zeros(many, dtype=bool)
        self.series: Whole = np.zeros(many, dtype=np.int64)
        self.places: Whole = np.full(many, -1, dtype=np.int64)  # in the table of ranges; -1 is not in it
        self.measured: Flags = np.zeros(many, dtype=bool)
        self.vital: Flags = np.zeros(many, dtype=bool)
        self.routine: Flags = np.zeros(many, dtype=bool)
        self.unnamed: Flags = np.zeros(many, dtype=bool)
        self.stops: Flags = np.zeros(many, dtype=bool)
        self.discharges: Flags = np.zeros(many, dtype=bool)
        self.units = tuple(spelled(clean(unit)) for unit in words.units)
        self.ranks: Whole = np.empty(many, dtype=np.int64)  # in the order of the codes as text
        self.ranks[sorted(range(many), key=words.codes.__getitem__)] = np.arange(many)

    @property
    def numbered(self) -> int:
        """How many series there are so far."""
        return len(self._numbers)

    def name(self, code: int) -> Naming:
        """How a code is called."""
        found = self._names[code]
        return self._learn(code) if found is None else found

    def learn(self, codes: Whole) -> None:
        """Fill the columns for these codes."""
        for code in codes[~self._learnt[codes]].tolist():
            self._learn(code)

    def local_series(self, codes: Whole) -> Whole:
        """Series of learnt codes as the place of the first code that has it: the same whatever was learnt before."""
        series = self.series[codes]
        first = np.empty(self.numbered, dtype=np.int64)
        first[series[::-1]] = np.arange(len(codes))[::-1]
        return first[series]

    def _learn(self, code: int) -> Naming:
        name = naming(self._words.codes[code], self._words.names[code])
        self._names[code] = name
        self._learnt[code] = True
        self.series[code] = self._numbers.setdefault(name.key, len(self._numbers))
        self.places[code] = -1 if name.quantity is None else name.quantity.place
        self.measured[code] = name.quantity is not None
        self.vital[code] = name.vital
        self.routine[code] = name.routine
        self.unnamed[code] = not name.named
        self.stops[code] = name.mark == "stop"
        self.discharges[code] = name.mark == "discharge"
        return name


@lru_cache(maxsize=4)
def lexicon_of(words: Words) -> Lexicon:
    """The lexicon of a source's words, kept while its records are read."""
    return Lexicon(words)
