"""Arms on the same rows: a measure over seeds, and paired differences with corrected p-values.

compare(base, sft, ACCURACY) -> Comparison("base", "sft", n=64, difference={"value": 0.25, ...}, p=0.0003, ...)

Every figure is of greedy completions, on the rows that both arms have. An arm's seeds are its independent trainings:
runs of RLVR that start from one run of SFT are averaged into one. Of three or more trainings in both arms, with the
same seeds, trainings and rows both vary (see evaluation/seeds.py). With fewer, or others, they are averaged, and the
test says “training held fixed”: it is of these weights, and no evidence of their recipes, so that it has no star.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import fmean
from typing import Any

from ehrmind.evaluation.jackknife import Estimate, estimate, interval, less, result
from ehrmind.evaluation.measures import Judged, Measure, RowMean, Undefined, beside
from ehrmind.evaluation.seeds import FEWEST, mean_of, over_seeds, paired_over_seeds
from ehrmind.evaluation.statistics import holm, marks, of_difference, paired_difference
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.lineage import base_of, rival_of, start_of
from ehrmind.report.read import RunRecord

CROSSED = "crossed seeds and rows, Student's t"
HELD_FIXED = "training held fixed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Arm `second` less arm `first` on `n` shared rows; `adjusted` is p after Holm's correction in its family.

    `repeated`: another training of an arm, where there was one, is in the interval.
    """

    first: str
    second: str
    n: int
    difference: Mapping[str, Any]
    p: float
    test: str
    repeated: bool
    adjusted: float = 1.0

    @property
    def stars(self) -> str:
        """Of a difference that holds for other trainings, too."""
        return marks(self.adjusted) if self.repeated else ""


@lru_cache(maxsize=512)
def judged(run: RunRecord) -> dict[str, Judged]:
    """The greedy completion of each row as the measures see it."""
    return {row["id"]: Judged.of(run.rows.get(row["id"], {}), row) for row in run.predictions}


@lru_cache(maxsize=8192)
def _estimate(run: RunRecord, measure: Measure, rows: tuple[str, ...]) -> Estimate:
    """The measure of these rows of a run, computed once: every table and comparison asks for it. Raises Undefined."""
    found = judged(run)
    return estimate(measure, [found[row] for row in rows])


def results(arm: Arm) -> list[RunRecord]:
    """The arm's runs whose completions could be read."""
    return [run for run in arm.runs if run.predictions]


def measured(arm: Arm, measure: Measure, rows: Sequence[str] | None = None) -> dict[str, Any]:
    """A measure of the greedy completions, of all shared rows or of these; over several seeds with both variances."""
    return dict(_measured(arm, measure, tuple(shared(results(arm)) if rows is None else rows)))


@lru_cache(maxsize=8192)
def _measured(arm: Arm, measure: Measure, chosen: tuple[str, ...]) -> dict[str, Any]:
    runs = results(arm)
    try:
        if not runs:
            return result(measure, [])
        if len(runs) == 1:
            rows = [judged(runs[0])[row] for row in chosen]
            return result(measure, rows, lambda: _estimate(runs[0], measure, chosen))
        by_gold = beside(measure, [judged(runs[0])[row] for row in chosen])
        found = [_mean_of(members, measure, chosen) for members in arm.trainings.values()]
        return _over(found, len(runs)) | by_gold | measure.facts
    except Undefined as error:
        blank = {"value": None, "n": len(chosen), "clusters": 0, "low": None, "high": None, "method": ""}
        return blank | {"reason": str(error)} | measure.facts


def _mean_of(runs: Sequence[RunRecord], measure: Measure, rows: tuple[str, ...]) -> Estimate:
    """One training's measure: the mean of the runs that go back to it. Raises Undefined."""
    return mean_of([_estimate(run, measure, rows) for run in runs])


def _over(trainings: Sequence[Estimate], runs: int) -> dict[str, Any]:
    """Of several trainings over them and the rows; of one, from which several runs go on, over the rows alone."""
    if len(trainings) > 1:
        return over_seeds(trainings)
    found = interval(trainings[0])
    return found | {"seeds": 1, "sd_seeds": None, "method": f"{found['method']}; {runs} runs of one training"}


def compare(first: Arm, second: Arm, measure: Measure) -> Comparison | None:
    """Two arms on the rows that both have; None where there is none, or the rows do not define the measure."""
    try:
        return _crossed(first, second, measure) or _fixed(first, second, measure)
    except Undefined:
        return None


def _crossed(first: Arm, second: Arm, measure: Measure) -> Comparison | None:
    """Trainings and rows both vary; None where the arms do not have the same seeds, or too few, or do not differ."""
    a, b = _by_seed(first), _by_seed(second)
    if not first.trained and a:  # greedy answers of what was not trained do not depend on the seed
        a = {seed: a.get(seed, next(iter(a.values()))) for seed in b}
    rows = tuple(shared([run for table in (a, b) for runs in table.values() for run in runs]))
    if a.keys() != b.keys() or len(a) < FEWEST or not rows:
        return None
    left, right = ([_mean_of(table[seed], measure, rows) for seed in sorted(a)] for table in (a, b))
    found = paired_over_seeds(left, right)
    if found is None:
        return None
    return Comparison(first.label, second.label, len(rows), found, found["p"], CROSSED, repeated=True)


