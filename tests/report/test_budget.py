"""Accuracy within a budget of tokens, and votes at theirs."""

from pathlib import Path

import pytest

from ehrmind.report.arms import experiments
from ehrmind.report.budget import votes, within
from ehrmind.report.build import build
from ehrmind.report.read import read_runs
from tests.report.scripted import arms, lines

pytestmark = pytest.mark.heavy


def test_what_is_longer_than_the_budget_is_no_answer(tmp_path: Path) -> None:
    made = arms(tmp_path)
    (experiment,) = experiments(read_runs([tmp_path]))
    found = within(experiment)
    rows = lines(made["sft_rlvr"].folder / "predictions.jsonl")
    for budget, value, low, high in found["sft_rlvr"]:
        expected = sum(row["status"] == "correct" and row["tokens"] <= budget for row in rows) / len(rows)
        assert value == pytest.approx(expected)
        assert low is not None
        assert high is not None
        assert low <= value <= high
    values = [value for _, value, *_ in found["sft_rlvr"]]
    assert values == sorted(values), "a larger budget loses nothing"
    assert values[-1] == sum(row["status"] == "correct" for row in rows) / len(rows)


def test_a_vote_costs_the_tokens_of_all_its_samples(tmp_path: Path) -> None:
    arms(tmp_path)
    (experiment,) = experiments(read_runs([tmp_path]))
    points = votes(experiment)["sft"]
    assert len(points) == 3, "1, 2 and 4 samples"
    assert points[2][0] == pytest.approx(4 * points[0][0], rel=0.2)
    plots = build(read_runs([tmp_path])).plots
    assert {"budget-within", "budget-votes"} <= set(plots)
