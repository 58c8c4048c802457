"""What a step adds up to: the gradient of SFT replayed beside GRPO's, and that of the leave-one-out loss."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from ehrmind.errors import ConfigError
from ehrmind.files import read_json
from ehrmind.job import Job
from tests.rl.test_training import job

pytestmark = pytest.mark.torch

STEP = (
    *("stage=rlvr", "stage.steps=1", "stage.prompts_per_step=2", "stage.group_size=4", "stage.entropy=0", "stage.kl=0"),
    *("stage.completion_tokens=180", "model.dtype=float32", "preflight=false", "+stage.extra.max_grad_norm=0"),
)


class Caught:
    """One step of a training, whose rewards are numbers of the completions' tokens: its batches and its gradient."""

    def __init__(self, made: Job, monkeypatch: pytest.MonkeyPatch) -> None:
        from ehrmind.rl import grpo, train
        from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer

        self.batches: list[dict[str, Any]] = []
        self.gradient: dict[str, Tensor] = {}
        self.logged: dict[str, float] = {}
        real = SharedPrefixTrainer._prepare_inputs

        def prepared(trainer: Any, batch: Any) -> Any:
            found = real(trainer, batch)
            self.batches.append(found)
            return found

        def rewards(*args: Any, **kwargs: Any) -> list[Any]:
            def gated(completions: list[Any], completion_ids: list[list[int]], **columns: Any) -> list[float]:
                return [float(sum(ids) % 7) for ids in completion_ids]

            return [gated]

        with monkeypatch.context() as patch:
            patch.setattr(SharedPrefixTrainer, "_prepare_inputs", prepared)
            patch.setattr(grpo, "reward_functions", rewards)
            patch.setattr(SharedPrefixTrainer, "create_optimizer", self._spied(SharedPrefixTrainer.create_optimizer))
            train.train(Job(made.config, made.data, made.run, None, (self,)))  # type: ignore[arg-type]

    def _spied(self, create: Any) -> Any:
        def created(trainer: Any, *args: Any) -> Any:
            optimizer = create(trainer, *args)
            take = optimizer.step

            def step(*rest: Any, **more: Any) -> Any:
                for name, weight in trainer.model.named_parameters():
                    self.gradient[name] = weight.grad.detach().clone()
                return take(*rest, **more)

            optimizer.step = step
            return optimizer

        return created

    def log(self, step: int, metrics: dict[str, float]) -> None:
        self.logged = dict(metrics)


def start(made: Job) -> Any:
    """The policy that the training starts from, and gradients of its weights."""
    from ehrmind.models.load import policy_of

    policy = policy_of(made, None)
    policy.model.eval()
    return policy


def scored(model: Any, prompt: Sequence[int], written: Sequence[int]) -> Tensor:
    """The log-probabilities of what is written (R,), by a plain forward of the whole row."""
    ids = torch.tensor([[*prompt, *written]])
    logits = model(input_ids=ids).logits[0, :-1].log_softmax(-1)
    return logits.gather(-1, ids[0, 1:, None])[-len(written) :, 0]


def gradient_of(model: Any, loss: Tensor) -> dict[str, Tensor]:
    model.zero_grad()
    loss.backward()
    return {name: weight.grad.clone() for name, weight in model.named_parameters()}


def close(got: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    assert sum(float(value.square().sum()) for value in expected.values()) > 0
    for name, value in expected.items():
        scale = float(value.abs().max())
        torch.testing.assert_close(got[name], value, atol=2e-5 * max(scale, 1e-3), rtol=1e-3, msg=name)


def test_the_replayed_loss_is_that_of_sft_on_the_prompts_of_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every other setting the same, the gradient departs by 0.5 times that of the golds' mean."""
    plain = Caught(job(tmp_path / "plain", *STEP), monkeypatch)
    made = job(tmp_path / "replayed", *STEP, "stage.sft_weight=0.5")
    replayed = Caught(made, monkeypatch)
    policy = start(made)
    task, rows = made.config.task, made.data.splits["train"]
    prompts = {tuple(batch["prompt_ids"][0][batch["prompt_mask"][0].bool()].tolist()) for batch in replayed.batches}
    mine = [row for row in rows if tuple(policy.encode(task.prompt(row))) in prompts]
    assert len(mine) == len(prompts) == 2
    losses = [
        -scored(policy.model, policy.encode(task.prompt(row)), policy.encode_completion(task.gold(row))) for row in mine
    ]
    mean = torch.cat(losses).mean()
    expected = gradient_of(policy.model, 0.5 * mean)
    close({name: replayed.gradient[name] - plain.gradient[name] for name in expected}, expected)
    told = float(mean.detach())
    assert replayed.logged["sft_loss"] == pytest.approx(told, rel=1e-4)
    assert replayed.logged["loss"] - plain.logged["loss"] == pytest.approx(0.5 * told, rel=1e-3)
    assert "sft_loss" not in plain.logged


def test_leave_one_out_is_reinforce_with_the_mean_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ahmadian et al. 2024: of each sequence its log-probability times its reward less the mean of the others'."""
    made = job(tmp_path, *STEP, "stage.loss=rloo", "stage.completion_tokens=12", "stage.temperature=1", "stage.top_p=1")
    caught = Caught(made, monkeypatch)
    policy, terms = start(made), []
    for batch in caught.batches:
        prompt = batch["prompt_ids"][0][batch["prompt_mask"][0].bool()].tolist()
        rows = [
            ids[mask.bool()].tolist()
            for ids, mask in zip(batch["completion_ids"], batch["completion_mask"], strict=True)
        ]
        earned = [float(sum(row) % 7) for row in rows]
        for row, reward in zip(rows, earned, strict=True):
            others = (sum(earned) - reward) / (len(rows) - 1)
            terms.append(-(reward - others) * scored(policy.model, prompt, row).sum())
    expected = gradient_of(policy.model, torch.stack(terms).mean() * 3 / 4)
    close(caught.gradient, expected)


def test_golds_that_are_not_replayed_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.models.load import policy_of

    made = job(tmp_path, *STEP)
    policy = policy_of(made, None)
    golds = sorted(len(policy.encode_completion(made.config.task.gold(row))) for row in made.data.splits["train"])
    limit = golds[4]
    made = job(tmp_path / "some", *STEP, "stage.sft_weight=0.5", f"stage.completion_tokens={limit}")
    Caught(made, monkeypatch)
    changed = read_json(made.run.folder / "data.json", "")["changed"]
    assert changed[f"train: gold over {limit} tokens, so not replayed"] == sum(size > limit for size in golds) > 0
    none = job(tmp_path / "none", *STEP, "stage.sft_weight=0.5", "stage.completion_tokens=8")
    with pytest.raises(ConfigError, match=r"stage\.sft_weight=0\.5: no gold completion of 8 rows fits into"):
        Caught(none, monkeypatch)
