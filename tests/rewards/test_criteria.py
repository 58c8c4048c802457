"""The reward for verdicts on criteria: gold earns 1, one verdict for all earns little, contradictions earn nothing."""

import pytest

from ehrmind.rewards.criteria import Criteria
from ehrmind.tasks.base import Counts, Data
from ehrmind.tasks.trial_matching import TrialMatching
from ehrmind.trials.types import VERDICTS
from ehrmind.types import Completion, Example


@pytest.fixture(scope="module")
def made() -> tuple[TrialMatching, Data]:
    task = TrialMatching(patients=Counts(12, 12, 24))
    return task, task.load()


def paid(task: TrialMatching, row: Example, text: str) -> float:
    return Criteria()(*task.judge(text, row), Completion(text, 1, True), row)


def test_gold_earns_all_and_garbage_nothing(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    for row in data.splits["test"]:
        assert paid(task, row, task.gold(row)) == 1.0
        assert paid(task, row, "Inclusion 1: age -> met") == 0.0, "not in the format"
        assert paid(task, row, task.answered(row, row.answer).text) == 0.0, "no reasoning"


def test_a_wrong_verdict_costs_its_share_and_a_contradiction_too(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    row = data.splits["test"][0]
    verdict = row.facts["verdicts"]["inclusion 1"]
    other = next(item for item in VERDICTS if item != verdict)
    gold, verdicts = task.gold(row), list(row.facts["verdicts"].values())
    many = verdicts.count(verdict) * len(set(verdicts))  # each verdict weighs the same
    head, _, tail = gold.partition(f"-> {verdict}\n")
    assert paid(task, row, f"{head}-> {other}\n{tail}") == pytest.approx(1 - 1 / many)
    assert paid(task, row, gold.replace("</think>", f"Inclusion 1: again -> {other}\n</think>")) == pytest.approx(
        1 - 1 / many
    )


def test_one_verdict_for_all_earns_less_than_half(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    for verdict in VERDICTS:
        shares = []
        for row in data.splits["test"]:
            lines = "\n".join(f"{name.capitalize()}: x -> {verdict}" for name in row.facts["verdicts"])
            answer = task.answered(row, row.answer).text
            shares.append(paid(task, row, answer.replace("<think></think>", f"<think>{lines}</think>")))
        assert sum(shares) / len(shares) < 0.5, verdict


def test_rows_whose_verdicts_nobody_knows_earn_nothing(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    row = data.splits["test"][0]
    bare = Example(row.id, row.group, row.category, row.fields, row.answer, row.rationale, {"criteria": "whole"})
    assert paid(task, bare, task.gold(row)) == 0.0
