"""What a table shows, in sentences: each arm against what it has to beat, with the 95 % interval of the difference.

    verdict(experiment)
    -> ["sft leads (majority) in accuracy: +72.8 [+67, +77] points on 320 rows.",
        "sft_rlvr and sft are not told apart in accuracy: +3.4 [-2, +9] points on 88 rows.",
        "Of sft and sft_rlvr fewer than three trainings are compared: another seed may turn out otherwise."]

RLVR from SFT has to beat SFT; what starts from the base model has to beat the best baseline, which needs no model; what
spends the budget of RLVR in another way stands beside it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from ehrmind.evaluation.measures import Direction, Measure
from ehrmind.evaluation.seeds import FEWEST
from ehrmind.evaluation.shown import difference
from ehrmind.report.arms import Arm, Experiment, experiments
from ehrmind.report.compare import Comparison, best_baseline, compare
from ehrmind.report.lineage import rival_of, start_of
from ehrmind.report.read import RunRecord, read_runs

FEW = "fewer than three trainings are compared"
UNPAIRED = "three trainings or more are compared, but not seed by seed"  # others in each arm, or not known


def verdict(experiment: Experiment) -> list[str]:
    """A sentence a trained arm, and what they all leave open; nothing where no arm was trained."""
    measure = experiment.headline
    found = [(pair, item) for pair in _pairs(experiment) if (item := compare(*pair, measure))]
    held = [(arm.label, _few(first, arm)) for (first, arm), item in found if not item.repeated]
    return [
        *(_sentence(item, measure) for _, item in found),
        *_doubt(list(dict.fromkeys(label for label, few in held if few)), FEW),
        *_doubt(list(dict.fromkeys(label for label, few in held if not few)), UNPAIRED),
        *_winners(experiment),
    ]


def _few(*arms: Arm) -> bool:
    """Whether one of them was trained too few times to say something of another training."""
    return any(arm.trained and len(arm.trainings) < FEWEST for arm in arms)


def _doubt(labels: Sequence[str], what: str) -> Iterator[str]:
    """What the comparisons of these arms leave open, if there are any."""
    if labels:
        arms = " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
        yield f"Of {arms} {what}: another seed may turn out otherwise."


def _winners(experiment: Experiment) -> list[str]:
    """Of each arm that was tried in several settings how many they were, and the best of them by validation rows.

    By the test rows the best of many is better than it will be: nothing is chosen by them here.
    """
    tried: dict[str, list[Arm]] = {}
    for arm in experiment.arms:
        if any(run.arm != "base" for run in arm.runs):
            tried.setdefault(arm.name, []).append(arm)
    return [
        _winner(name, arms, experiment.headline) for name, arms in tried.items() if len(arms) > 1 and name != "base"
    ]


def _winner(name: str, arms: Sequence[Arm], measure: Measure) -> str:
    found = {arm.label: value for arm in arms if (value := _validated(arm, measure)) is not None}
    if len(found) < len(arms):
        return f"{len(arms)} settings of {name} were tried; without stage.watch no validation rows tell which is best."
    best = min(found, key=lambda label: measure.badness(found[label]))
    return f"{len(arms)} settings of {name} were tried; by validation rows the best is {best}."


def _validated(arm: Arm, measure: Measure) -> float | None:
    """What the weights that each run kept did on its validation rows, averaged; None where a run did not look.

    They are the last ones, or with stage.select those of the best look.
    """
    kept = []
    for run in arm.runs:
        looks, selected = (_looks(run, f"{name}/{measure.name}") for name in ("held_out", "validation"))
        if not (looks or selected):
            return None
        kept.append(min(selected, key=measure.badness) if selected else looks[-1])
    return fmean(kept)


def _looks(run: RunRecord, name: str) -> list[float]:
    return [float(line[name]) for line in run.metrics if name in line]


def of_runs(folders: Sequence[Path]) -> list[str]:
    """The sentences on these runs, of one experiment after the other."""
    return [sentence for experiment in experiments(read_runs(folders)) for sentence in verdict(experiment)]


def _pairs(experiment: Experiment) -> Iterator[tuple[Arm, Arm]]:
    best = best_baseline(experiment)
    for arm in experiment.arms:
        start = start_of(experiment, arm)
        rival = start if start and start.trained else best or start
        if rival is not None and any(run.arm != "base" for run in arm.runs):
            yield rival, arm
        if matched := rival_of(experiment, arm):
            yield matched, arm


def _sentence(item: Comparison, measure: Measure) -> str:
    """Who leads whom by how much; or that the rows do not tell."""
    value, low, high = (item.difference[name] for name in ("value", "low", "high"))
    told = f"{difference(item.difference, measure.unit)}{' points' if measure.unit == '%' else ''} on {item.n} rows"
    if low is None or low <= 0 <= high:
        return f"{item.second} and {item.first} are not told apart in {measure.label}: {told}."
    if measure.direction is Direction.ONE:
        return f"{item.second} differs from {item.first} in {measure.label}: {told}."
    leads = (value > 0) is (measure.direction is Direction.UP)
    return f"{item.second} {'leads' if leads else 'trails'} {item.first} in {measure.label}: {told}."
