"""Count features: how often each code, and each broader one, occurred in windows before a prediction; and values.

    SNOMED/38341003 · 30-365 d                     3     essential hypertension counts as hypertensive disorder too
    LOINC/2160-0 mg/dl [1.31, 1.74) · 0-1 d        2     two creatinine results of the seventh tenth
    LOINC/2160-0 mg/dl [1.31, 1.74) · latest       1
    age                                            0.67  in hundreds of years

As EHRSHOT's (Wornow et al. 2023, arXiv 2307.02028; FEMR's count featurizer): ontology expansion, windows of 1, 7, 30
and 365 days and what is older, values by tenths of the training rows, texts by their words. Departs from it in that a
code and a unit are a quantity, so that mg/dL and mmol/L never share tenths, and in that the latest value of each counts
once more. Everything is read from `Record.until(time)`, so that nothing later counts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.events import BIRTH, NONE, TYPES, Record, Records, Words

WINDOWS = (1, 7, 30, 365)  # days; a last window holds what is older, and what has no time
WINDOW_NAMES = ("0-1 d", "1-7 d", "7-30 d", "30-365 d", "older")
LATEST = len(WINDOW_NAMES)  # of a value
TENTHS = 10
FEWEST = 30  # values of a quantity, below which it has no tenths
TABLE = 200  # places of a table of keys for each key that there is, beyond which they are sorted
LONGEST = 40  # characters of a text that counts
YEAR = np.timedelta64(31_557_600, "s")

Rows = Sequence[tuple[int, datetime]]  # subject, prediction time
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """`matrix` (N, F): scipy's CSR, float32, a row for each (subject, time); `names` (F,) say what columns count."""

    matrix: Any
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tenths:
    """Where the tenths of quantities begin: `edges` (Q, 9) by `keys` (Q,), in order; an edge of inf is none.

    A key is code · (U + 1) + unit + 1, by places in the words; `units` (U + 1,) is the first place of each unit's
    spelling without regard to case, and NONE of none, which is the last.
    """

    keys: npt.NDArray[np.int64]
    edges: Floats
    units: npt.NDArray[np.int64]

    def quantities(self, record: Record, events: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
        """The key of each of these events."""
        return _quantities(self.units, record, events)


def features(
    records: Records,
    rows: Rows,
    *,
    parents: Mapping[str, Sequence[str]] | None = None,
    types: Sequence[str] = TYPES,
    tenths: Tenths | None = None,
) -> Features:
    """Count features of each (subject, time). Raises KeyError for a subject that is not there.

    `parents` are the broader codes of codes (Ontology.parents); `types` the types of events that count; `tenths`, of
    the training rows, add values and texts. Columns that are empty in all rows are left out.
    """
    import scipy.sparse as sparse

    words = records.words
    windows, kinds = len(WINDOW_NAMES), len(words.codes)
    codes, texts = _Counted(len(rows), windows * kinds), _Counted(len(rows), windows * kinds * len(words.texts))
    values = _Counted(len(rows), (windows + 1) * TENTHS * (len(tenths.keys) if tenths else 0))
    for at, seen in _seen(records, rows, types):
        window = _windows(seen, np.datetime64(rows[at][1], "us"))
        codes.add(at, window * kinds + seen.codes)
        if tenths is not None:
            values.add(at, _tenth_keys(seen, window, tenths))
            texts.add(at, _text_keys(seen, window))
    parts = [_broader(codes, words, parents or {})]
    if tenths is not None:
        parts += [
            values.table(lambda key: _tenth_name(key, words, tenths)),
            texts.table(lambda key: _text_name(key, words)),
        ]
    age = sparse.csr_matrix(ages(records, rows)[:, None] / 100)
    matrix = sparse.hstack([*(part.matrix for part in parts), age], format="csr", dtype=np.float32)
    return Features(matrix, (*(name for part in parts for name in part.names), "age"))


def value_tenths(records: Records, rows: Rows, *, types: Sequence[str] = TYPES) -> Tenths:
    """The tenths of each quantity in the records of these (training) subjects, up to their latest time in `rows`."""
    units = _spelled(records.words)
    last: dict[int, datetime] = {}
    for subject, time in rows:
        last[subject] = max(time, last.get(subject, time))
    keys, values = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for _, seen in _seen(records, sorted(last.items()), types):
        there = np.flatnonzero(np.isfinite(seen.values))
        keys.append(_quantities(units, seen, there))
        values.append(seen.values[there])
    every, numbers = np.concatenate(keys), np.concatenate(values)
    order = np.lexsort((numbers, every))
    known, starts, counts = np.unique(every[order], return_index=True, return_counts=True)
    edges = [_edges(numbers[order[start : start + count]]) for start, count in zip(starts, counts, strict=True)]
    enough = counts >= FEWEST
    return Tenths(known[enough], np.array(edges).reshape(-1, TENTHS - 1)[enough], units)


def ages(records: Records, rows: Rows) -> Floats:
    """Years from birth to each time, (N,); where no birth is known the mean of the others, or 0."""
    years = known_ages(records, rows)
    there = np.isfinite(years)
    return np.where(there, years, years[there].mean() if there.any() else 0.0)


def known_ages(records: Records, rows: Rows) -> Floats:
    """Years from birth to each time, (N,); NaN where no birth is known."""
    births: dict[int, np.datetime64] = {}
    known = np.array([at for at, code in enumerate(records.words.codes) if code == BIRTH])
    for subject in {subject for subject, _ in rows}:
        record = records.record(subject)
        found = record.times[np.isin(record.codes, known)]
        births[subject] = found.min() if len(found) else np.datetime64("NaT", "us")
    return np.array([(np.datetime64(time, "us") - births[subject]) / YEAR for subject, time in rows], dtype=float)


class _Counted:
    """Keys from 0 up to `space`, counted row by row."""

    def __init__(self, rows: int, space: int) -> None:
        self.space = space
        self.rows = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))] * rows

    def add(self, at: int, keys: npt.NDArray[np.int64]) -> None:
        """Set a row. A table of all keys is faster than sorting them, where it is small."""
        if self.space > TABLE * (len(keys) + 1):
            self.rows[at] = np.unique(keys, return_counts=True)
        else:
            table = np.bincount(keys, minlength=self.space)
            found = np.flatnonzero(table)
            self.rows[at] = found, table[found]

    def count(self) -> tuple[Any, npt.NDArray[np.int64]]:
        """A CSR matrix of counts, and the key of each column."""
        import scipy.sparse as sparse

        none = np.empty(0, dtype=np.int64)
        every = np.concatenate([*(keys for keys, _ in self.rows), none])
        if self.space > TABLE * (len(every) + 1):
            keys, columns = np.unique(every, return_inverse=True)
        else:
            there = np.zeros(self.space, dtype=bool)
            there[every] = True
            keys, columns = np.flatnonzero(there), (np.cumsum(there) - 1)[every]
        ends = np.concatenate([[0], np.cumsum([len(row) for row, _ in self.rows])])
        numbers = np.concatenate([*(counts for _, counts in self.rows), none]).astype(np.float32)
        return sparse.csr_matrix((numbers, columns, ends), shape=(len(self.rows), len(keys))), keys

    def table(self, name: Callable[[int], str]) -> Features:
        """The counts with the names of their columns."""
        matrix, keys = self.count()
        return Features(matrix, tuple(name(key) for key in keys.tolist()))


