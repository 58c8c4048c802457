"""vLLM as what writes an evaluation: the same record as without it, the right weights, and reasons where it cannot.

There is no GPU here: a stand-in with vLLM's names and types answers in its place (tests/fake_vllm).
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ehrmind import feasible
from ehrmind.config import Engine
from ehrmind.errors import ConfigError, RunError
from ehrmind.evaluation.given import seed_of
from ehrmind.experiment import run_plan
from ehrmind.models import machine, vllm_engine
from ehrmind.models.load import load
from tests.test_config import compose
from tests.used_runs import SMALL

pytestmark = pytest.mark.torch
FAKE = Path(__file__).parent.parent / "fake_vllm"
ASKED = tuple(word for word in SMALL if not word.startswith(("stage.", "evaluation.k")))
TRIALS = ("model=tiny", "task=trial_matching", "task.patients={train: 2, validation: 1, test: 2}", "evaluation.limit=2")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A vLLM that can be imported; it goes again. TRL, which looks for one itself, is there before it."""
    import trl.trainer.grpo_trainer  # noqa: F401

    monkeypatch.syspath_prepend(str(FAKE))
    import vllm

    yield vllm
    for name in [name for name in sys.modules if name.split(".")[0] == "vllm"]:
        del sys.modules[name]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch, fake: Any) -> Any:
    """The same, with nothing that speaks against it."""
    monkeypatch.setattr(feasible, "why_not_vllm", lambda model: None)
    return fake


def only(folder: Path, name: str = "evaluate") -> Path:
    (found,) = [path for path in folder.iterdir() if f"-{name}-" in path.name]
    return found


def texts(folder: Path, file: str = "predictions.jsonl") -> list[str]:
    return [json.loads(line)["text"] for line in (folder / file).read_text().splitlines()]


def evaluated(folder: Path, *words: str) -> dict[str, Any]:
    config = compose(*ASKED, f"runs_dir={folder}", "stage=evaluate", *words)
    feasible.check(config)
    (result,) = run_plan(config, [])
    return result


def test_without_vllm_or_a_gpu_this_process_writes(fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = compose("model=tiny").model
    assert feasible.engine_here(Engine.auto, model) is Engine.transformers
    with pytest.raises(ConfigError, match=r"evaluation\.engine=vllm: it needs a GPU.*engine=auto or transformers"):
        feasible.engine_here(Engine.vllm, model)
    monkeypatch.setattr(machine, "device", lambda: "cuda")
    assert feasible.engine_here(Engine.auto, model) is Engine.vllm
    assert feasible.engine_here(Engine.transformers, model) is Engine.transformers
    packed = compose("model=hub", "model.path=some/name", "model.quantize=nf4").model
    with pytest.raises(ConfigError, match=r"weights would not be those of model\.quantize=nf4"):
        feasible.engine_here(Engine.vllm, packed)
    monkeypatch.setattr(feasible, "world_size", lambda: 2)
    with pytest.raises(ConfigError, match="one process, and this launch has 2"):
        feasible.engine_here(Engine.vllm, model)
    monkeypatch.setattr(feasible, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"vLLM is not installed \(pip install 'ehrmind\[gpu\]'\)"):
        feasible.engine_here(Engine.vllm, model)


def test_what_is_asked_for_and_cannot_be_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"evaluation\.engine=vllm: "):
        evaluated(tmp_path, "evaluation.engine=vllm")
    assert not tmp_path.exists() or not any(tmp_path.iterdir())


def test_the_greedy_answers_and_the_record_are_those_of_this_process(tmp_path: Path, taken: Any) -> None:
    here = evaluated(tmp_path / "here", "evaluation.engine=transformers", "evaluation.k=0")
    there = evaluated(tmp_path / "there", "evaluation.k=2")
    assert here["metrics"] == there["metrics"]
    assert texts(only(tmp_path / "here")) == texts(only(tmp_path / "there"))
    assert there["engine"][0].startswith("vllm")
    assert "engine" not in here
    (started,) = taken.started
    assert started["dtype"] == "float32"
    assert started["max_num_seqs"] == 512
    assert started["generation_config"] == "vllm"
    rows = [json.loads(line)["id"] for line in (only(tmp_path / "there") / "rows.jsonl").read_text().splitlines()]
    sampled = {params.seed for params in taken.asked if params.temperature}
    assert sampled == {seed_of(0, row, sample) for row in rows for sample in (1, 2)}
    assert {params.n for params in taken.asked} == {1}


