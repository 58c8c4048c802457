"""Loading: a template where a base model has none, prompts that end where the model is to write, adapters on top."""

from pathlib import Path

import pytest

from ehrmind.config import Lora, Model, Origin
from ehrmind.errors import ConfigError
from ehrmind.types import Prompt

pytestmark = pytest.mark.torch
TEXTS = ["A 54-year-old man presents with fatigue. Sodium 140 mEq/L. <think>140 - 128</think>"] * 3
PROMPT = Prompt("You are careful.", "What is the anion gap?")


def tiny(**fields: object) -> Model:
    return Model(name="tiny", origin=Origin.random, **fields)  # type: ignore[arg-type]


def test_tiny_is_a_function_of_its_texts(tmp_path: Path) -> None:
    import torch

    from ehrmind.models.tiny import tiny_model

    one, again, other = (
        tiny_model(texts, tmp_path / where) for texts, where in ((TEXTS, "a"), (TEXTS, "b"), (["x"], "a"))
    )
    assert one.name == again.name != other.name
    assert (one / "model.safetensors").read_bytes() == (again / "model.safetensors").read_bytes()
    state = torch.get_rng_state()
    tiny_model(["y"], tmp_path / "c")
    assert torch.equal(state, torch.get_rng_state()), "building it draws nothing from the global generator"


def test_a_tiny_model_of_other_sizes_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.models import tiny as module

    before = module.tiny_model(TEXTS, tmp_path)
    monkeypatch.setitem(module.SIZES, "num_hidden_layers", 1)
    assert module.tiny_model(TEXTS, tmp_path) != before


def test_encoding_ends_with_the_assistant_turn() -> None:
    from ehrmind.models.load import load

    policy = load(tiny(), None, lambda: TEXTS)
    ids = policy.encode(PROMPT)
    assert policy.tokenizer.decode(ids).endswith("<|assistant|>\n")
    completion = policy.encode_completion("<think>a</think>")
    assert completion[-1] == policy.tokenizer.eos_token_id
    assert policy.tokenizer.decode(completion[:-1]) == "<think>a</think>"


def test_a_base_model_without_a_template_gets_a_plain_one(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    from ehrmind.models.load import load
    from ehrmind.models.tiny import tiny_model

    folder = tiny_model(TEXTS, tmp_path)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = None
    (folder / "chat_template.jinja").unlink(missing_ok=True)
    tokenizer.save_pretrained(folder)
    policy = load(Model(name="base", path=str(folder)), None, list)
    text = policy.tokenizer.decode(policy.encode(PROMPT))
    assert text == "System: You are careful.\n\nUser: What is the anion gap?\n\nAssistant: "
    policy.tokenizer.bos_token = policy.tokenizer.eos_token
    assert policy.encode(PROMPT)[0] == policy.tokenizer.bos_token_id, "base models are pretrained with one"


def test_a_model_that_is_not_there_is_said_clearly(tmp_path: Path) -> None:
    from ehrmind.models.load import load

    with pytest.raises(ConfigError, match="model.path=.*nowhere could not be loaded"):
        load(Model(name="hub", path=str(tmp_path / "nowhere")), None, list)


def test_an_adapter_loads_on_its_base(tmp_path: Path) -> None:
    import torch
    from peft import get_peft_model

    from ehrmind.models.load import load
    from ehrmind.models.lora import settings

    model = tiny(lora=Lora(rank=2))
    policy = load(model, None, lambda: TEXTS)
    tuned = get_peft_model(policy.model, settings(model, policy.model))
    for name, weight in tuned.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.1)
    tuned.save_pretrained(tmp_path)
    policy.tokenizer.save_pretrained(tmp_path)
    again = load(model, tmp_path, lambda: TEXTS)
    ids = torch.tensor([policy.encode(PROMPT)])
    with torch.no_grad():
        assert torch.equal(tuned.eval()(ids).logits, again.model.eval()(ids).logits)


def adapted(folder: Path, model: Model) -> None:
    """An adapter on the model, saved as a training saves it."""
    from peft import get_peft_model

    from ehrmind.models import base
    from ehrmind.models.load import load
    from ehrmind.models.lora import settings

    policy = load(model, None, list, train=True)
    get_peft_model(policy.model, settings(model, policy.model)).save_pretrained(folder)
    policy.tokenizer.save_pretrained(folder)
    base.write(policy.base, folder)


