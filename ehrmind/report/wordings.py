"""How much of a result is the wording of the instructions, beside how much is the seed's (`+sweeps=wordings`).

wordings_table(experiment)  ->  Table("wordings", ..., rows=(("sft", "5", "71.2 %", "2.9", "67.5 % to 74.1 %", "1.1"),))
"""

from collections import defaultdict
from statistics import fmean, stdev

from ehrmind.evaluation.shown import NONE, value_of
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import measured
from ehrmind.report.tables import Table
from ehrmind.variants import settings_of

KEY = "task.wording"


def wordings_table(experiment: Experiment) -> Table | None:
    """A row for each arm that was asked in several wordings; None without any."""
    measure = experiment.headline
    rows = []
    for arms in _by_wording(experiment):
        label = arms[0].name
        values = [measured(arm, measure) for arm in arms]
        known = [value for value in values if value["value"] is not None]
        if len(known) < 2:
            continue
        numbers = [value["value"] for value in known]
        between = [value["sd_seeds"] for value in known if value.get("sd_seeds")]
        ends = [value_of({**known[0], "value": end}, 1) for end in (fmean(numbers), min(numbers), max(numbers))]
        moved, seeds = _sd(stdev(numbers), measure.unit), _sd(fmean(between), measure.unit) if between else NONE
        rows.append((label, str(len(known)), ends[0], moved, f"{ends[1]} to {ends[2]}", seeds))
    if not rows:
        return None
    return Table(
        "wordings",
        f"Greedy {measure.label} over wordings of the instructions",
        ("arm", "wordings", "mean", "SD of wordings", "from to", "SD of seeds"),
        tuple(rows),
        "The same rows, asked in other words. An arm's lead is worth no more than what wordings move it by.",
        frozenset(range(1, 6)),
    )


def _sd(value: float, unit: str) -> str:
    return f"{100 * value:.1f}" if unit == "%" else f"{value:.3f}"


def _by_wording(experiment: Experiment) -> list[list[Arm]]:
    """The arms that differ in wordings alone, their own or their ancestors', together."""
    by_id = {run.id: run for arm in experiment.arms for run in arm.runs}
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, Arm]] = defaultdict(dict)
    for arm in experiment.arms:
        settings = settings_of(arm.runs[0], by_id)
        told = ",".join(settings[key] for key in sorted(settings) if key.endswith(KEY))
        others = {key: value for key, value in settings.items() if not key.endswith(KEY)}
        groups[arm.name, tuple(sorted(others.items()))][told] = arm
    return [list(arms.values()) for arms in groups.values() if len(arms) > 1]
