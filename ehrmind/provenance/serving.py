"""The card of an exported model: the run's own, and how to serve what lies beside it.

card(run.model, {"run": "medcalc-smollm2_135m-sft-46871ef2", "dtype": "float32", ...}, gguf=False)
-> the text of model/README.md, then "## Serving", and "    vllm serve . --dtype float32"
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ehrmind.provenance.card import RESTRICTED

RESTRICTED_LINE = "trained on restricted data: keep it where the data may be; do not publish it or pass it on"
PROMPT = (
    "It answers prompts of the form that it was trained on: the system and the user text of the task, through its own "
    "chat template (`rows.jsonl` of the run holds both), greedily or at the temperature that it was evaluated at."
)


def card(model: Path, facts: Mapping[str, Any], gguf: bool) -> str:
    """The README.md of an export of this `model/` folder."""
    path = model / "README.md"
    own = path.read_text(encoding="utf-8") if path.exists() else f"# {facts['run']}\n"
    own = own.replace("library_name: peft", "library_name: transformers", 1)
    own = own.replace("A low-rank adapter of", "The weights, with a low-rank adapter merged into them, of", 1)
    restricted = facts["policy"] == "restricted"
    parts = [own.rstrip()]
    if restricted and RESTRICTED not in own:
        parts.append(RESTRICTED)
    return "\n\n".join([*parts, *_serving(facts, gguf, restricted)]) + "\n"


def _serving(facts: Mapping[str, Any], gguf: bool, restricted: bool) -> list[str]:
    dtype = facts["dtype"]
    if gguf:
        commands = [
            "llama-server -m model.gguf",
            "echo 'FROM ./model.gguf' > Modelfile && ollama create mine -f Modelfile",
        ]
    else:
        commands = [
            f"vllm serve . --dtype {dtype}",
            f"python -c \"from transformers import pipeline; pipeline('text-generation', '.', dtype='{dtype}')\"",
        ]
    text = [
        "## Serving",
        f"Exported from run `{facts['run']}` in {dtype}; an adapter that the run trained is part of the weights. Read "
        f"back on a fixed text, {facts['apart_is']} from the run is {facts['apart']:.2g}. In this folder:",
        "\n".join(f"    {command}" for command in commands),
        PROMPT,
    ]
    if facts.get("chat_kwargs"):
        told = json.dumps(facts["chat_kwargs"])
        text.append(f"Its prompts were rendered with these values; send them: `chat_template_kwargs={told}`.")
    if facts.get("quantize", "none") != "none":
        text.append(
            f"The run's base was packed ({facts['quantize']}). This is of the unpacked one, with which it is compared: "
            "what the run evaluated was not quite this model."
        )
    if restricted:
        text.append("Start a server without request logging, on a machine where the data may be.")
    return text
