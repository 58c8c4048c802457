"""`stage.extra`: what TRL's own arguments refuse, or would choke on later, is one message naming the key."""

import re
from pathlib import Path
from typing import Any

import pytest

from ehrmind.errors import ConfigError
from ehrmind.experiment import run_plan
from ehrmind.rl.foreseen import check_extras
from tests.test_config import compose

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"max_grad_nrm": 1.0}, "stage.extra.max_grad_nrm is not a field of GRPOConfig; did you mean stage.extra.max_"),
        ({"delta": "hot"}, "stage.extra.delta=hot is no number; GRPOConfig needs one"),
        ({"learning_rate": -1.0}, "stage.extra.learning_rate is stage.lr here; set that"),
        ({"beta": 0.1}, "stage.extra.beta is stage.kl here"),
        ({"num_generations": 1}, "stage.extra.num_generations is stage.group_size here"),
        ({"num_iterations": 2}, "stage.extra.num_iterations is stage.num_iterations here"),
        ({"steps_per_generation": 1}, "stage.extra.steps_per_generation is stage.steps_per_generation here"),
        (
            {"generation_batch_size": 8},
            "stage.extra.generation_batch_size is stage.prompts_per_step × stage.group_size",
        ),
        ({"per_device_train_batch_size": 1}, "stage.extra.per_device_train_batch_size is stage.prompts_per_step, "),
        ({"gradient_accumulation_steps": 1}, "stage.extra.gradient_accumulation_steps is stage.prompts_per_step, "),
        ({"num_train_epochs": 1.0}, "stage.extra.num_train_epochs is stage.steps here"),
        ({"model_init_kwargs": {}}, "stage.extra.model_init_kwargs is model.path, model.revision and model.trust_"),
        ({"max_steps": 1}, "stage.extra.max_steps is stage.steps here"),
        ({"scale_rewards": False}, "stage.extra.scale_rewards is stage.scale_rewards here"),
        ({"importance_sampling_level": "sequence"}, "stage.extra.importance_sampling_level is stage.ratio here"),
        (
            {"sync_ref_model": True},
            "stage.extra.sync_ref_model=True moves the reference model, which no checkpoint holds: a resumed run would",
        ),
        ({"save_only_model": True}, "stage.extra.save_only_model=True leaves the optimizer out of checkpoints"),
        ({"ignore_data_skip": True}, "stage.extra.ignore_data_skip=True begins the data anew where a run goes on"),
        ({"eval_strategy": "steps"}, "stage.extra.eval_strategy=steps evaluates rows that no trainer is given here"),
        ({"remove_unused_columns": True}, "stage.extra.remove_unused_columns=True drops the column by which rewards"),
        ({"bf16": True}, "stage.extra.bf16 is model.dtype here"),
        ({"sapo_temperature_pos": True}, "stage.extra.sapo_temperature_pos=True is no number"),
        ({"min_p": [0.2]}, "stage.extra.min_p=[0.2] is no number"),
        ({"mask_truncated_completions": "yes"}, "stage.extra.mask_truncated_completions=yes is neither true nor false"),
        ({"optim": "adamm"}, "stage.extra={'optim': 'adamm'} is refused by GRPOConfig: "),
        ({"deepspeed": "no.json"}, "stage.extra={'deepspeed': 'no.json'} is refused by GRPOConfig: "),
    ],
)
def test_a_wrong_extra_is_one_message(extra: dict[str, Any], message: str, tmp_path: Path) -> None:
    from trl import GRPOConfig

    refuse(GRPOConfig, extra, message, tmp_path)


def refuse(kind: type, extra: dict[str, Any], message: str, folder: Path) -> None:
    from ehrmind.rl.common import build

    with pytest.raises(ConfigError, match=re.escape(message)) as refused:
        build(kind, {"output_dir": str(folder), "use_cpu": True, "report_to": "none"}, extra)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (
            {"completion_only_loss": False},
            "=False changes nothing: rows are tokenised here, with the loss on the compl",
        ),
        ({"packing": True}, "stage.extra.packing=True packs what TRL tokenises"),
        ({"assistant_only_loss": True}, "stage.extra.assistant_only_loss=True needs conversations"),
        ({"dataset_kwargs": {"add_special_tokens": False}}, "would have TRL tokenise the rows"),
        ({"eos_token": "</s>"}, "stage.extra.eos_token=</s> changes the tokenizer after the rows are tokenised"),
        ({"num_train_epochs": 1.0}, "stage.extra.num_train_epochs is stage.epochs here"),
        ({"per_device_train_batch_size": 1}, "is stage.batch and stage.micro_batch here"),
        ({"max_lenght": 9}, "did you mean stage.prompt_tokens and stage.completion_tokens?"),
    ],
)
def test_a_wrong_extra_of_sft_is_one_message(extra: dict[str, Any], message: str, tmp_path: Path) -> None:
    from trl import SFTConfig

    refuse(SFTConfig, extra, message, tmp_path)


