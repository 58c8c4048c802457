"""Estimates against what runs record: tokens, FLOPs, sizes of models, formats, activations."""

import dataclasses
import json
import math
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.config import Config
from ehrmind.data import thin
from ehrmind.evaluation.evaluate import held_out
from ehrmind.files import write_json
from ehrmind.models.shapes import from_config, shape_of
from ehrmind.preflight import hardware, lengths
from ehrmind.preflight.cost import Cost, estimate
from ehrmind.preflight.hardware import GB, Device, Hardware, container
from ehrmind.preflight.memory import activation_bytes, arithmetic_bytes, weight_bytes
from ehrmind.sweep.plan import Sweep, plan
from ehrmind.sweep.resolved import costs_of
from ehrmind.tasks.base import Data
from tests.sweep.test_jobs import jobs
from tests.test_config import compose

SMALL = (
    *("model=tiny", "task.rows={train: 200, validation: 4, test: 13}", "evaluation.limit=4", "evaluation.k=1"),
    "model.caps.completion_tokens=24",
)
ROWS = "task.rows={train: 60, validation: 4, test: 8}"


def costs(*overrides: str) -> dict[str, Cost]:
    config = compose(*overrides)
    return by_arm(config, config.task.load())


def by_arm(config: Config, data: Data) -> dict[str, Cost]:
    return {step.arm: estimate(config, step, data) for step in config.stage.plan()}


def priced(*words: str) -> tuple[Sweep, dict[str, Cost]]:
    sweep = plan(jobs(*words))
    return sweep, {item.step.arm: cost for item, cost in zip(sweep.runs, costs_of(sweep), strict=True)}


