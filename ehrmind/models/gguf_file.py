"""Weights as a GGUF file for llama.cpp and Ollama, over the GGUF file that the base model came as.

    write(network, template=Path("SmolLM2-135M-Instruct.Q4_1.gguf"), target=Path("out/model.gguf"), dtype, facts)

The template gives everything but the weights: the architecture's numbers, the tokenizer with the rule by which
llama.cpp splits words, the chat template. The `gguf` package knows the tensors' names; the rotary rows of queries and
keys are permuted as llama.cpp wants them (transformers takes that back when it reads). The package has no converter for
other models: that is a script of llama.cpp, which knows each tokenizer by a hash.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from ehrmind.config import Dtype
from ehrmind.errors import RunError

ROTARY = {"attn_q.weight": "num_attention_heads", "attn_k.weight": "num_key_value_heads"}


def write(network: Any, template: Path, target: Path, dtype: Dtype, facts: Mapping[str, str]) -> None:
    """The network's weights with the template's metadata and `facts`. Raises RunError where the tensors differ."""
    import gguf

    reader = gguf.GGUFReader(template)
    tensors = named(network, gguf)
    expected = {tensor.name for tensor in reader.tensors}
    if other := sorted(expected.symmetric_difference(tensors)):
        raise RunError(f"{template.name} and the model differ in {len(other)} tensors: {', '.join(other[:3])}")
    writer = gguf.GGUFWriter(target, arch=_text(reader, "general.architecture"))
    _copy(reader, writer, gguf, facts)
    kind = gguf.GGMLQuantizationType.F32 if dtype is Dtype.float32 else gguf.GGMLQuantizationType.BF16
    writer.add_file_type(int(gguf.LlamaFileType.ALL_F32 if dtype is Dtype.float32 else gguf.LlamaFileType.MOSTLY_BF16))
    for name in (tensor.name for tensor in reader.tensors):
        own = kind if tensors[name].ndim > 1 else gguf.GGMLQuantizationType.F32
        writer.add_tensor(name, gguf.quants.quantize(tensors[name].numpy(), own), raw_dtype=own)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def named(network: Any, gguf: Any) -> dict[str, Tensor]:
    """The weights in float32 by their names in a GGUF file; a head that is tied to the embedding is left out."""
    config = network.config
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    found = {}
    for key, weight in network.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        name = names.get_name(key, try_suffixes=(".weight", ".bias"))
        if name is None:
            raise RunError(f"{key} has no name in a GGUF file of a Llama; use --to merged and llama.cpp's converter")
        heads = next((getattr(config, value) for end, value in ROTARY.items() if name.endswith(end)), None)
        value = weight.detach().cpu().float()
        found[name] = permuted(value, heads) if heads else value.contiguous()
    return found


def permuted(weight: Tensor, heads: int) -> Tensor:
    """The rows of a query or key (heads * 2 * half, D), whose halves are turned together, side by side."""
    rows, columns = weight.shape
    return weight.view(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns).contiguous()


def _copy(reader: Any, writer: Any, gguf: Any, facts: Mapping[str, str]) -> None:
    """The template's metadata but what is of its weights, and the facts over them."""
    ours = {"general.architecture", "general.file_type", "general.quantization_version", *facts}
    for field in reader.fields.values():
        if field.name in ours or field.name.startswith("GGUF."):
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), kind, sub_type=inner)
    for name, value in facts.items():
        writer.add_key_value(name, value, gguf.GGUFValueType.STRING)


def _text(reader: Any, key: str) -> str:
    return str(reader.get_field(key).contents())
