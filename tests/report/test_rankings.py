"""The tables of a task that ranks: a random order and the best one beside each figure, of one seed and of several."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ehrmind.evaluation.functionals import macro_f1
from ehrmind.evaluation.measures import Measure
from ehrmind.evaluation.ranking import ndcg, precision_at
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import measured
from ehrmind.report.read import RunRecord
from ehrmind.report.results import arms_table, measures_table

LABELS = ("no", "yes")
NDCG, PRECISION = ndcg({"no": 0.0, "yes": 1.0}), precision_at({"no": 0.0, "yes": 1.0})
SKIPS = 'nDCG@10, P@10: 3 of 24 queries skipped (none is "yes").'


def run(seed: int) -> RunRecord:
    """24 patients of four rows each, of whom every eighth has no positive one; the seed decides the answers."""
    rng = np.random.default_rng(seed)
    rows: dict[str, dict[str, Any]] = {}
    predictions = []
    for n in range(96):
        key, patient = f"row-{n}", n // 4
        gold = LABELS[patient % 8 > 0 and n % 4 <= patient % 3]
        rows[key] = {"id": key, "group": f"patient-{patient}", "gold": gold, "labels": LABELS}
        share = float(rng.random())
        predictions.append(
            {"id": key, "status": "wrong", "answer": "no", "gold": gold, "finished": True, "tokens": 5}
            | {"probabilities": {"labels": {"no": 1 - share, "yes": share}}}
        )
    found = {"split": "test"}
    return RunRecord(f"run-{seed}", Path(), "sft", "done", "", None, {"seed": seed}, {}, found, rows=rows, predictions=predictions)  # fmt: skip


def experiment(seeds: int, *measures: Measure) -> Experiment:
    arm = Arm("sft", "sft", tuple(run(seed) for seed in range(seeds)))
    return Experiment(("task", "model", "", "test"), (arm,), measures=measures)


@pytest.mark.parametrize("seeds", [1, 3])
def test_every_table_has_the_bounds_and_says_who_is_skipped(seeds: int) -> None:
    found = experiment(seeds, macro_f1(), NDCG, PRECISION)
    told = measured(found.arms[0], PRECISION)
    assert (told["queries"], told["skipped"]) == (24, {'none is "yes"': 3})
    # Of 21 patients seven have one positive row of four, seven two, and seven three.
    assert told["random"] == told["ceiling"] == pytest.approx(0.2), "all four rows are among the first ten"
    table = measures_table(found)
    assert table is not None
    cells = {row[0]: row[1] for row in table.rows}
    assert cells["P@10 ↑"].endswith("(random 0.2, at most 0.2)")
    assert cells["nDCG@10 ↑"].endswith(f"(random {measured(found.arms[0], NDCG)['random']:.2f}, at most 1)")
    assert "random" not in cells["macro-F1 ↑"]
    for written in (table, arms_table(found, ())):
        assert SKIPS in written.caption
        assert "Rankings are of the judged rows alone" in written.caption
    assert any("(random 0.2, at most 0.2)" in cell for row in arms_table(found, ()).rows for cell in row)


def test_where_nothing_is_ranked_nothing_is_said_of_it() -> None:
    assert "Rankings" not in arms_table(experiment(1, macro_f1()), ()).caption
