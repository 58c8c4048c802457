"""An index of a source's events on the disk: one patient's record is a slice of mapped columns, read in microseconds.

    index = open_index("ehrshot", Path("EHRSHOT_ASSETS"))     # built at the first time (a minute or two), then opened
    record = index.record(115967096).until(moment)

    python -m ehrmind.ehr.index --source omop --path cdm/     # the same, and what was read of each table

The folder is named for the content of the files that were read: changed data is another index, and a copy elsewhere
the same one. It lies in EHRMIND_CACHE (else ehrmind/ in the user's cache), for its owner only. `sha256` covers what a
prompt can show: the content and the names of codes.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr import names as naming
from ehrmind.ehr import published_counts
from ehrmind.ehr.events import Record, Words
from ehrmind.ehr.sources import build, ehrshot, meds, omop
from ehrmind.ehr.sources.content import digest, hash_files
from ehrmind.ehr.sources.files import place
from ehrmind.ehr.sources.shards import read_arrow
from ehrmind.ehr.sources.source import Found, Plan
from ehrmind.ehr.sources.stage import MEMORY, connected
from ehrmind.errors import UserError, require_choice
from ehrmind.files import cache_folder, writable
from ehrmind.stopping import until_read

SOURCES = ("ehrshot", "meds", "omop")
RELEASES = ("auto", "full", "other")  # of EHRSHOT: whether its counts must be those published


@dataclass(frozen=True)
class Index:
    """Records by subject (events.Records), with what is known of their source."""

    folder: Path
    sha256: str
    words: Words
    subjects: npt.NDArray[np.int64]
    splits: dict[int, str]  # "train", "validation", "test"; empty where the source has none
    manifest: dict[str, Any]
    has_ends: bool
    code_events: npt.NDArray[np.int64]  # of each code of `words`
    _places: dict[str, npt.NDArray[Any]] = field(repr=False)
    _shards: dict[int, dict[str, npt.NDArray[Any]]] = field(default_factory=dict, repr=False)

    def record(self, subject: int) -> Record:
        """One subject's events, as slices of the mapped files. Raises KeyError."""
        place = int(np.searchsorted(self.subjects, subject))
        if place == len(self.subjects) or self.subjects[place] != subject:
            raise KeyError(subject)
        columns = self.shard(int(self._places["shard"][place]))
        start = int(self._places["start"][place])
        rows = slice(start, start + int(self._places["rows"][place]))
        return Record(
            subject=int(subject),
            words=self.words,
            times=columns["time"][rows],
            ends=columns["end"][rows],
            codes=columns["code"][rows],
            values=columns["value"][rows],
            texts=columns["text"][rows],
            units=columns["unit"][rows],
            types=columns["type"][rows],
            visits=columns["visit"][rows],
        )

    def shard(self, number: int) -> dict[str, npt.NDArray[Any]]:
        """The columns of a shard, mapped and not read."""
        if number not in self._shards:
            batch = read_arrow(self.folder / f"shard-{number:05d}.arrow").to_batches()[0]
            columns = {name: batch.column(name).to_numpy(zero_copy_only=True) for name in batch.schema.names}
            columns |= {name: columns[name].view("datetime64[us]") for name in ("time", "end")}
            self._shards[number] = columns
        return self._shards[number]

    @cached_property
    def shards(self) -> dict[int, npt.NDArray[np.intp]]:
        """The places in `subjects` of each shard's subjects, in the order of its rows."""
        numbers = self._places["shard"]
        return {int(number): np.flatnonzero(numbers == number) for number in np.unique(numbers)}

    def rows(self) -> npt.NDArray[np.int64]:
        """The number of events of each subject."""
        return self._places["rows"]


def open_index(
    source: str,
    path: Path | str | None,
    *,
    cache: Path | None = None,
    release: str = "auto",
    names: Path | None = None,
    notes: bool = False,
    memory: str = MEMORY,
    say: Callable[[str], None] = lambda _: None,
) -> Index:
    """The index of a source, built where there is none yet; a build that was stopped goes on.

    `source` is "ehrshot", "meds" or "omop", of which `path` may be the address of a database. `names` is a folder with
    Athena's CONCEPT.csv. `notes` reads OMOP's `note` and long texts: never in an open run. `memory` is DuckDB's limit,
    beyond which it spills into the cache. `say` is told the steps of a build. Raises ConfigError, DataError, RunError.
    """
    require_choice("task.source", source, SOURCES)
    require_choice("release", release, RELEASES)
    home = writable(cache, "--cache") if cache else writable(cache_folder(), "EHRMIND_CACHE")
    home = home / "ehr"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = _find(source, path, notes)
    facts = {"format": build.FORMAT, "source": source, "notes": notes, "files": _content(found, home, notes, memory)}
    folder = home / digest(facts)[:32]
    if not folder.is_dir():
        about = {"source": source, "name": found.root.name, **facts}
        make = partial(_plan, found=found, notes=notes)
        build.build_at(folder, make, found, about, memory, say)
    index = _load(folder, digest(facts), names, home, memory)
    index.manifest["release"] = release
    index.manifest["name"] = found.root.name
    index.manifest["checks"] = published_counts.check(found.kind, found.layout, index.manifest)
    return index


