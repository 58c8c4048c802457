"""Rows that exceed a model's context are refused with the numbers, before training and before an evaluation."""

from pathlib import Path

import pytest

from ehrmind.errors import ConfigError
from tests.models.families import FAMILIES, model_of, save

pytestmark = pytest.mark.torch
BY_NAME = {family.name: family for family in FAMILIES}


@pytest.mark.parametrize(
    ("rope", "context"),
    [
        ({"rope_type": "default", "rope_theta": 1e4}, 512),
        ({"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0, "original_max_position_embeddings": 512}, 2048),
    ],
)
def test_the_context_is_what_the_config_says_stretched_or_not(rope: dict[str, object], context: int) -> None:
    from types import SimpleNamespace

    from transformers import LlamaConfig

    from ehrmind.models.context import context_of

    config = LlamaConfig(max_position_embeddings=512, rope_parameters=rope)
    assert context_of(SimpleNamespace(config=config)) == context


def test_learned_positions_and_none() -> None:
    from ehrmind.models.context import check_evaluation, check_training, context_of

    gpt2 = model_of(BY_NAME["gpt2"])
    assert context_of(gpt2) == 2048
    check_training(gpt2, "rlvr", 548, 1500)
    with pytest.raises(
        ConfigError,
        match=r"549 tokens, and with completions of 1500 exceeds .* 2048; use stage\.prompt_tokens=548, in a chain stage\.rlvr",
    ):
        check_training(gpt2, "rlvr", 549, 1500)
    with pytest.raises(ConfigError, match=r"2049 tokens with its gold completion"):
        check_training(gpt2, "sft", 2049, 0)
    check_evaluation(gpt2, [[1] * 2000, [1] * 1048], 1000)
    with pytest.raises(ConfigError, match=r"no row can be evaluated: the shortest prompt has 1049 tokens"):
        check_evaluation(gpt2, [[1] * 2000, [1] * 1049], 1000)


def test_an_evaluation_in_which_no_row_has_room_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.compose import compose
    from ehrmind.experiment import run_plan

    monkeypatch.setenv("EHRMIND_CACHE", str(tmp_path / "cache"))
    texts = ["A 54-year-old man. Sodium 140 mEq/L. <think>140 - 128</think><answer>{}</answer>"] * 3
    folder = save(BY_NAME["llama"], tmp_path / "model", texts)
    overrides = [
        *("stage=sft_rlvr", "task=medcalc", "model=hub", f"model.path={folder}", f"runs_dir={tmp_path / 'runs'}"),
        *("task.rows.train=8", "task.rows.validation=2", "task.rows.test=4", "stage.arm=sft"),
        *("evaluation.completion_tokens=2000", "stage.sft.steps=1", "stage.sft.batch=1"),
    ]
    with pytest.raises(ConfigError, match=r"no row can be evaluated"):
        run_plan(compose(overrides), overrides)
    assert not list((tmp_path / "runs").glob("*/model")), "said before anything is trained"
