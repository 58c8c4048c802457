"""The account of labels on the terminal and as JSON: counts, prevalence, patients by split, what was left out and why.

guo_readmission  shipped  7,003  13.0 %  2,608 (370) of 1,337   2,206 (281) of 1,191   2,189 (260) of 1,190
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ehrmind.ehr.labels.counting import NOWHERE, SPLITS, Count, by_split, count
from ehrmind.ehr.labels.forms import Labels, LabelTask

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Account:
    """Labels of a task and where they are from ("shipped", "computed", "file"), or why there are none."""

    task: LabelTask
    origin: str
    labels: Labels | None
    refusal: str = ""


def as_json(accounts: Iterable[Account], splits: Mapping[int, str]) -> list[dict[str, Any]]:
    """What `show` prints, as plain values."""
    return [_json(account, splits) for account in accounts]


def _json(account: Account, splits: Mapping[int, str]) -> dict[str, Any]:
    facts = asdict(account.task)
    asked = {name: facts[name] for name in ("name", "question", "positive", "negative", "prediction_time", "horizon")}
    if account.labels is None:
        return {**asked, "refused": account.refusal}
    total = count(account.labels.labels)
    return {
        **asked,
        "origin": account.origin,
        "labels": total.labels,
        "positives": total.positives,
        "prevalence": total.prevalence,
        "patients": total.patients,
        "by_split": {name: asdict(part) for name, part in by_split(account.labels.labels, splits).items()},
        "excluded": dict(account.labels.excluded),
        "remarks": dict(account.labels.remarks),
        "notes": list(account.labels.notes),
        "files": dict(account.labels.files),
    }


def show(accounts: Sequence[Account], splits: Mapping[int, str], drawn: bool, console: "Console") -> None:
    """A table of the tasks, then each task's account of what was left out."""
    from rich.table import Table

    parts = {account.task.name: by_split(account.labels.labels, splits) for account in accounts if account.labels}
    columns = [*SPLITS, *([NOWHERE] if any(NOWHERE in found for found in parts.values()) else [])]
    how = "splits drawn by patient, 70/15/15" if drawn else "splits of the source"
    table = Table(title=f"Labels (positive) of patients · {how}", title_justify="left")
    for name in ("task", "from", "labels", "positive", "patients", *columns, "asked", "horizon"):
        table.add_column(name, justify="right" if name in ("labels", "positive", "patients", *columns) else "left")
    for account in accounts:
        if account.labels:
            total, found = count(account.labels.labels), parts[account.task.name]
            cells = [_cell(found.get(name, Count(0, 0, 0))) for name in columns]
            figures = (f"{total.labels:,}", _share(total), f"{total.patients:,}", *cells)
        else:
            figures = ("none", "", "", *("" for _ in columns))
        task = account.task
        table.add_row(task.name, account.origin, *figures, task.prediction_time, task.horizon)
    console.print(table)
    for account in accounts:
        for line in _lines(account):
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(account: Account) -> Iterable[str]:
    yield f"{account.task.name}: {account.task.question} {account.task.positive} / {account.task.negative}"
    if account.labels is None:
        yield f"  refused: {account.refusal}"
        return
    for title, counted in (("left out", account.labels.excluded), ("kept", account.labels.remarks)):
        yield from (f"  {title} {number:,} × {reason}" for reason, number in sorted(counted.items()))
    yield from (f"  {note}" for note in account.labels.notes)
    total = count(account.labels.labels)
    for number, name in ((total.positives, "positive"), (total.labels - total.positives, "negative")):
        if not number:
            yield f"  no {name} label: a model cannot be trained on it, and its measures are null"


def _share(total: Count) -> str:
    return "-" if total.prevalence is None else f"{100 * total.prevalence:.1f} %"


def _cell(part: Count) -> str:
    return f"{part.labels:,} ({part.positives:,}) of {part.patients:,}"
