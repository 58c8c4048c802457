"""What stands before the first step: arithmetic, lengths, memory with its mends, and a rehearsal that leaves no trace."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.console import console
from ehrmind.errors import UserError
from ehrmind.job import Job
from ehrmind.preflight import summary
from ehrmind.preflight.hardware import GB
from ehrmind.preflight.summary import Lengths, arithmetic, histogram
from tests.test_config import compose

SMALL = ("model=tiny", "task.rows={train: 12, validation: 0, test: 4}", "model.caps.completion_tokens=16")
LENGTHS = Lengths(
    "prompt", {str(size): size for size in range(200, 300)}, 280, {"train: prompt over 280 tokens": 19}, 7
)


def job(folder: Path, *overrides: str) -> Job:
    config = compose(*SMALL, f"runs_dir={folder}", *overrides)
    data = config.task.load()
    run = runs.identify(config, config.stage.arm, None, "d")
    runs.begin(run, config, [], data.manifest)
    return Job(config, data, run, None, ())


class Network:
    """A policy as far as preflight looks at it."""

    model = property(lambda self: self)
    config = property(lambda self: self)

    def __init__(self, model_type: str = "qwen3") -> None:
        self._type = model_type

    def to_dict(self) -> dict[str, Any]:
        sizes = {"num_hidden_layers": 28, "hidden_size": 1024, "intermediate_size": 3072, "vocab_size": 151936}
        sizes |= {"tie_word_embeddings": True}
        return {"model_type": self._type, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128} | sizes


def shown(made: Job, lengths: Lengths = LENGTHS, policy: Any = None) -> str:
    with console.capture() as capture:
        summary.show(made, made.config.stage, policy or Network(), lengths)
    return capture.get()


def test_the_arithmetic_of_rlvr(monkeypatch: pytest.MonkeyPatch) -> None:
    config = compose("model=tiny", "stage=rlvr", "stage.steps=10", "stage.prompts_per_step=8", "stage.group_size=6")
    said = arithmetic(config.stage, 160, config)
    assert said["batch"] == "8 prompts a step × 6 completions = 48 completions, in 8 micro-batches of 6"
    assert said["training"] == "10 optimizer steps, 80 prompts: 0.5 epochs of 160 rows"
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert arithmetic(config.stage, 160, config)["batch"].endswith("in 4 micro-batches of 6, on each of 2 processes")


def test_the_arithmetic_of_sft() -> None:
    config = compose("model=tiny", "stage=sft", "stage.batch=8", "stage.micro_batch=2")
    said = arithmetic(config.stage, 100, config)
    assert said["batch"] == "8 rows a step, in 4 micro-batches of 2"
    assert said["training"] == "26 optimizer steps: 2 epochs of 100 rows"
    config = compose("model=tiny", "stage=sft", "stage.batch=8", "stage.steps=5")
    assert arithmetic(config.stage, 100, config)["training"] == "5 optimizer steps: 0.4 epochs of 100 rows"


def test_the_histogram_counts_every_row_and_marks_the_limit() -> None:
    lines = histogram([10, 11, 12, 25, 40], 30)
    assert sum(int(line.removesuffix(" over the limit").split()[-1]) for line in lines) == 5
    assert [line.endswith("over the limit") for line in lines] == [False, False, True]
    assert lines[0].split()[0] == "10-13"
    assert lines[0].count("█") == 24 == 3 * lines[1].count("█")
    assert histogram([7], 30) == ["     7-7      " + "█" * 24 + " 1"]


@pytest.mark.torch
def test_the_block_shows_the_numbers_and_no_text(tmp_path: Path) -> None:
    made = job(tmp_path, "stage=rlvr")
    said = " ".join(shown(made).replace("│", " ").split())
    assert "p50 240 · p90 272 · p99 280 · longest 280 · limit 280" in said
    assert "left out 19 train: prompt over 280 tokens" in said
    assert "7 gold completions are longer than a completion may be" in said
    assert "over the limit" in said
    assert "GB (estimated): program 600 MB, weights 2.4 GB, optimizer 4.8 GB, reference 2.4 GB" in said
    assert "WARNING" not in said
    for row in made.data.splits["train"]:
        assert row.fields["note"][:30] not in said
    assert shown(job(tmp_path, "stage=rlvr", "preflight=false")) == ""


@pytest.mark.torch
@pytest.mark.parametrize(
    ("overrides", "mends"),
    [
        (("stage=rlvr",), ("stage.group_size", "model.lora.rank=16")),
        (("stage=sft",), ("stage.micro_batch", "model.lora.rank=16")),
        (("stage=sft", "evaluation.batch_size=4096"), ("evaluation.batch_size",)),
    ],
)
def test_too_little_memory_is_a_warning_with_its_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overrides: tuple[str, ...], mends: tuple[str, ...]
) -> None:
    monkeypatch.setattr(summary, "available", lambda: 5 * GB)
    said = shown(job(tmp_path, *overrides))
    assert "WARNING · memory" in said
    assert "5.0 GB are free: it will probably run out" in " ".join(said.replace("│", " ").split())
    assert all(mend in said for mend in mends)


@pytest.mark.torch
def test_an_unknown_build_is_not_guessed_at(tmp_path: Path) -> None:
    assert "not estimated" in shown(job(tmp_path, "stage=sft"), policy=Network("mamba"))


@pytest.mark.torch
def test_memory_beyond_what_is_free_fails_and_then_does_not() -> None:
    import torch

    from ehrmind.preflight.headroom import limited_memory

    size = 6 * GB  # more than an earlier test can have left to the process
    with limited_memory(free=GB // 2), pytest.raises(RuntimeError, match="can't allocate memory"):
        torch.empty(size, dtype=torch.uint8)
    assert len(torch.empty(size, dtype=torch.uint8)) == size


def trainer_of(made: Job, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The trainer that a stage builds, before it trains."""
    from ehrmind.rl import grpo, sft

    caught: list[Any] = []

    class Built(Exception):
        pass

    from ehrmind.rl.train import train

    def keep(trainer: Any, *rest: Any) -> None:
        caught.append(trainer)
        raise Built

    with monkeypatch.context() as patch:
        patch.setattr(grpo, "fit", keep)
        patch.setattr(sft, "fit", keep)
        with pytest.raises(Built):
            train(made)
    return caught[0]


