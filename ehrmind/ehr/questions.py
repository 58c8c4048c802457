"""From a source and a question to the rows of a task: an index, the labels with their splits, and an account of both.

    found = load(Wanted(source="generated", label="guo_los"))
    found.labels.labels[0]    Label(subject=100012, time=2013-03-19 23:59, value=False, task="guo_los")
    found.splits[100012]      "train"

Labels are those that come with EHRSHOT (and with the generated records, which have its layout), those of a file in
MEDS's label schema, or else computed by EHRSHOT's definitions, which the account says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ehrmind.ehr import generator
from ehrmind.ehr.index import Index, open_index
from ehrmind.ehr.labels import (
    Labels,
    LabelTask,
    Reading,
    Settings,
    cap,
    check_published,
    compute,
    find_labels,
    of_subjects,
    one_per_moment,
    read_ehrshot_labels,
    read_meds_labels,
    settings_for,
    splits_of,
    task_asked,
)
from ehrmind.ehr.ontology import Ontology, open_ontology
from ehrmind.ehr.release import ancestors, home_of, vocabulary
from ehrmind.errors import ConfigError
from ehrmind.files import cache_folder, writable

GENERATED, SYNTHEA = "generated", "synthea"
SOURCES = (GENERATED, "ehrshot", "meds", "omop", SYNTHEA)
OPEN = (GENERATED, SYNTHEA)  # no patient is real
COMPUTED = "computed by EHRSHOT's definitions, for no labels come with the records"
SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read and to ask. `names` is a folder with Athena's CONCEPT.csv, `patients` are those to generate.

    `reading` is of the file of labels, `settings` are changes to how a source's codes are read (labels.Settings).
    """

    source: str
    label: str
    path: Path | str | None = None
    label_path: Path | None = None
    names: Path | None = None
    question: str = ""
    positive: str = "yes"
    negative: str = "no"
    patients: int = generator.PATIENTS
    per_patient: int | None = None
    in_all: int | None = None
    seed: int = 0
    reading: Reading = Reading()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The records and what is asked of them. `truth` are the generated records' true risks; empty for real ones."""

    index: Index
    what: LabelTask
    labels: Labels
    splits: Mapping[int, str]
    ontology: Ontology
    truth: Mapping[tuple[int, datetime], float]


def load(wanted: Wanted) -> Found:
    """Read the source, build its index where there is none, and choose the labels. Raises ConfigError, DataError."""
    folder, kind = wanted.path, "omop" if wanted.source == SYNTHEA else wanted.source
    what = task_wanted(wanted)
    if kind == GENERATED:
        folder, kind = generated(wanted.patients, wanted.seed) / "ehrshot", "ehrshot"
    names = wanted.names or vocabulary(folder)
    release = "other" if wanted.source == GENERATED else "auto"
    index = open_index(kind, folder, names=names, release=release)
    home = home_of(kind, folder, index.folder)
    ontology = open_ontology(kind, home, index.words.codes, ancestors(names))
    labels = one_per_moment(of_subjects(_labels(wanted, home, kind, index, ontology), index.subjects.tolist()))
    labels = cap(labels, per_patient=wanted.per_patient, in_all=wanted.in_all, seed=wanted.seed)
    splits = splits_of(index.subjects.tolist(), index.splits, wanted.seed)
    truth = {}
    if wanted.source == GENERATED and isinstance(folder, Path) and what.name in generator.TASKS:
        truth = generator.read_truth(folder.parent, what.name)
    return Found(index, what, labels, splits, ontology, truth)


def generated(patients: int, seed: int) -> Path:
    """The folder of the generated records, written at the first time."""
    folder = cache_folder() / "generated-ehr" / f"v{generator.VERSION}-{patients}-{seed}"
    if not folder.exists():
        writable(cache_folder(), "EHRMIND_CACHE")
    generator.generate(folder, patients, seed, ("ehrshot",))
    return folder


def task_wanted(wanted: Wanted) -> LabelTask:
    """The question. A label file whose task is none of EHRSHOT's brings its own. Raises ConfigError."""
    of_file = wanted.label_path is not None
    return task_asked(wanted.label, of_file, wanted.question, wanted.positive, wanted.negative)


def _require_asked(wanted: Wanted, computed: bool) -> None:
    """Refuse settings for labels of another origin, which would do nothing. Raises ConfigError."""
    codes = [f"task.{name}=" for name in ("inpatient", "icu", "outcome") if name in wanted.settings]
    if codes and not computed:
        raise ConfigError(
            f"{codes[0]} is of labels that are computed, and those of {wanted.label} are read; leave it out"
        )
    if wanted.label_path is None and wanted.reading != Reading():
        raise ConfigError(
            "task.label_from= and task.label_column= are of task.label_path=, which is not set; leave them out"
        )


def _labels(wanted: Wanted, home: Path | str | None, kind: str, index: Index, ontology: Ontology) -> Labels:
    shipped = isinstance(home, Path) and kind in ("ehrshot", "meds") and find_labels(home, wanted.label) is not None
    _require_asked(wanted, computed=not shipped and wanted.label_path is None)
    if wanted.label_path is not None:
        return read_meds_labels(wanted.label_path, wanted.label, replace(wanted.reading, positive=wanted.positive))
    if shipped and isinstance(home, Path):
        labels = read_ehrshot_labels(home, wanted.label)
        if wanted.source == GENERATED or kind != "ehrshot":  # of other hospitals nothing was published
            return labels
        return replace(labels, notes=(*labels.notes, check_published(labels, index.splits)))
    settings: Settings = replace(settings_for(kind), **wanted.settings)
    labels = compute(wanted.label, index, settings, ontology, has_ends=index.has_ends)
    return replace(labels, notes=(f"{wanted.label}: {COMPUTED}", *labels.notes))
