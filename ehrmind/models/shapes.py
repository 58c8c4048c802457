"""How large a language model is, without loading it: from its config.json, or from a table of the named models.

    shape_of(model=smollm2_135m)  ->  Shape(layers=30, hidden=576, intermediate=1536, heads=9, kv_heads=3, head_dim=64,
                                            vocabulary=49152, tied=True)      .parameters = 134,515,008

Of the decoders of Llama's build (RMSNorm, gated MLP, grouped keys); of others nothing is known, and None is said.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehrmind.config import Model, Origin


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a decoder. `bias`: of the query, key and value projections; `head_norms`: of queries and keys."""

    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_dim: int
    vocabulary: int
    tied: bool  # input and output embeddings are one
    bias: bool = False
    head_norms: bool = False

    @property
    def query(self) -> int:
        """Width of a token's queries in one layer."""
        return self.heads * self.head_dim

    @property
    def key(self) -> int:
        """Width of a token's keys, and of its values, in one layer."""
        return self.kv_heads * self.head_dim

    @property
    def embedding(self) -> int:
        """Weights of the input embeddings."""
        return self.vocabulary * self.hidden

    @property
    def parameters(self) -> int:
        """How many weights there are."""
        projections = 2 * self.hidden * (self.query + self.key) + self.bias * (self.query + 2 * self.key)
        norms = 2 * self.hidden + self.head_norms * 2 * self.head_dim
        layer = projections + 3 * self.hidden * self.intermediate + norms
        return self.layers * layer + self.embedding * (1 if self.tied else 2) + self.hidden

    def adapter(self, rank: int) -> int:
        """Weights of LoRA adapters of this rank on every linear layer."""
        attention = 2 * (self.hidden + self.query) + 2 * (self.hidden + self.key)
        return self.layers * rank * (attention + 3 * (self.hidden + self.intermediate))


# Of the models' published config.json. Their parameters add up to the counts that their hubs publish; a test holds it.
_NAMED = {
    "meta-llama/Llama-3.2-3B": Shape(28, 3072, 8192, 24, 8, 128, 128256, tied=True),
    "meta-llama/Meta-Llama-3-8B": Shape(32, 4096, 14336, 32, 8, 128, 128256, tied=False),
    "Qwen/Qwen2.5-3B": Shape(36, 2048, 11008, 16, 2, 128, 151936, tied=True, bias=True),
    "Qwen/Qwen3-0.6B": Shape(28, 1024, 3072, 16, 8, 128, 151936, tied=True, head_norms=True),
    "Qwen/Qwen3-1.7B": Shape(28, 2048, 6144, 16, 8, 128, 151936, tied=True, head_norms=True),
    "Qwen/Qwen3-4B": Shape(36, 2560, 9728, 32, 8, 128, 151936, tied=True, head_norms=True),
    "Qwen/Qwen3-8B": Shape(36, 4096, 12288, 32, 8, 128, 151936, tied=False, head_norms=True),
}
_EMBEDDED = Shape(30, 576, 1536, 9, 3, 64, 49152, tied=True)  # SmolLM2-135M
_TINY = Shape(2, 128, 352, 4, 2, 32, 1024, tied=True)  # models/tiny.py

_BUILDS: Mapping[str, Mapping[str, bool]] = {
    "llama": {},
    "mistral": {},
    "qwen2": {"bias": True},
    "qwen3": {"head_norms": True},
}


def shape_of(model: Model) -> Shape | None:
    """The model's shape; None where nobody here knows it: behind an address, or a hub id neither named nor cached."""
    if model.origin is Origin.server:
        return None
    if model.origin is Origin.embedded:
        return _EMBEDDED
    if model.origin is Origin.random:
        return _TINY
    path = str(model.path)
    config = Path(path).expanduser() / "config.json"
    return _NAMED.get(path) or _read(config if config.is_file() else _cached(path))


def from_config(config: Mapping[str, Any]) -> Shape | None:
    """The shape that a config.json describes; None for an architecture of another build."""
    build = _BUILDS.get(str(config.get("model_type")))
    if build is None:
        return None
    heads = config["num_attention_heads"]
    return Shape(
        layers=config["num_hidden_layers"],
        hidden=config["hidden_size"],
        intermediate=config["intermediate_size"],
        heads=heads,
        kv_heads=config.get("num_key_value_heads") or heads,
        head_dim=config.get("head_dim") or config["hidden_size"] // heads,
        vocabulary=config["vocab_size"],
        tied=bool(config.get("tie_word_embeddings", False)),
        **build,
    )


def _read(path: Path | None) -> Shape | None:
    return None if path is None else from_config(json.loads(path.read_text()))


def _cached(hub_id: str) -> Path | None:
    """The config.json of a model that was downloaded before."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(hub_id, "config.json")
    except HFValidationError:  # not an id: a folder that is not there
        return None
    return Path(found) if isinstance(found, str) else None