def trained(made: Job, monkeypatch: pytest.MonkeyPatch, rehearsed: bool) -> tuple[dict[str, Any], list[Any]]:
    """The weights after a training, and what it logged."""
    import torch

    from ehrmind.rl.common import peak_memory_mb, reset_peak_memory
    from ehrmind.rl.longest_step import LongestStep

    torch.manual_seed(0)
    trainer = trainer_of(made, monkeypatch)
    if rehearsed:
        trainer.add_callback(LongestStep(trainer, peak_memory_mb, reset_peak_memory))
    trainer.train()
    timed = ("time", "runtime", "per_second", "flos")
    logs = [
        {k: v for k, v in line.items() if not any(part in k for part in timed)} for line in trainer.state.log_history
    ]
    return {name: weight.clone() for name, weight in trainer.model.state_dict().items()}, logs


@pytest.mark.torch
@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param(("stage=rlvr", "stage.lr=1e-3", "stage.steps=2", "model.dtype=auto"), marks=pytest.mark.slow),
        pytest.param(
            ("stage=rlvr", "stage.lr=1e-3", "stage.steps=1", "stage.shared_prefix=off", "stage.recipe=modern"),
            marks=pytest.mark.slow,
        ),
        ("stage=sft", "stage.lr=1e-3", "stage.steps=2", "model.lora.rank=4", "model.lora.dropout=0.3"),
    ],
)
def test_a_run_has_the_same_bits_with_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], overrides: tuple[str, ...]
) -> None:
    plain, logged = trained(job(tmp_path / "plain", *overrides), monkeypatch, False)
    assert "longest step" not in capsys.readouterr().out
    rehearsed, logged_too = trained(job(tmp_path / "rehearsed", *overrides), monkeypatch, True)
    assert "preflight: the longest step fits" in capsys.readouterr().out
    assert list(plain) == list(rehearsed)
    assert all(bool((plain[name] == rehearsed[name]).all()) for name in plain)
    assert logged == logged_too


