"""Figures of an arm's k samples, and the mean of any number that each run has of its rows, over trainings and rows.

    sampled(arm, "pass", "4")     ->  {"value": 0.42, "low": 0.35, "high": 0.49, "seeds": 3, "runs": 3, ...}
    over_rows(arm, lambda run: {row["id"]: float(row["tokens"] < 96) for row in run.predictions})

Of several trainings an interval is over them and the rows, as that of greedy measures is.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from statistics import fmean
from typing import Any

from ehrmind.evaluation.jackknife import interval, of_values
from ehrmind.evaluation.passk import majority_vote, pass_at_k
from ehrmind.evaluation.seeds import mean_of, over_seeds
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.read import RunRecord


def sampled(arm: Arm, *path: str, k: int | None = None) -> dict[str, Any] | None:
    """A figure of the k samples (`"accuracy"`, or `"pass", "4"`); None without samples, or without just `k` of them.

    `runs`: how many of the arm's have it. Of several, pass@k and the vote have an interval over trainings and
    questions; what is no mean over questions is averaged over the runs, without one.
    """
    found = {run: value for run in arm.runs if (value := _figure(run, path, k))}
    if not found:
        return None
    parts = list(found.values())
    if len(parts) == 1:
        return {**parts[0], "runs": 1}
    mean = {**parts[0], "value": fmean(part["value"] for part in parts), "low": None, "high": None, "seeds": len(parts)}
    if path[0] in ("pass", "majority"):
        mean |= over_rows(replace(arm, runs=tuple(found)), lambda run: _of_questions(run, path)) or {}
    return mean | {"runs": len(parts)}


def over_rows(arm: Arm, values: Callable[[RunRecord], Mapping[str, float]]) -> dict[str, Any] | None:
    """The mean of a number within 0 and 1 of each row that all runs have, with its interval; None without such rows."""
    trainings = [[values(run) for run in runs] for runs in arm.trainings.values()]
    tables = [table for runs in trainings for table in runs]
    rows = sorted(set.intersection(*map(set, tables))) if tables else []
    if not rows:
        return None
    groups = arm.groups
    names = [groups.get(row, row) for row in rows]
    found = [mean_of([of_values([table[row] for row in rows], names) for table in runs]) for runs in trainings]
    return over_seeds(found) if len(found) > 1 else interval(found[0])


def of_seeds(experiment: Experiment) -> str:
    """What a caption says of intervals like these where an arm has several trainings."""
    several = any(len(arm.trainings) > 1 for arm in experiment.arms)
    return " Of an arm with several seeds they are over these, too." if several else ""


def samples_of(run: RunRecord) -> dict[str, list[Mapping[str, Any]]]:
    """The samples of each question of a run."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in run.samples:
        found[line["id"]].append(line)
    return found


def vote(lines: Sequence[Mapping[str, Any]]) -> float:
    """Whether the most frequent of these answers is right."""
    return majority_vote([str(line["answer"]) for line in lines], [line["status"] == "correct" for line in lines])


def _figure(run: RunRecord, path: tuple[str, ...], k: int | None) -> Mapping[str, Any] | None:
    """What a run's evaluation says; None where it has no value, or is of another number of samples."""
    value: Any = (run.evaluation or {}).get("sampled")
    if not value or (k is not None and value.get("k") != k):
        return None
    for key in path:
        value = value.get(key) if value else None
    return value if value and value.get("value") is not None else None


@lru_cache(maxsize=512)
def _of_questions(run: RunRecord, path: tuple[str, ...]) -> dict[str, float]:
    """Of each question of a run, pass@k or the share of right answers among its most frequent ones."""
    found = {}
    for key, lines in samples_of(run).items():
        hits = [line["status"] == "correct" for line in lines]
        if path[0] == "majority":
            found[key] = vote(lines)
        elif int(path[1]) <= len(hits):
            found[key] = pass_at_k(len(hits), sum(hits), int(path[1]))
    return found
