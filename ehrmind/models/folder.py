"""A model's folder, looked at before anything heavy is loaded: each fault with its file and its mend.

    check("models/qwen3")
    -> ConfigError: model.path=models/qwen3: model-00002-of-00003.safetensors is cut: 1,048,576 bytes are there and its
       header says 4,902,144,000; copy it again

A file that Git LFS left as a pointer, an adapter without its base, weights that a library of its own has packed: what
transformers answers to them is a traceback of a hundred lines, or random weights.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from ehrmind.errors import ConfigError

POINTER = b"version https://git-lfs"
ADAPTER = "adapter_config.json"
_CODE = "auto_map"  # of a config whose classes come with the folder


def check(folder: Path, key: str, trusts_code: bool = False) -> None:
    """Refuse a folder from which no model can be loaded. Raises ConfigError, which begins with `key`=`folder`."""
    _refuse(_faults(folder, trusts_code), f"{key}={folder}")


def check_adapter(folder: Path, key: str) -> None:
    """Refuse an adapter whose files are cut. Raises ConfigError."""
    files = _files(folder)
    cut = map(_cut, (path for path in files if path.suffix == ".safetensors"))
    _refuse(chain(map(_pointer, files), cut), f"{key}={folder}")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object. Raises ConfigError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} is not JSON ({error}); copy it again") from None
    if not isinstance(found, dict):
        raise ConfigError(f"{path} is not a JSON object; copy it again")
    return found


def _refuse(faults: Iterable[str], where: str) -> None:
    """Raise ConfigError at the first fault."""
    if fault := next(filter(None, faults), ""):
        raise ConfigError(f"{where}: {fault}")


def _faults(folder: Path, trusts_code: bool) -> Iterator[str]:
    """One after the other, each empty where there is none: later ones read what earlier ones have looked for."""
    yield _not_a_model(folder)
    yield from map(_pointer, _files(folder))
    yield _config(folder, trusts_code)
    yield _weights(folder)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _not_a_model(folder: Path) -> str:
    if (folder / "config.json").exists():
        return ""
    if (folder / ADAPTER).exists():
        base = read_json(folder / ADAPTER).get("base_model_name_or_path")
        return (
            f"it is an adapter (LoRA) and no model; give its base, model.path={base}, and the run that trained it as "
            "stage.init_from=, or merge it into its base"
        )
    return "it holds no config.json; give the folder that save_pretrained has written"


def _pointer(path: Path) -> str:
    with path.open("rb") as file:
        if not file.read(len(POINTER)).startswith(POINTER):
            return ""
    return f"{path.name} is a pointer of Git LFS and not the file itself; run: git lfs pull"


def _config(folder: Path, trusts_code: bool) -> str:
    config = read_json(folder / "config.json")
    if _CODE in config and not trusts_code:
        return (
            "its config.json names code of its own (auto_map), which would be executed; read that code, and then "
            "allow it with model.trust_remote_code=true"
        )
    return packed(config)


def packed(config: Mapping[str, Any]) -> str:
    """What is wrong with weights that a library of its own has packed, by config.json; empty where they are not."""
    settings = config.get("quantization_config")
    if not settings:
        return ""
    method = str(settings.get("quant_method") or "bitsandbytes")
    return (
        f"its weights are packed ({method}), which is neither trained here nor read back exactly; give the model's "
        "full weights, and quantise them on loading with model.quantize=nf4 or int8"
    )


def _weights(folder: Path) -> str:
    listed = _listed(folder)
    missing = [name for name in listed if not (folder / name).exists()]
    if missing:
        return f"{missing[0]} is missing, which the index of the weights names ({len(missing)} files in all); copy it"
    files = sorted(folder.glob("*.safetensors"))
    if not files and not any(folder.glob("*.bin")) and not any(folder.glob("*.gguf")):
        return "it holds no weights (*.safetensors); copy them there"
    return next(filter(None, map(_cut, files)), "")


def _listed(folder: Path) -> list[str]:
    index = folder / "model.safetensors.index.json"
    return sorted(set(read_json(index).get("weight_map", {}).values())) if index.exists() else []


def _cut(path: Path) -> str:
    """Whether the file is as long as its header says: 8 bytes of the header's length, the header, the tensors."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = file.read(length) if length < size else b""
    try:
        tensors = json.loads(header)
        ends = [facts["data_offsets"][1] for name, facts in tensors.items() if name != "__metadata__"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return f"{path.name} is no safetensors file, or its header is cut; copy it again"
    expected = 8 + length + max(ends, default=0)
    if size == expected:
        return ""
    return f"{path.name} is cut: {size:,} bytes are there and its header says {expected:,}; copy it again"
