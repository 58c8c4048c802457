"""Reward and evaluation judge the same text, whatever TRL makes of a completion.

A tokenizer with a response template has TRL move the think block out of the message: the gold would then earn -2.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from trl.chat_template_utils import qwen3_template

from ehrmind.evaluation.generate import _completion, end_tokens
from ehrmind.rl import grpo
from ehrmind.rl.shared_prefix import generation, trainer
from tests.rl.shared_prefix.test_trainer import RLVR, train
from tests.rl.test_training import job

pytestmark = pytest.mark.torch
SPECIAL = ["<think>", "</think>"]


def as_a_reasoning_model(policy: Any) -> Any:
    """Think tags that are special tokens, and a template by which TRL parses what was written."""
    policy.tokenizer.add_special_tokens({"additional_special_tokens": SPECIAL})
    policy.model.resize_token_embeddings(len(policy.tokenizer))
    policy.tokenizer.response_template = {**qwen3_template, "start_anchor": "<|assistant|>\n"}
    return policy


def test_gold_earns_the_whole_reward_in_training_and_in_evaluation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = job(
        tmp_path,
        *RLVR,
        "stage.steps=1",
        "stage.kl=0.0",
        "stage.completion_tokens=400",
        "model.caps.completion_tokens=400",
    )
    task, rows = made.config.task, made.data.splits["train"]
    held: list[Any] = []
    load = grpo.policy_of

    def loaded(*args: Any, **kwargs: Any) -> Any:
        held.append(as_a_reasoning_model(load(*args, **kwargs)))
        return held[0]

    monkeypatch.setattr(grpo, "policy_of", loaded)
    honest = trainer.GRPOTrainer._calculate_rewards
    messages: list[Any] = []

    def calculated(self: Any, inputs: Any, prompts: Any, completions: Any, completion_ids_list: Any) -> Any:
        messages.extend(completions)
        return honest(self, inputs, prompts, completions, completion_ids_list)

    def written(model: Any, prompts: Sequence[Sequence[int]], samples: int, *rest: Any, **more: Any) -> list[list[int]]:
        """The gold of each prompt, but for a last sample, which is cut."""
        policy, found = held[0], []
        golds = {tuple(policy.encode(task.prompt(row))): policy.encode_completion(task.gold(row)) for row in rows}
        for prompt in prompts:
            gold = golds[tuple(prompt)]
            found += [gold] * (samples - 1) + [gold[:-5]]
        return found

    monkeypatch.setattr(generation, "rollout", written)
    monkeypatch.setattr(trainer.GRPOTrainer, "_calculate_rewards", calculated)
    (logs,) = train(made)
    assert logs["rewards/gated/mean"] == pytest.approx((3 * 1.1 - 2) / 4)
    assert all("<think>" not in str(message) for message in messages), "TRL has moved the reasoning out of the message"

    policy = held[0]
    ends = end_tokens(policy)
    for row in rows:
        ids = policy.encode_completion(task.gold(row))
        evaluated = _completion(policy, ids, ends)
        assert evaluated.text == policy.chat.text(ids, ends) == task.gold(row)
        assert task.judge(evaluated.text, row)[1].correct
