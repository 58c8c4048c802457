"""The plot that a report opens with: arms with their intervals, baselines as lines, and the declared differences.

base        o
sft               --o--
sft_rlvr              --o--
                :  (majority)
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.report import plots
from ehrmind.report.arms import Experiment
from ehrmind.report.compare import family, measured


def forest(experiment: Experiment, looks: plots.Looks) -> Any:
    """The figure, in the headline measure, with the baselines that know no more than a model; None without a value."""
    measure = experiment.headline
    arms = {arm.label: measured(arm, measure) for arm in experiment.arms}
    rules = [arm for arm in experiment.baselines if not arm.ceiling and not arm.of]
    lines = {arm.label: measured(arm, measure)["value"] for arm in rules}
    shown = {label: _ends(found) for label, found in arms.items() if found["value"] is not None}
    if not shown:
        return None
    changes = {f"{item.second} − {item.first}": _ends(item.difference) for item in family(experiment)}
    return plots.forest(
        shown,
        {label: value for label, value in lines.items() if value is not None},
        changes,
        measure.label,
        looks,
        measure.unit == "%",
    )


def _ends(found: Mapping[str, Any]) -> plots.Ends:
    return found["value"], found["low"], found["high"]