def test_an_adapter_does_not_load_on_another_model(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    from ehrmind.config import Dtype
    from ehrmind.models.load import load
    from ehrmind.models.tiny import tiny_model

    folder, other = tiny_model(TEXTS, tmp_path / "a"), tiny_model(TEXTS, tmp_path / "b")
    model = Model(name="hub", path=str(folder), lora=Lora(rank=2))
    adapted(tmp_path / "adapter", model)
    assert load(model, tmp_path / "adapter", list)
    rounded = Model(name="hub", path=str(folder), lora=Lora(rank=2), dtype=Dtype.bfloat16)
    assert load(rounded, tmp_path / "adapter", list), "of the same model in another format"
    weights = load_file(other / "model.safetensors")
    weights["model.layers.1.mlp.up_proj.weight"] *= 1.02
    save_file(weights, other / "model.safetensors", {"format": "pt"})
    elsewhere = Model(name="hub", path=str(other), lora=Lora(rank=2))
    with pytest.raises(ConfigError, match="was trained on another model: 1 weights of this one differ: .*up_proj"):
        load(elsewhere, tmp_path / "adapter", list)


def test_a_models_own_sampling_settings_change_no_answer(tmp_path: Path) -> None:
    """As Qwen2.5 ships them: `generate` would fill what it is not told from generation_config.json."""
    import json
    import shutil
    from dataclasses import replace

    from ehrmind.config import Evaluation, Sharing
    from ehrmind.evaluation.generate import complete
    from ehrmind.models.load import load
    from ehrmind.models.tiny import tiny_model

    plain = tiny_model(TEXTS, tmp_path)
    shipped = Path(shutil.copytree(plain, tmp_path / "shipped"))
    settings = json.loads((shipped / "generation_config.json").read_text())
    own = {"do_sample": True, "repetition_penalty": 2.0, "top_k": 3, "no_repeat_ngram_size": 2}
    (shipped / "generation_config.json").write_text(json.dumps({**settings, **own}))
    shared = Evaluation(k=2, completion_tokens=16)
    found = []
    for folder in (plain, shipped):
        policy = load(Model(name="hub", path=str(folder)), None, list)
        prompts = {"row": policy.encode(PROMPT)}
        for how in (shared, replace(shared, shared_prefix=Sharing.off)):
            found.append([item.text for batch in complete(policy, prompts, how, 0) for item in batch["row"]])
    assert found[:2] == found[2:]
    assert found[0][0] == found[1][0], "greedy, by either path"


def test_of_weights_packed_to_four_bits_two_are_counted_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from types import SimpleNamespace

    import torch

    from ehrmind.models.load import load

    class Params4bit(torch.nn.Parameter):
        """As bitsandbytes names them, which needs CUDA."""

    policy = load(tiny(), None, lambda: TEXTS)
    whole = policy.parameters
    assert whole == sum(weight.numel() for weight in policy.model.parameters())
    layer = policy.model.model.layers[0].mlp.down_proj
    packed = torch.zeros(layer.weight.numel() // 2, 1, dtype=torch.uint8)
    layer.weight = Params4bit(packed, requires_grad=False)
    policy.model.is_loaded_in_4bit = True
    monkeypatch.setitem(sys.modules, "bitsandbytes", SimpleNamespace(nn=SimpleNamespace(Params4bit=Params4bit)))
    assert policy.parameters == whole


def test_what_is_trained_on_packed_weights_is_as_it_was_and_in_float32() -> None:
    import torch

    from ehrmind.models import quantize

    network = torch.nn.ModuleDict({"frozen": torch.nn.Linear(2, 2), "old": torch.nn.Linear(2, 2)})
    network["frozen"].requires_grad_(False)
    before = quantize.trained(network)
    network["new"] = torch.nn.Linear(2, 2)  # an adapter that is made with the trainer
    values = network["old"].weight.data.clone()
    for weight in network.parameters():
        weight.data = weight.data.to(torch.bfloat16)  # as TRL casts
    quantize.in_float32(network, before)
    assert torch.equal(network["old"].weight, values)
    dtypes = {name: module.weight.dtype for name, module in network.items()}
    assert dtypes == {"frozen": torch.bfloat16, "old": torch.float32, "new": torch.float32}
