"""What goes with each loss, what is refused, and that runs made before these fields keep their names."""

from typing import Any

import pytest

from ehrmind.errors import ConfigError
from ehrmind.naming import hashed_view
from ehrmind.stages.rlvr import RLVR
from tests.test_config import compose


def stage(*overrides: str) -> RLVR:
    made = compose("model=tiny", "stage=rlvr", *overrides).stage
    assert isinstance(made, RLVR)
    return made


def needs(made: RLVR) -> tuple[Any, ...]:
    assert made.scale_rewards is not None
    assert made.ratio is not None
    return made.clip_low, made.clip_high, made.scale_rewards.value, made.ratio.value


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("grpo", (0.2, 0.2, "group", "token")),
        ("bnpo", (0.2, 0.2, "group", "token")),
        ("dr_grpo", (0.2, 0.2, "none", "token")),
        ("dapo", (0.2, 0.2, "group", "token")),
        ("cispo", (0.2, 5.0, "group", "token")),
        ("gspo", (3e-4, 4e-4, "group", "sequence")),
        ("rloo", (0.2, 0.2, "none", "sequence")),
        ("luspo", (2e-3, 2.5e-3, "group", "sequence")),
        ("vespo", (0.2, 0.2, "group", "token")),
    ],
)
def test_a_loss_brings_what_it_needs(loss: str, expected: tuple[Any, ...]) -> None:
    assert needs(stage(f"stage.loss={loss}")) == expected


def test_what_is_set_by_hand_wins() -> None:
    assert needs(stage("stage.loss=cispo", "stage.clip_high=8")) == (0.2, 8.0, "group", "token")
    assert needs(stage("stage.loss=luspo", "stage.clip_low=0.01", "stage.clip_high=0.02"))[:2] == (0.01, 0.02)
    assert needs(stage("stage.loss=grpo", "stage.scale_rewards=batch"))[2] == "batch"
    assert needs(stage("stage.loss=grpo", "stage.ratio=sequence"))[3] == "sequence"
    assert needs(stage("stage.recipe=modern"))[:2] == (0.2, 0.28)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (("loss=cispo", "clip_high=0.2"), "stage.clip_high=0.2: stage.loss=cispo cuts the ratio itself"),
        (("loss=dr_grpo", "scale_rewards=group"), "stage.scale_rewards=group: stage.loss=dr_grpo is GRPO without"),
        (("loss=luspo", "ratio=token"), "stage.ratio=token: stage.loss=luspo weighs each sequence by its length"),
        (("loss=gspo", "ratio=token"), "stage.ratio=token: stage.loss=gspo is grpo with a sequence's ratio"),
        (("loss=vespo", "ratio=sequence"), "stage.ratio=sequence: stage.loss=vespo takes the sequence's weight itself"),
        (("loss=dapo", "ratio=sequence"), "stage.ratio=sequence: stage.loss=dapo sums over tokens"),
        (("loss=rloo", "scale_rewards=group"), "stage.scale_rewards=group: stage.loss=rloo is REINFORCE without"),
        (("loss=rloo", "ratio=token"), "stage.ratio=token: stage.loss=rloo scores whole sequences"),
        (("loss=rloo", "num_iterations=2"), "stage.num_iterations=2: stage.loss=rloo is computed here of fresh"),
        (("loss=rloo", "steps_per_generation=2"), "stage.steps_per_generation=2: stage.loss=rloo is computed here"),
        (("loss=ppo",), "stage.loss=ppo"),
    ],
)
def test_what_makes_another_loss_of_it_is_refused(overrides: tuple[str, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        stage(*(f"stage.{item}" for item in overrides))


def test_an_adapter_learns_at_ten_times_the_rate_unless_it_is_set() -> None:
    assert stage().lr == 1e-6
    assert stage("model.lora.rank=4").lr == pytest.approx(1e-5)
    assert stage("model.lora.rank=4", "stage.lr=3e-6").lr == 3e-6
    chain: Any = compose("model=tiny", "stage=sft_rlvr", "model.lora.rank=4").stage
    assert chain.rlvr.lr == pytest.approx(1e-5)


def test_the_new_fields_name_a_run_only_where_they_depart_from_before() -> None:
    new = {
        "sft_weight",
        "curriculum",
        "watch",
        "warmup",
        "num_iterations",
        "steps_per_generation",
        "scale_rewards",
        "ratio",
        "stopping",
    }
    before = hashed_view(compose("model=tiny", "stage=rlvr", "stage.recipe=released"))["stage"]
    assert new & set(before) == set()
    assert new & set(hashed_view(stage())) == {"stopping"}, "the paper's recipe stops now"
    assert hashed_view(stage("stage.stopping=false", "stage.loss=dr_grpo"))["scale_rewards"] == "none"
    assert "ratio" in hashed_view(stage("stage.loss=luspo"))