def _seen(records: Records, rows: Rows, types: Sequence[str]) -> Iterator[tuple[int, Record]]:
    """What is known at each row, a subject's rows one after the other."""
    wanted = None if set(types) == set(TYPES) else [TYPES.index(name) for name in types]
    record: Record | None = None
    for at in sorted(range(len(rows)), key=lambda at: rows[at][0]):
        subject, time = rows[at]
        if record is None or record.subject != subject:
            record = records.record(subject)
            if wanted is not None:
                record = record.take(np.isin(record.types, wanted))
        yield at, record.until(time)


def _windows(seen: Record, now: np.datetime64) -> npt.NDArray[np.int64]:
    """The window of each event, (N,). Static events are first in a record, the others in order of time."""
    static = int(np.isnat(seen.times).sum())
    edges = now - np.array(WINDOWS, dtype="timedelta64[D]").astype("timedelta64[us]")
    starts = static + np.searchsorted(seen.times[static:], edges, side="right")  # of each window but the oldest
    sizes = -np.diff(np.concatenate([[len(seen)], starts, [0]]))
    return np.repeat(np.arange(len(sizes) - 1, -1, -1), sizes[::-1])


def _broader(counted: _Counted, words: Words, parents: Mapping[str, Sequence[str]]) -> Features:
    """Counts of codes and of all that are broader, by window; empty columns left out."""
    import scipy.sparse as sparse

    matrix, keys = counted.count()
    every = dict.fromkeys(words.codes[at] for at in np.unique(keys % max(len(words.codes), 1)).tolist())
    above = {code: _ancestors(code, parents) for code in every}
    names = list(dict.fromkeys([*every, *(up for ups in above.values() for up in ups)]))
    place = {name: at for at, name in enumerate(names)}
    pairs = [
        (column, key // len(words.codes) * len(names) + place[name])
        for column, key in enumerate(keys.tolist())
        for code in (words.codes[key % len(words.codes)],)
        for name in (code, *above[code])
    ]
    origins, targets = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    used, columns = np.unique(targets, return_inverse=True)
    expand = sparse.csr_matrix(
        (np.ones(len(pairs), dtype=np.float32), (origins, columns)), shape=(len(keys), len(used))
    )
    labels = tuple(f"{names[at % len(names)]} · {WINDOW_NAMES[at // len(names)]}" for at in used.tolist())
    return Features(matrix @ expand, labels)


def _ancestors(code: str, parents: Mapping[str, Sequence[str]]) -> list[str]:
    """All broader codes, each once, itself not; a circle does no harm."""
    found = {code: None}
    edge = [code]
    while edge:
        edge = [up for name in edge for up in parents.get(name, ()) if up not in found]
        found |= dict.fromkeys(edge)
    return [name for name in found if name != code]


def _tenth_keys(seen: Record, window: npt.NDArray[np.int64], tenths: Tenths) -> npt.NDArray[np.int64]:
    """(window · Q + quantity) · 10 + tenth of each value, and of each quantity's latest as of one more window."""
    count = len(tenths.keys)
    if not count:
        return np.empty(0, dtype=np.int64)
    there = np.flatnonzero(np.isfinite(seen.values))
    keys = tenths.quantities(seen, there)
    quantity = np.minimum(np.searchsorted(tenths.keys, keys), count - 1)
    known = tenths.keys[quantity] == keys
    there, quantity = there[known], quantity[known]
    tenth = (seen.values[there][:, None] >= tenths.edges[quantity]).sum(axis=1)
    latest = np.full(count, NONE)
    latest[quantity] = tenth  # of repeated places numpy keeps the last one, which is the latest event
    has = np.flatnonzero(latest != NONE)
    every = (window[there] * count + quantity) * TENTHS + tenth
    return np.concatenate([every, (LATEST * count + has) * TENTHS + latest[has]])


def _tenth_name(key: int, words: Words, tenths: Tenths) -> str:
    window, quantity, tenth = key // TENTHS // len(tenths.keys), key // TENTHS % len(tenths.keys), key % TENTHS
    code, unit = divmod(int(tenths.keys[quantity]), len(tenths.units))
    edges = [-np.inf, *tenths.edges[quantity], np.inf]
    what = f"{words.codes[code]} {words.units[unit - 1].lower()}" if unit else words.codes[code]
    return f"{what} [{edges[tenth]:.4g}, {edges[tenth + 1]:.4g}) · {(*WINDOW_NAMES, 'latest')[window]}"


def _text_keys(seen: Record, window: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """(window · C + code) · T + text of each event with a text."""
    there = np.flatnonzero(seen.texts != NONE)
    pairs = window[there] * len(seen.words.codes) + seen.codes[there]
    return np.asarray(pairs * len(seen.words.texts) + seen.texts[there], dtype=np.int64)


def _text_name(key: int, words: Words) -> str:
    pair, text = divmod(key, len(words.texts))
    window, code = divmod(pair, len(words.codes))
    return f"{words.codes[code]} = {words.texts[text][:LONGEST]} · {WINDOW_NAMES[window]}"


def _spelled(words: Words) -> npt.NDArray[np.int64]:
    """For each unit the first that is spelled the same without regard to case; the last is that of no unit."""
    first: dict[str, int] = {}
    return np.array([*(first.setdefault(unit.lower(), at) for at, unit in enumerate(words.units)), NONE])


def _quantities(units: npt.NDArray[np.int64], record: Record, events: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """The key of each event: code · (U + 1) + unit + 1."""
    return record.codes[events].astype(np.int64) * len(units) + units[record.units[events]] + 1


def _edges(values: Floats) -> Floats:
    """Where the tenths of sorted values begin; inf where two would begin at the same."""
    cuts = np.unique(values[len(values) * np.arange(1, TENTHS) // TENTHS])
    cuts = cuts[cuts > values[0]]  # nothing is below the first
    return np.concatenate([cuts, np.full(TENTHS - 1 - len(cuts), np.inf)])
