"""Labels computed from records, by EHRSHOT's definitions, for any source.

    compute("guo_los", records, settings_for("omop")).labels[0]
    Label(subject=12, time=2015-06-28 23:59, value=False, task="guo_los")

A task whose outcome or whose stays no code of the source can mean is refused, not answered with "no" for everybody.
Prediction times are what EHRSHOT writes: 23:59 of a day, or a minute before a result, without seconds.
"""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from ehrmind.ehr.events import TYPES, Record, Records, Words
from ehrmind.ehr.labels import labs, stays
from ehrmind.ehr.labels.forms import Label, Labels, LabelTask, Tally, in_order
from ehrmind.ehr.labels.moments import to_minute
from ehrmind.ehr.labels.settings import Settings
from ehrmind.ehr.labels.tasks import task_of
from ehrmind.ehr.ontology import Ontology
from ehrmind.errors import DataError

Definition = Callable[[Record, stays.Find, Tally], stays.Asked]
_NO_ENDS = (
    "{task} needs the times of discharge, and {what}; use labels that came with the data (EHRSHOT's labels/<task>/"
    "labels.parquet, or task.label_path= for any labels in MEDS's label schema), or a source with ends "
    "(EHRSHOT's CSV, OMOP, MEDS with a column `end`)"
)


def compute(
    task: str,
    records: Records,
    settings: Settings | None = None,
    ontology: Ontology | None = None,
    *,
    has_ends: bool = True,
) -> Labels:
    """The labels of a task over all records, and what was left out by reason.

    `has_ends` says whether the source tells when stays end. Raises ConfigError for an unknown task, DataError for one
    that this source cannot answer.
    """
    settings = settings or Settings()
    ontology = Ontology() if ontology is None else ontology
    what = task_of(task)
    if what.kind != "lab" and not has_ends:
        raise DataError(_NO_ENDS.format(task=task, what="this source does not tell when a stay ends"))
    find, notes = _find(what, records.words, settings, ontology)
    define = _definition(what, settings)
    tally = Tally()
    labels: list[Label] = []
    for subject in records.subjects.tolist():
        asked = define(records.record(subject), find, tally)
        labels.extend(Label(subject, to_minute(time), value, task) for time, value in asked)
    if not labels and tally.excluded[stays.NO_END] and tally.excluded.total() == tally.excluded[stays.NO_END]:
        raise DataError(_NO_ENDS.format(task=task, what="no stay in this source has an end"))
    return Labels(task, in_order(labels), dict(+tally.excluded), dict(+tally.remarks), notes)


def _definition(task: LabelTask, settings: Settings) -> Definition:
    definitions: dict[str, Definition] = {
        "stay": stays.long_stay,
        "readmission": partial(stays.readmission, drop_same_day=settings.drop_same_day_readmission),
        "icu": stays.intensive_care,
        "diagnosis": stays.diagnosis,
    }
    if task.kind == "lab":
        return partial(labs.laboratory, grades=labs.grades_of(task.name, settings.platelets_as_written))
    return definitions[task.kind]


def _find(task: LabelTask, words: Words, settings: Settings, ontology: Ontology) -> tuple[stays.Find, tuple[str, ...]]:
    """Which codes and types to look for. Raises DataError where none of the codes is in the source."""
    if settings.outcome and not task.roots:
        raise DataError(
            f"task.outcome= (--outcome) is of diagnoses and results, and {task.name} is told from stays; leave it out"
        )
    outcome, notes = outcome_codes(task, settings, ontology)
    find = stays.Find(
        inpatient=_flags(words, settings.inpatient),
        inpatient_types=_types(settings.inpatient_types),
        icu=_flags(words, settings.icu),
        icu_types=_types(settings.icu_types),
        outcome=_flags(words, outcome),
    )
    if task.kind != "lab" and not find.inpatient.any():
        visits = sorted(code for code in words.codes if code.startswith(("Visit/", "OMOP/", "visit_occurrence/")))
        raise DataError(
            f"{task.name} needs stays in hospital, and none of {_list(settings.inpatient)} is a code of this source; "
            f"give its own codes as task.inpatient= (--inpatient); codes of visits here: {_list(visits) or 'none'}"
        )
    if task.kind == "icu" and not find.icu.any():
        raise DataError(
            f"{task.name} needs stays in intensive care, and none of the codes for them ({_list(settings.icu)}) is in "
            "this source, so that every label would be a no; give its own codes as task.icu= (--icu)"
        )
    if task.kind in ("diagnosis", "lab") and not find.outcome.any():
        raise DataError(
            f"{task.name}: none of {_list(outcome)} is a code of this source, so that there is nothing to label; give "
            f"its own codes as task.outcome= (--outcome), or Athena's vocabularies as task.names= (--athena). "
            f"{' '.join(notes)}"
        )
    return find, notes


def outcome_codes(task: LabelTask, settings: Settings, ontology: Ontology) -> tuple[frozenset[str], tuple[str, ...]]:
    """The codes that mean a diagnosis or a result, and a sentence on how they were found; none for stays.

    Raises DataError for a diagnosis of which nothing says what lies below it, unless the settings take it alone.
    """
    roots = settings.outcome or frozenset(task.roots)
    if not roots:
        return frozenset(), ()
    below = frozenset(roots).union(*(ontology.descendants(root) for root in roots))
    if len(below) > len(roots):
        return below, (f"{len(below)} codes: {_list(roots)} and those below by {ontology.source}",)
    if task.members and not settings.outcome:
        below |= frozenset(task.members)
        return below, (f"nothing below {_list(roots)} ({ontology.source}); {_list(task.members)} stand for them",)
    if task.kind == "diagnosis" and not (ontology.parents or settings.outcome or settings.without_ontology):
        raise DataError(
            f"{task.name} is {_list(roots)} or a code below it, and nothing here says which codes lie below "
            f"({ontology.source}): a patient with one of these would be a no. Give Athena's vocabularies (CONCEPT.csv "
            "with CONCEPT_ANCESTOR.csv) as task.names= (--athena), or your own codes as task.outcome= (--outcome); "
            f"task.without_ontology=true (--without-ontology) takes {_list(roots)} alone"
        )
    return below, (f"only {_list(roots)}: nothing below ({ontology.source})",)


def _flags(words: Words, codes: Iterable[str]) -> stays.Flags:
    wanted = frozenset(codes)
    return np.array([code in wanted for code in words.codes], dtype=bool)


def _types(names: Iterable[str]) -> stays.Flags:
    return np.isin(np.arange(len(TYPES)), [TYPES.index(name) for name in names])


def _list(codes: Iterable[str], most: int = 6) -> str:
    ordered = sorted(codes)
    return ", ".join(ordered[:most]) + (f" and {len(ordered) - most} more" if len(ordered) > most else "")