def _fixed(first: Arm, second: Arm, measure: Measure) -> Comparison | None:
    """Rows alone vary, the arms' seeds averaged; None where no row is shared."""
    left, right = results(first), results(second)
    rows = tuple(sorted(set(_any(left)) & set(_any(right))))
    if not rows:
        return None
    if isinstance(measure.how, RowMean):
        known = {**_by_id(left), **_by_id(right)}
        rows = tuple(row for row in rows if not measure.part or known[row].part == measure.part)
        if not rows:
            return None
        a, b = (_by_row(measure.how, arm, rows) for arm in (first, second))
        groups, weights = [known[row].group for row in rows], [known[row].weight for row in rows]
        difference = paired_difference([a[row] for row in rows], [b[row] for row in rows], groups, weights)
    else:
        rows = tuple(shared([*left, *right]))
        difference = of_difference(less(*(_mean(arm, measure, rows) for arm in (second, first))))
    trained = first.trained or second.trained
    test = f"{difference['method']}, {HELD_FIXED}" if trained else difference["method"]
    return Comparison(first.label, second.label, len(rows), difference, difference["p"], test, repeated=not trained)


def _mean(arm: Arm, measure: Measure, rows: tuple[str, ...]) -> Estimate:
    """The mean of an arm's trainings. Raises Undefined."""
    return mean_of([_mean_of(runs, measure, rows) for runs in arm.trainings.values()])


@lru_cache(maxsize=64)
def family(experiment: Experiment) -> tuple[Comparison, ...]:
    """The differences that a table of arms is made for, by the headline measure; p corrected (Holm).

    Each arm less the untrained model, less what it starts from, less the arm whose budget it spends in another way,
    less the best baseline, and less its own model's answers without reasoning. They follow from what the arms are,
    whatever their results.
    """
    found = [item for pair in _declared(experiment) if (item := compare(*pair, experiment.headline))]
    adjusted = holm({f"{item.first}\n{item.second}": item.p for item in found})
    return tuple(replace(item, adjusted=adjusted[f"{item.first}\n{item.second}"]) for item in found)


def _declared(experiment: Experiment) -> list[tuple[Arm, Arm]]:
    best, arms = best_baseline(experiment), {arm.label: arm for arm in experiment.arms}
    against = [(of(experiment, arm), arm) for of in (base_of, start_of, rival_of) for arm in experiment.arms]
    found = [(first, arm) for first, arm in against if first and first.label != arm.label]
    once = list({(first.label, arm.label): (first, arm) for first, arm in found}.values())
    once += [(best, arm) for arm in experiment.arms if best]
    return [*once, *((item, arms[item.of]) for item in experiment.baselines if item.of and item is not best)]


@lru_cache(maxsize=64)
def best_baseline(experiment: Experiment) -> Arm | None:
    """The baseline to be beaten: of those that know no more than a model, the one with the best headline."""
    base = experiment.arm("base")
    known = (None, base.label) if base else (None,)
    rivals = [arm for arm in experiment.baselines if not arm.ceiling and arm.of in known]
    found = [(measured(arm, experiment.headline)["value"], arm) for arm in rivals]
    ranked = [(experiment.headline.badness(value), arm.label, arm) for value, arm in found if value is not None]
    return min(ranked, key=lambda item: item[:2])[2] if ranked else None


def by_slice(
    arm: Arm, dimension: str, measure: Measure, rows: Iterable[str] | None = None
) -> dict[str, dict[str, Any]]:
    """The measure in each slice of a dimension, with its interval: {"lab": {...}, "risk": {...}}; of these rows."""
    slices = {key: row["slices"].get(dimension) for run in arm.runs for key, row in run.rows.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for row in shared(results(arm)) if rows is None else rows:
        if slices.get(row) is not None:
            members[str(slices[row])].append(row)
    return {value: measured(arm, measure, rows) for value, rows in sorted(members.items())}


def _by_seed(arm: Arm) -> dict[int, tuple[RunRecord, ...]]:
    """The runs of each training by its seed; none where two trainings have the same seed."""
    found = {seed: runs for (_, seed), runs in arm.trainings.items()}
    return found if len(found) == len(arm.trainings) else {}


def _by_row(how: RowMean, arm: Arm, rows: Sequence[str]) -> dict[str, float]:
    """The number of each of these rows, averaged over the runs of a training that answered it, then over the trainings.

    Rows of another part of a mixture may have none. Raises Undefined.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for runs in arm.trainings.values():
        own: dict[str, list[float]] = defaultdict(list)
        for run in runs:
            known = judged(run)
            for key in known.keys() & rows:
                own[key].append(float(how.value(known[key])))
        for key, values in own.items():
            found[key].append(fmean(values))
    return {row: fmean(values) for row, values in found.items()}


def _by_id(runs: Sequence[RunRecord]) -> dict[str, Judged]:
    return {key: row for run in runs for key, row in judged(run).items()}


def _any(runs: Sequence[RunRecord]) -> set[str]:
    """The rows that one of the runs has."""
    return {key for run in runs for key in judged(run)}


def shared(runs: Sequence[RunRecord]) -> list[str]:
    """The rows that every run has."""
    return sorted(set.intersection(*(set(judged(run)) for run in runs))) if runs else []
