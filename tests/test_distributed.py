"""Several processes of one run: what each of them takes, what is refused, and the same result as from one process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from ehrmind import distributed, zstd
from ehrmind.config import Rollout
from ehrmind.errors import ConfigError, UserError
from ehrmind.evaluation.here import _merged
from ehrmind.evaluation.journal import Journal
from ehrmind.feasible import check, check_rollout
from ehrmind.files import write_json
from ehrmind.tracking import open_trackers
from ehrmind.types import Completion
from tests.rl.test_training import job
from tests.test_config import CONF, compose

LAUNCHES = sorted((CONF / "accelerate").glob("*.yaml"))
SMALL = (
    *(
        "model=tiny",
        "model.dtype=float32",
        "task.rows={train: 24, validation: 4, test: 13}",
        "task.calculators=[39,21]",
    ),
    *("evaluation.limit=7", "evaluation.k=2", "evaluation.batch_size=6", "model.caps.completion_tokens=24"),
    "preflight=false",
)
# Nuclei of random weights are ordered by differences that are as small as those of rounding.
CHAIN = (
    *(*SMALL, "stage=sft_rlvr", "stage.arm=sft_rlvr", "evaluation.top_p=1.0"),
    *("stage.sft.epochs=1", "stage.sft.batch=8", "stage.sft.lr=1e-3", "stage.sft.select.every=2"),
    *("stage.rlvr.steps=3", "stage.rlvr.prompts_per_step=4", "stage.rlvr.lr=1e-3", "stage.rlvr.top_p=1.0"),
)
DYNAMIC = ("stage.rlvr.dynamic_sampling=1.5", "stage.rlvr.micro_batch=2", "stage.rlvr.loss=bnpo")


@pytest.fixture
def third_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"RANK": "2", "LOCAL_RANK": "0", "WORLD_SIZE": "4"}.items():
        monkeypatch.setenv(name, value)


def test_alone_there_is_one_process_and_nothing_to_agree_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.setenv("WORLD_SIZE", "8")  # some schedulers set it for other ends
    assert (distributed.rank(), distributed.world_size(), distributed.is_main()) == (0, 1, True)
    assert distributed.agree("found") == "found"
    assert distributed.gather(3) == [3]
    assert distributed.share([1, 2, 3]) == [1, 2, 3]
    assert distributed.deal("stage.batch", 7) == 7
    with distributed.joined(), distributed.main_first():
        distributed.barrier()


@pytest.mark.usefixtures("third_of_four")
def test_the_work_is_dealt_out(tmp_path: Path) -> None:
    assert not distributed.is_main()
    assert distributed.share("abcdefgh") == "cg"
    assert distributed.deal("stage.batch", 8) == 2
    write_json(tmp_path / "status.json", {})
    assert not list(tmp_path.iterdir()), "only the first process writes"
    assert open_trackers(compose("tracking=wandb"), None, {}, "") == []  # type: ignore[arg-type]


@pytest.mark.usefixtures("third_of_four")
@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (("stage=rlvr", "stage.prompts_per_step=6"), "stage.prompts_per_step=6 cannot be dealt out to 4 processes"),
        (("stage=sft", "stage.batch=6", "stage.micro_batch=1"), "stage.batch=6 cannot be dealt out to 4 processes"),
        (("stage.rlvr.prompts_per_step=2",), "stage.rlvr.prompts_per_step=2 cannot be dealt out to 4 processes"),
        (("stage.rlvr.prompts_per_step=4", "stage.sft.batch=2"), "stage.sft.batch=2 cannot be dealt out to 4"),
    ],
)
def test_a_batch_that_cannot_be_dealt_out_is_refused(overrides: tuple[str, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=f"{message}.*; use a multiple of 4"):
        check(compose("model=tiny", *overrides))


@pytest.mark.parametrize("engine", ["ACCELERATE_USE_FSDP", "ACCELERATE_USE_DEEPSPEED"])
def test_selection_is_refused_where_weights_are_sharded(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = compose("model=tiny", "stage=rlvr", "stage.select.every=2")
    check(config)
    monkeypatch.setenv(engine, "true")
    with pytest.raises(ConfigError, match=r"stage.select.every=2 needs the whole weights .* use 0, or train with DDP"):
        check(config)


@pytest.mark.torch
def test_vllm_is_refused_where_it_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    config = compose("model=tiny", "stage=rlvr", "model.rollout=vllm_colocate")
    monkeypatch.setattr("ehrmind.feasible.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"model.rollout=vllm_colocate needs vLLM: pip install 'ehrmind\[gpu\]'"):
        check(config)
    check(compose("model=tiny", "stage=sft", "model.rollout=vllm_colocate"))  # writes no completions to learn from
    monkeypatch.setattr("ehrmind.feasible.find_spec", lambda name: object())
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(ConfigError, match="model.rollout=vllm_server needs a GPU, and none is visible here"):
        check_rollout(Rollout.vllm_server)


@pytest.mark.heavy
@pytest.mark.parametrize("arguments", [["--multirun", "seed=0,1"], ["-m", "seed=0,1"], ["+sweeps=arms"]])
def test_a_sweep_under_a_launcher_is_refused_with_what_to_do(arguments: list[str], tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ehrmind", *arguments],
        env={**os.environ, "RANK": "0", "WORLD_SIZE": "2"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "has started 2 processes for one run, and this is a sweep; leave the launcher out" in result.stderr
    assert f"python -m ehrmind {' '.join(arguments)}" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_launcher_that_starts_one_process_for_two_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """`accelerate launch --cpu --num_processes 2` does so where there is no MPI."""
    monkeypatch.setenv("ACCELERATE_USE_CPU", "True")
    assert not distributed.is_alone()
    monkeypatch.setenv("MASTER_ADDR", "127.0.0.1")
    assert distributed.is_alone()


@pytest.mark.parametrize("flag", [["--num_processes", "2"], ["--num-processes=2"]])
def test_as_many_processes_are_started_as_accelerate_was_asked_for(
    flag: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import psutil

    started: list[list[str]] = []
    monkeypatch.setattr(
        psutil.Process, "cmdline", lambda self: ["accelerate", "launch", "--cpu", *flag, "-m", "ehrmind"]
    )
    monkeypatch.setattr("os.execv", lambda path, command: started.append(command))
    monkeypatch.setattr("sys.argv", ["ehrmind", "stage=rlvr", "model=tiny"])
    distributed.start_all()
    assert started[0][1:4] == ["-m", "torch.distributed.run", "--standalone"]
    assert started[0][4:] == ["--nproc_per_node", "2", "-m", "ehrmind", "stage=rlvr", "model=tiny"]


def test_a_number_of_processes_that_cannot_be_told_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    monkeypatch.setattr(psutil.Process, "cmdline", lambda self: ["accelerate", "launch", "train.py"])
    with pytest.raises(ConfigError, match=r"one process of several; use --config_file conf/accelerate/cpu.yaml"):
        distributed.start_all()


def test_what_processes_wrote_of_an_evaluation_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "completions.jsonl"
    for name, keys in (("completions.jsonl", "ab"), ("completions.1.jsonl", "cb"), ("completions.2.jsonl", "d")):
        for key in keys:
            Journal(tmp_path / name).add({key: [Completion(name, 1, True)]}, 0.5)
    with (tmp_path / "completions.2.jsonl").open("a") as file:
        file.write('{"id": "e", "left"')  # cut by a kill
    journal = _merged(path)
    assert {key: rows[0].text for key, rows in journal.written.items()} == {
        **{"a": "completions.jsonl", "b": "completions.jsonl"},
        **{"c": "completions.1.jsonl", "d": "completions.2.jsonl"},
    }
    assert [item.name for item in tmp_path.iterdir()] == ["completions.jsonl"]
    assert set(_merged(path).written) == set("abcd")


@pytest.mark.torch
@pytest.mark.parametrize("path", LAUNCHES, ids=lambda path: path.stem)
def test_accelerate_takes_every_launch_file(path: Path) -> None:
    from accelerate.commands.config.config_args import load_config_from_file
    from accelerate.commands.launch import launch_command_parser

    known = {action.dest for action in launch_command_parser()._actions}
    config = load_config_from_file(str(path))
    assert config.num_processes > 1
    assert {*config.fsdp_config, *config.deepspeed_config} <= known
    assert path.read_text().startswith("# ")
    assert yaml.safe_load(path.read_text())["main_process_port"] == 0, "two runs on one machine"


def loaded() -> Any:
    """What the arguments ask of a policy."""
    return SimpleNamespace(chat=SimpleNamespace(kwargs={}), model=SimpleNamespace(), source=Path("tiny"))


@pytest.mark.torch
@pytest.mark.parametrize(
    ("rollout", "expected"),
    [
        (Rollout.transformers, {"use_vllm": False}),
        (Rollout.vllm_colocate, {"use_vllm": True, "vllm_mode": "colocate"}),
        (Rollout.vllm_server, {"use_vllm": True, "vllm_mode": "server"}),
    ],
)
def test_who_writes_the_completions_reaches_trl(tmp_path: Path, rollout: Rollout, expected: dict[str, Any]) -> None:
    from trl import GRPOConfig

    from ehrmind.rl.common import build
    from ehrmind.rl.grpo import arguments

    made = job(tmp_path, "stage=rlvr", f"model.rollout={rollout.value}")
    args = build(GRPOConfig, arguments(made.config.stage, made, loaded()), {})
    assert {name: getattr(args, name) for name in expected} == expected
    assert not args.vllm_importance_sampling_correction


@pytest.mark.torch
@pytest.mark.usefixtures("third_of_four")
def test_a_micro_batch_is_one_group_on_one_process(tmp_path: Path) -> None:
    from ehrmind.rl.grpo import arguments

    made = job(tmp_path, "stage=rlvr", "stage.prompts_per_step=12", "stage.group_size=6")
    settings = arguments(made.config.stage, made, loaded())
    assert (settings["per_device_train_batch_size"], settings["gradient_accumulation_steps"]) == (6, 3)


@pytest.mark.torch
def test_without_a_launcher_one_gpu_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    from ehrmind.rl.common import on_one_gpu

    several = SimpleNamespace(n_gpu=4)
    assert on_one_gpu(several)._n_gpu == 1
    assert "one of 4 GPUs is used" in capsys.readouterr().out
    assert not hasattr(on_one_gpu(SimpleNamespace(n_gpu=1)), "_n_gpu")


@pytest.mark.torch
def test_processes_give_up_the_shared_prefix_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ehrmind.rl.shared_prefix import trainer
    from tests.rl.shared_prefix.test_trainer import RLVR, train

    monkeypatch.setattr(trainer, "gather", lambda value: [value, "another process says so"])
    assert len(train(job(tmp_path, *RLVR, "stage.shared_prefix=auto"))) == 2
    assert "with each completion: another process says so" in " ".join(capsys.readouterr().out.split())


@pytest.mark.torch
def test_the_prefix_is_not_shared_where_weights_are_sharded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ehrmind.rl.shared_prefix import trainer
    from tests.rl.shared_prefix.test_trainer import RLVR, train

    monkeypatch.setattr(trainer, "sharded", lambda: True)
    assert len(train(job(tmp_path / "auto", *RLVR, "stage.shared_prefix=auto"))) == 2
    assert "with each completion: its weights are sharded (FSDP or" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(UserError, match=r"stage.shared_prefix=on: .* sharded .*; use stage.shared_prefix=off"):
        train(job(tmp_path / "on", *RLVR, "stage.shared_prefix=on"))


@pytest.mark.torch
def test_two_processes_do_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Losses, rewards (which follow from the completions) and the evaluation, from the same global batch.

    RLVR finds the same groups with variance by dynamic sampling, too few of them as well, and learns the same of them.
    """
    from tests.launched import some_vary

    for one, two in trained(tmp_path, monkeypatch, some_vary, *CHAIN, *DYNAMIC):
        for file in ("rows.jsonl", "predictions.jsonl", "samples.jsonl"):
            assert (one / file).read_bytes() == (two / file).read_bytes(), file
        metrics = [rows(folder / "metrics.jsonl") for folder in (one, two)]
        assert [line["step"] for line in metrics[1]] == [1, 2, 3]
        compare(*metrics)
    names = ("groups/looked_at", "groups/learned_from", "groups/without_variance", "rewards/gated/group_variance")
    for mine, other in zip(*metrics, strict=True):
        assert [mine[name] for name in names] == pytest.approx([other[name] for name in names])
    assert any(line["groups/learned_from"] % 2 for line in metrics[0]), "a place of the second process is empty"
    written = [zstd.read(folder / "rollouts.jsonl.zst") for folder in (one, two)]
    for mine, other in zip(*written, strict=True):
        advantages = [line.pop("advantage", 0) for line in (mine, other)]
        assert advantages[0] == pytest.approx(advantages[1], abs=1e-4)
        assert mine == other


