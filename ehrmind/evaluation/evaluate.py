"""Evaluate a policy on held-out rows: one greedy completion each, and k samples where they are asked for.

    rows.jsonl          the questions: id, group, category, slices, labels, prompt, gold
    completions.jsonl   the model's text, appended batch by batch: a killed evaluation goes on from here
    predictions.jsonl   the greedy completions with their scores        samples.jsonl   the others
    baselines.jsonl     what rules without a model answer, and `direct`: the model's own probabilities without reasoning
    eval.json           what they add up to

All but the last hold text: of a restricted task they lie in the run's private folder (privacy.text_folder). A row whose
prompt leaves no room for an answer in the model's context is not dropped: it counts as failed, its labels as equally
likely.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ehrmind.config import Config
from ehrmind.data import choose
from ehrmind.distributed import barrier, is_main, rank, share, world_size
from ehrmind.errors import ConfigError
from ehrmind.evaluation.generate import complete
from ehrmind.evaluation.journal import Journal
from ehrmind.evaluation.measures import QueryMean, probabilities_needed
from ehrmind.evaluation.metrics import Question, Record, breakdowns, line_of, measured, summarise
from ehrmind.evaluation.order import in_order
from ehrmind.evaluation.probability import Asked, ask
from ehrmind.evaluation.probes import probe
from ehrmind.evaluation.samples import summarise_samples
from ehrmind.evaluation.shots import as_turns, shown_before
from ehrmind.files import write_json, write_jsonl
from ehrmind.models.context import check_evaluation, context_of
from ehrmind.privacy import text_folder
from ehrmind.runs import Run, note_changed
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Answer, Data, Task
from ehrmind.types import Completion, Example, Parsed, Probabilities, Score, Status

NO_ROOM = "prompt leaves no room in the context"
ORACLE = "oracle"  # the gold, scored as a model's answer is
LENIENT = "lenient"  # the mark of a malformed completion: whether an answer in it is right
DIRECT = "direct"  # the baseline of the evaluated model itself

MODEL = ""  # not a baseline

Answers = dict[str, list[Completion]]  # by row id
Batches = Iterator[Answers]


def evaluate(
    config: Config,
    data: Data,
    policy: Any,
    run: Run,
    training_cost: Mapping[str, float],
    advance: Callable[[int], None] = lambda count: None,
) -> tuple[dict[str, Any], list[Question]]:
    """Generate, judge, record. Returns what is written to eval.json, and the judged questions."""
    task, settings, measures = config.task, config.evaluation, config.task.measures()
    examples = held_out(config, data)
    texts = text_folder(run.folder, task.data_policy)
    lines = {example.id: line_of(task, example) for example in examples}
    slices = {example.id: breakdowns(task, example) for example in examples}
    write_jsonl(texts / "rows.jsonl", lines.values())
    answers, cost = _answers(config, data, policy, examples, run, advance)
    found = {name: judge(task, examples, given, lines) for name, given in answers.items()}
    questions = found.pop(MODEL)
    result = {
        "arm": run.arm,
        "split": settings.split,
        **({"shots": [row.id for row in shown_before(task, data)]} if task.shots else {}),
        **summarise(measures, questions, slices),
        "sampled": summarise_samples(measures, questions, slices) | _drawn(config) if settings.k else None,
        "baselines": {name: _compared(task, name, rows) for name, rows in found.items()},
        "cost": {"train": dict(training_cost), "evaluation": cost},
    }
    if settings.probes:
        shots = as_turns(task, shown_before(task, data, settings.split))
        result["probes"], probed = probe(config, policy, questions, shots)
        write_jsonl(texts / "probes.jsonl", probed)
    write_jsonl(texts / "predictions.jsonl", (question.greedy.row() for question in questions))
    greedy = (question.greedy for question in questions)
    task.export([Answer(row.example, row.score, row.completion.probabilities) for row in greedy], texts)
    if settings.k:
        write_jsonl(texts / "samples.jsonl", (row for question in questions for row in question.sample_rows()))
    if found:
        given = ({"baseline": name, **row.greedy.row()} for name, rows in found.items() for row in rows)
        write_jsonl(texts / "baselines.jsonl", given)
    write_json(run.folder / "eval.json", result)
    return result, questions


def _answers(
    config: Config,
    data: Data,
    policy: Any,
    examples: Sequence[Example],
    run: Run,
    advance: Callable[[int], None],
) -> tuple[dict[str, Answers], dict[str, float]]:
    """What the model answers, and what each baseline does on the test split; and what the model's answers cost."""
    task, settings, texts = config.task, config.evaluation, text_folder(run.folder, config.task.data_policy)
    prompts, changed = encoded(policy.chat, task, examples, "evaluated", shown_before(task, data, settings.split))
    note_changed(run, changed)
    asked = questions_of_labels(task, policy, examples)
    fitting = _fitting(config, policy, prompts, asked)
    failed = {key: Completion("", 0, False, _equal(asked.get(key))) for key in prompts if key not in fitting}
    compared = settings.baselines and settings.split == "test"
    directly = compared and 0 < len(asked) == len(examples)
    made = _journalled(
        texts / "completions.jsonl",
        fitting,
        lambda mine: complete(policy, mine, settings, config.seed, asked, directly),
        directly,
        advance,
    )
    written: Answers = made.written | {key: [item] * (1 + filled(settings.k)) for key, item in failed.items()}
    answers = {MODEL: written}
    if compared:
        answers |= _rules(task, data, examples)
    if directly:
        read = {key: row[0].direct for key, row in made.written.items()}
        read |= {key: item.probabilities for key, item in failed.items()}
        answers[DIRECT] = {row.id: [_likeliest(task, row, read[row.id])] for row in examples}
    tokens = sum(map(len, prompts.values())) + sum(item.tokens for row in written.values() for item in row)
    return answers, {"tokens": tokens, "flops": 2 * policy.parameters * tokens, "seconds": round(made.seconds, 2)}


