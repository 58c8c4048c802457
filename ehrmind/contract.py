"""What every task must keep, row by row: the checks that tests and `python -m ehrmind.check task=mine` share.

    for check in CHECKS:
        broken(check, task, data)   ->  [] or ["row train-7: gold is malformed: <answer> repeated", ...]

A check yields a sentence for each row or part that breaks it. Of a restricted task these name rows and quote nothing.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ehrmind.errors import DataError
from ehrmind.evaluation.measures import Direction
from ehrmind.rewards.gated import Gated
from ehrmind.tasks.base import SPLITS, Data, Policy, Task, loaded
from ehrmind.tasks.leaks import check_leaks
from ehrmind.types import Completion, Example, Parsed, Score, Status

MOST = 1000  # sentences of one check; after so many, more say nothing new
GARBAGE = (
    "",
    "The answer is 14.",
    "<think></think><answer></answer>",
    "<think></think><answer>{}</answer>",
    '<think></think><answer>{"answer": "no idea"}</answer>',
    '<think></think><answer>{"answer": -987654321}</answer>',
)
ODD: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    "",
    "no idea",
    -987654321,
    10**30,
    "1e999",
    "\x00",
    "9" * 500,
    [["a"]],
    {"a": 1},
)

Sentences = Iterator[str]


@dataclass(frozen=True, slots=True)
class Check:
    """One promise, and what breaks it in a task and its data; `by_row`: it can be checked on some of the rows."""

    promise: str
    find: Callable[[Task, Data], Sentences]
    by_row: bool = False


def broken(check: Check, task: Task, data: Data) -> list[str]:
    """What breaks a promise, at most MOST sentences; an exception of the task's code is one."""
    found: list[str] = []
    try:
        found.extend(islice(check.find(task, data), MOST))
    except Exception as error:  # whatever somebody's task does
        found.append(_raised(task, error))
    return found


def gold_is_right(task: Task, data: Data) -> Sentences:
    """The gold of every row scores CORRECT and earns the whole reward."""
    for row in _rows(data):
        text = task.gold(row)
        parsed, score = task.judge(text, row)
        if Gated()(parsed, score, Completion(text, 1, True), row) < 1:
            why = f": {score.reason}" if not parsed.well_formed or task.data_policy is Policy.OPEN else ""
            yield f"row {row.id}: gold is {score.status.value}{why}"


def garbage_is_wrong(task: Task, data: Data) -> Sentences:
    """Garbage scores nothing on any row, for a reason, and makes no exception."""
    texts = (*GARBAGE, *(_odd(task, value) for value in ODD))
    for row in data.splits["test"]:
        for number, text in enumerate(texts):
            try:
                score = task.judge(text, row)[1]
            except Exception as error:
                yield f"row {row.id}: score of garbage {number} {_raised(task, error)}"
                continue
            if score.correct or not score.reason:
                yield f"row {row.id}: garbage {number} ({text[:60]!r}) is {score.status.value}, or has no reason"


def splits_are_apart(task: Task, data: Data) -> Sentences:
    """No patient or note is in two splits, and every row has an id of its own."""
    try:
        check_leaks(data.splits, data.leaky)
    except DataError as error:
        yield str(error)


def loading_repeats(task: Task, data: Data) -> Sentences:
    """To load again gives the same rows: they are a function of the settings and the seed."""
    again = loaded(task).splits
    for name, rows in data.splits.items():
        if list(again.get(name, ())) != list(rows):
            yield f"split {name}: other rows when it is loaded again; draw from (seed, index), never from global state"


def prompts_ask(task: Task, data: Data) -> Sentences:
    """Every prompt renders, shows the answer's form as JSON with its keys, and holds neither the gold nor a token."""
    for row in _rows(data):
        prompt, gold = task.prompt(row), task.gold(row)
        text = prompt.system + prompt.user
        if not prompt.user.strip():
            yield f"row {row.id}: the prompt is empty"
        elif _keys(prompt.user) != _keys(gold):
            yield f"row {row.id}: the last <answer>…</answer> of its prompt is no JSON with the keys of the gold's"
        elif gold in text:
            yield f"row {row.id}: the prompt holds the gold"
        elif "<|" in text:
            yield f"row {row.id}: the prompt holds '<|', which begins a model's special tokens"


