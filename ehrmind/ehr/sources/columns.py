"""Columns of any type as SQL that reads them: a whole number, a moment, a number, a text; NULL where there is none.

    Table("read_csv(...)", {"start": ("start", "VARCHAR")}).moment("start")   ->  'micros(moment_of("start"))'
    Table("read_csv(...)", {"start": ("start", "VARCHAR")}).moment("end")     ->  'NULL::BIGINT'

Real exports hold dates as text, identifiers as "123.0" and all-null columns of any type; the same call reads them all.
Departs from SQL's casts in that '12.5' is no whole number (DuckDB rounds it), '1e5' no number (EHRSHOT's rule), and a
32-bit float becomes the shortest decimal that names it: 13.3, not 13.300000190734863.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehrmind.ehr.sources.source import quoted
from ehrmind.errors import DataError, RunError

NUMBER = r"[+-]?\d*\.?\d+"  # as EHRSHOT's readers have it
DAY = 86_400_000_000  # microseconds
MACROS = f"""
CREATE OR REPLACE TEMP MACRO finite(x) AS CASE WHEN isfinite(x) THEN x END;
CREATE OR REPLACE TEMP MACRO as_number(x) AS
    CASE WHEN regexp_full_match(x, '{NUMBER}') THEN finite(TRY_CAST(x AS DOUBLE)) END;
