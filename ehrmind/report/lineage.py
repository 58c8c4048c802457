"""What an arm's runs began with, which is what their training is to be measured against.

start_of(experiment, sft_rlvr)  ->  the arm of sft, with the runs that these started from
start_of(experiment, rlvr)      ->  the model as it is, asked and judged in the same way
rival_of(experiment, sft_more)  ->  the arm of sft_rlvr, with the runs from the same starts, whose FLOPs it spends
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ehrmind.fields import training_fields
from ehrmind.registry import COMPONENTS
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.read import RunRecord
from ehrmind.variants import naming

# Settings of an evaluation that change no question and no greedy answer.
HOW_MANY = (
    *("k", "temperature", "top_p", "limit", "fast", "split", "batch_size", "baselines", "probes"),
    *("shared_prefix", "engine"),
)
RIVALS = {"sft_more": "sft_rlvr", "rft": "sft_rlvr"}  # in as many FLOPs, by as many samples
ASKED = ("task", "model", "evaluation")  # what a model is asked, and how it is judged


def start_of(experiment: Experiment, arm: Arm) -> Arm | None:
    """An arm's runs that these started from, the model as it is, or the evaluation of weights from elsewhere."""
    parents = {run.parent for run in arm.runs}
    if parents == {None}:
        return base_of(experiment, arm)
    for other in experiment.arms:
        began = tuple(run for run in other.runs if run.id in parents)
        if {run.id for run in began} == parents:
            return replace(other, runs=began)
    return next((other for other in _as_they_are(experiment) if {run.parent for run in other.runs} == parents), None)


def rival_of(experiment: Experiment, arm: Arm) -> Arm | None:
    """The runs from the same starts whose budget the arm spends otherwise: of sft_more and rft those of sft_rlvr."""
    parents = {run.parent for run in arm.runs} - {None}
    arms = [other for other in experiment.arms if other.name == RIVALS.get(arm.name)]
    found = [(other, tuple(run for run in other.runs if run.parent in parents)) for other in arms]
    rivals = [replace(other, runs=runs) for other, runs in found if runs]
    return rivals[0] if len(rivals) == 1 else None  # of several settings none is the one that is meant


def bases_of(experiment: Experiment) -> dict[str, Arm]:
    """By the label of each arm the untrained model that it is measured against, itself of an untrained one."""
    return {arm.label: base for arm in experiment.arms if (base := base_of(experiment, arm))}


def base_of(experiment: Experiment, arm: Arm) -> Arm | None:
    """The model as it is, asked and judged as in this arm."""
    return next(
        (one for one in _as_they_are(experiment) if one.name == "base" and alike(one.runs[0], arm.runs[0])), None
    )


def alike(first: RunRecord, second: RunRecord) -> bool:
    """Whether the model is asked and judged in the same way, whatever rows a training chose."""
    return [_asked(first.config, part) for part in ASKED] == [_asked(second.config, part) for part in ASKED]


def asked_otherwise(first: RunRecord, second: RunRecord) -> list[str]:
    """The settings of what is asked, and how it is judged, in which two runs differ, whatever their models."""
    pairs = [[_asked(run.config, part) for run in (first, second)] for part in ("task", "evaluation")]
    return sorted(key for one, other in pairs for key in {*one, *other} if one.get(key) != other.get(key))


def _as_they_are(experiment: Experiment) -> list[Arm]:
    return [arm for arm in experiment.arms if all(run.arm == "base" for run in arm.runs)]


def _asked(config: Mapping[str, Any], part: str) -> dict[str, Any]:
    settings: dict[str, Any] = dict(naming(config).get(part) or {})
    component = COMPONENTS.get((part, str(settings.get("name"))))
    chosen = training_fields(component) if component else []
    return {key: value for key, value in settings.items() if key not in (*chosen, *HOW_MANY)}
