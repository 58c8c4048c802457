"""The model of a run for others to serve: python -m ehrmind.export runs/<run> --to merged out/

    --to merged out/     safetensors that vLLM and transformers load as they are; an adapter is merged into its base
    --to gguf out/       the same weights for llama.cpp and Ollama, where the base came as a GGUF file; for other models
                         the merged folder, and the command of llama.cpp's converter

Beside the weights: README.md, the model card with how to serve it, and export.json, which says what it is of. What is
written is read back and compared with the run before it stands there. Of a run on restricted data the export says so in
each of these files, and its files are their owner's alone.
"""

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from ehrmind.__main__ import answer
from ehrmind.config import Dtype, Origin
from ehrmind.console import say
from ehrmind.errors import ConfigError, RunError
from ehrmind.files import is_full, writable, write_json, write_text
from ehrmind.privacy import PUBLIC_TEXT
from ehrmind.privacy.guard import guarded
from ehrmind.provenance.serving import RESTRICTED_LINE, card
from ehrmind.recorded import Recorded, open_run
from ehrmind.tasks.base import Data

KINDS = ("merged", "gguf")
CONVERTER = "python llama.cpp/convert_hf_to_gguf.py {folder} --outfile {folder}/model.gguf --outtype {kind}"


def main(arguments: list[str] | None = None) -> int:
    """Export; returns the exit code. A user's mistake prints one message, no traceback."""
    words = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(words)
    return answer(lambda: export(options.run, options.to, Path(options.out), Dtype(options.dtype)), words)


def export(run: str, kind: str, out: Path, dtype: Dtype) -> None:
    """Write the folder `out`. Raises UserError."""
    out = out.expanduser().resolve()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(f"{out} is there already and holds files; give a new folder, or empty it")
    found = open_run(run)
    if found.weights is None:
        raise ConfigError(
            f"{run} trained no weights; its model is {found.config.model.path or found.config.model.name}"
        )
    if found.config.model.trust_remote_code:
        raise ConfigError(
            f"{run}: its model has code of its own (model.trust_remote_code=true), which no folder of weights holds; "
            "serve the model's own files"
        )
    writable(out.parent, "DIR")
    with guarded(found.config.task.data_policy, found.folder):
        data = found.data() if found.needs_data and found.config.model.lora.rank else None
        partial = out.parent / f".{out.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        try:
            said = _written(found, data, kind, partial, dtype)
            if out.exists():
                out.rmdir()
            partial.rename(out)
        except Exception as error:
            if is_full(out.parent, error):
                raise RunError(f"the disk of {out.parent} is full; make room and start again") from error
            raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    say(f"{found.folder.name} as {kind}, {dtype.value}: {out}")
    for line in said:
        say(line.replace(str(partial), str(out)))
    if found.restricted:
        say(RESTRICTED_LINE)


def _written(found: Recorded, data: Data | None, kind: str, folder: Path, dtype: Dtype) -> list[str]:
    """Write and check the weights, and what is beside them; what is left to be told."""
    from ehrmind.evaluation.generate import end_tokens
    from ehrmind.models import merging

    policy, weights = found.policy(data, exact=True), found.weights
    assert weights is not None
    ids = policy.tokenizer(PUBLIC_TEXT, add_special_tokens=False)["input_ids"]
    before = merging.log_probs(policy.model, ids)
    network = merging.merged(policy)
    folder.mkdir(parents=True)
    file = None
    if kind == "gguf" and found.config.model.origin is Origin.embedded:
        file = _gguf(found, network, folder, dtype)
    else:
        network.generation_config.eos_token_id = end_tokens(policy)  # at which the run's evaluation stops
        merging.write(network, policy, folder, dtype)
    gap = merging.check(folder, before, ids, dtype, file)
    facts = {
        "run": found.folder.name,
        "policy": "restricted" if found.restricted else "open",
        "to": kind if file or kind == "merged" else "merged",
        "dtype": dtype.value,
        "chat_kwargs": dict(found.config.model.chat_kwargs),
        "quantize": found.config.model.quantize.value,
        "apart": gap,
        "apart_is": merging.APART[dtype],
    }
    write_json(folder / "export.json", facts)
    write_text(folder / "README.md", card(weights, facts, bool(file)))
    if kind == "gguf" and file is None:
        command = CONVERTER.format(folder=folder, kind={"float32": "f32", "bfloat16": "bf16"}[dtype.value])
        return [f"the gguf package converts no model of this kind: the merged weights are there; next run\n  {command}"]
    return []


def _gguf(found: Recorded, network: Any, folder: Path, dtype: Dtype) -> str:
    """Write model.gguf, and return its name."""
    import tempfile

    from ehrmind.models import assets, gguf_file

    facts = {"general.name": found.folder.name}
    if found.restricted:
        facts |= {"general.description": RESTRICTED_LINE, "ehrmind.policy": "restricted"}
    with tempfile.TemporaryDirectory() as name:
        template = assets.extract(assets.download(Path(name)))
        gguf_file.write(network, template, folder / "model.gguf", dtype, facts)
    return "model.gguf"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ehrmind.export", description="Export the model of a run.")
    parser.add_argument("run", help="the folder of a finished run")
    parser.add_argument("--to", choices=KINDS, default="merged", help="what to write (default: merged)")
    parser.add_argument("out", help="a new folder")
    parser.add_argument(
        "--dtype",
        choices=[Dtype.float32.value, Dtype.bfloat16.value],
        default=Dtype.float32.value,
        help="of the weights (default: float32, which answers as the run does; bfloat16 is half as large)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
