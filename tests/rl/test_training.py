"""What reaches TRL: the loss on completions only, one encoding for training and rollouts, the recipe's arithmetic."""

import math
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError, RunError
from ehrmind.files import write_json, write_jsonl
from ehrmind.job import Job
from ehrmind.types import Completion
from tests.test_config import compose

pytestmark = pytest.mark.torch
SMALL = (
    "model=tiny",
    "task.rows={train: 8, validation: 0, test: 4}",
    "model.caps.completion_tokens=16",
    "preflight=false",
)


def job(tmp_path: Path, *overrides: str) -> Job:
    from ehrmind import runs

    config = compose(*SMALL, f"runs_dir={tmp_path}", *overrides)
    data = config.task.load()
    run = runs.identify(config, config.stage.arm, None, "d")
    runs.begin(run, config, [], data.manifest)
    return Job(config, data, run, None, ())


def test_the_loss_is_on_the_completion_and_its_end(tmp_path: Path) -> None:
    from ehrmind.evaluation.here import encoded
    from ehrmind.models.load import load
    from ehrmind.rl.sft import IGNORED, encode

    made = job(tmp_path, "stage=sft")
    policy = load(made.config.model, None, made.texts)
    for example in made.data.splits["train"]:
        prompts, _ = encoded(policy.chat, made.config.task, [example], "train")
        row = encode(policy, made.config.task, [example], prompts)[example.id]
        trained = [token for token in row["labels"] if token != IGNORED]
        assert policy.tokenizer.decode(trained[:-1]) == made.config.task.gold(example)
        assert trained[-1] == policy.tokenizer.eos_token_id
        assert row["input_ids"][: len(row["input_ids"]) - len(trained)] == policy.encode(
            made.config.task.prompt(example)
        )


def test_trl_prompts_are_our_prompts(tmp_path: Path) -> None:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    from ehrmind.models.load import load
    from ehrmind.rl.common import build
    from ehrmind.rl.grpo import arguments

    made = job(tmp_path, "stage=rlvr", "stage.steps=1", "stage.kl=0.0")
    policy = load(made.config.model, None, made.texts)
    prompts = [made.config.task.prompt(example) for example in made.data.splits["train"]]
    trainer = GRPOTrainer(
        model=policy.model,
        reward_funcs=[lambda completions, **columns: [0.0] * len(completions)],
        args=build(GRPOConfig, {**arguments(made.config.stage, made, policy), "reward_weights": None}, {}),
        processing_class=policy.tokenizer,
        train_dataset=Dataset.from_list([{"prompt": prompt.messages()} for prompt in prompts]),
    )
    assert trainer._tokenize_prompts([prompt.messages() for prompt in prompts])[0] == [
        policy.encode(p) for p in prompts
    ]


@pytest.mark.parametrize("recipe", ["paper", "released", "modern"])
def test_the_recipe_reaches_trl(tmp_path: Path, recipe: str) -> None:
    from trl import GRPOConfig

    from ehrmind.models.load import load
    from ehrmind.rl.common import build
    from ehrmind.rl.grpo import arguments

    made = job(tmp_path, "stage=rlvr", f"stage.recipe={recipe}", "stage.prompts_per_step=6", "stage.group_size=4")
    policy = load(made.config.model, None, made.texts)
    args = build(GRPOConfig, arguments(made.config.stage, made, policy), {"max_grad_norm": 0.5})
    assert args.generation_batch_size == 24
    assert args.gradient_accumulation_steps * args.per_device_train_batch_size == 24
    assert args.beta == {"paper": 0.001, "released": -0.001, "modern": 0.0}[recipe]
    assert args.loss_type == ("dapo" if recipe == "modern" else "bnpo")
    assert args.epsilon_high == (0.28 if recipe == "modern" else 0.2)
    assert (args.num_iterations, args.steps_per_generation, args.scale_rewards) == (1, 6, "group")
    assert args.importance_sampling_level == "token"
    assert args.entropy_coef == (0 if recipe == "modern" else 0.001)
    assert not args.use_bias_correction_kl
    assert not args.vllm_importance_sampling_correction
    assert not args.gradient_checkpointing
    assert args.max_grad_norm == 0.5
    assert args.report_to == []


def test_every_loss_is_known_to_trl() -> None:
    import inspect

    from trl import GRPOTrainer

    from ehrmind.stages.losses import LOSSES

    source = inspect.getsource(GRPOTrainer._compute_loss)
    assert [name for name, loss in LOSSES.items() if f'"{loss.trl or name}"' not in source] == []


def test_iterations_generations_and_a_loss_reach_trl(tmp_path: Path) -> None:
    from trl import GRPOConfig

    from ehrmind.models.load import load
    from ehrmind.rl.common import build
    from ehrmind.rl.grpo import arguments

    sizes = ("stage.prompts_per_step=2", "stage.group_size=4", "stage.num_iterations=3", "stage.steps_per_generation=4")
    made = job(tmp_path, "stage=rlvr", *sizes, "stage.loss=gspo", "stage.warmup=0.2", "stage.schedule=linear")
    args = build(GRPOConfig, arguments(made.config.stage, made, load(made.config.model, None, made.texts)), {})
    assert (args.num_iterations, args.steps_per_generation, args.generation_batch_size) == (3, 8, 32)
    assert (args.loss_type, args.importance_sampling_level, args.epsilon, args.epsilon_high) == (
        *("grpo", "sequence"),
        *(3e-4, 4e-4),
    )
    assert args.warmup_steps == 0.2