@pytest.mark.torch
def test_the_rehearsal_is_of_the_longest_rows_at_full_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rl import longest_step

    trainer = trainer_of(job(tmp_path, "stage=rlvr", "stage.steps=1", "stage.group_size=3"), monkeypatch)
    sizes = sorted(map(len, trainer._tokenize_prompts(list(trainer.train_dataset["prompt"]))[0]))
    prompts = longest_step.longest_prompts(trainer)
    assert [len(prompt) for prompt in prompts] == sizes[:-3:-1], "two prompts a step"
    batch = longest_step.completed(trainer, prompts[0])
    assert batch["prompt_ids"].shape == (3, sizes[-1])
    assert batch["completion_ids"].shape == (3, 16)
    assert bool(batch["completion_mask"].all())
    assert longest_step._outline(trainer, prompts) == f"2 prompts of up to {sizes[-1]} tokens × 3 completions of 16"

    rows = trainer_of(job(tmp_path, "stage=sft", "stage.steps=1", "stage.micro_batch=2"), monkeypatch)
    lengths = sorted(map(len, rows.train_dataset["input_ids"]))
    assert longest_step._longest_rows(rows)["input_ids"].shape == (2, lengths[-1])


@pytest.mark.torch
def test_gradients_and_moments_are_in_place_during_the_update(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gc

    import torch

    from ehrmind.rl import longest_step

    trainer = trainer_of(job(tmp_path, "stage=sft", "stage.steps=1"), monkeypatch)
    trainer.create_optimizer()
    shape, seen, real = trainer.model.lm_head.weight.shape, [], trainer.compute_loss

    def look(*arguments: Any, **named: Any) -> Any:
        seen.append(sum(type(item) is torch.Tensor and item.shape == shape for item in gc.get_objects()))
        return real(*arguments, **named)

    trainer.compute_loss = look
    before = sum(type(item) is torch.Tensor and item.shape == shape for item in gc.get_objects())
    longest_step.rehearse(trainer)
    assert seen == [before + 3], "a gradient and two moments"
    assert all(weight.grad is None for weight in trainer.model.parameters())


def cuda() -> Exception:
    import torch

    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


def malloc() -> Exception:
    return RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")


@pytest.mark.torch
@pytest.mark.parametrize("error", [cuda, malloc, MemoryError])
def test_running_out_of_memory_names_the_mends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception]
) -> None:
    from ehrmind.rl import longest_step

    def fail(*arguments: Any) -> None:
        raise error()

    trainer = trainer_of(job(tmp_path, "stage=sft", "stage.steps=1"), monkeypatch)
    monkeypatch.setattr(longest_step, "widest_update", fail)
    with pytest.raises(UserError, match=r"out of memory in the longest step \(4 rows of \d+ tokens\); .*micro_batch"):
        longest_step.rehearse(trainer)


@pytest.mark.torch
def test_another_error_of_the_rehearsal_is_not_called_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rl import longest_step

    def fail(*arguments: Any) -> None:
        raise RuntimeError("shapes do not fit")

    trainer = trainer_of(job(tmp_path, "stage=sft", "stage.steps=1"), monkeypatch)
    monkeypatch.setattr(longest_step, "widest_update", fail)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        longest_step.rehearse(trainer)


def test_what_dynamic_sampling_and_parts_of_groups_make_of_a_batch() -> None:
    config = compose("model=tiny", "stage=rlvr", "stage.group_size=8", "stage.prompts_per_step=2")
    assert arithmetic(config.stage, 100, config)["batch"].endswith("= 16 completions, in 2 micro-batches of 8")
    more = compose(
        *("model=tiny", "stage=rlvr", "stage.group_size=8", "stage.prompts_per_step=2"),
        *("stage.micro_batch=4", "stage.dynamic_sampling=2.5"),
    )
    assert arithmetic(more.stage, 100, more)["batch"].endswith(
        "= 16 completions, of up to 5 prompts, in 4 micro-batches of 4"
    )
