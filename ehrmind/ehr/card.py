"""What is in a source: tables, spans, missing units, duplicates, events after death, codes without a name, splits.

    python -m ehrmind.ehr.card --source omop --path cdm/

    type         events   subjects  first       last        value  no unit  text
    measurement  199,514  1,130     1957-09-12  2025-10-06  100 %  100 %    0 %

Nothing is mended here and nothing left out: a date in the future or an event after death is counted, and stays. An
event is an exact duplicate of another of its subject where every column is the same.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.events import BIRTH, DEATH, TYPES
from ehrmind.ehr.index import Index, arguments_of, open_as_asked
from ehrmind.errors import UserError
from ehrmind.stopping import until_read

TOP = 8  # codes that are shown by name
DAY = np.timedelta64(1, "D")
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Slab:
    """The events of one shard, sorted by subject and time, with the places of their subjects. (N,) each."""

    columns: Mapping[str, npt.NDArray[Any]]
    owners: npt.NDArray[np.intp]

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self.columns[name]


def slabs(index: Index) -> Iterator[Slab]:
    """All events, shard by shard."""
    rows = index.rows()
    for number, places in index.shards.items():
        yield Slab(index.shard(number), np.repeat(places, rows[places]))


def facts_of(index: Index, today: date) -> dict[str, Any]:
    """The facts that the card shows: of types, of quality, of codes."""
    births, deaths = (first_times(index, code) for code in (BIRTH, DEATH))
    codes, kinds = len(index.words.codes), len(TYPES)
    valued, bare = (np.zeros(codes, dtype=np.int64) for _ in range(2))
    stems, stem_of = items(index)
    pairs: list[npt.NDArray[np.int64]] = []
    types = [_empty() for _ in range(kinds)]
    quality: dict[str, int] = {}
    for slab in slabs(index):
        _add_types(slab, types)
        for name, count in _quality(slab, births, deaths, np.datetime64(today) + DAY).items():
            quality[name] = quality.get(name, 0) + count
        has = ~np.isnan(slab["value"])
        valued += np.bincount(slab["code"][has], minlength=codes)
        bare += np.bincount(slab["code"][has & (slab["unit"] < 0)], minlength=codes)
        united = slab["unit"] >= 0
        pairs.append(np.unique(stem_of[slab["code"][united]] << 32 | slab["unit"][united]))
    several = np.bincount(np.unique(np.concatenate(pairs)) >> 32, minlength=len(stems))
    return {
        "types": {name: item for name, item in zip(TYPES, types, strict=True) if item["events"]},
        "quality": quality | _subjects(births, deaths, np.datetime64(today) + DAY),
        "unit missing": _top(index.words.codes, bare),
        "several units": _top(stems, np.where(several > 1, several, 0)),
        "unnamed": _top(
            index.words.codes, np.array([0 if name else 1 for name in index.words.names]) * index.code_events
        ),
        "valued": int(valued.sum()),
        "bare": int(bare.sum()),
    }


def first_times(index: Index, code: str) -> npt.NDArray[np.datetime64]:
    """When a code first comes for each subject, in the order of `subjects`; NaT where it does not."""
    times = np.full(len(index.subjects), np.datetime64("NaT", "us"))
    if code in index.words.codes:
        wanted = index.words.codes.index(code)
        for slab in slabs(index):
            rows = np.flatnonzero((slab["code"] == wanted) & ~np.isnat(slab["time"]))[::-1]  # the first is written last
            times[slab.owners[rows]] = slab["time"][rows]
    return times


def duplicates(slab: Slab) -> int:
    """Events that are the same as the one before them: rows are in order of every column."""
    same = slab.owners[1:] == slab.owners[:-1]
    for name, values in slab.columns.items():
        raw = values.view(np.int64) if values.dtype.kind == "M" else values
        equal = raw[1:] == raw[:-1]
        same &= equal | (np.isnan(values[1:]) & np.isnan(values[:-1])) if name == "value" else equal
    return int(same.sum())


def _empty() -> dict[str, Any]:
    none = np.datetime64("NaT", "us")
    return {"events": 0, "subjects": 0, "first": none, "last": none, "value": 0, "bare": 0, "text": 0, "static": 0}


def _add_types(slab: Slab, types: list[dict[str, Any]]) -> None:
    has, bare = ~np.isnan(slab["value"]), slab["unit"] < 0
    for place in np.unique(slab["type"]):
        mine, item = slab["type"] == place, types[place]
        times = slab["time"][mine]
        moved = times[~np.isnat(times)]
        item["events"] += int(mine.sum())
        item["subjects"] += len(np.unique(slab.owners[mine]))
        item["static"] += len(times) - len(moved)
        item["value"] += int((mine & has).sum())
        item["bare"] += int((mine & has & bare).sum())
        item["text"] += int((slab["text"][mine] >= 0).sum())
        if len(moved):
            item["first"], item["last"] = np.fmin(item["first"], moved.min()), np.fmax(item["last"], moved.max())


def _quality(slab: Slab, births: Any, deaths: Any, tomorrow: np.datetime64) -> dict[str, int]:
    times, days = slab["time"], slab["time"].astype("datetime64[D]")
    ends = slab["end"]
    return {
        "exact duplicates": duplicates(slab),
        "after the subject's death": int((times > deaths[slab.owners]).sum()),
        "before the day of birth": int((days < births.astype("datetime64[D]")[slab.owners]).sum()),
        "in the future": int((times >= tomorrow).sum()),
        "end before start": int((ends < times).sum()),
        "at 23:59, as dates without a time are": int((times.view(np.int64) // _MINUTE % 1440 == 1439).sum()),
        "static, without a time": int(np.isnat(times).sum()),
    }


def _subjects(births: Any, deaths: Any, tomorrow: np.datetime64) -> dict[str, int]:
    return {
        "subjects without a birth": int(np.isnat(births).sum()),
        "subjects born in the future": int((births >= tomorrow).sum()),
        "subjects with a death": int((~np.isnat(deaths)).sum()),
        "subjects who die before they are born": int((deaths < births).sum()),
    }


def items(index: Index) -> tuple[list[str], npt.NDArray[np.int64]]:
    """What is measured: codes without the unit that some end with (LAB//51221//%), and the place of each code's."""
    units = set(index.words.units)
    parts = [code.rpartition("//") for code in index.words.codes]
    names = [
        stem if stem and unit in units else code for code, (stem, _, unit) in zip(index.words.codes, parts, strict=True)
    ]
    stems = sorted(set(names))
    places = {stem: place for place, stem in enumerate(stems)}
    return stems, np.array([places[name] for name in names], dtype=np.int64)


def _top(codes: Sequence[str], counts: npt.NDArray[np.int64]) -> dict[str, Any]:
    """How many codes, the sum of their counts, and the codes of the largest."""
    order = np.argsort(-counts, kind="stable")[:TOP]
    return {
        "codes": int((counts > 0).sum()),
        "sum": int(counts.sum()),
        "top": {codes[i]: int(counts[i]) for i in order if counts[i] > 0},
    }


def types_table(facts: Mapping[str, Any]) -> Any:
    """A row for each type of event."""
    from rich.table import Table

    table = Table(title="Events by type", title_justify="left")
    table.add_column("type", no_wrap=True)
    for name in ("events", "subjects", "first", "last", "value", "of these no unit", "text"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, item in facts["types"].items():
        days = ("" if np.isnat(item[end]) else str(item[end].astype("datetime64[D]")) for end in ("first", "last"))
        shares = (_share(item["value"], item["events"]), _share(item["bare"], item["value"]))
        counts = (f"{item['events']:,}", f"{item['subjects']:,}")
        table.add_row(name, *counts, *days, *shares, _share(item["text"], item["events"]))
    return table


def quality_table(facts: Mapping[str, Any], events: int) -> Any:
    """What a reader of the data should know, counted."""
    from rich.table import Table

    table = Table("what", title="Events and subjects that are odd, or only seem so", title_justify="left")
    for name in ("count", "of all events"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, count in facts["quality"].items():
        table.add_row(name, f"{count:,}", "" if name.startswith("subjects") else _share(count, events))
    return table


def codes_table(facts: Mapping[str, Any]) -> Any:
    """The codes whose values lack a unit, have several, or that nobody can name."""
    from rich.table import Table

    table = Table("codes", title="Codes to look at", title_justify="left")
    table.add_column("how many", justify="right", no_wrap=True)
    table.add_column("the largest")
    titles = {
        "unit missing": "with values that have no unit (values)",
        "several units": "with several units (units)",
        "unnamed": "without a name (events)",
    }
    for name, title in titles.items():
        found = facts[name]
        top = ", ".join(f"{code} {count:,}" for code, count in found["top"].items())
        table.add_row(title, f"{found['codes']:,}", top)
    return table


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    from rich.markup import escape

    from ehrmind.ehr.sources import report

    options = arguments_of("python -m ehrmind.ehr.card", (__doc__ or "").splitlines()[0], arguments)
    try:
        index = open_as_asked(options)
    except (UserError, OSError) as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    facts = facts_of(index, date.today())
    head = {name: escape(value) if name == "remarks" else value for name, value in report.head(index.manifest).items()}
    report.show(
        report.facts_table(head),
        report.read_table(index.manifest),
        types_table(facts),
        quality_table(facts, index.manifest["events"]),
        codes_table(facts),
    )
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))
