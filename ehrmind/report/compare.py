"""Arms on the same rows: accuracy over seeds, and paired differences with corrected p-values.

compare(base, sft) -> Comparison("base", "sft", n=64, difference={"value": 0.25, "low": 0.12, ...}, p=0.0003, ...)

Every figure is of greedy completions, on the rows that both arms have. One seed each: McNemar's exact test where rows
are independent, else the signs of the clusters' differences are flipped. The same seeds in both arms: seeds and rows
both vary (see evaluation/seeds.py). Seeds that do not match are averaged, and the test says “training held fixed”.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import fmean
from typing import Any

from ehrmind.evaluation.seeds import over_seeds, paired_over_seeds
from ehrmind.evaluation.statistics import clustered_mean, holm, mcnemar, paired_difference, paired_p
from ehrmind.report.arms import Arm, Experiment

CROSSED = "crossed seeds and rows, Student's t"
HELD_FIXED = "training held fixed"

Scores = Mapping[str, float]  # of each row


@dataclass(frozen=True, slots=True)
class Comparison:
    """Arm `second` less arm `first` on `n` shared rows; `adjusted` is p after Holm's correction in its family."""

    first: str
    second: str
    n: int
    difference: Mapping[str, Any]
    p: float
    test: str
    adjusted: float = 1.0


def results(arm: Arm) -> dict[str, dict[str, float]]:
    """By run id, whether each row was answered right: {"sft-3f9a": {"row-7": 1.0}}; only of runs that could be read."""
    return {
        run.id: {row["id"]: float(row["status"] == "correct") for row in run.predictions}
        for run in arm.runs
        if run.predictions
    }


def accuracy(arm: Arm) -> dict[str, Any]:
    """Greedy accuracy with both sources of variance where there are several seeds."""
    tables = list(results(arm).values())
    return _mean_of_rows(tables, _shared(tables), arm.groups)


def compare(first: Arm, second: Arm) -> Comparison | None:
    """Two arms on the rows that both have; None where there is none."""
    return _crossed(first, second) or _fixed(first, second)


def _crossed(first: Arm, second: Arm) -> Comparison | None:
    """Seeds and rows both vary; None where the arms do not have the same seeds, two or more, or do not differ."""
    a, b = _by_seed(first), _by_seed(second)
    if first.name == "base" and len(a) == 1:  # an untrained model's greedy answers do not depend on the seed
        a = dict.fromkeys(b, next(iter(a.values())))
    rows = _shared([*a.values(), *b.values()])
    if a.keys() != b.keys() or len(a) < 2 or not rows:
        return None
    left, right = ([[table[seed][row] for row in rows] for seed in sorted(a)] for table in (a, b))
    groups = first.groups
    found = paired_over_seeds(left, right, [groups.get(row, row) for row in rows])
    if found is None:
        return None
    return Comparison(first.label, second.label, len(rows), found, found["p"], CROSSED)


def _fixed(first: Arm, second: Arm) -> Comparison | None:
    """Rows alone vary, the arms' seeds averaged; None where no row is shared."""
    a, b = by_row(first), by_row(second)
    rows = sorted(a.keys() & b.keys())
    if not rows:
        return None
    known = first.groups
    groups = [known.get(row, row) for row in rows]
    left, right = [a[row] for row in rows], [b[row] for row in rows]
    independent, single = len(set(groups)) == len(rows), len(first.runs) == len(second.runs) == 1
    if independent and single:
        p, test = mcnemar(left, right)["p"], "McNemar, exact"
    else:
        p, test = paired_p(left, right, groups), "sign flips" if single else f"sign flips, {HELD_FIXED}"
    return Comparison(first.label, second.label, len(rows), paired_difference(left, right, groups), p, test)


def family(experiment: Experiment) -> list[Comparison]:
    """Every pair of arms, the p-values corrected together (Holm)."""
    found = [item for pair in combinations(experiment.arms, 2) if (item := compare(*pair))]
    adjusted = holm({f"{item.first}\n{item.second}": item.p for item in found})
    return [replace(item, adjusted=adjusted[f"{item.first}\n{item.second}"]) for item in found]


def by_row(arm: Arm) -> dict[str, float]:
    """Each row's accuracy, averaged over the seeds that answered it."""
    found: dict[str, list[float]] = defaultdict(list)
    for table in results(arm).values():
        for row, value in table.items():
            found[row].append(value)
    return {row: fmean(values) for row, values in found.items()}


def by_slice(arm: Arm, dimension: str) -> dict[str, dict[str, Any]]:
    """Accuracy in each slice of a dimension, with its interval: {"lab": {...}, "risk": {...}}."""
    tables = list(results(arm).values())
    slices = {key: row["slices"].get(dimension) for run in arm.runs for key, row in run.rows.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for row in _shared(tables):
        if slices.get(row) is not None:
            members[str(slices[row])].append(row)
    return {value: _mean_of_rows(tables, rows, arm.groups) for value, rows in sorted(members.items())}


def sampled(arm: Arm, *path: str) -> dict[str, Any] | None:
    """A figure of the k samples (`"accuracy"`, or `"pass", "4"`), the mean over seeds; None without samples."""
    parts = []
    for evaluation in arm.evaluations:
        value: Any = evaluation.get("sampled")
        for key in path:
            value = value.get(key) if value else None
        if value and value.get("value") is not None:
            parts.append(value)
    return _mean(parts)


def _mean(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """One seed's figure as it is; of several the mean, without an interval."""
    if len(parts) < 2:
        return dict(parts[0]) if parts else None
    return {**parts[0], "value": fmean(part["value"] for part in parts), "low": None, "high": None, "seeds": len(parts)}


def _by_seed(arm: Arm) -> dict[int, Scores]:
    """Each seed's results; none where two runs have the same seed."""
    tables = results(arm)
    found: dict[int, Scores] = {run.seed: tables[run.id] for run in arm.runs if run.id in tables}
    return found if len(found) == len(tables) else {}


def _shared(tables: Sequence[Scores]) -> list[str]:
    """The rows that every table has."""
    return sorted(set.intersection(*map(set, tables))) if tables else []


def _mean_of_rows(tables: Sequence[Scores], rows: Sequence[str], groups: Mapping[str, str]) -> dict[str, Any]:
    """The mean over these rows: of one seed with an interval over rows, of several over both."""
    names = [groups.get(row, row) for row in rows]
    values = [[table[row] for row in rows] for table in tables]
    return over_seeds(values, names) if len(values) > 1 else clustered_mean(values[0] if values else [], names)
