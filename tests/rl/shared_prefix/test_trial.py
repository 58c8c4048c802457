"""Whether a model shares its prompts rightly is tried within what half precision makes of any two ways to sum."""

import weakref
from typing import Any

import pytest
import torch

from ehrmind.rl.shared_prefix import trial
from tests.rl.shared_prefix.families import family

pytestmark = pytest.mark.torch
PROMPT = [2 + (37 * at) % 200 for at in range(trial.PROMPT)]


@pytest.fixture(autouse=True)
def untried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_tried", weakref.WeakKeyDictionary())


@pytest.fixture
def sharp() -> Any:
    """In bfloat16, with large weights, as the unlikely tokens of a real model: rounding moves them by tenths."""
    model = family("llama")
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(2.5 if weight.dim() > 1 else 1.0)
    return model.to(torch.bfloat16)


def test_rounding_is_no_fault(sharp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trial.why_not_shared(sharp, [PROMPT]) is None
    monkeypatch.setattr(trial, "_tried", weakref.WeakKeyDictionary())
    monkeypatch.setattr(trial, "_roundings", lambda *args: (0.0, 0.0))
    assert "more than 0.03" in str(trial.why_not_shared(sharp, [PROMPT])), "so there was rounding"


def test_a_fault_is_more_than_rounding(sharp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = trial.decode
    monkeypatch.setattr(trial, "decode", lambda model, ids, at, decoding: honest(model, ids, at + 1, decoding))
    assert "log-probs of decoded tokens differ" in str(trial.why_not_shared(sharp, [PROMPT]))


def test_the_stock_attention_stands_again(sharp: Any) -> None:
    before = sharp.config._attn_implementation
    trial.why_not_shared(sharp, [PROMPT])
    trial.restore(sharp)
    assert sharp.config._attn_implementation == before
