"""Judge what is written to held-out rows: one greedy completion each, and k samples where they are asked for.

    rows.jsonl          the questions: id, group, category, slices, labels, prompt, gold
    completions.jsonl   the model's text, as it came: a killed evaluation goes on from here
    predictions.jsonl   the greedy completions with their scores        samples.jsonl   the others
    baselines.jsonl     what rules without a model answer, and `direct`: the model's own probabilities without reasoning
    eval.json           what they add up to

All but the last hold text: of a restricted task they lie in the run's private folder (privacy.text_folder). A row whose
prompt leaves no room for an answer in the model's context, or is refused by a server, is not dropped: it counts as
failed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ehrmind.config import Config
from ehrmind.data import choose
from ehrmind.evaluation.given import Answers, Writer
from ehrmind.evaluation.measures import QueryMean
from ehrmind.evaluation.metrics import Question, Record, breakdowns, line_of, measured, summarise
from ehrmind.evaluation.samples import summarise_samples
from ehrmind.evaluation.shots import shown_before
from ehrmind.files import write_json, write_jsonl
from ehrmind.privacy import text_folder
from ehrmind.runs import Run
from ehrmind.tasks.base import Answer, Data, Task
from ehrmind.types import Completion, Example, Parsed, Probabilities, Score, Status

NO_ROOM = "prompt leaves no room in the context"
ORACLE = "oracle"  # the gold, scored as a model's answer is
LENIENT = "lenient"  # the mark of a malformed completion: whether an answer in it is right
DIRECT = "direct"  # the baseline of the evaluated model itself

More = Callable[[Sequence[Question]], Mapping[str, Any]]  # further parts of eval.json


def evaluate(
    config: Config,
    data: Data,
    writer: Writer,
    run: Run,
    training_cost: Mapping[str, float | None] | None,
    advance: Callable[[int], None] = lambda count: None,
    more: More = lambda questions: {},
) -> tuple[dict[str, Any], list[Question]]:
    """Have completions written, judge, record. Returns what is written to eval.json, and the judged questions.

    `training_cost` is empty where nothing was trained, and None where nobody here knows.
    """
    task, settings, measures = config.task, config.evaluation, config.task.measures()
    examples = held_out(config, data)
    texts = text_folder(run.folder, task.data_policy)
    lines = {example.id: line_of(task, example) for example in examples}
    slices = {example.id: breakdowns(task, example) for example in examples}
    write_jsonl(texts / "rows.jsonl", lines.values())
    compared = settings.baselines and settings.split == "test"
    given = writer(examples, compared, advance)
    questions = judge(task, examples, given.written, lines)
    rules = _rules(task, data, examples) if compared else {}
    if given.direct:
        rules[DIRECT] = {row.id: [_likeliest(task, row, given.direct[row.id])] for row in examples}
    found = {name: judge(task, examples, answers, lines) for name, answers in rules.items()}
    result = {
        "arm": run.arm,
        "split": settings.split,
        **({"shots": [row.id for row in shown_before(task, data)]} if task.shots else {}),
        **summarise(measures, questions, slices),
        **({} if given.counted else {"mean_tokens": None}),
        "sampled": summarise_samples(measures, questions, slices) | _drawn(config) if settings.k else None,
        "baselines": {name: _compared(task, name, rows) for name, rows in found.items()},
        "cost": {"train": None if training_cost is None else dict(training_cost), "evaluation": dict(given.cost)},
        **given.facts,
        **more(questions),
    }
    write_jsonl(texts / "predictions.jsonl", (question.greedy.row() for question in questions))
    greedy = (question.greedy for question in questions)
    task.export([Answer(row.example, row.score, row.completion.probabilities) for row in greedy], texts)
    if settings.k:
        write_jsonl(texts / "samples.jsonl", (row for question in questions for row in question.sample_rows()))
    if found:
        answered = ({"baseline": name, **row.greedy.row()} for name, rows in found.items() for row in rows)
        write_jsonl(texts / "baselines.jsonl", answered)
    write_json(run.folder / "eval.json", result)
    return result, questions


def held_out(config: Config, data: Data) -> list[Example]:
    """The rows to evaluate, the same for every arm."""
    rows = data.splits[filled_split(config)]
    return chosen(config.task, rows, config.evaluation.limit)


def chosen(task: Task, rows: Sequence[Example], limit: int | None) -> list[Example]:
    """At most `limit` of the rows, of which those of a query stay together where queries are measured."""
    ranked = any(isinstance(measure.how, QueryMean) for measure in task.measures())
    unit = task.query if ranked else _alone
    return choose(rows, limit, lambda row: tuple(breakdowns(task, row).values()), unit)


def _alone(row: Example) -> str:
    return row.id


def filled_split(config: Config) -> str:
    """The split to evaluate, which Config has filled."""
    assert config.evaluation.split is not None
    return config.evaluation.split


def judge(
    task: Task,
    examples: Sequence[Example],
    written: Mapping[str, Sequence[Completion]],
    lines: Mapping[str, Mapping[str, Any]],
) -> list[Question]:
    """Parse and score every completion of every question; `lines` are those of rows.jsonl."""
    questions = []
    for example in examples:
        greedy, *samples = (_record(task, example, completion) for completion in written[example.id])
        questions.append(Question(example, greedy, tuple(samples), task.labels(example), lines[example.id]))
    return questions


def _record(task: Task, example: Example, completion: Completion) -> Record:
    if not completion.text and not completion.tokens and completion.finished is False:
        why = completion.ending or NO_ROOM
        parsed, score = Parsed(Status.MALFORMED, why), Score(Status.MALFORMED, why)
    else:
        parsed, score = task.judge(completion.text, example)
    marks = dict(task.marks(parsed, example))
    if not parsed.well_formed:
        marks[LENIENT] = float(task.judge_leniently(completion.text, example).correct)
    return Record(example, completion, parsed, score, marks)


def _drawn(config: Config) -> dict[str, Any]:
    """How the samples were drawn; of those of a file, and of a server's own way, that is not known."""
    settings = config.evaluation
    known = config.stage.loads_model and not config.model.own_sampling
    return {
        "k": settings.k,
        "temperature": settings.temperature if known else None,
        "top_p": settings.top_p if known else None,
    }


def _rules(task: Task, data: Data, examples: Sequence[Example]) -> dict[str, Answers]:
    """By name what each baseline answers to these rows; the task's rules answer the whole test split, in its order."""
    place = {row.id: index for index, row in enumerate(data.splits["test"])}
    rules = task.baselines(data)
    gold = {row.id: [Completion(task.gold(row), 0, True, task.certain(row, row.answer))] for row in examples}
    given = {name: {row.id: [answers[place[row.id]]] for row in examples} for name, answers in rules.items()}
    return {ORACLE: gold} | given


def _likeliest(task: Task, example: Example, read: Probabilities | None) -> Completion:
    """The answer that a reading without reasoning finds likeliest."""
    assert read is not None
    return task.answered(example, max(read.labels, key=lambda label: read.labels[label]), read)


def _compared(task: Task, name: str, rows: Sequence[Question]) -> dict[str, Any]:
    """A baseline's measures. A ceiling knows the answer; `direct` is of the evaluated model, each arm's another."""
    found = measured(task.measures(), [question.judged(question.greedy) for question in rows])
    return {"ceiling": name in (ORACLE, *task.ceilings), "of_model": name == DIRECT, "metrics": found}