# As the models' hubs publish them.
PUBLISHED = {
    "llama3_2_3b": 3_212_749_824,
    "llama3_8b": 8_030_261_248,
    "qwen2_5_3b": 3_085_938_688,
    "qwen3_0_6b": 596_049_920,
    "qwen3_1_7b": 1_720_574_976,
    "qwen3_4b": 4_022_468_096,
    "qwen3_8b": 8_190_735_360,
    "smollm2_135m": 134_515_008,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_table_adds_up_to_the_published_parameters(name: str) -> None:
    shape = shape_of(compose(f"model={name}").model)
    assert shape is not None
    assert shape.parameters == PUBLISHED[name]


def test_every_named_model_has_a_known_size() -> None:
    from ehrmind import registry

    files = {path.stem for path in (registry.files_root() / "conf" / "model").glob("*.yaml")}
    assert files == {*PUBLISHED, "tiny", "hub", "server"}


def test_a_folder_tells_its_own_size(tmp_path: Path) -> None:
    config = {"model_type": "qwen3", "num_hidden_layers": 28, "hidden_size": 1024, "intermediate_size": 3072}
    config |= {"num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936}
    (tmp_path / "config.json").write_text(json.dumps({**config, "tie_word_embeddings": True}))
    shape = shape_of(compose("model=hub", f"model.path={tmp_path}").model)
    assert shape is not None
    assert shape.parameters == PUBLISHED["qwen3_0_6b"]
    assert from_config({**config, "model_type": "mamba"}) is None


def test_an_unknown_model_has_tokens_and_no_price() -> None:
    cost = costs("model=hub", "model.path=nobody/nothing", "stage=rlvr", ROWS)["rlvr"]
    assert cost.tokens > 0
    assert (cost.flops, cost.memory_bytes, cost.hours) == (None, None, None)
    assert "model.path=nobody/nothing" in cost.basis


def test_lengths_are_near_those_of_the_tokenizer() -> None:
    model = compose("model=smollm2_135m").model
    note = "A 71-year-old woman is admitted for malaise. Blood tests show chloride 101 mEq/L, sodium 132 mEq/L."
    assert lengths.tokens(note, model) == pytest.approx(40, rel=0.2)  # as SmolLM2's tokenizer counts
    assert lengths.tokens("Anion gap = 132 - 123 = 9 mEq/L.", model) == pytest.approx(22, rel=0.25)


def test_longer_training_costs_more_and_less_data_costs_less() -> None:
    small = costs("model=qwen3_0_6b", "stage=sft_rlvr", ROWS, "plan_for=a100")
    more = costs("model=qwen3_0_6b", "stage=sft_rlvr", ROWS, "plan_for=a100", "stage.rlvr.steps=200")
    less = costs("model=qwen3_0_6b", "stage=sft_rlvr", ROWS, "plan_for=a100", "stage.sft.fraction=0.5")
    assert more["sft_rlvr"].training_tokens == 2 * small["sft_rlvr"].training_tokens
    assert less["sft"].training_tokens == pytest.approx(small["sft"].training_tokens / 2, rel=0.1)
    assert small["base"].training_tokens == 0
    assert small["base"].tokens == more["base"].tokens > 0
    samples = costs("model=qwen3_0_6b", "stage=evaluate", ROWS, "evaluation.k=0", "plan_for=a100")["base"]
    assert small["base"].tokens > 8 * samples.tokens, "greedy and twelve samples"


def test_rows_over_the_limit_cost_nothing() -> None:
    config = compose("model=tiny", "stage=rlvr", ROWS)
    sizes = sorted(lengths.prompts(config.task, config.task.load().splits["train"], config.model).values())
    limit = sizes[len(sizes) // 2]
    cost = costs("model=tiny", "stage=rlvr", "stage.steps=10", f"stage.prompt_tokens={limit}", ROWS)["rlvr"]
    short = [size for size in sizes if size <= limit]
    assert cost.training_tokens == pytest.approx(10 * 2 * 4 * (sum(short) / len(short) + 64), rel=0.001)


def test_looks_at_validation_rows_are_counted() -> None:
    plain = costs("model=tiny", "stage=rlvr", "stage.steps=10", ROWS)["rlvr"]
    looking = costs("model=tiny", "stage=rlvr", "stage.steps=10", "stage.select.every=4", ROWS)["rlvr"]
    config = compose("model=tiny", "stage=rlvr", ROWS)
    rows = config.task.load().splits["validation"]
    once = sum(lengths.prompts(config.task, rows, config.model).values()) + len(rows) * 64
    assert looking.tokens - plain.tokens == 3 * once


def test_a_curve_costs_its_looks_and_shares_those_of_the_selection() -> None:
    words = ("model=tiny", "stage=rlvr", "stage.steps=10", ROWS)
    plain, both = (costs(*words, *more)["rlvr"] for more in ((), ("stage.select.every=5", "stage.watch.every=2")))
    config = compose("model=tiny", "stage=rlvr", ROWS)
    rows = config.task.load().splits["validation"]
    once = sum(lengths.prompts(config.task, rows, config.model).values()) + len(rows) * 64
    assert both.tokens - plain.tokens == 7 * once, "steps 0, 2, 4, 5, 6, 8 and 10"


def test_looks_of_sft_are_counted_from_the_rows_that_it_trains_on() -> None:
    sft = ("model=tiny", "stage=sft", "stage.fraction=0.5", "stage.epochs=1", "stage.batch=2", ROWS)
    plain, looking = costs(*sft)["sft"], costs(*sft, "stage.select.every=4")["sft"]
    config = compose(*sft)
    splits = config.task.load().splits
    kept, _ = thin(splits["train"], 0.5, None, config.seed)
    rows = splits["validation"]
    once = sum(lengths.prompts(config.task, rows, config.model).values()) + len(rows) * 64
    assert looking.tokens - plain.tokens == math.ceil(math.ceil(len(kept) / 2) / 4) * once


MATCHED = ("model=tiny", "stage.sft.steps=2", "stage.rlvr.steps=40", "stage.arm=sft_more", ROWS)


def test_matched_sft_costs_what_it_matches(tmp_path: Path) -> None:
    sweep, cost = priced(*MATCHED, f"runs_dir={tmp_path}")
    assert cost["sft_rlvr"].training_flops > 20 * cost["sft"].training_flops
    assert cost["sft_more"].training_flops == pytest.approx(cost["sft_rlvr"].training_flops, rel=0.03), "whole steps"
    (rlvr,) = (item.run.folder for item in sweep.runs if item.step.arm == "sft_rlvr")
    rlvr.mkdir(parents=True)
    write_json(rlvr / "eval.json", {"cost": {"train": {"flops": cost["sft_rlvr"].training_flops / 4}}})
    _, known = priced(*MATCHED, f"runs_dir={tmp_path}")
    assert known["sft_more"].training_flops == pytest.approx(cost["sft_more"].training_flops / 4, rel=0.1)


def test_what_is_matched_and_unknown_has_no_price(tmp_path: Path) -> None:
    cost = costs("model=tiny", "stage=sft", f"stage.match={tmp_path}/none", ROWS)["sft"]
    assert (cost.tokens, cost.flops, cost.hours) == (None, None, None)
    assert f"stage.match={tmp_path}/none is no run" in cost.basis


def test_rft_is_priced_by_the_most_that_its_sampling_can_keep() -> None:
    words = ("model=tiny", "stage.arm=rft", "stage.rlvr.group_size=4", "stage.rlvr.prompts_per_step=2", ROWS)
    sweep, cost = priced(*words, "stage.rlvr.steps=5")
    (sampling,) = (item for item in sweep.runs if item.step.arm == "rft_samples")
    asked = lengths.prompts(sampling.config.task, held_out(sampling.config, sampling.data), sampling.config.model)
    written = sampling.config.evaluation.completion_tokens
    assert len(asked) == 10
    assert cost["rft"].training_tokens == 4 * sum(size + written for size in asked.values())
    assert "every sample right and kept" in cost["rft"].basis
    assert "every sample" not in cost["rft_samples"].basis


def test_samples_that_are_there_are_priced_as_they_are(tmp_path: Path) -> None:
    words = ("model=tiny", "stage=sft", "stage.epochs=1", f"stage.learn_from={tmp_path}", ROWS)
    config = compose(*words)
    rows = config.task.load().splits["train"][:3]
    write_json(tmp_path / "eval.json", {})
    told = [json.dumps({"id": row.id, "rationale": "Sodium 140, less chloride 102."}) for row in rows]
    (tmp_path / "rationales.jsonl").write_text("\n".join(told))
    prompts = lengths.prompts(config.task, rows, config.model).values()
    cost = costs(*words)["sft"]
    assert sum(prompts) + 3 * 20 < cost.training_tokens < sum(prompts) + 3 * 60
    assert "every sample" not in cost.basis


def test_of_fewer_rows_than_rlvr_asks_more_is_drawn_of_each_in_the_plan_too() -> None:
    words = ("model=tiny", "stage.arm=rft", "stage.rlvr.group_size=4", "stage.rlvr.prompts_per_step=2", ROWS)
    sweep, _ = priced(*words, "stage.rlvr.steps=60")
    (sampling,) = (item for item in sweep.runs if item.step.arm == "rft_samples")
    assert sampling.config.evaluation.k == 2 * 4 - 1, "120 prompts of 60 rows"


def test_hours_follow_the_device() -> None:
    a100, h100 = (costs("model=qwen3_4b", "stage=rlvr", ROWS, f"plan_for={name}")["rlvr"] for name in ("a100", "h100"))
    assert a100.hours is not None
    assert h100.hours is not None
    assert a100.hours / h100.hours == pytest.approx(989 / 312)
    assert "A100 80 GB at 312 TFLOP/s, 35 % of it in training" in a100.basis
    assert a100.flops is not None
    assert h100.flops == a100.flops


def test_hours_are_of_writing_one_by_one_and_of_prompts_read_once_for_a_group() -> None:
    words = ("model=qwen3_4b", "stage=rlvr", "stage.group_size=8", "stage.completion_tokens=100", ROWS, "plan_for=a100")
    config = compose(*words)
    data = config.task.load()
    prompts = lengths.prompts(config.task, data.splits["train"], config.model).values()
    asked = lengths.prompts(config.task, data.splits["test"], config.model).values()
    groups, mean = 100 * 32, sum(prompts) / len(prompts)
    updates = 8 * groups * (mean + 8 * 100)  # KL is on: a pass of the reference, and the policy's forward and backward
    reading = 2 * (groups * mean + sum(asked))
    answers = len(asked) * 13 * config.evaluation.completion_tokens  # type: ignore[operator]
    writing = 2 * (groups * 8 * 100 + answers)
    seconds = ((updates + reading) / 0.35 + writing / 0.05) * PUBLISHED["qwen3_4b"] / 312e12
    shared, apart = (costs(*words, *more)["rlvr"] for more in ((), ("stage.shared_prefix=off",)))
    assert shared.hours is not None
    assert apart.hours is not None
    assert shared.hours * 3600 == pytest.approx(seconds)
    assert apart.hours * 3600 == pytest.approx(seconds + 10 * groups * 7 * mean / 0.35 * PUBLISHED["qwen3_4b"] / 312e12)
    assert (shared.tokens, shared.flops) == (apart.tokens, apart.flops), "which are counted as the run counts them"


def test_a_device_of_unknown_rate_has_no_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "gpu", lambda: Hardware("Newer X9", True, 9 * GB, 9 * GB, None, True))
    cost = costs("model=qwen3_0_6b", "stage=rlvr", ROWS)["rlvr"]
    assert cost.hours is None
    assert cost.flops is not None
    assert "Newer X9 is not known: plan_for=" in cost.basis


@pytest.mark.parametrize(
    ("line", "memory", "flops"),
    [
        ("NVIDIA A100-SXM4-80GB, 81920, 81037", 81920 * 2**20, 312e12),
        ("NVIDIA L40, 46068, 45000", 46068 * 2**20, None),
        ("NVIDIA L4, 23034, 22000", 23034 * 2**20, 121e12),
        ("NVIDIA GB10, [N/A], [N/A]", hardware.memory_of_machine()[0], None),
        ("NVIDIA A100-SXM4-40GB, [Insufficient Permissions], [Insufficient Permissions]", 0, 312e12),
    ],
)
def test_a_gpu_is_what_nvidia_smi_says(
    line: str, memory: int, flops: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(hardware.subprocess, "run", lambda *given, **how: SimpleNamespace(stdout=f"{line}\n"))
    found = hardware.gpu.__wrapped__()
    assert found is not None
    assert (found.memory, found.flops) == (memory, flops)


def test_a_device_of_unknown_memory_is_not_said_to_be_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "gpu", lambda: Hardware("A100", True, 0, 0, 312e12, True))
    cost = costs("model=llama3_8b", "stage=rlvr", ROWS)["rlvr"]
    assert cost.room is None
    assert not cost.too_large


def test_the_device_of_a_plan_does_not_name_the_run() -> None:
    one, other = (compose("model=tiny", "stage=sft", f"plan_for={name}", "preflight=true") for name in ("cpu", "h100"))
    other = dataclasses.replace(other, preflight=False)
    assert runs.identify(one, "sft", None, "d").id == runs.identify(other, "sft", None, "d").id


def test_memory_follows_what_is_trained_and_how() -> None:
    def needed(*overrides: str) -> Any:
        memory = costs("model=llama3_2_3b", "stage=rlvr", ROWS, "plan_for=h100", *overrides)["rlvr"].memory
        assert memory is not None
        return memory

    full, adapter, plain = needed(), needed("model.lora.rank=16"), needed("stage.kl=0.0")
    weights = PUBLISHED["llama3_2_3b"]
    assert full.held == {
        "program": full.held["program"],
        "weights": 4 * weights,
        "optimizer": 8 * weights,
        "reference": 4 * weights,
    }
    assert "reference" not in plain.held
    assert adapter.held["weights"] == 2 * weights
    assert adapter.peak < full.peak / 1.5
    assert needed("stage.shared_prefix=off").moments["rollout"] > full.moments["rollout"]
    # 96 completions at once of 1500 tokens, 28 layers of 8 key heads of 128, keys and values of 2 bytes
    assert full.moments["rollout"] > 96 * 1500 * 28 * 2 * 8 * 128 * 2
    assert needed("stage.rollout_batch=384").moments["rollout"] > 384 * 1500 * 28 * 2 * 8 * 128 * 2
    assert costs("model=llama3_2_3b", "stage=rlvr", ROWS, "plan_for=h100")["rlvr"].memory_bytes == full.peak > 80 * GB


@pytest.mark.parametrize("cell", ["medcalc", "trial_matching"])
def test_the_papers_cells_fit_into_80_gb_a_part_of_a_group_at_a_time(cell: str) -> None:
    rows = ROWS if cell == "medcalc" else "task.patients={train: 12, validation: 4, test: 4}"
    words = (f"+experiments={cell}", "task.source=generated", "task.path=null", rows, "stage.arm=rlvr", "plan_for=h100")
    assert not costs(*words)["rlvr"].too_large
    assert costs(*words, "stage.rlvr.micro_batch=null")["rlvr"].too_large


@pytest.mark.heavy
def test_estimates_need_no_torch() -> None:
    code = (
        "import sys, tests.conftest; from tests.preflight.test_cost import costs; costs('model=tiny', 'stage=sft_rlvr'); "
        "sys.exit(str({'torch', 'transformers'} & set(sys.modules) or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.strip().splitlines()[-1:] in ([], [""]), done.stderr


def test_a_container_is_asked_for_its_limit(tmp_path: Path) -> None:
    def group(folder: Path, limit: str, used: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "memory.max").write_text(f"{limit}\n")
        (folder / "memory.current").write_text(f"{used}\n")
        (folder / "memory.stat").write_text("anon 300\ninactive_file 150\n")

    own = "1:cpu:/job\n0::/slurm/job\n"
    assert container(tmp_path, own) == (None, 0)
    group(tmp_path, "max", 500)
    assert container(tmp_path, own) == (None, 0)
    group(tmp_path / "slurm", "1000", 500)
    assert container(tmp_path, own) == (1000, 350)
    group(tmp_path / "slurm" / "job", "600", 200)
    assert container(tmp_path, own) == (600, 50)
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "memory.limit_in_bytes").write_text("900")
    (tmp_path / "memory" / "memory.usage_in_bytes").write_text("100")
    assert container(tmp_path, "4:memory:/docker/7\n") == (900, 100)


def test_known_devices() -> None:
    assert hardware.known(Device.h100).memory == 80 * GB
    here = hardware.cpu()
    assert 0 < here.free <= here.memory
    assert here.flops is not None
    assert here.flops > 1e9


def test_what_is_computed_elsewhere_has_no_memory_and_no_hours_here(tmp_path: Path) -> None:
    """Whatever its name: the weights of a known model may be behind the address."""
    small = ("task.rows={train: 4, validation: 2, test: 4}", "model.path=Qwen/Qwen3-8B", "evaluation.k=1")
    (cost,) = costs(*small, "model=server", "model.url=http://127.0.0.1:1/v1", "stage=evaluate").values()
    (here,) = costs(*small, "model=hub", "stage=evaluate").values()
    assert (cost.memory_bytes, cost.hours, cost.flops, cost.too_large) == (0, None, None, False)
    assert here.tokens is not None
    assert cost.tokens is not None
    assert cost.tokens > here.tokens, "it reads a prompt for each completion"
    assert "computed elsewhere: its hours are not known" in cost.basis
    (tmp_path / "file.jsonl").write_text("")
    (cost,) = costs(*small, "model=hub", "stage=score", f"stage.completions={tmp_path / 'file.jsonl'}").values()
    assert (cost.tokens, cost.memory_bytes, cost.hours, cost.too_large) == (0, 0, 0.0, False)


def test_completions_that_serve_several_steps_are_sampled_for_once() -> None:
    words = ("model=tiny", "stage=rlvr", "stage.steps=10", "stage.prompts_per_step=2", ROWS)
    once, twice = (costs(*words, *more)["rlvr"] for more in ((), ("stage.num_iterations=2",)))
    assert twice.training_tokens == pytest.approx(once.training_tokens / 2, abs=1)
    assert once.training_flops is not None
    assert twice.training_flops == pytest.approx(once.training_flops / 10 * (2 + 12 + 2 + 2) / 2)


@pytest.mark.torch
def test_the_estimate_is_what_a_run_records(tmp_path: Path) -> None:
    from ehrmind.experiment import run_plan

    overrides = ("stage=sft_rlvr", "stage.sft.steps=2", "stage.rlvr.steps=1", "preflight=false")
    config = compose(*SMALL, f"runs_dir={tmp_path}", *overrides)
    estimates = by_arm(config, config.task.load())
    for result in run_plan(config, list(overrides)):
        cost, recorded = estimates[result["arm"]], result["cost"]
        assert cost.tokens - cost.training_tokens == pytest.approx(recorded["evaluation"]["tokens"], rel=0.25)
        if result["arm"] != "base":
            assert cost.training_tokens == pytest.approx(recorded["train"]["tokens"], rel=0.25)
            per_token = recorded["train"]["flops"] / recorded["train"]["tokens"]
            assert cost.training_flops is not None
            assert cost.training_flops / cost.training_tokens == pytest.approx(per_token, rel=0.02)


@pytest.mark.torch
def test_the_formats_are_those_that_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from ehrmind.models import load, machine

    for native in (False, True):
        monkeypatch.setattr(load, "has_bfloat16", lambda native=native: native)
        here = Hardware("any", True, GB, GB, 1e12, native)
        for dtype in ("auto", "float32", "bfloat16"):
            for rank in (0, 8):
                words = ("model=tiny", "stage=evaluate", f"model.dtype={dtype}", f"model.lora.rank={rank}")
                model = compose(*words).model
                for train in (False, True):
                    found = load.precision_here(model, train)
                    assert weight_bytes(model, train, here) == getattr(torch, found.weights.value).itemsize
                computed = load.precision_here(model, True).arithmetic
                assert arithmetic_bytes(model, here) == getattr(torch, computed.value).itemsize
    assert hardware.cpu().bfloat16 == machine.has_bfloat16() or machine.device() == "cuda"


@pytest.mark.torch
@pytest.mark.parametrize("kind", ["Llama", "Qwen3"])
@pytest.mark.parametrize("cast", [False, True])
def test_activations_are_those_that_autograd_saves(kind: str, cast: bool) -> None:
    import torch
    import transformers

    def saved(layers: int, tokens: int) -> tuple[int, Any]:
        config = getattr(transformers, f"{kind}Config")(
            **{"vocab_size": 64, "hidden_size": 96, "intermediate_size": 256, "num_hidden_layers": layers},
            **{"num_attention_heads": 6, "num_key_value_heads": 2, "head_dim": 16, "tie_word_embeddings": True},
        )
        model = getattr(transformers, f"{kind}ForCausalLM")(config)
        weights = {weight.untyped_storage().data_ptr() for weight in model.parameters()}
        seen: dict[int, int] = {}
        kept = []

        def note(tensor: Any) -> Any:
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in weights:
                seen[storage.data_ptr()] = storage.nbytes()
                kept.append(tensor)
            return tensor

        ids = torch.zeros(2, tokens, dtype=torch.long)
        hooks = torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor)
        with hooks, torch.autocast("cpu", torch.bfloat16, enabled=cast):
            model(input_ids=ids, use_cache=False)
        return sum(seen.values()), from_config(config.to_dict())

    (few, shape), (many, _) = saved(1, 32), saved(3, 32)
    (few_long, _), (many_long, _) = saved(1, 64), saved(3, 64)
    a_token = ((many_long - few_long) - (many - few)) / 2 / (2 * 32)
    assert activation_bytes(shape, 2 if cast else 4) == pytest.approx(a_token, rel=0.08)


@pytest.mark.torch
def test_the_sizes_of_the_tiny_model_are_its_own(tmp_path: Path) -> None:
    from ehrmind.job import Job
    from ehrmind.models.load import load

    config = compose("model=tiny", "stage=sft", "task.rows={train: 600, validation: 0, test: 4}")
    job = Job(config, config.task.load(), None, None, ())  # type: ignore[arg-type]
    policy, shape = load(config.model, None, job.texts), shape_of(config.model)
    sizes = lengths.prompts(config.task, job.data.splits["train"], config.model)
    counted = sum(len(policy.encode(config.task.prompt(row))) for row in job.data.splits["train"])
    assert sum(sizes.values()) == pytest.approx(counted, rel=0.1)
    assert shape == from_config(policy.model.config.to_dict())
    assert shape is not None
    assert shape.parameters == policy.parameters


def test_dynamic_sampling_samples_more_and_trains_on_as_much() -> None:
    plain = costs("model=tiny", "stage=rlvr", "stage.steps=10", ROWS)["rlvr"]
    dynamic = costs("model=tiny", "stage=rlvr", "stage.steps=10", "stage.dynamic_sampling=3", ROWS)["rlvr"]
    assert dynamic.training_tokens == pytest.approx(3 * plain.training_tokens, abs=3)
    assert plain.training_flops is not None
    assert dynamic.training_flops is not None  # 2 + 6 + 2 a token, and 3 × 2 + 6 + 2
    assert dynamic.training_flops / plain.training_flops == pytest.approx(14 / 10)
