"""The losses of RLVR, each with the settings without which it is another loss.

    LOSSES["cispo"]   ->  Loss(clip_high=5.0)                        the ratio itself is cut, at 5 and not at 1.2
    LOSSES["gspo"]    ->  Loss(ratio=Ratio.sequence, trl="grpo", clip_low=3e-4, clip_high=4e-4)

What is set by hand wins, but for what makes another loss of it, which is refused. The formulas are TRL's.
"""

from dataclasses import dataclass
from enum import Enum

from ehrmind.errors import ConfigError


class ScaleRewards(str, Enum):
    """What a completion's reward, less its group's mean, is divided by: the deviation of the group, of the whole
    generation, or nothing.
    """

    group = "group"
    batch = "batch"
    none = "none"


class Ratio(str, Enum):
    """Whether the ratio of new to old probability is taken of each token, or of the sequence (its geometric mean)."""

    token = "token"  # noqa: S105  # no password
    sequence = "sequence"


@dataclass(frozen=True, slots=True)
class Loss:
    """What a loss needs: None leaves the clips to the recipe. `trl` is TRL's name for it, where it has another."""

    clip_low: float | None = None
    clip_high: float | None = None
    scale_rewards: ScaleRewards = ScaleRewards.group
    ratio: Ratio = Ratio.token
    trl: str | None = None


LOSSES = {
    "grpo": Loss(),  # Shao et al. 2024, arXiv 2402.03300
    "bnpo": Loss(),  # the mean over all tokens of a micro-batch
    "dr_grpo": Loss(scale_rewards=ScaleRewards.none),  # Liu et al. 2025, arXiv 2503.20783
    "dapo": Loss(),  # Yu et al. 2025, arXiv 2503.14476
    "cispo": Loss(clip_high=5.0),  # MiniMax 2025, arXiv 2506.13585; the cap of Khatri et al. 2025, arXiv 2510.13786
    "sapo": Loss(),  # a smooth gate, which clips nothing
    "gspo": Loss(3e-4, 4e-4, ratio=Ratio.sequence, trl="grpo"),  # Zheng et al. 2025, arXiv 2507.18071
    "luspo": Loss(2e-3, 2.5e-3, ratio=Ratio.sequence),  # 2026, arXiv 2602.05261
    # Ahmadian et al. 2024, arXiv 2402.14740: a sequence's log-probability times its reward less the mean of the others.
    # TRL has a trainer of its own; of fresh completions luspo without a deviation has its gradient, times (G - 1) / G.
    "rloo": Loss(scale_rewards=ScaleRewards.none, ratio=Ratio.sequence, trl="luspo"),
    "vespo": Loss(),  # takes the sequence's weight itself, from the ratios of tokens
}
_FIXED_RATIO = {
    "luspo": "weighs each sequence by its length, which is right of a sequence's ratio alone",
    "gspo": "is grpo with a sequence's ratio",
    "rloo": "scores whole sequences",
    "vespo": "takes the sequence's weight itself, from the ratios of tokens",
    **dict.fromkeys(
        ("bnpo", "dr_grpo", "dapo", "cispo"),
        "sums over tokens, so that a sequence's ratio would count once for each of its tokens; for that use "
        "stage.loss=gspo, or luspo",
    ),
}


_UNDIVIDED = {"dr_grpo": "GRPO", "rloo": "REINFORCE"}


def check_fresh(loss: str, num_iterations: int, steps_per_generation: int) -> None:
    """Refuse completions of older weights for the loss whose gradient is another with them. Raises ConfigError."""
    used = (("num_iterations", num_iterations), ("steps_per_generation", steps_per_generation))
    for name, times in used:
        if loss == "rloo" and times > 1:
            raise ConfigError(
                f"stage.{name}={times}: stage.loss=rloo is computed here of fresh completions alone; use 1, or "
                "stage.loss=luspo, which weighs older ones by a sequence's ratio"
            )


def check(loss: str, clip_high: float, scale_rewards: ScaleRewards, ratio: Ratio) -> None:
    """Refuse the settings that make another loss of this one. Raises ConfigError."""
    if loss == "cispo" and clip_high <= 1:
        raise ConfigError(
            f"stage.clip_high={clip_high:g}: stage.loss=cispo cuts the ratio itself, which is 1 where nothing has "
            f"changed, so that every gradient would be {clip_high:g} of its size; use more than 1, such as 5"
        )
    if loss in _UNDIVIDED and scale_rewards is not ScaleRewards.none:
        raise ConfigError(
            f"stage.scale_rewards={scale_rewards.value}: stage.loss={loss} is {_UNDIVIDED[loss]} without the division "
            "by the rewards' deviation; use stage.scale_rewards=none, or stage.loss=grpo"
        )
    if loss in _FIXED_RATIO and ratio is not LOSSES[loss].ratio:
        raise ConfigError(f"stage.ratio={ratio.value}: stage.loss={loss} {_FIXED_RATIO[loss]}")
