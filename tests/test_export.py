"""Exports that others load as they are: the same answers as the run's, marked where they are restricted, or refused."""

import stat
from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind.export import main
from ehrmind.files import read_json
from ehrmind.recorded import open_run
from tests.used_runs import trained

pytestmark = pytest.mark.torch
IDS = [5, 9, 14, 3, 8, 21, 30, 2, 7]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("private"), "task.restricted=true", "model.lora.rank=2")


def logits(network: Any) -> torch.Tensor:
    with torch.inference_mode():
        found: torch.Tensor = network.eval()(input_ids=torch.tensor([IDS])).logits
    return found


def of_run(run: Path) -> torch.Tensor:
    found = open_run(str(run))
    return logits(found.policy(found.data(), exact=True).model)


def of_export(folder: Path, **how: Any) -> torch.Tensor:
    """As anybody loads it: transformers alone."""
    from transformers import AutoModelForCausalLM

    return logits(AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **how))


@pytest.mark.parametrize("kind", ["full", "adapter"])
def test_an_export_answers_as_the_run(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    run: Path = request.getfixturevalue(kind)
    out = tmp_path / "out"
    assert main([str(run), "--to", "merged", str(out)]) == 0
    expected = of_run(run)
    torch.testing.assert_close(of_export(out), expected, atol=0 if kind == "full" else 2e-5, rtol=0)
    assert not (out / "adapter_config.json").exists()
    assert list(out.glob("*.safetensors"))
    found = open_run(str(run))
    policy = found.policy(found.data())
    prompt = found.config.task.prompt(found.data().splits["test"][0])
    tokenizer = AutoTokenizer.from_pretrained(out)
    asked = tokenizer.apply_chat_template(policy.chat.messages(prompt), add_generation_prompt=True, tokenize=False)
    assert tokenizer(asked, add_special_tokens=False)["input_ids"] == policy.encode(prompt)
    base = AutoModelForCausalLM.from_pretrained(policy.source, dtype=torch.float32)
    assert kind == "full" or float((logits(base) - expected).abs().max()) > 1e-3, "the adapter does something"


def test_half_as_large_in_bfloat16(full: Path, tmp_path: Path) -> None:
    large, small = tmp_path / "large", tmp_path / "small"
    assert main([str(full), str(large)]) == 0
    assert main([str(full), str(small), "--dtype", "bfloat16"]) == 0
    sizes = [(folder / "model.safetensors").stat().st_size for folder in (large, small)]
    assert sizes[1] < 0.55 * sizes[0]
    assert read_json(small / "config.json", "")["dtype"] == "bfloat16"
    assert "vllm serve . --dtype bfloat16" in (small / "README.md").read_text()


def test_the_card_says_how_to_serve_it(full: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main([str(full), str(out)]) == 0
    text = (out / "README.md").read_text()
    own = (full / "model" / "README.md").read_text()
    assert text.startswith(own.rstrip())
    assert "vllm serve . --dtype float32" in text.partition("## Serving")[2]
    facts = read_json(out / "export.json", "")
    assert (facts["run"], facts["policy"], facts["to"]) == (full.name, "open", "merged")


def test_an_export_of_restricted_data_stays_restricted(
    adapter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main([str(adapter), str(out)]) == 0
    assert "trained on restricted data: keep it where the data may be" in " ".join(capsys.readouterr().out.split())
    text = (out / "README.md").read_text()
    assert "Do not publish or pass on these weights" in text
    assert "library_name: transformers" in text
    assert "without request logging" in text
    assert read_json(out / "export.json", "")["policy"] == "restricted"
    for path in (out, *out.iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_a_gguf_of_another_model_is_a_folder_and_a_command(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main([str(full), "--to", "gguf", str(out)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"convert_hf_to_gguf.py {out} --outfile {out}/model.gguf --outtype f32" in said
    assert (out / "model.safetensors").exists()
    assert read_json(out / "export.json", "")["to"] == "merged"


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_gguf_over_a_template_is_read_back_as_the_model(full: Path, tmp_path: Path, dtype: str) -> None:
    import gguf

    from ehrmind.config import Dtype
    from ehrmind.models import gguf_file, merging

    found = open_run(str(full))
    network = found.policy(found.data(), exact=True).model
    expected = logits(network).log_softmax(-1)
    template = tmp_path / "base.gguf"
    make_template(template, network, gguf)
    target = tmp_path / "out" / "model.gguf"
    target.parent.mkdir()
    gguf_file.write(network, template, target, Dtype(dtype), {"ehrmind.policy": "restricted"})
    got = of_export(target.parent, gguf_file=target.name).log_softmax(-1)
    torch.testing.assert_close(got, expected, atol=2e-5 if dtype == "float32" else 0.3, rtol=0)
    assert merging.check(target.parent, expected[0], IDS, Dtype(dtype), target.name) < 1e-3
    fields = gguf.GGUFReader(target).fields
    assert fields["ehrmind.policy"].contents() == "restricted"
    assert fields["tokenizer.ggml.pre"].contents() == "smollm", "what is not of the weights is the template's"


def make_template(path: Path, network: Any, gguf: Any) -> None:
    """A GGUF file of the model with other weights, as its maker would have published it."""
    from ehrmind.models.gguf_file import named

    config = network.config
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_vocab_size(config.vocab_size)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list([f"t{number}" for number in range(config.vocab_size)])
    for name, weight in named(network, gguf).items():
        writer.add_tensor(name, torch.zeros_like(weight).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def test_a_wrong_export_is_refused_and_leaves_nothing(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ehrmind.models import merging

    real = merging.merged

    def wrong(policy: Any) -> Any:
        network = real(policy)
        with torch.no_grad():
            network.model.norm.weight[:4] *= 3
        return network

    monkeypatch.setattr(merging, "merged", wrong)
    out = tmp_path / "out"
    assert main([str(full), str(out)]) == 2
    assert "what was written answers otherwise than the run: the largest difference" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_files_is_left_alone(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main([str(full), str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said == f"ehrmind: {tmp_path} is there already and holds files; give a new folder, or empty it\n"


def test_a_run_without_weights_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ehrmind.experiment import run_plan
    from tests.test_config import compose
    from tests.used_runs import SMALL

    words = [item for item in SMALL if not item.startswith("stage.")]
    run_plan(compose(*words, "stage=evaluate", f"runs_dir={tmp_path / 'runs'}"), [])
    (run,) = (path for path in (tmp_path / "runs").iterdir() if path.is_dir())
    assert main([str(run), str(tmp_path / "out")]) == 2
    assert "trained no weights; its model is tiny" in capsys.readouterr().err
