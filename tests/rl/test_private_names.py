"""TRL's private names: each is there, and one that is missing ends the run before it trains."""

from pathlib import Path
from typing import Any

import pytest
import trl

from ehrmind.errors import RunError
from ehrmind.rl import private_names
from tests.rl.shared_prefix.test_trainer import RLVR, train
from tests.rl.test_training import job

pytestmark = pytest.mark.torch
STEPS: list[int] = []


@pytest.mark.parametrize("names", ["SFT", "LOOP"])
def test_a_missing_name_ends_sft_before_its_first_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str
) -> None:
    monkeypatch.setattr(private_names, names, ("_renamed",))
    made = job(tmp_path, "stage=sft", "stage.steps=1")
    with pytest.raises(RunError, match=r"TRL 1\.\d.*: .* has no _renamed, on which ehrmind leans"):
        train(made)
    assert not made.run.model.exists()


def test_a_missing_name_ends_rlvr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_names, "GRPO", ("_step", "_renamed"))
    with pytest.raises(RunError, match="GRPOTrainer has no _renamed, on which"):
        train(job(tmp_path, *RLVR))


def test_methods_that_are_gone_or_take_other_parameters_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert private_names._changed(trl.GRPOTrainer) == []

    def other(self: Any, batch: Any) -> None: ...

    monkeypatch.setattr(trl.GRPOTrainer, "_prepare_inputs", other)
    monkeypatch.delattr(trl.GRPOTrainer, "_tokenize_prompts")
    assert private_names._changed(trl.GRPOTrainer) == [
        "_prepare_inputs(generation_batch)",
        "_tokenize_prompts(prompts)",
    ]


def test_every_private_name_of_the_source_is_asked_for() -> None:
    """What `trainer._name`, `super()._name` or a method of our subclass leans on is in the lists."""
    import inspect
    import re

    from ehrmind.registry import files_root
    from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer

    sources = [path.read_text() for path in sorted((files_root() / "ehrmind" / "rl").rglob("*.py"))]
    pattern = r"(?:trainer|super\(\)|SharedPrefixTrainer, self\s*\))\.(_[a-z]\w+)"
    used = {name for source in sources for name in re.findall(pattern, source)}
    used |= {name for name in vars(SharedPrefixTrainer) if name in vars(trl.GRPOTrainer) and name[:2] != "__"}
    own = set(vars(SharedPrefixTrainer)) | set(re.findall(r"self\.(_\w+)", inspect.getsource(SharedPrefixTrainer)))
    inherited = {name for name in used if hasattr(trl.GRPOTrainer, name) or name not in own}
    asked = {*private_names.GRPO, *private_names.LOOP, *private_names.METHODS}
    assert len(used) > 8
    assert inherited - asked - {"_prepare_input"} == set(), "_prepare_input is transformers', for other trainers too"
