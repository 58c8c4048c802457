"""Models that are not what they seem: each refused with its file, its fault and its mend, before a number is written."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ehrmind.config import Lora, Model, Quantize
from ehrmind.errors import ConfigError

pytestmark = pytest.mark.torch
TEXTS = ["A 54-year-old man presents with fatigue. Sodium 140 mEq/L. <think>140 - 128</think>"] * 3


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from ehrmind.models.tiny import tiny_model

    return tiny_model(TEXTS, tmp_path_factory.mktemp("model"))


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "model"))


def load(folder: Path, **fields: object) -> object:
    from ehrmind.models.load import load as load_model

    return load_model(Model(name="hub", path=str(folder), **fields), None, list)  # type: ignore[arg-type]


def rewrite(folder: Path, change: Callable[[dict[str, object]], dict[str, object]]) -> None:
    from safetensors.torch import load_file, save_file

    weights = change(load_file(folder / "model.safetensors"))
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def edit(folder: Path, name: str, **fields: object) -> None:
    content = json.loads((folder / name).read_text())
    (folder / name).write_text(json.dumps({**content, **fields}))


def compiled(folder: Path) -> None:
    rewrite(folder, lambda weights: {f"_orig_mod.{name}": weight for name, weight in weights.items()})


def without_a_layer(folder: Path) -> None:
    rewrite(folder, lambda weights: {name: weight for name, weight in weights.items() if ".layers.1." not in name})


def too_few_layers_in_the_config(folder: Path) -> None:
    edit(folder, "config.json", num_hidden_layers=1)


def not_a_number(folder: Path) -> None:
    def spoil(weights: dict[str, object]) -> dict[str, object]:
        weights["model.norm.weight"][3] = float("nan")  # type: ignore[index]
        return weights

    rewrite(folder, spoil)


def pointer(folder: Path) -> None:
    (folder / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")


def cut(folder: Path) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[: len(content) // 2])


def no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def shard_missing(folder: Path) -> None:
    index = {"weight_map": {"lm_head.weight": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def other_shapes(folder: Path) -> None:
    edit(folder, "config.json", intermediate_size=512)


def no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def torn_config(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "lla')


def an_adapter(folder: Path) -> None:
    no_config(folder)
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "org/base"}')


def another_tokenizer(folder: Path) -> None:
    from ehrmind.models.tiny import build_tokenizer

    build_tokenizer([f"{a}{b}{c} " * 4 for a in "qwxyz" for b in "abcdefgh" for c in "ijklmnop"]).save_pretrained(
        folder
    )


def no_end(folder: Path) -> None:
    edit(folder, "tokenizer_config.json", eos_token=None)
    edit(folder, "config.json", eos_token_id=None)
    edit(folder, "generation_config.json", eos_token_id=None)


def packed(folder: Path) -> None:
    edit(folder, "config.json", quantization_config={"quant_method": "gptq", "bits": 4})


def own_code(folder: Path) -> None:
    edit(folder, "config.json", auto_map={"AutoModelForCausalLM": "modeling.Mine"})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (compiled, r"weights are not in its files.*the files hold _orig_mod\."),
        (without_a_layer, r"9 of the model's weights are not in its files.*model\.layers\.1\."),
        (too_few_layers_in_the_config, r"hold 9 weights of blocks that its config.json does not have"),
        (not_a_number, r"1 of its weights hold NaN or infinity: model\.norm\.weight"),
        (pointer, r"model\.safetensors is a pointer of Git LFS.*git lfs pull"),
        (cut, r"model\.safetensors is cut: [\d,]+ bytes are there and its header says [\d,]+; copy it again"),
        (no_weights, r"it holds no weights"),
        (shard_missing, r"model-00002-of-00002\.safetensors is missing"),
        (other_shapes, r"6 weights have other shapes than config\.json says"),
        (no_config, r"it holds no config\.json"),
        (torn_config, r"config\.json is not JSON"),
        (an_adapter, r"it is an adapter.*model\.path=org/base"),
        (another_tokenizer, r"the tokenizer is another model's"),
        (no_end, r"names an end token"),
        (packed, r"packed \(gptq\).*model\.quantize=nf4"),
        (own_code, r"code of its own.*model\.trust_remote_code=true"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_fault_has_one_message(folder: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(folder)
    with pytest.raises(ConfigError, match=said) as caught:
        load(folder)
    assert "\n" not in str(caught.value)


def test_a_good_folder_loads_and_its_fingerprint_follows_its_content(folder: Path, good: Path) -> None:
    from ehrmind.models.identity import fingerprint

    load(folder)
    before = fingerprint(folder)
    assert before == fingerprint(good), "wherever it lies"
    rewrite(folder, lambda weights: {name: weight * 1.001 for name, weight in weights.items()})  # type: ignore[operator]
    after = fingerprint(folder)
    assert after != before
    edit(folder, "config.json", rms_norm_eps=1e-4)
    assert fingerprint(folder) not in (before, after)


def test_a_local_model_is_named_by_what_it_holds(folder: Path, tmp_path: Path) -> None:
    from ehrmind.compose import compose
    from ehrmind.runs import identify

    def name(path: Path) -> str:
        return identify(compose(["model=hub", f"model.path={path}", "stage=evaluate"]), "base", None, "0").id

    before = name(folder)
    assert name(Path(shutil.copytree(folder, tmp_path / "moved"))) == before
    rewrite(folder, lambda weights: {name: weight * 2 for name, weight in weights.items()})  # type: ignore[operator]
    assert name(folder) != before, "weights replaced in the same folder are another model"


def test_an_adapter_of_another_model_is_refused(folder: Path, tmp_path: Path) -> None:
    from peft import get_peft_model
    from safetensors.torch import load_file, save_file

    from ehrmind.models.load import load as load_model
    from ehrmind.models.lora import settings

    model = Model(name="hub", path=str(folder), lora=Lora(rank=2))
    policy = load_model(model, None, list)
    get_peft_model(policy.model, settings(model, policy.model)).save_pretrained(tmp_path / "adapter")
    policy.tokenizer.save_pretrained(tmp_path / "adapter")
    load_model(model, tmp_path / "adapter", list)
    path = tmp_path / "adapter" / "adapter_model.safetensors"
    save_file({name: weight for name, weight in load_file(path).items() if ".layers.1." not in name}, path)
    with pytest.raises(ConfigError, match=r"differ in 14 weights: base_model.*layers\.1"):
        load_model(model, tmp_path / "adapter", list)


def test_packed_weights_are_refused_where_they_cannot_be(folder: Path) -> None:
    from ehrmind.models.quantize import check

    check(Model(name="hub", path=str(folder)), trains=True)
    packed = Model(name="hub", path=str(folder), quantize=Quantize.nf4)
    with pytest.raises(ConfigError, match=r"model.lora.rank=16"):
        check(packed, trains=True)
    with pytest.raises(ConfigError, match=r"needs (bitsandbytes|a GPU)"):
        check(packed, trains=False)


def test_code_from_a_hub_needs_the_commit_that_was_read() -> None:
    with pytest.raises(ConfigError, match=r"model\.revision="):
        Model(name="hub", path="org/model", trust_remote_code=True)
    with pytest.raises(ConfigError, match=r"model\.revision="):
        Model(name="hub", path="org/model", trust_remote_code=True, revision="main")
    Model(name="hub", path="org/model", trust_remote_code=True, revision="0" * 40)


def test_adapters_on_experts_take_no_dropout() -> None:
    from ehrmind.models.lora import settings
    from tests.models.families import FAMILIES, model_of

    experts, dense = (
        model_of(next(family for family in FAMILIES if family.name == name)) for name in ("qwen3_moe", "llama")
    )
    with pytest.raises(ConfigError, match=r"model\.lora\.dropout=0\.05: adapters on the experts of Qwen3Moe"):
        settings(Model(name="hub", path="org/name", lora=Lora(rank=2)), experts)
    assert settings(Model(name="hub", path="org/name", lora=Lora(rank=2, dropout=0.0)), experts).lora_dropout == 0
    assert settings(Model(name="hub", path="org/name", lora=Lora(rank=2)), dense).lora_dropout == 0.05
