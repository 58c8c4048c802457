"""What a reader says of its source: which files it reads, and the SELECT that makes events of each table.

    Part("measurement", "the table measurement", "SELECT ... FROM read_parquet([...])", marks=("no concept", ...))

A SELECT yields CANONICAL: (origin, subject, moment, code, value, text, unit, kind, visit, finish, reason, marks), one
row for each row of the table. `moment` and `finish` are microseconds since 1970, `kind` a place in events.TYPES. A row
with a reason is left out and counted by it; bit i of `marks` says that Part.marks[i] is true of the row, which is
counted and kept.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ehrmind.ehr.events import TYPES

CANONICAL = (
    *("origin", "subject", "moment", "code", "value", "text", "unit", "kind", "visit", "finish", "reason", "marks"),
)
LONGEST_TEXT = 200  # characters; more is a note, not a value
NO_SUBJECT, NO_TIME, BAD_TIME, NO_CODE = "subject is not a whole number", "no time", "time is unreadable", "no code"
END_OF_DAY, EARLY_END = "date without a time: end of that day", "end before start"
LONG_TEXT = f"text of more than {LONGEST_TEXT} characters taken as a note and left out"


@dataclass(frozen=True, slots=True)
class Splits:
    """Which split a subject is in, where that was read, and the subjects of splits that have no name here."""

    of: Mapping[int, str] = field(default_factory=dict)  # "train", "validation" or "test"
    origin: str = ""
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a source, all that is read of them included: their content names the index."""

    kind: str  # "ehrshot", "meds", "omop"
    root: Path
    files: tuple[Path, ...]
    layout: str = ""  # "csv", "meds", "zip", "folder", "duckdb", "database"
    address: str = field(default="", repr=False)  # of a database, which may hold a password; `root` is its name then

    def name(self, path: Path) -> str:
        """How a file is called in reports: relative to the root where it lies under it."""
        if path == self.root:
            return path.name
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name


@dataclass(frozen=True, slots=True)
class Part:
    """One table, or one group of files, and its SELECT."""

    name: str
    where: str  # the file or table, as a message names it
    select: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How a source becomes an index."""

    parts: tuple[Part, ...]
    rows: int  # an estimate, for the number of shards
    has_ends: bool
    splits: Callable[[Any], Splits]  # of a connection
    names: str = ""  # a SELECT of (code, name); empty where the source has none
    remarks: tuple[str, ...] = ()  # what a reader of the data should know


def select(
    relation: str, columns: Mapping[str, str], marks: Mapping[str, str], *, static: bool = False, notes: bool = False
) -> tuple[str, tuple[str, ...]]:
    """The SELECT of a part, and the names of its marks.

    `columns` maps origin, subject, moment, given (whether a time was given), code, number, text, unit, kind, visit and
    finish to SQL; others are for `marks`, conditions over them by name. `static` events need no time. Texts that are
    numbers become values; with `notes`, long texts stay.
    """
    inner = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    longest = "true" if notes else f"length(text) <= {LONGEST_TEXT}"
    found = {
        END_OF_DAY: "moment % 86400000000 = 0",
        EARLY_END: "day_end(finish) < day_end(moment)",
        **({} if notes else {LONG_TEXT: f"length(text) > {LONGEST_TEXT}"}),
        **marks,
    }
    bits = " + ".join(f"CASE WHEN {sql} THEN {1 << i} ELSE 0 END" for i, sql in enumerate(found.values()))
    no_time = "" if static else f"WHEN moment IS NULL AND NOT given THEN '{NO_TIME}' "
    reason = (
        f"CASE WHEN subject IS NULL THEN '{NO_SUBJECT}' {no_time}"
        f"WHEN moment IS NULL AND given THEN '{BAD_TIME}' WHEN code IS NULL THEN '{NO_CODE}' END"
    )
    return (
        f"SELECT origin, subject, day_end(moment) AS moment, code, coalesce(number, as_number(text)) AS value, "
        f"CASE WHEN as_number(text) IS NULL AND {longest} THEN text END AS text, unit, kind, visit, "
        f"day_end(finish) AS finish, {reason} AS reason, {bits} AS marks FROM (SELECT {inner} FROM {relation})"
    ), tuple(found)


def kind_of(expression: str, words: Mapping[str, Sequence[str]], default: str = "other") -> str:
    """SQL that turns an expression into the place of its type in events.TYPES."""
    cases = " ".join(
        f"WHEN {expression} IN ({', '.join(map(quoted, found))}) THEN {TYPES.index(name)}"
        for name, found in words.items()
    )
    return f"CAST(CASE {cases} ELSE {TYPES.index(default)} END AS TINYINT)"


def groups(files: Sequence[Path], size: int) -> list[list[Path]]:
    """Files in order, in groups of up to `size` bytes."""
    sums = itertools.accumulate(path.stat().st_size for path in files)
    found: dict[int, list[Path]] = {}
    for path, total in zip(files, sums, strict=True):
        found.setdefault(total // size, []).append(path)
    return list(found.values())


def quoted(text: object) -> str:
    """A string of SQL."""
    return "'" + str(text).replace("'", "''") + "'"
