"""What every task must keep, row by row: gold scores 1, garbage scores 0, and scoring never raises."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from ehrmind.contract import CHECKS, MOST, Check, broken
from ehrmind.registry import COMPONENTS, names
from ehrmind.tasks.base import Data, Task, loaded
from ehrmind.types import Completion, Example, Parsed, Prompt, Score, Status
from tests.tasks.instances import instance
from tests.triage import LABELS, Triage

del COMPONENTS["task", "triage"]  # a task of tests is none of the package's
TASKS = names("task")
BY_PROMISE = {check.promise: check for check in CHECKS}
PROMPTS = 50  # of a split: to render a record takes longer than to score an answer


@pytest.fixture(scope="module", params=TASKS)
def task_and_data(request: pytest.FixtureRequest) -> tuple[Task, Data]:
    task = instance(request.param)
    return task, loaded(task)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.promise.replace(" ", "_"))
def test_every_task_keeps_every_promise(task_and_data: tuple[Task, Data], check: Check) -> None:
    task, data = task_and_data
    if check.promise == "prompts ask":
        data = replace(data, splits={"test": data.splits["test"][:PROMPTS]})
    assert broken(check, task, data) == []


def test_ceilings_are_baselines(task_and_data: tuple[Task, Data]) -> None:
    task, data = task_and_data
    assert set(task.ceilings) <= set(task.baselines(data))


def test_no_row_is_left_out_where_rows_are_made(task_and_data: tuple[Task, Data]) -> None:
    assert not any("gold" in why for why in task_and_data[1].manifest["dropped"])


class Raises(Triage):
    def score(self, parsed: Parsed, example: Example) -> Score:
        return Score(Status.CORRECT, "right", LABELS[int(parsed.answer["level"])])


class Lenient(Triage):
    def score(self, parsed: Parsed, example: Example) -> Score:
        return Score(Status.CORRECT, "fine", str(parsed.answer["urgency"]))


class Strict(Triage):
    def score(self, parsed: Parsed, example: Example) -> Score:
        return Score(Status.WRONG, "no", str(parsed.answer["urgency"]))


class Moody(Triage):
    def _row(self, split: str, index: int) -> Example:
        return replace(super()._row(split, index), rationale=str(random.random()))


class Blunt(Triage):
    def prompt(self, example: Example) -> Prompt:
        return Prompt("You triage.", f"{example.fields['note']} How urgent?")


class Telling(Triage):
    def prompt(self, example: Example) -> Prompt:
        return Prompt("You triage.", self.gold(example))


class Token(Triage):
    def prompt(self, example: Example) -> Prompt:
        return Prompt("<|im_start|>", super().prompt(example).user)


class Wise(Triage):
    def baselines(self, data: Data) -> dict[str, list[Completion]]:
        return {"wise": [self.answered(row, row.answer) for row in data.splits["test"]]}


class Open(Triage):
    def labels(self, example: Example) -> tuple[str, ...]:
        return ("low", "middle")


class Speechless(Triage):
    def measures(self) -> tuple[()]:
        return ()


class Leaky(Triage):
    def _row(self, split: str, index: int) -> Example:
        return replace(super()._row(split, index), group=str(index // 2))


class Careless(Triage):
    def load(self) -> Data:
        data = super().load()
        return replace(data, manifest={**data.manifest, "rows": {}})


@pytest.mark.parametrize(
    ("kind", "promise", "said"),
    [
        (Strict, "gold scores 1", "row train-0: gold is wrong: no"),
        (Raises, "garbage scores 0", "score of garbage .* raised (TypeError|ValueError|IndexError)"),
        (Lenient, "garbage scores 0", "is correct, or has no reason"),
        (Leaky, "splits do not leak", "are of one group"),
        (Moody, "loading repeats itself", "split train: other rows when it is loaded again"),
        (Blunt, "prompts ask", "no JSON with the keys"),
        (Telling, "prompts ask", "holds the gold"),
        (Token, "prompts ask", "special tokens"),
        (Open, "labels are closed", "its answer is none of its labels"),
        (Lenient, "labels are closed", "is right though it is not the answer"),
        (Wise, "baselines can be beaten", "baseline wise is right on every test row"),
        (Speechless, "measures have a headline", "the first measure must say"),
        (Careless, "the manifest accounts", "the manifest counts rows {}"),
    ],
)
def test_a_broken_promise_is_noticed(kind: Callable[..., Task], promise: str, said: str) -> None:
    task = kind(patients=12)
    found = broken(BY_PROMISE[promise], task, task.load())
    assert found
    assert len(found) <= MOST
    assert any(re.search(said, sentence) for sentence in found), found


def test_of_a_restricted_task_nothing_is_quoted() -> None:
    class Loud(Triage):
        def score(self, parsed: Parsed, example: Example) -> Score:
            raise ValueError(example.fields["note"])

    task = Loud(patients=2, restricted=True)
    found = [broken(check, task, task.load()) for check in CHECKS]
    assert "fever" not in json.dumps(found)
    assert "ValueError" in json.dumps(found)
