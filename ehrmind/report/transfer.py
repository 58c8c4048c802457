"""What weights trained on one task do on the others: one table, trained on x evaluated on.

transfer_table(experiments(runs)).rows
    -> (("base", "–", "0.0 % [0, 11]", "0.17 [0.14, 0.20]"), ("sft", "medcalc", "28.1 % [18, 41]", "0.17 [0.14, 0.20]"))
"""

from collections.abc import Sequence

from ehrmind.evaluation.shown import NONE, shown
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import measured
from ehrmind.report.tables import Table
from ehrmind.variants import TRANSFERRED


def transfer_table(found: Sequence[Experiment]) -> Table | None:
    """Every arm by the task it was trained on, with each task's headline; None where nothing was transferred."""
    if not any(TRANSFERRED in arm.label for experiment in found for arm in experiment.arms):
        return None
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for experiment in found:
        for arm in experiment.arms:
            row = cells.setdefault(_trained(experiment, arm), {})
            row[experiment.title] = shown(measured(arm, experiment.headline))
    titles = [experiment.title for experiment in found]
    tasks = [experiment.key[0] for experiment in found]
    names = tasks if len(set(tasks)) == len(tasks) else titles  # of several models, or data, of one task
    heads = (f"{name}: {experiment.headline.label}" for name, experiment in zip(names, found, strict=True))
    rows = [(*key, *(row.get(title, NONE) for title in titles)) for key, row in sorted(cells.items(), key=_place)]
    return Table(
        "transfer",
        "Trained on one task, evaluated on others",
        ("arm", "trained on", *heads),
        tuple(rows),
        "Greedy, by each task's headline measure with its 95 % interval. Read down a column: measures differ.",
        frozenset(range(2, len(titles) + 2)),
    )


def _trained(experiment: Experiment, arm: Arm) -> tuple[str, str]:
    """The arm without its task, and the task that its weights were trained on."""
    if TRANSFERRED in arm.label:
        label, _, task = arm.label.partition(TRANSFERRED)
        name, _, variant = task.partition(" · ")
        return (f"{label} · {variant}" if variant else label), name
    return arm.label, experiment.key[0] if arm.trained else NONE


def _place(item: tuple[tuple[str, str], object]) -> tuple[bool, str, str]:
    (label, task), _ = item
    return task != NONE, task, label
