"""What reaches TRL: the loss on completions only, one encoding for training and rollouts, the recipe's arithmetic."""

from pathlib import Path

import pytest

from ehrmind.stages.base import Job
from tests.test_config import compose

pytestmark = pytest.mark.torch
SMALL = ("model=tiny", "task.rows={train: 8, validation: 0, test: 4}", "model.caps.completion_tokens=16")


def job(tmp_path: Path, *overrides: str) -> Job:
    from ehrmind import runs

    config = compose(*SMALL, f"runs_dir={tmp_path}", *overrides)
    data = config.task.load()
    run = runs.identify(config, config.stage.arm, None, "d")
    runs.begin(run, config, [], data.manifest)
    return Job(config, data, run, None, ())


def test_the_loss_is_on_the_completion_and_its_end(tmp_path: Path) -> None:
    from ehrmind.models.load import load
    from ehrmind.rl.sft import IGNORED, encode

    made = job(tmp_path, "stage=sft")
    policy = load(made.config.model, None, made.texts)
    for example in made.data.splits["train"]:
        row = encode(policy, made.config.task, [example])[example.id]
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
    assert args.entropy_coef == (0 if recipe == "modern" else 0.001)
    assert not args.use_bias_correction_kl
    assert not args.vllm_importance_sampling_correction
    assert not args.gradient_checkpointing
    assert args.max_grad_norm == 0.5
    assert args.report_to == []


def test_greedy_completions_do_not_depend_on_the_batch(tmp_path: Path) -> None:
    from ehrmind.evaluation.generate import generate
    from ehrmind.models.load import load

    made = job(tmp_path, "stage=evaluate")
    policy = load(made.config.model, None, made.texts)
    prompts = [policy.encode(made.config.task.prompt(row)) for row in made.data.splits["train"]]
    alone, together = generate(policy, prompts, 12, 1), generate(policy, prompts, 12, 8)
    assert alone == together
    assert all(completion.tokens == 12 and not completion.finished for completion in alone)


def test_a_completion_ends_at_its_end_token(tmp_path: Path) -> None:
    from ehrmind.evaluation.generate import _completion
    from ehrmind.models.load import load

    made = job(tmp_path, "stage=evaluate")
    tokenizer = load(made.config.model, None, made.texts).tokenizer
    ids = tokenizer("sodium", add_special_tokens=False)["input_ids"]
    end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
    done = _completion([*ids, end, pad, pad], [end], tokenizer)
    assert (done.text, done.tokens, done.finished) == ("sodium", len(ids) + 1, True)
    cut = _completion(ids, [end], tokenizer)
    assert (cut.text, cut.tokens, cut.finished) == ("sodium", len(ids), False)
