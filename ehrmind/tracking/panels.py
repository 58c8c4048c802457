"""What the W&B workspace shows: panels over the names that a run logs, in a version that is raised when they change.

    Section("Learning", (Panel("line", "Reward", ("train/reward",)), ...))

Runs are grouped by variant, which is the arm and what tells its variants apart: every panel shows them side by side, a
line or a bar each, with the seeds' range.
The first section has the measures of every installed task; W&B leaves a panel empty whose numbers a project has not.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ehrmind import registry
from ehrmind.evaluation.measures import Measure

VERSION = 5  # raise it with every change to the panels
GROUP_BY = "variant"
STEP = "train/step"


@dataclass(frozen=True, slots=True)
class Panel:
    """Metrics over the training steps (line), or at the end of the runs (bar)."""

    kind: str
    title: str
    metrics: tuple[str, ...] = ()
    pattern: str | None = None  # instead of names: those whose number depends on the reward
    within: tuple[float, float] | None = None  # of a bar's axis


@dataclass(frozen=True, slots=True)
class Section:
    """A named row of panels."""

    name: str
    panels: tuple[Panel, ...]


def _line(title: str, *metrics: str, pattern: str | None = None) -> Panel:
    return Panel("line", title, tuple(f"train/{name}" for name in metrics), pattern)


def _interval(measure: Measure) -> Panel:
    """A measure of the evaluation between the ends of its 95 % interval."""
    names = tuple(f"eval/{measure.name}{end}" for end in ("_low", "", "_high"))
    return Panel("bar", _title(measure.label), names, within=measure.within)


def _held_out(measure: Measure) -> Panel:
    """The curve of stage.watch, and what stage.select has looked at."""
    names = (f"{of}/{measure.name}" for of in ("held_out", "validation"))
    return _line(f"{_title(measure.label)} on validation rows", *names)


def _title(label: str) -> str:
    return label[:1].upper() + label[1:]


def of_tasks() -> list[tuple[Measure, ...]]:
    """The measures of every installed task."""
    registry.discover()
    return [registry.COMPONENTS["task", name]().measures() for name in registry.names("task")]


def sections(tasks: Sequence[Sequence[Measure]]) -> tuple[Section, ...]:
    """The rows of panels: each measure once, the tasks' headlines first."""
    headlines = {found[0].name: found[0] for found in tasks}
    every = headlines | {m.name: m for found in tasks for m in found if m.name not in headlines}
    validated = (_held_out(m) for m in headlines.values())
    evaluation = Section("Evaluation, with 95 % intervals", tuple(map(_interval, every.values())))
    return evaluation, *_RESULTS, Section("Learning", (*_LEARNING, *validated)), *_TRAINING


def _share(title: str, name: str) -> Panel:
    """A figure of the k samples between the ends of its 95 % interval."""
    return Panel("bar", title, tuple(f"eval/{name}{end}" for end in ("_low", "", "_high")), within=(0.0, 1.0))


def _spent(title: str, name: str) -> Panel:
    return Panel("bar", title, (f"cost/train/{name}",))


_RESULTS = (
    Section("Samples", (_share("pass@k", "pass_at_k"), _share("Majority of k", "majority_of_k"))),
    Section(
        "Cost of the training",
        (
            _spent("FLOPs", "flops"),
            _spent("Seconds", "seconds"),
            _spent("Tokens a second", "tokens_per_second"),
            _spent("Peak memory in MB", "peak_memory_mb"),
        ),
    ),
)
_LEARNING = (
    _line("Reward", "reward"),
    _line("Spread of the reward", "reward_std"),
    _line("Parts of the reward", pattern="train/rewards/.*/mean"),
    _line("Loss", "loss"),
    _line("Token accuracy (SFT)", "mean_token_accuracy"),
)
_TRAINING = (
    Section(
        "Lengths and truncation",
        (
            _line("Completion length", "completions/mean_length"),
            _line("Longest completion", "completions/max_length"),
            _line("Length of those that ended", "completions/mean_terminated_length"),
            _line("Share cut off", "completions/clipped_ratio"),
        ),
    ),
    Section(
        "What teaches",
        (
            _line("Share of groups without variance", "groups/without_variance"),
            _line("Variance within groups, by term", pattern="train/rewards/.*/group_variance"),
            _line("Steps that taught nothing so far", "idle_steps"),
        ),
    ),
    Section(
        "KL and entropy",
        (
            _line("KL to the start", "kl"),
            _line("Entropy", "entropy"),
            _line("Share of clipped ratios", "clip_ratio/region_mean"),
            _line("Gradient norm", "grad_norm"),
        ),
    ),
    Section(
        "Throughput",
        (
            _line("Seconds a step", "step_time"),
            _line("Tokens a second", "tokens_per_second"),
            _line("Tokens so far", "num_tokens"),
            _line("Learning rate", "learning_rate"),
        ),
    ),
)


def specification(tasks: Sequence[Sequence[Measure]] | None = None) -> dict[str, Any]:
    """The workspace as plain data, of the installed tasks unless others are given."""
    parts = sections(of_tasks() if tasks is None else tasks)
    return {"name": f"EHRMind v{VERSION}", "group_by": GROUP_BY, "sections": [asdict(part) for part in parts]}
