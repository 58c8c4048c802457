"""LoRA's targets: a typo is named where the build is known, and otherwise once the modules are."""

import pytest

from ehrmind.errors import ConfigError
from ehrmind.feasible import check
from ehrmind.models.targets import require
from tests.test_config import compose

MODULES = ["model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.v_proj", "lm_head"]


def test_a_typo_is_named_before_anything_loads() -> None:
    wrong = "model.lora.targets=[q_proj,vproj]"
    with pytest.raises(ConfigError, match=r"model\.lora\.targets: vproj is no module of tiny; did you mean v_proj\?"):
        check(compose("model=tiny", "model.lora.rank=4", wrong))
    check(compose("model=tiny", wrong))  # rank 0: there is no adapter
    check(compose("model=tiny", "model.lora.rank=4", "model.lora.targets=[layers.0.self_attn.q_proj]"))
    check(compose("model=hub", "model.path=org/other", "model.lora.rank=4", "model.lora.targets=[c_attn]"))


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ("[q_proj,vproj]", r"vproj is no module of m; did you mean v_proj\?"),
        ("'.*k_proj'", r"model\.lora\.targets=\.\*k_proj matches the whole name of no module of m"),
    ],
)
def test_each_target_must_be_among_the_loaded_modules(targets: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        require(compose(f"model.lora.targets={targets}").model.lora, MODULES, "m")


@pytest.mark.parametrize("targets", ["all-linear", "[q_proj,lm_head]", "[self_attn.v_proj]", "'.*[qv]_proj'"])
def test_those_that_are_there_are_let_past(targets: str) -> None:
    require(compose(f"model.lora.targets={targets}").model.lora, MODULES, "m")


@pytest.mark.torch
def test_only_the_named_modules_are_adapted() -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    from ehrmind.models.lora import settings

    shape = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    network = LlamaForCausalLM(LlamaConfig(vocab_size=16, **shape))
    made = settings(compose("model=tiny", "model.lora.rank=2", "model.lora.targets=[q_proj,v_proj]").model, network)
    assert set(made.target_modules) == {"q_proj", "v_proj"}
    with pytest.raises(ConfigError, match="oproj is no module of tiny; did you mean o_proj"):
        settings(compose("model=tiny", "model.lora.rank=2", "model.lora.targets=[oproj,v_proj]").model, network)
