"""Every family of models: the shared prefix gives what stock `generate` and TRL give, or falls back with its reason.

And each goes the whole way: SFT, RLVR from its weights, both evaluated.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.models.families import FAMILIES, Family, model_of, save

pytestmark = pytest.mark.torch
QUICK = ("gpt2", "stablelm", "qwen3_moe", "deepseek_v3", "gemma2")  # of each kind one, in the default suite
QUICK_WAY = ("gpt2",)
PROMPTS = [[5, 9, 12, 44, 7, 33, 21, 80, 3, 90, 17], [7, 100, 3, 9, 90, 11], list(range(2, 90))]


def families(quick: tuple[str, ...]) -> list[Any]:
    """All of them, those not in `quick` marked as slow."""
    return [
        pytest.param(family, id=str(family), marks=() if family.name in quick else (pytest.mark.slow,))
        for family in FAMILIES
    ]


@pytest.mark.parametrize("family", families(QUICK))
def test_greedy_tokens_are_those_of_generate(family: Family) -> None:
    import torch

    from ehrmind.rl.shared_prefix.rollout import rollout
    from ehrmind.rl.shared_prefix.sampling import Sampling
    from ehrmind.rl.shared_prefix.trial import shares, why_not_shared

    model = model_of(family)
    expected = []
    with torch.inference_mode():
        for prompt in PROMPTS:
            ids = torch.tensor([prompt])
            written = model.generate(
                input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=10, do_sample=False
            )
            expected.append(written[0, len(prompt) :].tolist())
    before = model.config._attn_implementation
    assert shares(model, PROMPTS) == (not family.why_not), why_not_shared(model, PROMPTS)
    if family.why_not:
        assert family.why_not in str(why_not_shared(model, PROMPTS))
        assert model.config._attn_implementation == before, "the stock path is as it was"
        return
    found = rollout(model, PROMPTS, 2, 10, Sampling(), [1], greedy=2)
    assert found[::2] == found[1::2] == expected


@pytest.mark.parametrize("family", families(QUICK_WAY))
def test_the_whole_way(family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from ehrmind.compose import compose
    from ehrmind.experiment import run_plan
    from ehrmind.models.load import load

    monkeypatch.setenv("EHRMIND_CACHE", str(tmp_path / "cache"))
    texts = ["A 54-year-old man. Sodium 140 mEq/L. <think>140 - 128</think><answer>{}</answer>"] * 3
    folder = save(family, tmp_path / "model", texts)
    overrides = [
        *("stage=sft_rlvr", "task=medcalc", "model=hub", f"model.path={folder}", f"runs_dir={tmp_path / 'runs'}"),
        *("task.rows.train=8", "task.rows.validation=2", "task.rows.test=4", "task.prompt_tokens=900"),
        *("stage.sft.steps=1", "stage.sft.batch=2", "stage.rlvr.steps=1", "stage.rlvr.prompts_per_step=1"),
        *("stage.rlvr.group_size=2", "stage.rlvr.completion_tokens=8", "stage.sft.completion_tokens=700"),
        *("stage.sft.prompt_tokens=900", "stage.rlvr.prompt_tokens=900"),
        *("evaluation.limit=2", "evaluation.k=0", "evaluation.completion_tokens=8"),
    ]
    results = run_plan(compose(overrides), overrides)
    assert [result["arm"] for result in results] == ["base", "sft", "sft_rlvr"]
    (run,) = (tmp_path / "runs").glob("*-sft_rlvr-*")
    log = (run / "log.txt").read_text()
    steps = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert abs(steps[-1]["kl"]) < 1e-4, "at the first step the policy is the reference"
    if not family.why_not:
        assert "log-probs differ from the stock path's by" in log
        assert "anew" not in log
    again = load(compose(overrides).model, run / "model", lambda: texts)
    ids = torch.tensor([PROMPTS[0]])
    assert torch.isfinite(again.model(ids).logits).all()
