"""The terms that trained weights inherit: of the base model, by its family, and of the data, by their manifest.

    Terms(base="qwen-research", data="cc-by-sa-4.0").tag  ->  "other": no single licence of Hugging Face's list fits

A licence that is not known is None, and the model card then sends its reader to the owner.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EMBEDDED = "HuggingFaceTB/SmolLM2-135M-Instruct"
OWN = "apache-2.0"  # of this project: its generated notes, its random weights
# Beginnings of Hugging Face ids, the longer before the shorter; from the models' cards, November 2025.
FAMILIES = {
    "HuggingFaceTB/SmolLM": "apache-2.0",
    "Qwen/Qwen3": "apache-2.0",
    "Qwen/Qwen2.5-3B": "qwen-research",
    "Qwen/Qwen2.5-72B": "qwen",
    "Qwen/Qwen2.5": "apache-2.0",
    "meta-llama/Llama-3.3": "llama3.3",
    "meta-llama/Llama-3.2": "llama3.2",
    "meta-llama/Llama-3.1": "llama3.1",
    "meta-llama/Meta-Llama-3-": "llama3",
    "google/gemma-3": "gemma",
}
NOT_LISTED = ("qwen-research", "qwen")  # which the hub knows as "other"


@dataclass(frozen=True, slots=True)
class Terms:
    """The licences of a checkpoint's parts; `restricted` data are under an agreement that no licence replaces."""

    base: str | None
    data: str | None
    restricted: bool

    @property
    def tag(self) -> str:
        """The hub's licence tag: the base model's where the data ask for no more than it, else "other"."""
        free = self.data == OWN and not self.restricted
        return self.base if free and self.base is not None and self.base not in NOT_LISTED else "other"

    def rows(self) -> list[tuple[str, str]]:
        """What is under which terms."""
        data = self.data or "not stated; ask the data's owner"
        if self.restricted:
            named = f" ({self.data})" if self.data else ""
            data = f"restricted: the data's owner decides, by the agreement under which they were given{named}"
        return [
            ("base model", self.base or "not known here; see the base model's card"),
            ("training data", data),
            ("code that trained it", OWN),
        ]


def base_id(model: Mapping[str, Any]) -> str | None:
    """The Hugging Face id of the configured model; None for random weights and for a local folder."""
    if model.get("origin") == "embedded":
        return EMBEDDED
    path = str(model.get("path") or "")
    if Path(path).is_dir():  # which the model was loaded from, also where the hub has a model of that name
        return None
    return path if re.fullmatch(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", path) else None


def base_licence(model: Mapping[str, Any]) -> str | None:
    """The licence of the configured model; None where it is not known."""
    if model.get("origin") == "random":
        return OWN
    known = base_id(model) or ""
    return next((licence for family, licence in FAMILIES.items() if known.startswith(family)), None)
