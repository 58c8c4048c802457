"""What training on some categories does for the others: one table, trained on × evaluated on.

carried_table(experiment).rows
    -> (("base", "–", "0.0 % [0, 17]", "5.0 % [1, 24]", "–", "2.5 % [0, 13]", "–"),
        ("sft", "lab", "45.0 % [26, 66]†", "5.0 % [1, 24]", "45.0 % [26, 66]", "5.0 % [1, 24]", "+0.0 [-8, +8]"))

Which training rows a run chose is not part of what it is tested on, so that all these runs stand on the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ehrmind.evaluation.measures import Measure
from ehrmind.evaluation.shown import NONE, difference, shown
from ehrmind.evaluation.statistics import holm
from ehrmind.fields import training_fields
from ehrmind.registry import COMPONENTS
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import Comparison, by_slice, compare, measured, results, shared
from ehrmind.report.lineage import bases_of
from ehrmind.report.tables import Table

OWN = "†"  # behind the cell of a category that was trained on
ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """An arm, the categories that it was trained on (empty: all), and the evaluated rows of the others."""

    arm: Arm
    categories: tuple[str, ...]
    own: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def trained_on(self) -> str:
        """As it stands in the table."""
        return (", ".join(self.categories) or ALL) if self.arm.trained else NONE


def carried_table(experiment: Experiment) -> Table | None:
    """Every arm in every category; None where all arms were trained on the same ones."""
    rows = [_row(arm) for arm in experiment.arms if results(arm)]
    if len({row.categories for row in rows if row.arm.trained}) < 2:
        return None
    measure = experiment.headline
    slices = [by_slice(row.arm, "category", measure) for row in rows]
    names = sorted({name for found in slices for name in found})
    gains = _gains(rows, bases_of(experiment), measure)
    lines = []
    for row, found in zip(rows, slices, strict=True):
        cells = (shown(found.get(name)) + (OWN if name in row.categories else "") for name in names)
        parts = (shown(measured(row.arm, measure, part)) if part else NONE for part in (row.own, row.others))
        lines.append((_name(row, rows), row.trained_on, *cells, *parts, gains.get(row.arm.label, NONE)))
    return Table(
        "carried",
        f"Trained on one category, evaluated on the others: greedy {measure.label}",
        ("arm", "trained on", *names, "on its own", "on the others", "others less base"),
        tuple(lines),
        f"95 % intervals; {OWN} marks a category that the arm was trained on. The last column is the paired difference "
        "from the untrained model on the categories that the arm was not trained on, which is what carries over; "
        "stars: p after Holm's correction over the column, * < 0.05, ** < 0.01, *** < 0.001; none below three seeds.",
        frozenset(range(2, len(names) + 5)),
    )


def _row(arm: Arm) -> Row:
    """The arm with what it was trained on, as its task's settings say, and its rows by whether they are of it."""
    task = arm.runs[0].config.get("task") or {}
    component = COMPONENTS.get(("task", str(task.get("name"))))
    chosen = (task.get(name) for name in (training_fields(component) if component else ()))
    lists = (items for items in chosen if isinstance(items, (list, tuple)))  # of categories
    categories = tuple(str(item) for items in lists for item in items) if arm.trained else ()
    rows = {key: row for run in arm.runs for key, row in run.rows.items()}
    keys = [key for key in shared(results(arm)) if key in rows]
    known = {str(row["slices"].get("category")) for row in rows.values()} if arm.trained else set()
    known &= set(categories) or known
    own = tuple(key for key in keys if str(rows[key]["slices"].get("category")) in known)
    return Row(arm, categories, own, tuple(key for key in keys if key not in set(own)))


def _gains(rows: Sequence[Row], bases: Mapping[str, Arm], measure: Measure) -> dict[str, str]:
    """By label, what each trained arm does better than the untrained model on rows of other categories."""
    found: dict[str, Comparison] = {}
    for row in rows:
        base = bases.get(row.arm.label)
        if row.arm.trained and row.others and base:
            item = compare(base.within(row.others), row.arm.within(row.others), measure)
            found |= {row.arm.label: item} if item else {}
    adjusted = holm({label: item.p for label, item in found.items()})
    corrected = {label: replace(item, adjusted=adjusted[label]) for label, item in found.items()}
    return {label: difference(item.difference, measure.unit) + item.stars for label, item in corrected.items()}


def _name(row: Row, rows: Sequence[Row]) -> str:
    """The arm's name, which with what it was trained on says it all; its label where other settings differ too."""
    alike = [other for other in rows if (other.arm.name, other.trained_on) == (row.arm.name, row.trained_on)]
    return row.arm.name if len(alike) == 1 else row.arm.label