def baselines_are_beatable(task: Task, data: Data) -> Sentences:
    """Baselines answer every test row, and none is always right."""
    test, baselines = data.splits["test"], task.baselines(data)
    for name, answers in baselines.items():
        if len(answers) != len(test):
            yield f"baseline {name} answers {len(answers)} of {len(test)} test rows"
        elif test and all(task.judge(given.text, row)[1].correct for given, row in zip(answers, test, strict=True)):
            yield f"baseline {name} is right on every test row: the rows ask nothing, or it knows the answers"


def labels_are_closed(task: Task, data: Data) -> Sentences:
    """The labels differ, the answer is one of them, and each is scored as itself."""
    for row in data.splits["test"]:
        labels = task.labels(row)
        if len(set(labels)) < len(labels):
            yield f"row {row.id}: a label is there twice"
        if labels and row.answer not in labels:
            yield f"row {row.id}: its answer is none of its labels"
        for place, label in enumerate(labels):
            parsed, score = task.judge(task.answered(row, label).text, row)
            if fault := _label_fault(parsed, score, label, row):
                yield f"row {row.id}: label {place} {fault}"


def headline_has_a_direction(task: Task, data: Data) -> Sentences:
    """There are measures, of different names, and of the first more is better, or less is."""
    measures = task.measures()
    if not measures or measures[0].direction is Direction.ONE:
        yield "the first measure must say whether more or less is better: weights are selected by it"
    if len({measure.name for measure in measures}) < len(measures):
        yield "two measures have one name"


def manifest_accounts(task: Task, data: Data) -> Sentences:
    """The splits are ours, and the manifest counts their rows and says where they are from."""
    if set(data.splits) != set(SPLITS):
        yield f"the splits are {', '.join(data.splits)}; they must be {', '.join(SPLITS)}"
    for key in {"source", "policy", "dropped", "description"} - set(data.manifest):
        yield f"the manifest lacks {key}"
    if data.manifest.get("rows") != {name: len(rows) for name, rows in data.splits.items()}:
        yield f"the manifest counts rows {data.manifest.get('rows')}, which are not those there"


CHECKS = (
    Check("gold scores 1", gold_is_right, by_row=True),
    Check("garbage scores 0", garbage_is_wrong, by_row=True),
    Check("splits do not leak", splits_are_apart),
    Check("loading repeats itself", loading_repeats),
    Check("prompts ask", prompts_ask, by_row=True),
    Check("labels are closed", labels_are_closed, by_row=True),
    Check("baselines can be beaten", baselines_are_beatable),
    Check("measures have a headline", headline_has_a_direction),
    Check("the manifest accounts", manifest_accounts),
)


def _rows(data: Data) -> Iterator[Example]:
    return (row for rows in data.splits.values() for row in rows)


def _odd(task: Task, value: object) -> str:
    return f"<think></think><answer>{json.dumps(dict.fromkeys(task.answer_keys, value))}</answer>"


def _keys(text: str) -> Sequence[str]:
    """The keys of the last answer that a text shows; none where it shows none."""
    body = text.rsplit("<answer>", 1)[-1].split("</answer>")[0]
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return sorted(found) if isinstance(found, dict) else []


def _label_fault(parsed: Parsed, score: Score, label: str, row: Example) -> str:
    if not parsed.well_formed:
        return f"makes no well-formed answer: {parsed.reason}"
    if score.value != label:
        return "is scored under another name: Score.value must be the label"
    if (score.status is Status.CORRECT) != (label == row.answer):
        return "is right though it is not the answer, or wrong though it is"
    return ""


def _raised(task: Task, error: Exception) -> str:
    """What an exception says; of a restricted task its kind alone."""
    told = f": {error}" if task.data_policy is Policy.OPEN else ""
    return f"raised {type(error).__name__}{told}"