@pytest.mark.torch
@pytest.mark.slow
def test_two_processes_do_what_one_does_without_dynamic_sampling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks.kill_and_resume import mark

    for one, two in trained(tmp_path, monkeypatch, mark, *CHAIN):
        compare(*(rows(folder / "metrics.jsonl") for folder in (one, two)))
        assert (one / "predictions.jsonl").read_bytes() == (two / "predictions.jsonl").read_bytes()


def trained(where: Path, monkeypatch: pytest.MonkeyPatch, reward: Any, *overrides: str) -> list[tuple[Path, Path]]:
    """The folders of a chain's runs, SFT before RLVR, each done by one process and by two."""
    from ehrmind.experiment import run_plan
    from ehrmind.rewards.gated import Gated

    output = launch(2, *overrides, f"runs_dir={where / 'two'}")
    assert output.count("GENERATED") == 1, "one process speaks"
    monkeypatch.setattr(Gated, "__call__", reward)
    run_plan(compose(*overrides, f"runs_dir={where / 'one'}"), [])
    names = sorted(folder.name for folder in (where / "one").iterdir())
    assert names == sorted(folder.name for folder in (where / "two").iterdir())
    pairs = [(where / "one" / name, where / "two" / name) for name in names]
    for one, two in pairs:
        assert {path.name for path in one.iterdir()} == {path.name for path in two.iterdir()}
        assert json.loads((two / "status.json").read_text())["state"] == "done"
    return pairs


def compare(one: list[dict[str, Any]], two: list[dict[str, Any]]) -> None:
    """Loss and gradient, and of RLVR the rewards, which follow from the completions."""
    for mine, other in zip(one, two, strict=True):
        for name in ("loss", "grad_norm", "reward", "reward_std", "num_tokens", "validation/accuracy"):
            assert mine.get(name, -1) == pytest.approx(other.get(name, -1), rel=1e-4, abs=1e-7), name
        assert mine.get("reward_std", 1) > 0.1


def launch(processes: int, *overrides: str) -> str:
    """The output of a run by several processes of this machine."""
    started = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={processes}"]
    result = subprocess.run(
        [*started, "-m", "tests.launched", *overrides],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        cwd=CONF.parent,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return result.stdout


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]
