"""Prompts from easy to hard, by how often the diagnosis answered them: stage.curriculum=true with stage.filter.

    rates = pass_rates(Path("runs/medcalc-tiny-diagnose-1a2b3c4d"))      {"generated-0-train-3": 0.75, ...}
    easy_first(rows, rates, generations=20, prompts=4, seed=0)           the rows of a pass, the easiest first

Each pass over the rows runs from easy to hard. Where the training does not see every row, as many are drawn as it
sees, so that the last step meets hard ones too. Rows that were not diagnosed (evaluation.limit) come last: nothing is
known of them. Ties and draws are a function of (seed, row).
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from ehrmind.errors import ConfigError
from ehrmind.files import read_json
from ehrmind.runs import AGAIN
from ehrmind.stages.diagnose import RATES
from ehrmind.types import Example


def pass_rates(folder: Path) -> dict[str, float]:
    """The share of right samples by row id, of the run of a diagnosis. Raises ConfigError, RecordError."""
    found = read_json(folder / RATES, AGAIN)
    k, hits = found.get("k"), found.get("rows")
    if not isinstance(k, int) or k < 1 or not isinstance(hits, dict):
        raise ConfigError(f"stage.filter={folder}: {RATES} holds no samples by row; do that run again")
    return {str(key): int(count) / k for key, count in hits.items()}


def easy_first(
    rows: Sequence[Example], rates: Mapping[str, float], generations: int, prompts: int, seed: int
) -> tuple[list[Example], Counter[str]]:
    """The rows of a pass in their order, `prompts` for each generation, and the count of those that none takes."""
    seen = min(len(rows) // prompts, generations) * prompts
    drawn = sorted(rows, key=lambda row: _draw(seed, row.id))[:seen]
    ordered = sorted(drawn, key=lambda row: -rates.get(row.id, -1.0))  # stable: ties stay as they were drawn
    return ordered, +Counter({"train: beyond the steps of the curriculum": len(rows) - seen})


def _draw(seed: int, key: str) -> bytes:
    return hashlib.sha256(f"curriculum/{seed}/{key}".encode()).digest()