def test_an_end_token_that_was_left_out_is_put_back(fake: Any) -> None:
    def ended(reason: str, *ids: int) -> list[int]:
        return vllm_engine._ended(fake.CompletionOutput(0, "", ids, reason), [2, 7])

    assert ended("stop", 5, 9, 7) == [5, 9, 7]
    assert ended("stop", 5, 9) == [5, 9, 2]
    assert ended("stop") == [2]
    assert ended("length", 5, 9) == [5, 9]


def test_probabilities_are_read_by_the_model_itself(tmp_path: Path, taken: Any) -> None:
    words = (*TRIALS, "stage=evaluate", "evaluation.k=1", "evaluation.completion_tokens=6")
    run_plan(compose(*words, f"runs_dir={tmp_path / 'there'}"), [])
    alone = "evaluation.engine=transformers"
    run_plan(compose(*words, f"runs_dir={tmp_path / 'here'}", alone, "evaluation.shared_prefix=off"), [])
    for file in ("predictions.jsonl", "baselines.jsonl"):
        found, expected = (
            [json.loads(line)["probabilities"] for line in (only(tmp_path / name) / file).read_text().splitlines()]
            for name in ("there", "here")
        )
        assert any(found)
        for one, other in zip(found, expected, strict=True):
            assert (one is None) == (other is None)
            if one is not None:
                assert one["labels"] == pytest.approx(other["labels"], abs=1e-5)
                assert one["mass"] == pytest.approx(other["mass"], abs=1e-5)


