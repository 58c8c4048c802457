"""Accuracy within a budget of tokens, and votes at theirs."""

from dataclasses import replace
from pathlib import Path

import pytest

from ehrmind.report.arms import experiments
from ehrmind.report.budget import uncounted, votes, within
from ehrmind.report.build import build
from ehrmind.report.read import RunRecord, read_runs
from ehrmind.report.results import arms_table
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
    runs = [as_words(run) if run.arm == "sft" else run for run in read_runs([tmp_path])]
    (experiment,) = experiments(runs)
    assert uncounted(experiment) == ["sft"]
    assert "sft" not in {**within(experiment), **votes(experiment)}
    table = arms_table(experiment, [])
    assert [row[-1] == "–" for row in table.rows[:3]] == [False, True, False]
    assert "No finished of sft: nobody says" in table.caption
    built = build(runs)
    assert {"budget-within", "budget-votes"} <= set(built.plots)
    (costs,) = (section for section in built.page.sections if section.id == "costs")
    assert "Nobody counted the tokens of sft" in str(costs)


def as_words(run: RunRecord) -> RunRecord:
    """The run as if nobody had counted its tokens, nor said which answers came to their end."""
    unsaid = [{**row, "finished": None} for row in run.predictions]
    return replace(run, evaluation={**(run.evaluation or {}), "mean_tokens": None}, predictions=unsaid)
