"""Micro-batches smaller than a group: the same gradients as of whole groups, in less memory."""

from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind.errors import ConfigError
from ehrmind.rl.weighing import Weight, check, counting, emptied, untouched, weight_of, with_group_tokens
from tests.rl.shared_prefix.test_trainer import train, weights
from tests.rl.test_training import job
from tests.test_config import compose

pytestmark = pytest.mark.torch

RLVR = (
    *("stage=rlvr", "stage.steps=2", "stage.prompts_per_step=2", "stage.group_size=4", "stage.completion_tokens=12"),
    *("stage.lr=1e-3", "model.dtype=float32", "stage.entropy=0.05", "stage.shared_prefix=on"),
)


def batch(*lengths: int) -> dict[str, Any]:
    mask = (torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]).long()
    return {"completion_mask": mask, "completion_ids": mask * 7, "prompt_ids": torch.arange(20).expand(len(mask), -1)}


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("bnpo", [Weight(2 / 3, 1.0), Weight(4 / 3, 1.0)]),
        ("grpo", [Weight(1.0, 2 / 3), Weight(1.0, 4 / 3)]),
        ("dapo", [Weight(1.0, 2 / 3), Weight(1.0, 4 / 3)]),
    ],
)
def test_a_part_of_a_group_counts_by_its_tokens(loss: str, expected: list[Weight]) -> None:
    whole = with_group_tokens(batch(10, 10, 10, 30), 4)
    parts = [{name: value[part] for name, value in whole.items()} for part in (slice(2), slice(2, 4))]
    assert [weight_of(part, loss, 4) for part in parts] == [
        Weight(pytest.approx(weight.loss), pytest.approx(weight.beside)) for weight in expected
    ]
    assert weight_of(whole, loss, 4) == Weight(1.0, 1.0)


@pytest.mark.parametrize(("loss", "expected"), [("bnpo", (4.0, 1.0)), ("dr_grpo", (4.0, 1.0)), ("cispo", (1.0, 4.0))])
def test_means_are_taken_over_the_groups_that_were_found(loss: str, expected: tuple[float, float]) -> None:
    scales = {"scale": torch.full((2,), 4.0), "token_scale": torch.ones(2)}
    found = {**with_group_tokens(batch(3, 5), 2), **scales}
    assert weight_of(found, loss, 2) == Weight(*expected)


