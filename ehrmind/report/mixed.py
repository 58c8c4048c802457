"""Runs of one table that were not made by the same code, by their made_by.json (ehrmind.stale).

    "runs of one table were made by different code (scores of test): medcalc-tiny-sft-3f9a1c02 apart from medcalc-…"

Compared are runs of one task with the same settings on the same data; a reward only with itself as it was set.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ehrmind import weights
from ehrmind.report.read import RunRecord
from ehrmind.runs import CONFIG
from ehrmind.stale import OF_MATCHED, OF_PARENT
from ehrmind.variants import naming

REWARD = "reward "


def mixed(runs: Sequence[RunRecord]) -> Iterator[str]:
    """A line for each set of hashes that parts the runs of a table, and for each run whose parent is another by now."""
    by_id = {run.id: run for run in runs}
    parted: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for name, versions in _versions(runs).items():
        if len(versions) > 1:
            parted.setdefault(tuple(sorted(tuple(sorted(ids)) for ids in versions.values())), []).append(name[0])
    for sides, names in parted.items():
        told = " apart from ".join(", ".join(ids) for ids in sides)
        yield f"runs of one table were made by different code ({', '.join(dict.fromkeys(names))}): {told}"
    for run in runs:
        for made_of, before in run.made_by.items():
            parent, rival = (by_id.get(made_of.removeprefix(of)) for of in (OF_PARENT, OF_MATCHED))
            if parent and weights.identity(parent.folder) not in (before, None):
                yield f"{run.id} starts from {parent.id} as it was before that was done again"
            if rival and _flops(rival) not in (before, None):
                yield f"{run.id} spends the FLOPs of {rival.id} as they were before that was done again"


def _flops(run: RunRecord) -> str | None:
    """What its training cost, as made_by.json of another run has it; None where it is not known."""
    spent = ((run.evaluation or {}).get("cost") or {}).get("train")
    return None if spent is None else str(spent.get("flops", 0))


def _versions(runs: Sequence[RunRecord]) -> Mapping[tuple[str, ...], Mapping[str, set[str]]]:
    """By what was hashed, and of which settings, the runs of each hash."""
    found: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for run in runs:
        for name, value in run.made_by.items() if run.state == "done" else ():
            if name != CONFIG and not name.startswith((OF_PARENT, OF_MATCHED)):
                task, _, data, split = run.experiment
                key = (name, task, data, split, _settings(run.config, name))
                found.setdefault(key, {}).setdefault(value, set()).add(run.id)
    return found


def _settings(config: Mapping[str, Any], name: str) -> str:
    """The settings that the hash depends on; one that came later counts as its default where a run does not have it."""
    terms = config.get("reward") or {}
    term = terms.get(name.removeprefix(REWARD)) if name.startswith(REWARD) else None
    return json.dumps([naming(config).get("task"), term], sort_keys=True, default=str)
