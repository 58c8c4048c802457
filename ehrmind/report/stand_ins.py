"""Runs that differ in samples and probes alone: one of them stands in the tables for all.

    sft-3f9a (k=0), sft-77c0 (k=12)    ->  {"sft-3f9a": "sft-77c0", "sft-77c0": "sft-77c0"}

Their greedy answers are the same, and so are the weights that later runs start from: a sweep that is done again with
samples has no arms of its own.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ehrmind.report.read import RunRecord
from ehrmind.variants import flat, naming

LOOKS = {"diagnose", "distill"}  # stages that make no row of a table


def stand_ins(runs: Sequence[RunRecord]) -> dict[str, str]:
    """By id the run that stands for it: one that can be read, that was probed, with the most samples."""
    by_id, signatures = {run.id: run for run in runs}, {}

    def signature(run: RunRecord) -> tuple[Any, ...]:
        if run.id not in signatures:
            parent = by_id.get(run.parent or "")
            start = signature(parent) if parent else run.parent
            settings = tuple(sorted(flat(naming(greedy(run).config))))
            what = (run.arm, run.task, run.model, run.data.get("sha256"), run.state)
            signatures[run.id] = (*what, settings, run.seed, start)
        return signatures[run.id]

    alike: dict[tuple[Any, ...], list[RunRecord]] = defaultdict(list)
    for run in runs:
        alike[signature(run)].append(run)
    found: dict[str, str] = {}
    for members in alike.values():
        best = min(members, key=_rank)
        found |= {run.id: best.id for run in members}
    return found


def stood_for(runs: Sequence[RunRecord]) -> dict[str, str]:
    """By id the finished runs for which another one stands in the tables, and its id."""
    done = {run.id for run in runs if run.state == "done" and run.stage not in LOOKS}
    return {run: best for run, best in stand_ins(runs).items() if run != best and run in done}


def greedy(run: RunRecord) -> RunRecord:
    """The run without what its greedy answers do not depend on, samples and probes: that parts no arms."""
    evaluation = {**(run.config.get("evaluation") or {}), "k": 0, "probes": []}
    return replace(run, config={**run.config, "evaluation": evaluation})


def _rank(run: RunRecord) -> tuple[bool, bool, bool, int, str]:
    """A sort key under which the run that is to stand for the others is the first: sound, sampled, probed."""
    found = run.evaluation or {}
    return not (found and run.predictions), not run.samples, not found.get("probes"), -len(run.samples), run.id