CREATE OR REPLACE TEMP MACRO whole_of(x) AS CASE WHEN contains(x, '.')
    THEN CASE WHEN suffix(x, '.0') THEN TRY_CAST(x[:-3] AS BIGINT) END ELSE TRY_CAST(x AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO moment_of(x) AS coalesce(TRY_CAST(x AS TIMESTAMP),
    CASE WHEN length(x) = 8 THEN try_strptime(x, '%Y%m%d') END);
CREATE OR REPLACE TEMP MACRO micros(t) AS
    CASE WHEN isfinite(t) AND year(t) BETWEEN 1 AND 9999 THEN epoch_us(t) END;
CREATE OR REPLACE TEMP MACRO day_end(us) AS CASE WHEN us % {DAY} = 0 THEN us + {DAY - 60_000_000} ELSE us END;
"""
# In an address of a database, which a driver's message may repeat: password=..., user:password@host
_SECRET = re.compile(
    r"(?i)(?P<name>(?:passwd|password)\s*=\s*)(?:'[^']*'|[^\s\"']+)|(?<=://)(?:[^\s@:]*:\S*|[^/\s@]+)(?=@)"
)
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")


@dataclass(frozen=True, slots=True)
class Table:
    """A relation of SQL with the names, as they are written, and the types of its columns, by lower-case name."""

    relation: str
    columns: Mapping[str, tuple[str, str]]

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.columns

    def first(self, *names: str) -> str:
        """The first of these columns that is there, else the first name."""
        return next(filter(self.has, names), names[0])

    def raw(self, name: str, kind: str = "VARCHAR") -> str:
        """The column as it is."""
        return _identifier(self.columns[name][0]) if self.has(name) else f"NULL::{kind}"

    def text(self, name: str) -> str:
        """Without blanks around it; NULL where empty or "nan". A decimal that is whole is so again: 432, not 432.0."""
        if self.has(name) and self.columns[name][1] in ("DOUBLE", "FLOAT"):
            whole = self.whole(name)
            return f"coalesce(CAST({whole} AS VARCHAR), CAST(finite({self.raw(name)}) AS VARCHAR))"
        trimmed = f"trim({self._varchar(name)})"
        return f"CASE WHEN lower({trimmed}) NOT IN ('', 'nan', '<na>') THEN {trimmed} END"  # as pandas writes nothing

    def whole(self, name: str) -> str:
        """A BIGINT."""
        if not self.has(name):
            return "NULL::BIGINT"
        kind = self.columns[name][1]
        if kind in _WHOLE:
            return f"{self.raw(name)}::BIGINT"
        if kind in ("DOUBLE", "FLOAT"):
            return f"CASE WHEN {self.raw(name)} = floor({self.raw(name)}) THEN TRY_CAST({self.raw(name)} AS BIGINT) END"
        return f"whole_of({self.text(name)})"

    def number(self, name: str) -> str:
        """A finite DOUBLE."""
        if not self.has(name):
            return "NULL::DOUBLE"
        kind = self.columns[name][1]
        if kind == "FLOAT":
            return f"finite(TRY_CAST({self._varchar(name)} AS DOUBLE))"
        if kind in _WHOLE or kind == "DOUBLE" or kind.startswith("DECIMAL"):
            return f"finite(TRY_CAST({self.raw(name)} AS DOUBLE))"
        return f"as_number({self.text(name)})"

    def moment(self, name: str) -> str:
        """Microseconds since 1970, as the source has them: a date without a time is its midnight."""
        if not self.has(name):
            return "NULL::BIGINT"
        if self.columns[name][1] in _TIMES:
            return f"micros(TRY_CAST({self.raw(name)} AS TIMESTAMP))"
        return f"micros(moment_of({self.text(name)}))"

    def _varchar(self, name: str) -> str:
        if self.has(name) and self.columns[name][1] == "VARCHAR":
            return self.raw(name)
        return f"CAST({self.raw(name)} AS VARCHAR)"


def table_of(connection: Any, relation: str) -> Table:
    """The relation with its columns, read from the source itself."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return Table(relation, {name.strip().lower(): (name, kind) for name, kind, *_ in rows})


def parquet(files: Sequence[Path]) -> str:
    """SQL that reads these files, whatever columns each of them has."""
    return f"read_parquet([{', '.join(map(quoted, files))}], union_by_name = true)"


def csv(files: Sequence[Path], header: Sequence[str], delimiter: str = ",") -> str:
    """SQL that reads these files, every column as text under the names of `header`. A column may be unnamed."""
    names = [name or f"#{i}" for i, name in enumerate(header)]
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    mark = "''" if delimiter == "\t" else "'\"'"  # Athena's tables hold single quotation marks
    return (
        f"read_csv([{', '.join(map(quoted, files))}], auto_detect = false, header = true, delim = {quoted(delimiter)}, "
        f"quote = {mark}, escape = {mark}, columns = {{{columns}}}, parallel = true, max_line_size = 16777216)"
    )


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn what DuckDB says of a bad file into an error that names it. Its own words may quote a row: they stay out."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise RunError(f"{name} does not fit: the memory or the disk of the cache is full; free some") from error
    except (duckdb.ParserException, duckdb.BinderException):
        raise  # of our own SQL
    except duckdb.Error as error:
        message = str(error)
        if "No space left" in message:
            raise RunError(f"{name} does not fit: the disk of the cache is full; free some") from error
        quotes = not isinstance(error, duckdb.IOException) and type(error) is not duckdb.Error
        raise DataError(_broken_line(message) or _broken(name, type(error).__name__ if quotes else message)) from None


def _broken_line(message: str) -> str:
    """What is wrong with which line of which CSV file; empty where that is not what the message says."""
    line, file = re.search(r"CSV Error on Line: (\d+)", message), re.search(r"^\s*file = (.*)$", message, re.MULTILINE)
    name = file[1] if file else "a CSV file"
    if "CSV Parser state machine" in message:
        return (
            f"{name} is not readable: its lines end in different ways (\\n and \\r\\n), or it is no CSV; write it anew"
        )
    if line is None:
        return ""
    columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message)
    if columns:
        what = f"has {columns[2]} columns where the first line has {columns[1]}"
    elif "quote" in message.split("Possible")[0]:
        what = "has a quotation mark that is not closed"
    else:
        what = "is not UTF-8 text" if "utf-8" in message else "is too long"
    return f"{name} is not readable: line {line[1]} {what}; mend it, or write the file anew"


def _hidden(found: re.Match[str]) -> str:
    return f"{found['name'] or ''}***"


def _broken(name: str, why: str) -> str:
    return f"{name} is not readable ({_SECRET.sub(_hidden, why.splitlines()[0])[:300]}); fetch or write it anew"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
