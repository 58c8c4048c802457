"""The trainer: whole groups in micro-batches, the modes of shared_prefix, and the same step as stock TRL."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind.errors import UserError
from ehrmind.job import Job
from ehrmind.rl.batches import split_groups
from ehrmind.rl.shared_prefix import generation, support, trainer
from tests.rl.shared_prefix.families import family
from tests.rl.test_training import job

pytestmark = pytest.mark.torch
RLVR = (
    "stage=rlvr",
    "stage.steps=2",
    "stage.prompts_per_step=2",
    "stage.group_size=4",
    "stage.completion_tokens=12",
    "stage.lr=1e-3",
)


def train(made: Job) -> list[dict[str, Any]]:
    from ehrmind.rl import train as trainers
    from ehrmind.tracking.local import MetricsFile

    trainers.train(Job(made.config, made.data, made.run, None, (MetricsFile(made.run.folder / "metrics.jsonl"),)))
    return [json.loads(line) for line in (made.run.folder / "metrics.jsonl").read_text().splitlines()]


def weights(made: Job) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(made.run.model / "model.safetensors")


def test_a_step_is_the_stock_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the same rollouts and the same order, weights and metrics come out the same with and without sharing."""
    ours = job(tmp_path / "on", *RLVR, "stage.shared_prefix=on", "model.dtype=float32")
    shared = train(ours)
    monkeypatch.setattr(
        trainer.SharedPrefixTrainer,
        "_get_per_token_logps_and_entropies",
        trainer.GRPOTrainer._get_per_token_logps_and_entropies,
    )
    theirs = job(tmp_path / "off", *RLVR, "stage.shared_prefix=on", "model.dtype=float32")
    stock = train(theirs)
    for mine, other in zip(shared, stock, strict=True):
        for name in ("loss", "kl", "entropy", "grad_norm", "reward", "completions/mean_length"):
            assert mine[name] == pytest.approx(other[name], rel=2e-3, abs=1e-6), name
    expected = weights(theirs)
    for name, weight in weights(ours).items():
        torch.testing.assert_close(weight, expected[name], atol=2e-4, rtol=0)


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param((), marks=pytest.mark.slow),
        pytest.param(("model.dtype=auto",), marks=pytest.mark.slow),
        ("model.lora.rank=4",),
        ("stage.num_iterations=2", "stage.steps=4"),
        ("stage.kl=0.0",),
    ],
)
def test_verify_passes_with_adapters_iterations_and_without_a_reference(tmp_path: Path, extra: tuple[str, ...]) -> None:
    made = job(tmp_path, *RLVR, "stage.shared_prefix=verify", *extra)
    logs = train(made)
    assert len(logs) == (4 if "stage.steps=4" in extra else 2)
    cost = json.loads(made.run.checkpoint.read_text())
    if "model.lora.rank=4" not in extra:
        size = sum(weight.numel() for weight in weights(made).values())
        twice, reference = "stage.num_iterations=2" in extra, "stage.kl=0.0" not in extra
        assert cost["flops"] / cost["tokens"] / size == pytest.approx(18 if twice else 8 + 2 * reference)


def test_verify_fails_the_run_where_the_paths_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = trainer.score
    monkeypatch.setattr(trainer, "score", lambda model, group: (honest(model, group)[0] + 1, None))
    with pytest.raises(UserError, match=r"stage.shared_prefix=verify: .* log-probs differ .* by 1.*, more than"):
        train(job(tmp_path / "verify", *RLVR, "stage.shared_prefix=verify"))


@pytest.mark.parametrize("broken", ["wrong", "raises"])
def test_auto_falls_back_and_says_so_once(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = trainer.score

    def score(model: Any, group: Any) -> Any:
        if broken == "raises":
            raise RuntimeError("no such kernel")
        return honest(model, group)[0] + 1, None

    monkeypatch.setattr(trainer, "score", score)
    logs = train(job(tmp_path, *RLVR, "stage.shared_prefix=auto"))
    assert len(logs) == 2
    assert " ".join(capsys.readouterr().out.split()).count("shared prefix: off, each prompt is computed with each") == 1


def test_models_that_cannot_share_are_named_with_the_reason() -> None:
    import transformers

    assert support.why_not(family("llama")) is None
    assert support.why_not(family("qwen3")) is None
    sizes = {
        "vocab_size": 64,
        "hidden_size": 32,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
    }
    mistral = transformers.MistralForCausalLM(transformers.MistralConfig(**sizes, sliding_window=8))
    assert "sliding" in str(support.why_not(mistral))
    qwen = transformers.Qwen2ForCausalLM(
        transformers.Qwen2Config(**sizes, use_sliding_window=True, sliding_window=8, max_window_layers=1)
    )
    assert "sliding" in str(support.why_not(qwen))
    rope = {"rope_type": "dynamic", "rope_theta": 1e4, "factor": 2.0}
    dynamic = transformers.LlamaForCausalLM(transformers.LlamaConfig(**sizes, rope_parameters=rope))
    assert "rotary angles (dynamic) depend" in str(support.why_not(dynamic))


def test_micro_batches_hold_whole_groups_in_shuffled_order() -> None:
    batch = {
        "ids": torch.arange(24)[:, None],
        "names": [str(i) for i in range(24)],
        "count": torch.tensor(7.0),
        "none": None,
    }
    torch.manual_seed(0)
    parts = split_groups(batch, group=4, steps=3)
    assert [len(part["names"]) for part in parts] == [8, 8, 8]
    flat = [int(name) for part in parts for name in part["names"]]
    assert sorted(flat) == list(range(24))
    assert flat != list(range(24))
    for start in range(0, 24, 4):
        assert flat[start : start + 4] == list(range(flat[start], flat[start] + 4))
        assert flat[start] % 4 == 0
    assert torch.cat([part["ids"][:, 0] for part in parts]).tolist() == flat
    assert all(part["count"] == 7 and part["none"] is None for part in parts)


def test_each_generation_of_a_step_draws_numbers_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[int, int]] = []
    honest = generation.rollout

    def watched(*rest: Any, step: int, keys: Any, **more: Any) -> Any:
        drawn.extend((step, key) for key in keys)
        return honest(*rest, step=step, keys=keys, **more)

    monkeypatch.setattr(generation, "rollout", watched)
    sizes = ("stage.steps=4", "stage.steps_per_generation=2")
    train(job(tmp_path, *RLVR, "stage.shared_prefix=on", *sizes))
    assert sorted(drawn) == [(at, prompt) for at in (0, 1) for prompt in range(4)], "two generations of four prompts"
