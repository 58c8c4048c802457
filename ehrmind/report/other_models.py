"""Models that nothing was trained from here, beside the trained arms on the same rows: a commercial one, a larger one.

other_models_tables(experiments(runs))[0].rows
    -> (("gpt-x: base", "–", "250", "61.2 % [55, 67]", "-8.4 [-15, -2]", "+3.2 [-2, +9]"), ...)

Every trained arm has a column, since the best of them is the best on these rows, and would flatter itself. Nothing here
belongs to the declared comparisons: no p is given, and there are no stars.
"""

from collections.abc import Sequence

from ehrmind.evaluation.shown import NONE, difference, shown
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import compare, measured
from ehrmind.report.lineage import asked_otherwise
from ehrmind.report.tables import Table


def other_models_tables(found: Sequence[Experiment]) -> list[Table]:
    """A table for each set of trained arms that another model has answered the rows of."""
    sets = [(item, arms, _others(item, found)) for item in found if (arms := _trained(item))]
    several = [(item, arms, others) for item, arms, others in sets if others]
    return [_table(item, arms, others, named=len(several) > 1) for item, arms, others in several]


def _trained(item: Experiment) -> list[Arm]:
    """The arms whose weights were trained here."""
    return [arm for arm in item.arms if arm.trained and not any(run.trained_elsewhere for run in arm.runs)]


def _others(item: Experiment, found: Sequence[Experiment]) -> list[tuple[str, Arm]]:
    """By model the arms on the same rows of models that nothing was trained from."""
    task, model, *rows = item.key
    alike = [other for other in found if other.key[0] == task and other.key[1] != model and [*other.key[2:]] == rows]
    return [(other.key[1], arm) for other in alike if not _trained(other) for arm in other.arms]


def _table(item: Experiment, arms: Sequence[Arm], others: Sequence[tuple[str, Arm]], named: bool) -> Table:
    measure, model = item.headline, item.key[1]
    asked = (item.arm("base") or arms[0]).runs[0]
    rows = []
    for name, other in others:
        pairs = [compare(other, arm, measure) for arm in arms]
        apart = ", ".join(asked_otherwise(asked, other.runs[0])) or NONE
        n = max((pair.n for pair in pairs if pair), default=0)
        less = (difference(pair.difference, measure.unit) if pair else NONE for pair in pairs)
        rows.append((f"{name}: {other.label}", apart, str(n), shown(measured(other, measure)), *less))
    columns = ("other model", "asked otherwise", "n", measure.label, *(f"{arm.label} less it" for arm in arms))
    unit = " in percentage points" if measure.unit == "%" else ""
    return Table(
        f"other-models-{model}" if named else "other-models",
        f"{model} and other models on the same rows",
        columns,
        tuple(rows),
        f"Greedy {measure.label}, and each trained arm of {model} less the other model{unit}, on the rows that both "
        "answered, with 95 % intervals. They are not among the declared comparisons: no correction, no stars. Asked "
        "otherwise: settings of the question or the evaluation that differ. What another model has seen is not known.",
        frozenset(range(2, len(columns))),
    )