def test_an_adapter_reaches_vllm_merged_and_stays_as_it_is(tmp_path: Path) -> None:
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    from ehrmind.models.load import Policy, load

    policy = load(compose("model=tiny").model, None, lambda: ["Sodium is 140 mEq/L and chloride 102."] * 20)
    torch.manual_seed(0)
    lora = LoraConfig(r=4, target_modules="all-linear", init_lora_weights=False, task_type="CAUSAL_LM")
    adapted = replace(policy, model=get_peft_model(policy.model, lora))
    assert isinstance(adapted, Policy)
    ids = torch.tensor([[5, 9, 17, 30]])
    with torch.inference_mode():
        expected = adapted.model(input_ids=ids).logits
        with adapted.model.disable_adapter():
            below = adapted.model(input_ids=ids).logits
    told = vllm_engine.settings(adapted, compose("model=tiny").model, 64, tmp_path / "merged")
    assert told["model"] == str(tmp_path / "merged")
    with torch.inference_mode():
        written = AutoModelForCausalLM.from_pretrained(told["model"])(input_ids=ids).logits
        after = adapted.model(input_ids=ids).logits
    torch.testing.assert_close(written, expected, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(after, expected)
    assert float((below - expected).abs().max()) > 0.01, "the adapter says something"


def test_other_weights_than_the_models_are_not_believed(
    tmp_path: Path, taken: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(taken, "ruined", True)
    why = "0 % are the model's likeliest, less than 90 %"
    with pytest.raises(RunError, match=rf"{why}; with evaluation\.engine=auto this process goes on"):
        evaluated(tmp_path / "asked", "evaluation.engine=vllm")
    result = evaluated(tmp_path / "auto")
    assert "engine" not in result, "nothing of what was not believed is kept"
    assert f"{why}: this process writes" in result["engine_left"]
    assert f"{why}: this process writes" in " ".join(capsys.readouterr().out.split())
    assert why in (only(tmp_path / "auto") / "log.txt").read_text()
    evaluated(tmp_path / "here", "evaluation.engine=transformers")
    assert texts(only(tmp_path / "auto")) == texts(only(tmp_path / "here"))


def test_where_vllm_dies_on_the_way_this_process_goes_on(
    tmp_path: Path, taken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehrmind.evaluation import generate

    generated = taken.LLM.generate

    def once(self: Any, prompts: Any, *args: Any, **more: Any) -> Any:
        if taken.asked:
            raise RuntimeError("EngineDeadError")
        return generated(self, prompts, *args, **more)

    monkeypatch.setattr(generate, "VLLM_BATCH", 1)
    monkeypatch.setattr(taken.LLM, "generate", once)
    result = evaluated(tmp_path, "evaluation.batch_size=1", "evaluation.k=0")
    assert result["engine"] == [result["engine"][0], "transformers"]
    assert result["engine"][0].startswith("vllm")
    assert result["engine_left"].startswith("vLLM failed (RuntimeError): this process writes")
    assert result["n"] > 1


def test_a_vllm_that_does_not_start_leaves_the_work_to_this_process(
    tmp_path: Path, taken: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise ValueError("No available memory for the cache blocks.")

    monkeypatch.setattr(taken, "LLM", full)
    result = evaluated(tmp_path / "auto")
    assert "engine" not in result
    said = " ".join(capsys.readouterr().out.split())
    assert "vLLM does not start (ValueError: No available memory for the cache blocks.): this process writes" in said
    with pytest.raises(RunError, match=r"evaluation\.engine=auto"):
        evaluated(tmp_path / "asked", "evaluation.engine=vllm")


def test_too_hot_for_vllm_is_written_here(tmp_path: Path, taken: Any, capsys: pytest.CaptureFixture[str]) -> None:
    hot = ("evaluation.temperature=2.5", "evaluation.k=1", "evaluation.limit=1")
    assert "engine" not in evaluated(tmp_path / "auto", *hot)
    assert "vLLM takes temperatures up to 2: this process writes" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(RunError, match=r"vLLM takes temperatures up to 2, and evaluation\.temperature=2\.5"):
        evaluated(tmp_path / "asked", *hot, "evaluation.engine=vllm")


def test_a_sweep_whose_jobs_share_a_gpu_does_without(fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "device", lambda: "cuda")
    monkeypatch.setenv(feasible.SHARED, "1")
    assert feasible.engine_here(Engine.auto, compose("model=tiny").model) is Engine.transformers


def test_of_restricted_data_nothing_of_vllms_words_is_said(
    tmp_path: Path, taken: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def quoting(*args: Any, **kwargs: Any) -> None:
        raise ValueError("Mrs Kanarienvogel has sodium 140")

    monkeypatch.setattr(taken, "LLM", quoting)
    evaluated(tmp_path, "task.restricted=true", "evaluation.limit=1")
    assert "vLLM does not start (ValueError): this process writes" in " ".join(capsys.readouterr().out.split())
    told = "".join(path.read_text() for path in tmp_path.glob("*/*.json"))
    assert "Kanarienvogel" not in told


def test_what_a_killed_run_left_of_a_merged_copy_is_removed(tmp_path: Path, taken: Any) -> None:
    (tmp_path / ".merged-x").mkdir()
    (tmp_path / ".merged-x" / "model.safetensors").touch()
    policy = load(compose("model=tiny").model, None, lambda: ["Sodium is 140 mEq/L and chloride 102."] * 20)
    with vllm_engine.opened(policy, compose("model=tiny").model, 64, tmp_path):
        assert len(list(tmp_path.glob(".merged-*"))) == 1
    assert not list(tmp_path.iterdir())


def test_looks_at_validation_rows_are_written_here(tmp_path: Path, taken: Any) -> None:
    words = (*SMALL, "stage=sft", "stage.steps=2", "stage.watch.every=1", "stage.watch.rows=2")
    run_plan(compose(*words, f"runs_dir={tmp_path}"), [])
    assert len(taken.started) == 1, "for the evaluation alone"


def test_agreement_counts_the_likeliest_tokens() -> None:
    from tests.rl.shared_prefix.families import family

    model = family("llama")
    import torch

    prompt, ids = [5, 9, 17], []
    with torch.inference_mode():
        for _ in range(4):
            ids.append(int(model(input_ids=torch.tensor([prompt + ids])).logits[0, -1].argmax()))
    assert vllm_engine.agreement(model, [(prompt, ids)]) == 1.0
    wrong = [ids[0], (ids[1] + 1) % 90, *ids[2:]]
    assert vllm_engine.agreement(model, [(prompt, wrong)]) < 1.0
    assert vllm_engine.agreement(model, []) == 1.0


def test_a_hub_model_keeps_its_revision(tmp_path: Path, taken: Any) -> None:
    from ehrmind.models.load import Policy

    model = replace(compose("model=hub", "model.path=some/name").model, revision="v1.2")
    policy = Policy(object(), None, "some/name", None)  # type: ignore[arg-type]
    told = vllm_engine.settings(policy, model, 640, tmp_path)
    assert (told["model"], told["revision"], told["max_model_len"]) == ("some/name", "v1.2", 640)
