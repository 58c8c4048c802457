"""Count the labels of a source: how many, how many positive, patients by split, what was left out and why.

python -m ehrmind.ehr.labels --source omop --path cdm/
python -m ehrmind.ehr.labels --source ehrshot --path EHRSHOT_ASSETS --task guo_los new_acutemi
python -m ehrmind.ehr.labels --source meds --path dataset/ --labels dataset/labels/mortality
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ehrmind.ehr.labels.choose import cap, of_subjects, splits_of
from ehrmind.ehr.labels.compute import compute
from ehrmind.ehr.labels.forms import Labels, LabelTask
from ehrmind.ehr.labels.meds import read_meds_labels
from ehrmind.ehr.labels.published import check_published
from ehrmind.ehr.labels.settings import SOURCES, Settings, settings_for
from ehrmind.ehr.labels.shipped import find_labels, read_ehrshot_labels
from ehrmind.ehr.labels.summary import Account, as_json, show
from ehrmind.ehr.labels.tasks import TASKS, task_of, task_of_file
from ehrmind.ehr.ontology import Ontology, open_ontology
from ehrmind.ehr.release import ancestors, home_of, vocabulary
from ehrmind.ehr.sources.files import place
from ehrmind.errors import DataError, UserError
from ehrmind.stopping import until_read


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that is read, what lies above its codes, and the folder that its labels are in."""

    index: Any
    ontology: Ontology
    home: Path | str | None


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        accounts, splits, drawn = _accounts(options)
        if options.json:
            options.json.write_text(json.dumps(as_json(accounts, splits), indent=1) + "\n", encoding="utf-8")
    except (UserError, OSError) as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    from rich.console import Console

    show(accounts, splits, drawn, Console(highlight=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    from ehrmind.ehr.index import layout

    parser = argparse.ArgumentParser(prog="python -m ehrmind.ehr.labels", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--source", required=True, type=layout, choices=SOURCES, help="synthea is read as omop")
    parser.add_argument("--path", required=True, type=place, help="the source's folder or file")
    parser.add_argument(
        "--task", nargs="+", default=[], metavar="NAME", help=f"some of {', '.join(TASKS)}; default all"
    )
    parser.add_argument("--labels", type=Path, metavar="PATH", help="labels in MEDS's label schema: a file or a folder")
    parser.add_argument("--computed", action="store_true", help="compute labels even where the source ships them")
    parser.add_argument("--athena", type=Path, metavar="FOLDER", help="vocabularies: CONCEPT.csv, CONCEPT_ANCESTOR.csv")
    parser.add_argument("--inpatient", nargs="+", metavar="CODE", help="codes of stays in hospital, instead of ours")
    parser.add_argument("--icu", nargs="+", metavar="CODE", help="codes of intensive care, instead of ours")
    parser.add_argument("--outcome", nargs="+", metavar="CODE", help="codes of the one task's outcome, instead of ours")
    parser.add_argument(
        "--without-ontology", action="store_true", help="take diagnoses by their own codes where nothing lies below"
    )
    parser.add_argument("--per-patient", type=_count, metavar="N", help="at most N labels of each patient")
    parser.add_argument("--in-all", type=_count, metavar="N", help="at most N labels of each task")
    parser.add_argument("--seed", type=int, default=0, help="of the caps and of the splits, where the source has none")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="where indexes are kept")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the counts there")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} leaves no labels; use 1 or more")
    return int(text)


def _accounts(options: argparse.Namespace) -> tuple[list[Account], dict[int, str], bool]:
    """Each task's labels, the splits, and whether these were drawn. Raises UserError."""
    from ehrmind.ehr.index import open_index

    if options.outcome and len(options.task) != 1:
        raise DataError("--outcome belongs to one task; name it with --task")
    tasks = _tasks(options)
    index = open_index(options.source, options.path, cache=options.cache)
    home = home_of(options.source, options.path, index.folder)
    splits = splits_of(index.subjects, index.splits, options.seed)
    athena = options.athena or ancestors(vocabulary(options.path))
    ontology = open_ontology(options.source, home, index.words.codes, athena)
    accounts = []
    for task in tasks:
        try:
            accounts.append(_account(task, options, Opened(index, ontology, home), splits))
        except DataError as error:
            if options.task or options.labels:
                raise
            accounts.append(Account(task, "", None, str(error)))
    return accounts, splits, not index.splits


def _tasks(options: argparse.Namespace) -> list[LabelTask]:
    if not options.labels:
        return [task_of(name) for name in options.task or TASKS]
    name = options.task[0] if options.task else options.labels.stem
    return [TASKS[name] if name in TASKS else task_of_file(name, "as the label file means it")]


def _account(task: LabelTask, options: argparse.Namespace, opened: Opened, splits: dict[int, str]) -> Account:
    """One task's labels, capped. Raises DataError."""
    origin, labels = _labels(task.name, options, opened)
    if origin == "shipped" and options.source == "ehrshot":
        labels = replace(labels, notes=(*labels.notes, check_published(labels, splits)))
    labels = of_subjects(labels, opened.index.subjects)
    return Account(task, origin, cap(labels, per_patient=options.per_patient, in_all=options.in_all, seed=options.seed))


def _labels(task: str, options: argparse.Namespace, opened: Opened) -> tuple[str, Labels]:
    index, home = opened.index, opened.home
    if options.labels:
        return "file", read_meds_labels(options.labels, task)
    if not options.computed and isinstance(home, Path) and find_labels(home, task):
        return "shipped", read_ehrshot_labels(home, task)
    return "computed", compute(task, index, _settings(options), opened.ontology, has_ends=index.has_ends)


def _settings(options: argparse.Namespace) -> Settings:
    changed: dict[str, Iterator[str] | frozenset[str]] = {
        name: frozenset(codes) for name in ("inpatient", "icu", "outcome") if (codes := getattr(options, name))
    }
    made = replace(settings_for(options.source), without_ontology=options.without_ontology)
    return replace(made, **changed)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(until_read(main))