@pytest.mark.parametrize("shared", [True, False])
def test_greedy_completions_do_not_depend_on_the_batch(tmp_path: Path, shared: bool) -> None:
    alone = completions(tmp_path, shared, "evaluation.batch_size=1")
    assert alone == completions(tmp_path, shared, "evaluation.batch_size=8")
    assert all(row[0].tokens == 12 and not row[0].finished for row in alone.values())


def test_stock_and_shared_generation_agree(tmp_path: Path) -> None:
    stock, shared = (completions(tmp_path, way, "evaluation.batch_size=8") for way in (False, True))
    assert stock == shared


@pytest.mark.parametrize("shared", [True, False])
def test_samples_are_a_function_of_seed_and_row(tmp_path: Path, shared: bool) -> None:
    greedy = completions(tmp_path, shared, "evaluation.batch_size=8")
    few = completions(tmp_path, shared, "evaluation.k=3", "evaluation.batch_size=1")
    many = completions(tmp_path, shared, "evaluation.k=3", "evaluation.batch_size=20")
    assert few == many
    assert {key: row[:1] for key, row in few.items()} == greedy
    assert all(len(row) == 4 for row in few.values())
    assert len({completion.text for row in few.values() for completion in row[1:]}) > 10
    assert completions(tmp_path, shared, "evaluation.k=3", "seed=1") != few


def completions(folder: Path, shared: bool, *overrides: str) -> dict[str, list[Completion]]:
    """What the tiny model writes to some training rows, in 12 tokens."""
    from ehrmind.evaluation.generate import complete
    from ehrmind.models.load import load

    way = f"evaluation.shared_prefix={'auto' if shared else 'off'}"
    made = job(folder, "stage=evaluate", "evaluation.completion_tokens=12", way, *overrides)
    policy = load(made.config.model, None, made.texts)
    prompts = {row.id: policy.encode(made.config.task.prompt(row)) for row in made.data.splits["train"][:6]}
    batches = complete(policy, prompts, made.config.evaluation, made.config.seed)
    return {key: row for batch in batches for key, row in batch.items()}


def test_a_completion_ends_at_its_end_token(tmp_path: Path) -> None:
    from ehrmind.evaluation.generate import _completion
    from ehrmind.models.load import load

    made = job(tmp_path, "stage=evaluate")
    policy = load(made.config.model, None, made.texts)
    tokenizer = policy.tokenizer
    ids = tokenizer("sodium", add_special_tokens=False)["input_ids"]
    end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
    done = _completion(policy, [*ids, end, pad, pad], [end])
    assert (done.text, done.tokens, done.finished) == ("sodium", len(ids) + 1, True)
    cut = _completion(policy, ids, [end])
    assert (cut.text, cut.tokens, cut.finished) == ("sodium", len(ids), False)


def test_a_step_that_the_rows_do_not_fill_is_refused(tmp_path: Path) -> None:
    made = job(tmp_path, "stage=rlvr", "stage.steps=1", "stage.prompts_per_step=9")
    from ehrmind.rl.train import train

    with pytest.raises(ConfigError, match="stage.prompts_per_step=9: only 8 training rows are left"):
        train(made)
    made = job(tmp_path, "stage=rlvr", "stage.steps=1", "stage.prompts_per_step=5", "stage.steps_per_generation=2")
    with pytest.raises(ConfigError, match="stage.prompts_per_step=5 stage.steps_per_generation=2: only 8 training"):
        train(made)


@pytest.mark.parametrize("name", ["loss", "grad_norm"])
def test_a_training_that_diverges_ends(name: str) -> None:
    from ehrmind.rl.callbacks import refuse_divergence

    refuse_divergence({"loss": 0.1, "grad_norm": 2.0, "reward": math.nan}, 3)
    with pytest.raises(RunError, match=f"training diverged: {name} is nan at step 3; lower the learning rate"):
        refuse_divergence({"loss": 0.1, name: math.nan}, 3)


def test_steps_whose_completions_are_all_cut_off_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    from types import SimpleNamespace

    from ehrmind.rl.callbacks import CLIPPED, CutOff

    callback = CutOff(48)
    for step, share in enumerate([0.9, 1.0, 1.0], start=1):
        callback.on_log(None, SimpleNamespace(global_step=step), None, {CLIPPED: share})
    said = " ".join(capsys.readouterr().out.split())
    assert "every completion of step 2 was cut off at 48 tokens" in said
    assert "raise stage.completion_tokens" in said
    assert said.count("cut off") == 1


def test_a_diagnosis_of_other_data_filters_nothing(tmp_path: Path) -> None:
    from ehrmind.rl.grpo import useful

    made = job(tmp_path / "runs", "stage=rlvr")
    write_jsonl(tmp_path / "filtered.jsonl", [{"id": row.id} for row in made.data.splits["train"][:3]])
    write_json(tmp_path / "data.json", {"sha256": made.run.data_sha256})
    kept, left_out = useful(made, str(tmp_path))
    assert (len(kept), left_out.total()) == (3, 5)
    write_json(tmp_path / "data.json", {"sha256": "of other rows"})
    with pytest.raises(ConfigError, match="is a diagnosis of other data; diagnose with this run's task"):
        useful(made, str(tmp_path))
