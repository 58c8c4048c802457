"""A step from which nothing can be learned changes nothing, is counted and is told."""

from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind.rl import grpo
from ehrmind.rl.idle_steps import without_residue
from tests.rl.shared_prefix.test_trainer import RLVR, train, weights
from tests.rl.test_training import job

pytestmark = pytest.mark.torch


def reward(values: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the completions of each generation these rewards, over and over."""

    def gated(completions: list[Any], **columns: Any) -> list[float]:
        return (values * len(completions))[: len(completions)]

    monkeypatch.setattr(grpo, "reward_functions", lambda *args, **kwargs: [gated])


@pytest.mark.parametrize(
    ("model", "shared"),
    [
        ((), "on"),
        (("model.lora.rank=4",), "on"),
        pytest.param((), "off", marks=pytest.mark.slow),
        pytest.param(("model.lora.rank=4",), "off", marks=pytest.mark.slow),
    ],
)
def test_equal_rewards_leave_every_weight_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shared: str, model: Any
) -> None:
    from ehrmind.models.load import load

    reward([1.1], monkeypatch)
    sizes = ("stage.group_size=12", "stage.completion_tokens=4")  # whose mean of 1.1 is not 1.1
    made = job(tmp_path, *RLVR, *sizes, "stage.kl=0.1", "stage.entropy=0.1", f"stage.shared_prefix={shared}", *model)
    logs = train(made)
    assert [(row["skipped"], row["idle_steps"]) for row in logs] == [(1, 1), (1, 2)]
    assert " ".join(capsys.readouterr().out.split()).count("step 1 teaches nothing") == 1
    before = load(made.config.model, None, made.texts).model.state_dict()
    if model:
        after = load(made.config.model, made.run.model, made.texts).model.state_dict()
        assert all(not weight.any() for name, weight in after.items() if "lora_B" in name)
    else:
        assert all(torch.equal(weight, before[name]) for name, weight in weights(made).items())


def test_unequal_rewards_move_the_weights_and_are_not_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.models.load import load

    reward([1.1, 0.0], monkeypatch)
    made = job(tmp_path, *RLVR)
    assert [row["skipped"] for row in train(made)] == [0, 0]
    before = load(made.config.model, None, made.texts).model.state_dict()
    assert any(not torch.equal(weight, before[name]) for name, weight in weights(made).items())


def test_one_group_with_variance_is_a_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reward([1.1] * 4 + [1.1, 0.0, 0.0, 0.0], monkeypatch)
    assert [row["idle_steps"] for row in train(job(tmp_path, *RLVR))] == [0, 0]


def test_equal_rewards_have_no_advantage_at_all() -> None:
    rewards = torch.full((12,), 1.1)
    residue = (rewards - rewards.mean()) / (rewards.std() + 1e-4)
    assert residue.abs().min() > 1e-3, "twelve equal numbers and their mean differ in float32"
    real = torch.tensor([1e-6, *[0.0] * 10, -1e-6])
    found = without_residue(torch.cat([residue, real]), torch.cat([rewards, real * 1e3]), 12)
    assert torch.equal(found, torch.cat([torch.zeros(12), real]))


def test_kl_is_zero_where_nothing_was_learned_yet(tmp_path: Path) -> None:
    """With an adapter's dropout the policy is another than the one that sampled, already at step 1."""
    first, *_ = train(job(tmp_path, *RLVR, "model.lora.rank=4", "model.lora.dropout=0.5"))
    assert abs(first["kl"]) < 1e-9
    import json

    (adapter,) = tmp_path.glob("*/model/adapter_config.json")
    assert json.loads(adapter.read_text())["lora_dropout"] == 0, "the record says what was done"
    held = json.loads(adapter.with_name("base.json").read_text())
    assert "model.embed_tokens.weight" in held, "which weights the adapter lies on"
