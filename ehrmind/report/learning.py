"""The learning curves: what each run logged, step by step, and what it could do on rows that it does not train on.

    curves(experiment)
    -> [Curve("learning-rlvr-reward", "RLVR: reward", "reward", {"rlvr": [(1, 0.02, None, None), ...]}),
        Curve("learning-rlvr-held_out-accuracy", "RLVR: held-out accuracy", ...), ...]

SFT and RLVR stand apart: their losses are not the same quantity. The held-out curve follows the training's own, with
its 95 % interval as a band.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehrmind.evaluation.measures import Measure
from ehrmind.report.arms import Experiment
from ehrmind.report.plots import Point
from ehrmind.report.read import RunRecord

TRAINED = {"reward": "reward", "loss": "loss"}  # metrics.jsonl's key -> what the plot calls it
OTHERS = {
    "completions/mean_length": "completion tokens",
    "completions/finished": "share of finished completions",
    "groups/without_variance": "share of groups without variance",
    "kl": "KL to the reference",
    "entropy": "entropy",
}
KINDS = ("SFT", "RLVR")


@dataclass(frozen=True, slots=True)
class Curve:
    """One plot: a line for each run that logged it."""

    id: str
    title: str
    y: str
    series: Mapping[str, Sequence[Point]]


def curves(experiment: Experiment) -> list[Curve]:
    """Every plot of at least one run with two points, in the order of the page."""
    runs = [(arm.name_run(run), run) for arm in experiment.arms for run in arm.runs]
    names = TRAINED | _held_out(experiment.headline) | OTHERS
    return [curve for key, name in names.items() for kind in KINDS for curve in _drawn(key, name, kind, runs)]


def _held_out(measure: Measure) -> dict[str, str]:
    """What stage.watch and stage.select have looked at."""
    return {
        f"held_out/{measure.name}": f"held-out {measure.label}",
        f"validation/{measure.name}": f"validation {measure.label}",
    }


def _drawn(key: str, name: str, kind: str, runs: Sequence[tuple[str, RunRecord]]) -> Iterator[Curve]:
    series = {label: _points(run.metrics, key) for label, run in runs if kind_of(run) == kind}
    shown = {label: found for label, found in series.items() if len(found) > 1}
    if shown:
        yield Curve(f"learning-{kind.lower()}-{key.replace('/', '-')}", f"{kind}: {name}", name, shown)


def _points(lines: Sequence[Mapping[str, Any]], key: str) -> list[Point]:
    return [
        (float(line["step"]), float(line[key]), line.get(f"{key}_low"), line.get(f"{key}_high"))
        for line in lines
        if key in line
    ]


def kind_of(run: RunRecord) -> str:
    """Which training a run was, by what it logged."""
    return "RLVR" if any("reward" in line for line in run.metrics) else "SFT"
