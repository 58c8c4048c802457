"""Real runs on the tiny model: the chain, the record, doing it again, starting from a run, adapters, failures."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.kill_and_resume import digest, mark
from ehrmind import runs
from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation.evaluate import held_out
from ehrmind.experiment import run_plan
from ehrmind.job import Job
from ehrmind.runs import Run
from tests.test_config import compose

pytestmark = pytest.mark.torch

SMALL = (
    *("model=tiny", "task.rows={train: 24, validation: 4, test: 13}", "evaluation.limit=6", "evaluation.batch_size=4"),
    *("model.caps.completion_tokens=24", "task.calculators=[39,21]", "preflight=false"),
)
CHAIN = ("stage=sft_rlvr", "stage.sft.steps=2", "stage.rlvr.steps=2", "stage.sft.lr=1e-3")


def run(folder: Path, *overrides: str) -> list[dict[str, Any]]:
    return run_plan(compose(*SMALL, f"runs_dir={folder}", *overrides), list(overrides))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def folders(parent: Path) -> dict[str, Path]:
    return {runs.read_status(path)["arm"]: path for path in parent.iterdir() if path.is_dir()}


@pytest.fixture(scope="module", autouse=True)
def varied() -> Iterator[None]:
    """A reward that differs: what random weights write earns -2 without exception, which teaches nothing."""
    from ehrmind.rewards.gated import Gated

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gated, "__call__", mark)
        yield


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("runs")
    return folder, run(folder, *CHAIN)


def test_a_chain_evaluates_three_arms_on_the_same_rows(chain: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, results = chain
    assert [result["arm"] for result in results] == ["base", "sft", "sft_rlvr"]
    rows = [[row["id"] for row in lines(path / "predictions.jsonl")] for path in folders(folder).values()]
    assert len(rows) == 3
    assert rows[0] == rows[1] == rows[2]
    assert len(rows[0]) == 6


def test_every_run_leaves_the_whole_record(chain: tuple[Path, list[dict[str, Any]]]) -> None:
    for arm, path in folders(chain[0]).items():
        names = {item.name for item in path.iterdir()}
        assert {"config.yaml", "overrides.txt", "environment.json", "data.json", "status.json", "eval.json"} <= names
        assert not [name for name in names if name.endswith(".tmp")]
        status = runs.read_status(path)
        assert (status["state"], status["attempt"], status["error"]) == ("done", 1, None)
        result = json.loads((path / "eval.json").read_text())
        assert result["metrics"]["accuracy"]["n"] == 6
        assert set(result["by"]) == {"category", "calculators", "calculator", "answer type", "age", "sex"}
        assert result["baselines"]["oracle"]["metrics"]["accuracy"]["value"] == 1.0
        assert result["cost"]["evaluation"]["tokens"] > 0
        if arm != "base":
            assert [line["step"] for line in lines(path / "metrics.jsonl")] == [1, 2]
            assert result["cost"]["train"]["flops"] > 0
            assert (path / "model" / "model.safetensors").exists()
            assert not list(path.rglob("*.bin"))


def test_the_console_shows_the_preflight_and_rehearses_the_longest_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = ("stage=sft_rlvr", "stage.sft.steps=1", "stage.rlvr.steps=1", "evaluation.limit=1")
    run(tmp_path, *chain, "preflight=true")
    out = capsys.readouterr().out
    for arm in ("sft", "sft_rlvr"):
        assert f"preflight · {arm}" in out
    assert "2 prompts a step × 4 completions = 8 completions" in out
    assert out.count("preflight: the longest step fits") == 2


def test_the_chain_is_linked(chain: tuple[Path, list[dict[str, Any]]]) -> None:
    made = folders(chain[0])
    assert runs.read_status(made["sft_rlvr"])["parent"] == made["sft"].name
    assert runs.read_status(made["sft"])["parent"] is None


def test_training_changes_the_weights_and_rlvr_starts_from_sft(chain: tuple[Path, list[dict[str, Any]]]) -> None:
    import torch
    from safetensors.torch import load_file

    made = folders(chain[0])
    sft, both = (load_file(made[arm] / "model" / "model.safetensors") for arm in ("sft", "sft_rlvr"))
    moved = max(float((sft[name] - both[name]).abs().max()) for name in sft)
    assert 0 < moved < 1e-4, "two steps at lr 1e-6 move a weight a little, from where SFT left it"
    assert all(torch.isfinite(weight).all() for weight in both.values())


def test_metrics_name_the_reward_terms(chain: tuple[Path, list[dict[str, Any]]]) -> None:
    last = lines(folders(chain[0])["sft_rlvr"] / "metrics.jsonl")[-1]
    assert {"reward", "rewards/gated/mean", "kl", "entropy", "completions/mean_length", "frac_reward_zero_std"} <= set(
        last
    )
    assert last["rewards/gated/mean"] == last["reward"]


def test_doing_it_again_does_nothing_and_says_so(
    chain: tuple[Path, list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, results = chain
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert run(folder, *CHAIN) == results
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert capsys.readouterr().out.count("done before") == 3


def test_the_sft_of_a_chain_is_the_sft_of_its_own(chain: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, results = chain
    assert run(folder, "stage=sft", "stage.steps=2", "stage.lr=1e-3") == [results[1]]
    assert len(folders(folder)) == 3


@pytest.mark.slow
def test_the_same_seed_gives_the_same_weights(chain: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    run(tmp_path, *CHAIN)
    for arm in ("sft", "sft_rlvr"):
        first, second = (folders(where)[arm] / "model" / "model.safetensors" for where in (chain[0], tmp_path))
        assert first.read_bytes() == second.read_bytes()


def test_the_console_says_which_data_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, "stage=evaluate")
    out = capsys.readouterr().out
    assert "GENERATED short notes" in out.splitlines()[1]
    assert json.loads((folders(tmp_path)["base"] / "data.json").read_text())["description"].startswith("GENERATED")


def test_a_stage_can_start_from_a_run(chain: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    sft = folders(chain[0])["sft"]
    results = run(tmp_path, "stage=evaluate", f"stage.init_from={sft}")
    assert results[0]["metrics"] == chain[1][1]["metrics"]
    with pytest.raises(ConfigError, match="not the folder of a finished run"):
        run(tmp_path, "stage=evaluate", f"stage.init_from={tmp_path}")


@pytest.mark.parametrize("recipe", ["released", pytest.param("modern", marks=pytest.mark.slow)])
def test_every_recipe_takes_a_real_step(tmp_path: Path, recipe: str) -> None:
    run(
        tmp_path,
        "stage=rlvr",
        "stage.steps=1",
        f"stage.recipe={recipe}",
        "reward=[correct,format]",
        "reward.format.weight=0.5",
    )
    line = lines(folders(tmp_path)["rlvr"] / "metrics.jsonl")[0]
    assert {"rewards/correct/mean", "rewards/format/mean"} <= set(line)
    assert ("kl" in line) is (recipe == "released")


def test_an_adapter_goes_from_sft_to_rlvr(tmp_path: Path) -> None:
    run(tmp_path, *CHAIN, "model.lora.rank=4")
    made = folders(tmp_path)
    assert (made["sft"] / "model" / "adapter_model.safetensors").exists()
    assert (made["sft_rlvr"] / "model" / "adapter_model.safetensors").exists()
    assert not (made["sft_rlvr"] / "model" / "ref").exists(), "the reference copy of the adapter is not a result"


def test_what_trl_refuses_is_said_with_its_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"stage.extra.learning_rat is not a field of SFTConfig; did you"):
        run(tmp_path, "stage=sft", "stage.steps=1", "+stage.extra.learning_rat=1")
    assert not list(tmp_path.iterdir()), "before anything is begun"


def test_a_run_that_failed_is_done_again(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no training row fits"):
        run(tmp_path, "stage=sft", "stage.steps=1", "stage.prompt_tokens=3", "stage.completion_tokens=3")
    path = folders(tmp_path)["sft"]
    assert "no training row fits" in runs.read_status(path)["error"]
    with pytest.raises(DataError):
        run(tmp_path, "stage=sft", "stage.steps=1", "stage.prompt_tokens=3", "stage.completion_tokens=3")
    assert runs.read_status(path)["attempt"] == 2


def test_a_killed_evaluation_goes_on_without_training_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ehrmind.evaluation import journal

    overrides = ("stage=sft", "stage.steps=2", "stage.lr=1e-3", "evaluation.k=2", "evaluation.batch_size=6")
    run(tmp_path / "whole", *overrides)
    add, calls = journal.Journal.add, []

    def killed(self: journal.Journal, *args: Any) -> None:
        add(self, *args)
        calls.append(len(self.written))
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(journal.Journal, "add", killed)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "killed", *overrides)
    monkeypatch.undo()
    path = folders(tmp_path / "killed")["sft"]
    assert runs.read_status(path)["state"] == "interrupted"
    weights = (path / "model" / "model.safetensors").stat().st_mtime_ns
    run(tmp_path / "killed", *overrides)
    assert "trained before" in capsys.readouterr().out
    assert (path / "model" / "model.safetensors").stat().st_mtime_ns == weights
    assert runs.read_status(path)["attempt"] == 2
    whole = folders(tmp_path / "whole")["sft"]
    for name in ("predictions.jsonl", "samples.jsonl", "rows.jsonl"):
        assert (path / name).read_bytes() == (whole / name).read_bytes()
    assert digest(path / "metrics.jsonl") == digest(whole / "metrics.jsonl"), "but for the times"


@pytest.mark.parametrize("stage", [pytest.param("sft", marks=pytest.mark.slow), "rlvr"])
def test_the_best_of_the_validation_rows_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    from safetensors.torch import load_file

    from ehrmind.rl import selection

    seen = iter([0.25, 0.5, 0.5])
    real_value, real_take = selection.Select._value, selection.Select.take
    weights = []

    def told(self: Any, rows: Any) -> float:
        assert {row.id for row in rows} <= {f"generated-0-validation-{i}" for i in range(4)}
        assert real_value(self, rows) == 0.0
        return next(seen)

    def take(self: Any, model: Any, *rest: Any) -> dict[str, float]:
        weights.append(model.model.norm.weight.detach().clone())
        return real_take(self, model, *rest)

    monkeypatch.setattr(selection.Select, "_value", told)
    monkeypatch.setattr(selection.Select, "take", take)
    overrides = (f"stage={stage}", "stage.steps=5", "stage.lr=1e-3", "stage.select.every=2")
    result = run(tmp_path, *overrides)[0]
    assert (result["cost"]["train"]["selected_step"], result["cost"]["train"]["validation_accuracy"]) == (4, 0.5)
    metrics = lines(folders(tmp_path)[stage] / "metrics.jsonl")
    assert [line.get("validation/accuracy") for line in metrics] == [None, 0.25, None, 0.5, 0.5]
    kept = load_file(folders(tmp_path)[stage] / "model" / "model.safetensors")["model.norm.weight"]
    assert bool((kept == weights[1]).all())
    assert not bool((kept == weights[2]).all())


def test_a_diagnosis_filters_what_rlvr_trains_on(tmp_path: Path) -> None:
    run(tmp_path, "stage=diagnose", "evaluation.split=train", "evaluation.k=2", "evaluation.limit=20")
    path = folders(tmp_path)["diagnose"]
    assert len(json.loads((path / "diagnosis.json").read_text())["rows"]) == 20
    assert len(lines(path / "filtered.jsonl")) == 4, "random weights answer none of the 20 right"
    run(tmp_path, "stage=rlvr", "stage.steps=1", f"stage.filter={path}")
    dropped = json.loads((folders(tmp_path)["rlvr"] / "data.json").read_text())["dropped"]
    assert dropped == {"train: always or never right before training": 20}
    run(tmp_path, "stage=rlvr", "stage.steps=1")
    assert len([1 for item in tmp_path.iterdir() if "rlvr" in item.name]) == 2, "another filter is another run"


def test_rows_left_out_of_training_stand_in_the_record(tmp_path: Path) -> None:
    sizes = run_sizes()
    limit = sorted(sizes)[len(sizes) // 2]
    run(tmp_path, "stage=rlvr", "stage.steps=1", f"stage.prompt_tokens={limit}")
    dropped = json.loads((folders(tmp_path)["rlvr"] / "data.json").read_text())["dropped"]
    assert dropped == {f"train: prompt over {limit} tokens": sum(size > limit for size in sizes)}


def run_sizes() -> list[int]:
    """Prompt lengths of the training rows, as the tiny model counts them."""
    from ehrmind.job import Job
    from ehrmind.models.load import load

    config = compose(*SMALL, "stage=rlvr")
    data = config.task.load()
    job = Job(config, data, None, None, ())  # type: ignore[arg-type]
    policy = load(config.model, None, job.texts)
    return [len(policy.encode(config.task.prompt(row))) for row in data.splits["train"]]


def test_a_prompt_beyond_the_context_counts_as_failed(tmp_path: Path) -> None:
    from ehrmind.models.load import load

    config = compose(*SMALL, "stage=evaluate")
    job = Job(config, config.task.load(), Run(tmp_path, "base", None, "0"), None, ())
    policy = load(config.model, None, job.texts)
    sizes = sorted(len(policy.encode(config.task.prompt(row))) for row in held_out(config, job.data))
    folder = Path(shutil.copytree(policy.source, tmp_path / "short"))
    settings = json.loads((folder / "config.json").read_text())
    settings["max_position_embeddings"] = sizes[2] + 8  # room after three of the six
    (folder / "config.json").write_text(json.dumps(settings))
    short = ("model=hub", f"model.path={folder}", "model.dtype=float32", "evaluation.completion_tokens=8")
    (result,) = run(tmp_path / "runs", "stage=evaluate", "evaluation.k=0", *short)
    assert result["n"] == 6
    longer = sum(size > sizes[2] for size in sizes)
    assert result["reasons"]["prompt leaves no room in the context"] == longer > 0


@pytest.mark.slow
def test_a_chain_can_be_split_over_commands(tmp_path: Path) -> None:
    run(tmp_path, "stage=sft", "stage.steps=1")
    sft = folders(tmp_path)["sft"]
    run(tmp_path, "stage=rlvr", "stage.steps=1", f"stage.init_from={sft}")
    assert runs.read_status(folders(tmp_path)["rlvr"])["parent"] == sft.name
