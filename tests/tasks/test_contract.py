"""What every task must keep, row by row: gold scores 1, garbage scores 0, and scoring never raises."""

import json

import pytest

from ehrmind.data import check_leaks
from ehrmind.evaluation.measures import Direction
from ehrmind.registry import names
from ehrmind.rewards.gated import Gated
from ehrmind.tasks.base import Data, Task
from ehrmind.types import Completion, Status
from tests.tasks.instances import instance

TASKS = names("task")
GARBAGE = (
    "",
    "The answer is 14.",
    "<think></think><answer></answer>",
    "<think></think><answer>{}</answer>",
    '<think></think><answer>{"answer": "no idea"}</answer>',
    '<think></think><answer>{"answer": -987654321}</answer>',
)


@pytest.fixture(scope="module", params=TASKS)
def loaded(request: pytest.FixtureRequest) -> tuple[Task, Data]:
    task = instance(request.param)
    return task, task.load()


def test_gold_scores_one_on_every_row(loaded: tuple[Task, Data]) -> None:
    task, data = loaded
    for rows in data.splits.values():
        for example in rows:
            parsed, score = task.judge(task.gold(example), example)
            assert score.correct, (example.id, score)
            reward = Gated()(parsed, score, Completion(task.gold(example), 1, True), example)
            assert reward == pytest.approx(1.1)


@pytest.mark.parametrize("text", GARBAGE)
def test_garbage_scores_nothing_on_every_row(loaded: tuple[Task, Data], text: str) -> None:
    task, data = loaded
    for example in data.splits["test"]:
        score = task.judge(text, example)[1]
        assert not score.correct
        assert score.reason


def test_splits_share_no_group_and_ids_are_unique(loaded: tuple[Task, Data]) -> None:
    check_leaks(loaded[1].splits)


def test_loading_is_a_function_of_the_seed(loaded: tuple[Task, Data]) -> None:
    task, data = loaded
    assert task.load().splits == data.splits


def test_prompt_asks_in_valid_json_and_holds_no_answer(loaded: tuple[Task, Data]) -> None:
    task, data = loaded
    for example in data.splits["test"][:50]:
        prompt = task.prompt(example)
        shown = prompt.user.rsplit("<answer>", 1)[1].split("</answer>")[0]
        assert set(json.loads(shown)) == set(json.loads(task.gold(example).rsplit("<answer>", 1)[1].split("<")[0]))
        assert task.gold(example) not in prompt.user
        assert "<|" not in prompt.system + prompt.user


def test_no_baseline_is_perfect(loaded: tuple[Task, Data]) -> None:
    task, data = loaded
    test = data.splits["test"]
    baselines = task.baselines(data)
    assert set(task.ceilings) <= set(baselines)
    for name, answers in baselines.items():
        pairs = zip(answers, test, strict=True)
        assert not all(task.judge(given.text, row)[1].status is Status.CORRECT for given, row in pairs), name


def test_the_right_answer_is_one_of_the_labels_in_the_form_that_is_scored(loaded: tuple[Task, Data]) -> None:
    task, data = loaded
    for example in data.splits["test"]:
        labels = task.labels(example)
        assert len(set(labels)) == len(labels)
        if labels:
            assert example.answer in labels
        for label in labels:
            parsed, score = task.judge(task.answered(example, label).text, example)
            assert score.value == label, (example.id, label, score)
            assert score.correct == (label == example.answer)
            assert parsed.well_formed


def test_the_headline_says_what_is_better(loaded: tuple[Task, Data]) -> None:
    names = [measure.name for measure in loaded[0].measures()]
    assert len(set(names)) == len(names) > 0
    assert loaded[0].measures()[0].direction is not Direction.ONE


def test_manifest_accounts_for_every_row(loaded: tuple[Task, Data]) -> None:
    _, data = loaded
    assert data.manifest["rows"] == {name: len(rows) for name, rows in data.splits.items()}
    assert {"source", "policy", "dropped", "description"} <= set(data.manifest)
