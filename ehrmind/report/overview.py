"""Several sets of runs of one task side by side, models or versions of the data: a row a set, a column an arm.

overview_tables(experiments(runs))[0].rows
    -> (("llama3_2_3b", "250", "2.0 % [1, 4]", "14.0 % [10, 19]***"), ("qwen2_5_3b", "250", "5.2 % [3, 9]", ...))
"""

from collections.abc import Callable, Sequence

from ehrmind.evaluation.shown import NONE, shown
from ehrmind.report.arms import Experiment
from ehrmind.report.compare import best_baseline, family, measured, results
from ehrmind.report.lineage import bases_of
from ehrmind.report.tables import Table
from ehrmind.variants import place

TOLD: dict[str, Callable[[Experiment], str]] = {
    "model": lambda item: item.key[1],
    "data": lambda item: item.data,
    "split": lambda item: item.key[3],
}


def overview_tables(found: Sequence[Experiment]) -> list[Table]:
    """A table for each task and headline measure of which there are several sets."""
    sets: dict[tuple[str, str], list[Experiment]] = {}
    for item in found:
        sets.setdefault((item.key[0], item.headline.name), []).append(item)
    several = {key: members for key, members in sets.items() if len(members) > 1}
    return [_table(members, named=len(several) > 1) for members in several.values()]


def _table(members: Sequence[Experiment], named: bool) -> Table:
    task, measure = members[0].key[0], members[0].headline
    told = [name for name, of in TOLD.items() if len({of(item) for item in members}) > 1]
    labels = list(dict.fromkeys(arm.label for item in members for arm in item.arms))
    rows = [(*(TOLD[name](item) for name in told), *_cells(item, labels)) for item in members]
    rows.sort(key=lambda row: [place(cell) for cell in row[: len(told)]])
    columns = (*told, "n", *labels, "best baseline")
    return Table(
        f"overview-{task}-{measure.name}" if named else "overview",
        f"{task} by {' and '.join(told)}: greedy {measure.label}",
        columns,
        tuple(rows),
        "95 % intervals. Stars: p against the row's own untrained model, corrected within the row (Holm), "
        f"* < 0.05, ** < 0.01, *** < 0.001, of three trainings or more. Rows are not tested against each other."
        f"{_missing(members)}",
        frozenset(range(len(told), len(columns))),
    )


def _missing(members: Sequence[Experiment]) -> str:
    """Why a set has no number."""
    found = (measured(arm, item.headline) for item in members for arm in item.arms)
    return "".join(dict.fromkeys(f" No {part['label']}: {part['reason']}." for part in found if "reason" in part))


def _cells(item: Experiment, labels: Sequence[str]) -> list[str]:
    """The rows, each arm's headline with its stars, and the baseline to be beaten."""
    bases, best = {label: base.label for label, base in bases_of(item).items()}, best_baseline(item)
    starred = {pair.second: pair.stars for pair in family(item) if pair.first == bases.get(pair.second)}
    arms = {arm.label: shown(measured(arm, item.headline)) + starred.get(arm.label, "") for arm in item.arms}
    rows = max((len(run.predictions) for arm in item.arms for run in results(arm)), default=0)
    baseline = f"{shown(measured(best, item.headline))} {best.label}" if best else NONE
    return [str(rows), *(arms.get(label, NONE) for label in labels), baseline]