@pytest.mark.parametrize(
    ("loss", "size"),
    [
        ("dapo", 2),
        ("grpo", 1),
        *(pytest.param(loss, size, marks=pytest.mark.slow) for loss in ("bnpo", "dr_grpo") for size in (1, 2)),
        *(pytest.param(*pair, marks=pytest.mark.slow) for pair in (("dapo", 1), ("grpo", 2))),
    ],
)
def test_a_step_is_that_of_whole_groups(loss: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Completions of different lengths, a reward that tells them apart, KL and an entropy bonus.

    The optimizer is plain descent at a rate of 1, so that weights differ by the gradient.
    """
    from benchmarks.kill_and_resume import mark
    from ehrmind.rewards.gated import Gated

    monkeypatch.setattr(Gated, "__call__", mark)
    from ehrmind.rl.shared_prefix import generation

    honest = generation.rollout

    def shorter(*rest: Any, **more: Any) -> list[list[int]]:
        return [ids[: 2 + 3 * (at % 4)] for at, ids in enumerate(honest(*rest, **more))]

    monkeypatch.setattr(generation, "rollout", shorter)
    descent = (*RLVR, "stage.steps=1", "stage.lr=1", "+stage.extra.optim=sgd", f"stage.loss={loss}")
    made = [
        job(tmp_path / "whole", *descent),
        job(tmp_path / "parts", *descent, f"stage.micro_batch={size}"),
    ]
    whole, parts = map(train, made)
    for mine, other in zip(parts, whole, strict=True):
        for name in ("loss", "grad_norm"):
            assert mine[name] == pytest.approx(other[name], rel=1e-4, abs=1e-7), name
        assert mine["reward"] == other["reward"]
        assert mine["entropy_coef"] == other["entropy_coef"] == 0.05
    expected = weights(made[0])
    for name, weight in weights(made[1]).items():
        torch.testing.assert_close(weight, expected[name], atol=2e-6, rtol=0)


def test_the_prefix_is_computed_once_a_micro_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rl.shared_prefix import trainer

    sizes: list[int] = []
    honest = trainer.score

    def watched(model: Any, group: Any) -> Any:
        sizes.append(len(group.completions))
        return honest(model, group)

    monkeypatch.setattr(trainer, "score", watched)
    train(job(tmp_path, *RLVR, "stage.micro_batch=2", "stage.kl=0.0", "stage.steps=1", "preflight=false"))
    assert sizes == [2] * 4, "two prompts of four completions, in halves, and no reference pass without KL"


def test_without_kl_there_is_no_reference_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rl.shared_prefix import trainer

    scored: list[tuple[bool, bool]] = []
    honest = trainer.SharedPrefixTrainer._get_per_token_logps_and_entropies

    def watched(self: Any, model: Any, *rest: Any, **more: Any) -> Any:
        scored.append((torch.is_grad_enabled(), self.ref_model is None))
        return honest(self, model, *rest, **more)

    monkeypatch.setattr(trainer.SharedPrefixTrainer, "_get_per_token_logps_and_entropies", watched)
    for kl, expected in (("0.0", [(True, True)] * 2), ("0.001", [(False, False), (True, False), (True, False)])):
        scored.clear()
        train(job(tmp_path / kl, *RLVR, f"stage.kl={kl}", "stage.steps=1", "preflight=false"))
        assert scored == expected


def test_a_micro_batch_that_divides_no_group_is_refused() -> None:
    with pytest.raises(ConfigError, match="stage.group_size=4 is not a multiple of stage.micro_batch=3"):
        compose("model=tiny", "stage=rlvr", "stage.group_size=4", "stage.micro_batch=3")


def test_what_reads_a_whole_group_is_refused_of_a_part() -> None:
    from types import SimpleNamespace

    arguments = {"per_device_train_batch_size": 2, "num_generations": 4, "top_entropy_quantile": 1.0}
    check(SimpleNamespace(**arguments, use_adaptive_entropy=False), 1)
    check(SimpleNamespace(**{**arguments, "per_device_train_batch_size": 4}, use_adaptive_entropy=True), 1)
    with pytest.raises(ConfigError, match="stage.extra.use_adaptive_entropy=True reads the entropy of a micro-batch"):
        check(SimpleNamespace(**arguments, use_adaptive_entropy=True), 1)
    with pytest.raises(ConfigError, match=r"which may be empty with stage\.dynamic_sampling; leave one of them out"):
        check(SimpleNamespace(**{**arguments, "per_device_train_batch_size": 4}, use_adaptive_entropy=True), 3)


def test_what_is_not_learned_from_costs_and_logs_nothing() -> None:
    from types import SimpleNamespace

    cut = emptied({**batch(3, 5), "advantages": torch.ones(2), "ref_per_token_logps": torch.ones(2, 5)})
    assert cut["prompt_ids"].tolist() == [list(range(12, 20))] * 2
    assert cut["completion_mask"].tolist() == [[0], [0]]
    assert cut["ref_per_token_logps"].shape == (2, 1)
    metrics = {"kl": [0.1]}
    with untouched(metrics):
        metrics["kl"].append(0.0)
        metrics["entropy"] = [0.0]
    assert metrics == {"kl": [0.1]}
    trainer = SimpleNamespace(entropy_coef=0.5, router_aux_loss_coef=0.1, _metrics={"train": {}})
    with counting(trainer, Weight(1.0, 0.5)):
        assert (trainer.entropy_coef, trainer.router_aux_loss_coef) == (0.25, 0.05)
        trainer._metrics["train"]["entropy_coef"] = [0.25]
    assert (trainer.entropy_coef, trainer.router_aux_loss_coef) == (0.5, 0.1)
    assert trainer._metrics["train"]["entropy_coef"] == [0.5]
