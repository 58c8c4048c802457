"""A backward pass that is wrong is noticed, though its log-probabilities are right."""

from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind.errors import UserError
from ehrmind.rl.shared_prefix import attention, gradient
from tests.rl.shared_prefix.test_trainer import RLVR, train
from tests.rl.test_training import job

pytestmark = pytest.mark.torch


def scale_backward(monkeypatch: pytest.MonkeyPatch, scale: float) -> None:
    """The gradient of the keys, off by so much."""
    honest = attention._Attention.backward

    def wrong(ctx: Any, grad: torch.Tensor) -> tuple[Any, ...]:
        query, key, *rest = honest(ctx, grad)
        return query, key * scale, *rest

    monkeypatch.setattr(attention._Attention, "backward", staticmethod(wrong))


@pytest.mark.parametrize(
    ("kl", "adapter"),
    [
        ("stage.kl=0.0", ("model.lora.rank=4",)),
        ("stage.kl=0.001", ()),
        pytest.param("stage.kl=0.0", (), marks=pytest.mark.slow),
        pytest.param("stage.kl=0.001", ("model.lora.rank=4",), marks=pytest.mark.slow),
    ],
)
def test_verify_refuses_a_backward_pass_that_is_a_tenth_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kl: str, adapter: tuple[str, ...]
) -> None:
    scale_backward(monkeypatch, 1.1)
    with pytest.raises(UserError, match="stage.shared_prefix=verify: .* the gradient differs from the stock path's"):
        train(job(tmp_path, *RLVR, "stage.shared_prefix=verify", kl, *adapter))


def test_auto_falls_back_before_a_wrong_gradient_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = job(tmp_path / "honest", *RLVR, "stage.shared_prefix=off")
    off = train(honest)
    scale_backward(monkeypatch, 3.0)
    logs = train(job(tmp_path / "auto", *RLVR, "stage.shared_prefix=auto"))
    said = " ".join(capsys.readouterr().out.split())
    assert "shared prefix: off" in said
    assert "the gradient differs" in said
    assert len(logs) == len(off) == 2


@pytest.mark.parametrize(
    "how",
    [
        ("stage.num_iterations=2",),
        ("model.lora.rank=4", "model.dtype=bfloat16"),
        pytest.param((), marks=pytest.mark.slow),
        pytest.param(("model.lora.rank=4",), marks=pytest.mark.slow),
    ],
)
def test_an_honest_backward_pass_is_far_within_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]
) -> None:
    found: list[tuple[float, float]] = []
    honest = gradient.apart

    def watched(*args: Any, **kwargs: Any) -> tuple[float, float]:
        found.append(honest(*args, **kwargs))
        return found[-1]

    monkeypatch.setattr(gradient, "apart", watched)
    train(job(tmp_path, *RLVR, "stage.shared_prefix=verify", *how))
    ((gap, limit),) = found
    assert gap < limit / 3
    assert gap > 0, "of two paths that round differently"


def test_the_layer_is_the_first_that_is_trained() -> None:
    model = torch.nn.ModuleDict({"head": torch.nn.Linear(2, 2), "layers": torch.nn.ModuleList([])})
    assert [tuple(weight.shape) for weight in gradient.first_layer(model)] == [(2, 2)], "there is no block"
    model["layers"].extend(torch.nn.Linear(size, size) for size in (3, 4, 5))
    model["layers"][0].requires_grad_(False)
    assert [tuple(weight.shape) for weight in gradient.first_layer(model)] == [(4, 4), (4,)]
