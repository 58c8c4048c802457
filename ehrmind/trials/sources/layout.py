"""Which files of a folder hold the notes, the judgements and the trials.

    trec_2021/queries.jsonl, qrels/test.tsv, trial_info.json.gz              TrialGPT's
    dataset/trial_info.json, dataset/trec_2021/queries.jsonl, ...            TrialGPT's, as its repository lays them out
    topics2021.xml, qrels2021.txt, ClinicalTrials.2021-04-27.part1.zip ...   TREC's own
    topics2021.xml, qrels2021.txt, studies/NCT00093613.json ...              with ClinicalTrials.gov's records of today

Each part is looked for by itself, so that any notes go with any trials.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ehrmind.errors import DataError

YEARS = {"trec_2021": "2021", "trec_2022": "2022"}
TABLES = ("trial_info.json", "trial_info.json.gz", "corpus.jsonl", "corpus.jsonl.gz")
RECORDS = (".zip", ".xml", ".xml.gz", ".json", ".json.gz")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Layout:
    """`table` holds all trials, or `records` one or more each, or archives of them."""

    root: Path
    year: str
    notes: Path
    judgements: tuple[Path, ...]
    table: Path | None
    records: tuple[Path, ...] = ()

    def name(self, path: Path) -> str:
        """How a file is called in reports: relative to the root where it lies under it."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name


def find_layout(source: str, root: Path) -> Layout:
    """The files of `source` in a folder. Raises DataError, which says what is missing."""
    if not root.is_dir():
        raise DataError(f"task.path={root} is not a folder; give the folder with the notes, judgements and trials")
    homes = [home for home in (root / source, root) if home.is_dir()]
    year = YEARS.get(source, "")
    notes = _one(homes, ("queries.jsonl", "*topics*.xml"), year, source)
    judgements = _judgements(homes, year, source)
    if notes is None or not judgements:
        lacking = "notes (queries.jsonl, topics*.xml)" if notes is None else "judgements (qrels/test.tsv, qrels*.txt)"
        raise DataError(f"task.path={root} holds no {lacking} of task.source={source}; docs/ says where they are had")
    year = year or (found[0] if (found := _YEAR.findall(notes.name)) else "")
    table = next((home / name for home in (*homes, root.parent) for name in TABLES if (home / name).is_file()), None)
    records = () if table else _records(root, (notes, *judgements))
    if not table and not records:
        raise DataError(
            f"task.path={root} holds no trials: trial_info.json[.gz], corpus.jsonl[.gz], or ClinicalTrials.gov's "
            "XML or JSON files, in folders or zip archives"
        )
    return Layout(root, year, notes, judgements, table, records)


def _judgements(homes: Sequence[Path], year: str, source: str) -> tuple[Path, ...]:
    for home in homes:
        if tables := sorted((home / "qrels").glob("*.tsv")):
            return tuple(tables)
    found = _one(homes, ("qrels/*.txt", "*qrels*.txt", "*qrels*.tsv"), year, source)
    return (found,) if found else ()


def _one(homes: Sequence[Path], patterns: Sequence[str], year: str, source: str) -> Path | None:
    """The file of a pattern that names the year or none. Raises DataError where there are several."""
    for home in homes:
        for pattern in patterns:
            named = {path: _YEAR.findall(path.name) for path in sorted(home.glob(pattern)) if path.is_file()}
            found = [path for path, years in named.items() if year and year in years]
            found = found or [path for path, years in named.items() if not years or not year]
            if len(found) > 1:
                names = ", ".join(path.name for path in found)
                raise DataError(
                    f"task.path={home} holds {names}: which is task.source={source}? Choose trec_2021 or trec_2022, "
                    "or take the others away"
                )
            if found:
                return found[0]
    return None


def _records(root: Path, others: Sequence[Path]) -> tuple[Path, ...]:
    """All files below that may hold trials, by name; hidden ones are none."""
    found = sorted(path for path in root.rglob("*") if path.name.lower().endswith(RECORDS) and path.is_file())
    return tuple(
        path
        for path in found
        if path not in others and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )
