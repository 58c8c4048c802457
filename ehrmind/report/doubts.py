"""What a reader must know before any number: runs that failed, files that cannot be read, a model of random weights.

doubts(runs)  ->  ["medcalc-tiny-sft-3f9a1c02: failed (OutOfMemory: 8 GB)", ...]
"""

from collections.abc import Iterator, Sequence

from ehrmind.report.arms import measures_of
from ehrmind.report.mixed import mixed
from ehrmind.report.read import RunRecord


def doubts(runs: Sequence[RunRecord]) -> list[str]:
    """What a reader must know before any number: runs that failed or are missing, files that could not be read."""
    ids = {run.id for run in runs}
    found = [f"{run.id}: {run.state}{f' ({run.error})' if run.error else ''}" for run in runs if run.state != "done"]
    found += [f"{run.id}: {problem}" for run in runs for problem in run.problems]
    found += [
        f"{run.id} starts from {run.parent}, which is not among these runs: its cost is not counted"
        for run in runs
        if run.parent and run.parent not in ids
    ]
    found += [f"{run.id}: {problem}" for run in runs for problem in _of_another_version(run)]
    random = sorted({run.model for run in runs if (run.config.get("model") or {}).get("origin") == "random"})
    found += [
        f"{run.id}: the server sampled in its own way (model.own_sampling), so that what is called greedy is one sample"
        for run in runs
        if (run.config.get("model") or {}).get("own_sampling")
    ]
    found += mixed(runs)
    found += [
        f"The model “{name}” has random weights: its numbers show that things run, and nothing else." for name in random
    ]
    return found


def _of_another_version(run: RunRecord) -> Iterator[str]:
    """What stands in the run's evaluation and cannot be computed from its rows here."""
    evaluation = run.evaluation or {}
    known = {measure.name for measure in measures_of(run)}
    unknown = [name for name in evaluation.get("metrics", {}) if name not in known]
    if unknown:
        yield f"the measures {', '.join(unknown)} are not known here, and are not shown"
    lost = [name for name in evaluation.get("baselines") or {} if name not in run.baselines]
    if lost:
        yield f"the answers of the baselines {', '.join(lost)} were not kept, and stand in no table"