def test_a_field_of_the_other_kind_is_let_past(tmp_path: Path) -> None:
    """Of SFT no field of the stage is its loss: TRL's other one is an extra. What is refused may be said to be off."""
    from trl import SFTConfig

    from ehrmind.rl.common import build

    settings = {"output_dir": str(tmp_path), "use_cpu": True, "report_to": "none", "gradient_checkpointing": None}
    extra = {"loss_type": "dft", "completion_only_loss": True, "packing": False, "eval_strategy": "no"}
    assert build(SFTConfig, settings, extra).loss_type == "dft"


def test_what_the_trainer_refuses_of_an_extra_is_one_message(tmp_path: Path) -> None:
    from ehrmind.rl.train import train
    from tests.rl.test_training import job

    with pytest.raises(ConfigError, match=r"router_aux_loss_coef.*is refused by SFTTrainer: .* not a Mixture-of-Exper"):
        train(job(tmp_path, "stage=sft", "+stage.extra.router_aux_loss_coef=0.1"))


def test_numbers_nulls_and_switches_are_let_past(tmp_path: Path) -> None:
    from trl import GRPOConfig

    from ehrmind.rl.common import build

    settings = {"output_dir": str(tmp_path), "use_cpu": True, "report_to": "none", "gradient_checkpointing": None}
    extra = {"max_grad_norm": 1, "delta": None, "log_unique_prompts": False, "mask_truncated_completions": True}
    assert build(GRPOConfig, settings, extra).max_grad_norm == 1


def test_every_name_that_is_refused_is_a_field_of_trl() -> None:
    """A field that TRL renames would else be let past by its new name."""
    import dataclasses

    from trl import GRPOConfig, SFTConfig

    from ehrmind.rl.extras import OURS, REFUSED

    for kind in (GRPOConfig, SFTConfig):
        named = {*OURS[kind.__name__], *REFUSED[kind.__name__]}
        assert named - {item.name for item in dataclasses.fields(kind)} == set()


def test_what_the_stage_gives_trl_is_not_given_by_an_extra(tmp_path: Path) -> None:
    """Of the arguments that a stage fills, an extra may change none that the config states."""
    from ehrmind.models.load import load
    from ehrmind.rl.extras import OURS
    from ehrmind.rl.grpo import arguments
    from tests.rl.test_training import job

    made = job(tmp_path, "stage=rlvr")
    given = arguments(made.config.stage, made, load(made.config.model, None, made.texts))
    machine = {name for name in given if name not in OURS["GRPOConfig"]}
    assert machine == {
        *("activation_checkpointing", "dataloader_pin_memory", "ddp_find_unused_parameters", "disable_tqdm"),
        *("gradient_checkpointing", "logging_nan_inf_filter", "logging_steps", "report_to"),
        *("top_k", "use_bias_correction_kl", "use_cpu", "vllm_importance_sampling_correction", "weight_decay"),
    }


def test_extras_of_every_part_are_looked_at_before_the_first_run() -> None:
    check_extras(compose("+stage.sft.extra.max_grad_norm=0.5").stage)
    said = (
        r"stage\.rlvr\.extra\.max_grad_nrm is not a field of GRPOConfig; did you mean stage\.rlvr\.extra\.max_grad_norm"
    )
    with pytest.raises(ConfigError, match=said):
        run_plan(compose("+stage.rlvr.extra.max_grad_nrm=0.5"), ())
    with pytest.raises(ConfigError, match=r"^stage\.extra\.beta is stage\.kl here"):
        check_extras(compose("stage=rlvr", "+stage.extra.beta=0.5").stage)
