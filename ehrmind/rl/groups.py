"""What a step's groups say about the reward: means, the variance within a group by term, the share without any.

    two groups of three, one term `gated`: 0 1.1 1.1 and -2 -2 -2
    ->  {"reward": -0.63, "rewards/gated/mean": -0.63, "rewards/gated/group_variance": 0.13,
         "groups/without_variance": 0.5, ...}

A term whose variance within groups is 0 teaches nothing, whatever its weight: an advantage is a difference within a
group.
"""

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from torch import Tensor

_TRLS = ("reward", "reward_std", "frac_reward_zero_std")
EQUAL = 1e-6  # rewards are no further apart than by rounding


def reward_metrics(rewards: Tensor, weights: Tensor, names: Sequence[str]) -> dict[str, float]:
    """Of rewards (N, G, terms), under the names that TRL gives where it has them."""
    total = (rewards * weights.to(rewards.device)).sum(-1)  # (N, G)
    within = rewards.var(dim=1, correction=0).mean(dim=0)
    same = (total.amax(dim=1) - total.amin(dim=1)) <= EQUAL
    found = {
        "reward": float(total.mean()),
        "reward_std": float(total.std()) if total.numel() > 1 else 0.0,
        "frac_reward_zero_std": float(same.float().mean()),
        "groups/without_variance": float(same.float().mean()),
    }
    for at, name in enumerate(names):
        term = rewards[..., at]
        found[f"rewards/{name}/mean"] = float(term.mean())
        found[f"rewards/{name}/std"] = float(term.std()) if term.numel() > 1 else 0.0
        found[f"rewards/{name}/group_variance"] = float(within[at])
    return found


def completion_metrics(completions: Sequence[Sequence[int]], ends: Sequence[int]) -> dict[str, float]:
    """Of completions, under TRL's names: their lengths, the share cut off, and the lengths of those that ended."""
    lengths = [len(ids) for ids in completions]
    ended = [len(ids) for ids in completions if ids and ids[-1] in ends]
    cut = 1 - len(ended) / len(lengths)
    return {
        **{f"completions/{name}_length": value for name, value in _ends(lengths).items()},
        "completions/clipped_ratio": cut,
        "completions/finished": 1 - cut,
        **{f"completions/{name}_terminated_length": value for name, value in _ends(ended or [0]).items()},
    }


def _ends(lengths: Sequence[int]) -> dict[str, float]:
    return {"mean": fmean(lengths), "min": float(min(lengths)), "max": float(max(lengths))}


def log_rewards(trainer: Any, rewards: Tensor) -> None:
    """Put the metrics of these rewards (N, G, terms) among the trainer's, in place of its own of this generation."""
    metrics = trainer._metrics["train"]
    for name, value in reward_metrics(rewards, trainer.reward_weights, trainer.reward_func_names).items():
        metrics[name] = [*metrics[name][:-1], value] if name in _TRLS or _of_term(name) else [*metrics[name], value]


def _of_term(name: str) -> bool:
    return name.endswith(("/mean", "/std"))
