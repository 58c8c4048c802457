"""What the W&B workspace shows: panels over the names that a run logs, in a version that is raised when they change.

    Section("Learning", (Panel("line", "Reward", ("train/reward",)), ...))

Runs are grouped by arm, so that every panel shows the arms side by side, a line or a bar each, with the seeds' range.
"""

from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1  # raise it with every change to the panels
GROUP_BY = "arm"
STEP = "train/step"


@dataclass(frozen=True, slots=True)
class Panel:
    """Metrics over the training steps (line), or at the end of the runs (bar)."""

    kind: str
    title: str
    metrics: tuple[str, ...] = ()
    pattern: str | None = None  # instead of names: those whose number depends on the reward


@dataclass(frozen=True, slots=True)
class Section:
    """A named row of panels."""

    name: str
    panels: tuple[Panel, ...]


def _line(title: str, *metrics: str, pattern: str | None = None) -> Panel:
    return Panel("line", title, tuple(f"train/{name}" for name in metrics), pattern)


def _interval(title: str, name: str) -> Panel:
    """A metric of the evaluation between the ends of its 95 % interval."""
    return Panel("bar", title, (f"eval/{name}_low", f"eval/{name}", f"eval/{name}_high"))


SECTIONS = (
    Section(
        "Evaluation, with 95 % intervals",
        (
            _interval("Accuracy", "accuracy"),
            _interval("In the output format", "format"),
            _interval("Finished in time", "finished"),
        ),
    ),
    Section(
        "Learning",
        (
            _line("Reward", "reward"),
            _line("Spread of the reward", "reward_std"),
            _line("Parts of the reward", pattern="train/rewards/.*/mean"),
            _line("Accuracy on validation rows", "validation/accuracy"),
            _line("Loss", "loss"),
            _line("Token accuracy (SFT)", "mean_token_accuracy"),
        ),
    ),
    Section(
        "Lengths and truncation",
        (
            _line("Completion length", "completions/mean_length"),
            _line("Longest completion", "completions/max_length"),
            _line("Length of those that ended", "completions/mean_terminated_length"),
            _line("Share cut off", "completions/clipped_ratio"),
        ),
    ),
    Section("Zero-variance groups", (_line("Share of groups that teach nothing", "frac_reward_zero_std"),)),
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
            _line("Tokens so far", "num_tokens"),
            _line("Learning rate", "learning_rate"),
        ),
    ),
)


def specification() -> dict[str, Any]:
    """The workspace as plain data."""
    return {"name": f"EHRMind v{VERSION}", "group_by": GROUP_BY, "sections": [asdict(part) for part in SECTIONS]}
