"""The learning rate of every step of a warm-up, and from there on transformers' schedule."""

import json
from pathlib import Path

import pytest

from ehrmind.rl.warmup import ahead
from tests.rl.shared_prefix.test_trainer import train
from tests.rl.test_training import job

pytestmark = pytest.mark.torch


def rates(folder: Path, *overrides: str) -> list[float]:
    sizes = ("stage.batch=2", "stage.micro_batch=2", "stage.completion_tokens=400")
    logs = train(job(folder, "stage=sft", *sizes, "stage.lr=1e-3", *overrides))
    return [row["learning_rate"] / 1e-3 for row in logs]


def test_the_first_step_of_a_warm_up_learns(tmp_path: Path) -> None:
    found = rates(tmp_path, "stage.steps=4", "stage.warmup=0.05", "stage.schedule=constant_with_warmup")
    assert found == [1, 1, 1, 1], "one step of warm-up is none"
    longer = rates(tmp_path, "stage.steps=4", "stage.warmup=0.75", "stage.schedule=constant_with_warmup")
    assert longer == pytest.approx([1 / 3, 2 / 3, 1, 1])


def test_behind_the_warm_up_the_schedule_is_transformers(tmp_path: Path) -> None:
    import torch
    from transformers import get_scheduler

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    (theirs,) = get_scheduler("cosine", optimizer, num_warmup_steps=2, num_training_steps=6).lr_lambdas
    assert [ahead(theirs, 2)(step) for step in range(2, 7)] == [theirs(step) for step in range(2, 7)]
    found = rates(tmp_path, "stage.steps=6", "stage.warmup=0.3", "stage.schedule=cosine")
    assert found == pytest.approx([0.5, 1.0, *[theirs(step) for step in range(2, 6)]])


def test_a_resumed_warm_up_goes_on_where_it_was(tmp_path: Path) -> None:
    from dataclasses import replace

    from ehrmind import runs
    from ehrmind.rl import train as trainers
    from ehrmind.tracking.local import MetricsFile

    words = ("stage=sft", "stage.batch=2", "stage.micro_batch=2", "stage.completion_tokens=400", "stage.steps=5")
    made = job(tmp_path, *words, "stage.warmup=0.8", "stage.lr=1e-3", "stage.save.steps=2")

    class Killed(Exception):
        pass

    def advance(metrics: object, of: int) -> None:
        advance.steps += 1  # type: ignore[attr-defined]
        if advance.steps == 3:  # type: ignore[attr-defined]
            raise Killed

    advance.steps = 0  # type: ignore[attr-defined]
    log = made.run.folder / "metrics.jsonl"
    with pytest.raises(Killed):
        trainers.train(replace(made, advance=advance, trackers=(MetricsFile(log),)))
    resume = runs.begin(made.run, made.config, [], {})
    assert resume is not None
    trainers.train(replace(made, resume=resume, trackers=(MetricsFile(log),)))
    found = [json.loads(line)["learning_rate"] / 1e-3 for line in log.read_text().splitlines()]
    assert found[:4] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert len(found) == 5


def test_the_weights_move_in_the_first_step(tmp_path: Path) -> None:
    """What is logged is not what is done: the optimizer's own rate counts."""
    import torch

    from ehrmind.models.load import load
    from tests.rl.shared_prefix.test_trainer import weights

    made = job(tmp_path, "stage=sft", "stage.steps=1", "stage.warmup=0.05", "stage.lr=1e-3", "stage.batch=2")
    train(made)
    before = load(made.config.model, None, made.texts).model.state_dict()
    assert any(not torch.equal(weight, before[name]) for name, weight in weights(made).items())
