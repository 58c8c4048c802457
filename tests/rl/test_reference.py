"""The reference of the KL term is the policy before its first step, of the same revision and of the same class."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ehrmind.config import Origin
from ehrmind.errors import RunError
from ehrmind.models.load import load
from ehrmind.rl import reference
from tests.rl.test_training import job

pytestmark = pytest.mark.torch
OLD, NEW = "a" * 40, "b" * 40
RLVR = ("stage=rlvr", "stage.steps=1", "stage.prompts_per_step=2", "stage.group_size=2")


def moved(model: Any) -> Any:
    """The same model but for a hundredth in each weight of its last norm."""
    model.model.norm.weight.data += 0.01
    return model


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache in which the branch main has moved on from the commit OLD to NEW."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    made = job(tmp_path / "runs", "stage=rlvr")
    policy = load(made.config.model, None, made.texts)
    repository = tmp_path / "models--org--name"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(NEW)
    shutil.copytree(policy.source, repository / "snapshots" / OLD)
    shutil.copytree(policy.source, repository / "snapshots" / NEW)
    moved(policy.model).save_pretrained(repository / "snapshots" / NEW)
    return repository


@pytest.mark.usefixtures("hub")
def test_trl_loads_the_revision_of_the_policy(tmp_path: Path) -> None:
    from trl.trainer.utils import create_model_from_path

    made = job(tmp_path / "runs", *RLVR)
    model = replace(made.config.model, origin=Origin.hub, path="org/name", revision=OLD)
    policy = load(model, None, made.texts)
    told: Any = reference.loaded_as(made.config.stage, model, policy)  # type: ignore[arg-type]
    given, of_today = create_model_from_path("org/name", **told), create_model_from_path("org/name")
    own = policy.model.model.norm.weight
    assert type(given) is type(policy.model)
    assert bool((given.model.norm.weight == own).all())
    assert not bool((of_today.model.norm.weight == own).all())


def test_where_there_is_no_reference_model_trl_is_told_nothing(tmp_path: Path) -> None:
    for words in (("stage.kl=0.0",), ("model.lora.rank=4",)):
        made = job(tmp_path, *RLVR, *words)
        policy = load(made.config.model, None, made.texts)
        assert reference.loaded_as(made.config.stage, made.config.model, policy) is None  # type: ignore[arg-type]


def test_a_reference_with_other_weights_is_refused_before_the_first_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trl.trainer import grpo_trainer

    from ehrmind.rl.train import train

    honest = grpo_trainer.create_model_from_path
    monkeypatch.setattr(grpo_trainer, "create_model_from_path", lambda *rest, **more: moved(honest(*rest, **more)))
    made = job(tmp_path, *RLVR)
    with pytest.raises(RunError, match=r"stage.kl=0.001 is not the policy before its first step: .* differ by 0\.\d+"):
        train(made)
    assert not made.run.checkpoint.exists()


def test_an_adapter_whose_copy_differs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRL falls back to the model below an adapter with a warning, where it cannot copy one."""
    from ehrmind.rl.train import train

    made = job(tmp_path, *RLVR, "model.lora.rank=4")

    def trained_before(trainer: Any, *rest: Any) -> None:
        for name, weight in trainer.model.named_parameters():
            if "lora_B" in name:
                weight.data += 0.1
        check(trainer, *rest)

    check = reference.check
    monkeypatch.setattr(reference, "check", trained_before)
    with pytest.raises(RunError, match="is not the policy before its first step"):
        train(made)