def _find(source: str, path: Path | str | None, notes: bool) -> Found:
    if source == "ehrshot":
        return ehrshot.find(path)
    return meds.find(path) if source == "meds" else omop.find(path, notes)


def _plan(connection: Any, work: Path, found: Found, notes: bool) -> Plan:
    plans = {"ehrshot": ehrshot.plan, "meds": meds.plan, "omop": omop.plan}
    return plans[found.kind](connection, found, work, notes)


def _content(found: Found, home: Path, notes: bool, memory: str) -> dict[str, str]:
    """The hash of each file, or of each table of a database."""
    if found.layout != "database":
        return hash_files({found.name(path): path for path in found.files}, home / "hashes.json")
    with tempfile.TemporaryDirectory(dir=home, prefix=".partial-") as work, connected(Path(work), memory) as connection:
        return omop.content(connection, found, notes)


def _load(folder: Path, content: str, athena: Path | None, home: Path, memory: str) -> Index:
    words = build.read_words(folder)
    codes = tuple(words["code"])
    names = naming.name_codes(folder, codes, athena, home, memory)
    places = {name: column.to_numpy() for name, column in _columns(read_arrow(folder / "subjects.arrow")).items()}
    subjects, splits = places["subject"], places["split"]
    manifest = build.read_manifest(folder)
    manifest["sha256"] = digest({"content": content, "names": names})
    manifest["unnamed"] = naming.unnamed(codes, names, words["code"])
    inside = np.flatnonzero(splits >= 0)
    return Index(
        folder=folder,
        sha256=manifest["sha256"],
        words=Words(codes, tuple(names), tuple(words["text"]), tuple(words["unit"])),
        subjects=subjects,
        splits={int(subjects[i]): build.SPLITS[splits[i]] for i in inside},
        manifest=manifest,
        has_ends=bool(manifest["has_ends"]),
        code_events=np.fromiter(words["code"].values(), dtype=np.int64, count=len(codes)),
        _places=places,
    )


def _columns(table: Any) -> dict[str, Any]:
    return {name: table[name].combine_chunks() for name in table.schema.names}


def layout(source: str) -> str:
    """How the files of `task.source` are laid out: Synthea's patients come as an OMOP CDM."""
    return "omop" if source == "synthea" else source


def arguments_of(prog: str, about: str, values: list[str] | None) -> argparse.Namespace:
    """The options that name a source."""
    parser = argparse.ArgumentParser(prog=prog, description=about)
    parser.add_argument("--source", required=True, type=layout, choices=SOURCES, help="synthea is read as omop")
    parser.add_argument(
        "--path", required=True, type=place, help="folder, file, archive, or string for DuckDB's ATTACH"
    )
    parser.add_argument("--cache", type=Path, help="where the index is kept")
    parser.add_argument("--names", type=Path, help="folder with Athena's CONCEPT.csv")
    parser.add_argument(
        "--release", choices=RELEASES, default="auto", help="whether EHRSHOT's counts must be published ones"
    )
    parser.add_argument("--notes", action="store_true", help="read notes and long texts too")
    parser.add_argument("--memory", default=MEMORY, help="DuckDB's limit, such as 2GB")
    return parser.parse_args(values)


def open_as_asked(options: argparse.Namespace) -> Index:
    """The index of these options. Raises ConfigError, DataError, RunError."""
    return open_index(
        options.source,
        options.path,
        cache=options.cache,
        release=options.release,
        names=options.names,
        notes=options.notes,
        memory=options.memory,
        say=lambda step: print(f"{step} ...", file=sys.stderr),
    )


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    from ehrmind.ehr.sources import report

    options = arguments_of("python -m ehrmind.ehr.index", (__doc__ or "").splitlines()[0], arguments)
    try:
        index = open_as_asked(options)
    except (UserError, OSError) as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    facts = {**report.head(index.manifest), "folder": str(index.folder)}
    report.show(report.facts_table(facts), report.read_table(index.manifest))
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))
