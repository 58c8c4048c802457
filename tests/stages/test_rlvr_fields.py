"""The fields of RLVR that came later: what recipes fill in, and which runs keep their names."""

from typing import Any

import pytest

from ehrmind.errors import ConfigError
from ehrmind.naming import hashed_view
from tests.test_config import compose

RLVR = ("model=tiny", "stage=rlvr")


def test_dynamic_sampling_is_on_in_the_modern_recipe_alone() -> None:
    times = {name: compose(*RLVR, f"stage.recipe={name}").stage.dynamic_sampling for name in ("paper", "modern")}
    assert times == {"paper": 1.0, "modern": 3.0}
    assert compose(*RLVR, "stage.recipe=modern", "stage.dynamic_sampling=1").stage.dynamic_sampling == 1


def test_runs_from_before_keep_their_names() -> None:
    fields = hashed_view(compose(*RLVR))["stage"]
    assert not {"dynamic_sampling", "micro_batch", "keep_rollouts"} & set(fields)
    assert hashed_view(compose(*RLVR, "stage.dynamic_sampling=1"))["stage"] == fields
    changed = hashed_view(compose(*RLVR, "stage.dynamic_sampling=2", "stage.micro_batch=2", "stage.keep_rollouts=0"))
    assert changed["stage"] == {**fields, "dynamic_sampling": 2.0, "micro_batch": 2}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("dynamic_sampling=0.5", "samples for fewer prompts than a step has; use 1 to 100"),
        ("micro_batch=0", "holds no completion; use 1 or more"),
        ("keep_rollouts=-1", "is out of range; use 0 or more"),
    ],
)
def test_their_ranges(typed: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        compose(*RLVR, f"stage.{typed}")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            ("warmup=0.1",),
            "stage.warmup=0.1: stage.schedule=constant has none; use stage.schedule=constant_with_warmup",
        ),
        (("scale_rewards=batch", "dynamic_sampling=2"), r"\(stage.dynamic_sampling=2\); use stage.dynamic_sampling=1"),
    ],
)
def test_what_would_do_nothing_or_harm_is_refused(typed: tuple[str, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        compose(*RLVR, *(f"stage.{word}" for word in typed))
    assert compose(*RLVR, "stage.warmup=0.1", "stage.schedule=linear").stage.warmup == 0.1


@pytest.mark.parametrize(
    ("words", "groups", "flops"),
    [
        ((), 20, 6 + 2),
        (("kl=0.0",), 20, 6),
        (("num_iterations=2",), 10, 12 + 2 + 2),
        (("steps_per_generation=2",), 20, 6 + 2 + 2),
        (("num_iterations=2", "steps_per_generation=2", "kl=0.0"), 12, 12 * 10 / 12 + 2),  # 10 steps of 12 that 3 serve
    ],
)
def test_a_sampled_token_costs_its_updates_and_what_scores_it(
    words: tuple[str, ...], groups: int, flops: float
) -> None:
    stage: Any = compose(
        *RLVR, "stage.steps=10", "stage.prompts_per_step=2", *(f"stage.{word}" for word in words)
    ).stage
    assert (stage.sampled_groups, stage.learning_flops) == (groups, flops)