def encoded(
    chat: Any, task: Task, examples: Sequence[Example], which: str, before: Sequence[Example] = ()
) -> tuple[dict[str, list[int]], dict[str, int]]:
    """The token ids of each row's prompt by id; and how many held strings that would have opened a turn.

    `before` are solved rows that the model is shown first.
    """
    ids: dict[str, list[int]] = {}
    hostile = 0
    shots = as_turns(task, before)
    for example in examples:
        prompt = replace(task.prompt(example), shots=shots)
        if shots and not ids and not chat.shows(prompt):
            raise ConfigError(
                f"task.shots={task.shots}: the model's chat template leaves out what earlier answers reasoned, so that "
                "they would show another format than the one that is asked for; use task.shots=0"
            )
        ids[example.id] = chat.encode(prompt)
        hostile += chat.holds_controls(prompt)
    return ids, {f"{which}: control strings of the chat made harmless": hostile} if hostile else {}


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


def questions_of_labels(task: Task, policy: Any, examples: Sequence[Example]) -> dict[str, Asked]:
    """By row id the labels whose probabilities the task's measures need, in the model's tokens."""
    if not probabilities_needed(task.measures()):
        return {}
    known: dict[tuple[str, ...], Asked] = {}
    found = {}
    for example in examples:
        labels = task.labels(example)
        if labels and labels not in known:
            answers = {label: task.answer_json(label) for label in labels}
            known[labels] = ask(policy.tokenizer, answers, bool(policy.chat.prefill))
        if labels:
            found[example.id] = known[labels]
    return found


def _fitting(
    config: Config, policy: Any, prompts: Mapping[str, list[int]], asked: Mapping[str, Asked]
) -> dict[str, list[int]]:
    """The prompts that leave room in the model's context for a whole answer, and for what is asked after it.

    Raises ConfigError where none does.
    """
    room = context_of(policy.model) or 1 << 30
    needed = filled(config.evaluation.completion_tokens) + max((item.room for item in asked.values()), default=0)
    check_evaluation(policy.model, prompts.values(), needed)
    return {key: prompt for key, prompt in prompts.items() if len(prompt) <= room - needed}


def _journalled(
    path: Path,
    prompts: Mapping[str, list[int]],
    make: Callable[[Mapping[str, list[int]]], Batches],
    directly: bool,
    advance: Callable[[int], None],
) -> Journal:
    """The journal of these prompts; what it does not hold yet is made, each process its share. All wait here."""
    before = {key for key, row in _merged(path).written.items() if row[0].direct or not directly}
    advance(len(before))
    waiting = [key for key in in_order(prompts) if key not in before]  # the same batches, whatever is done already
    mine = {key: prompts[key] for key in share(waiting)}
    journal = Journal(path if is_main() else path.with_suffix(f".{rank()}{path.suffix}"))
    started = time.perf_counter()
    for batch in make(mine):
        now = time.perf_counter()
        journal.add(batch, (now - started) / world_size())  # of all processes together, the time that passed
        advance(len(batch))
        started = now
    advance(len(waiting) - len(mine))
    return _merged(path)


def _equal(asked: Asked | None) -> Probabilities | None:
    """Of labels that could not be asked for: none is likelier."""
    return Probabilities(dict.fromkeys(asked.labels, 1 / len(asked.labels)), 0.0) if asked else None


def _merged(path: Path) -> Journal:
    """The journal, with what other processes have written beside it, in this attempt or one that was killed."""
    barrier()
    if is_main():
        journal = Journal(path)
        for part in sorted(path.parent.glob(f"{path.stem}.*{path.suffix}")):
            other = Journal(part)
            new = {key: completions for key, completions in other.written.items() if key not in journal.written}
            if new:
                journal.add(new, other.seconds)
            part.unlink()
    barrier()
    return Journal(path)


def _record(task: Task, example: Example, completion: Completion) -> Record:
    if not completion.text and not completion.tokens:
        parsed, score = Parsed(Status.MALFORMED, NO_ROOM), Score(Status.MALFORMED, NO_ROOM)
    else:
        parsed, score = task.judge(completion.text, example)
    marks = dict(task.marks(parsed, example))
    if not parsed.well_formed:
        marks[LENIENT] = float(task.judge_leniently(completion.text, example).correct)
    return Record(example, completion, parsed, score, marks)


def _drawn(config: Config) -> dict[str, Any]:
    settings = config.evaluation
    return {"k": settings.k, "temperature": settings.temperature, "top_p": settings.top_p}


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
