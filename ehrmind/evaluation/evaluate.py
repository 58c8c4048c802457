"""Evaluate a policy on held-out rows: one greedy completion each, and k samples where they are asked for.

    rows.jsonl          the questions: id, group, category, slices, prompt, gold
    completions.jsonl   the model's text, appended batch by batch: a killed evaluation goes on from here
    predictions.jsonl   the greedy completions with their scores        samples.jsonl   the others
    eval.json           what they add up to

The first four hold text: of a restricted task they lie in the run's private folder (privacy.text_folder). A row whose
prompt leaves no room for an answer in the model's context is not dropped: it counts as failed.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ehrmind.config import Config
from ehrmind.data import choose
from ehrmind.distributed import barrier, is_main, rank, share, world_size
from ehrmind.evaluation.generate import complete
from ehrmind.evaluation.journal import Journal
from ehrmind.evaluation.metrics import Question, Record, summarise
from ehrmind.evaluation.samples import summarise_samples
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.files import write_json, write_jsonl
from ehrmind.privacy import text_folder
from ehrmind.runs import Run
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Data, Policy, Task
from ehrmind.types import Completion, Example, Parsed, Score, Status

NO_ROOM = Completion("", 0, False)  # of a prompt that fills the context


def evaluate(
    config: Config,
    data: Data,
    policy: Any,
    run: Run,
    training_cost: Mapping[str, float],
    advance: Callable[[int], None] = lambda count: None,
) -> tuple[dict[str, Any], list[Question]]:
    """Generate, judge, record. Returns what is written to eval.json, and the judged questions."""
    task, settings = config.task, config.evaluation
    examples = held_out(config, data)
    prompts = {example.id: policy.encode(task.prompt(example)) for example in examples}
    texts = text_folder(run.folder, task.data_policy)
    write_jsonl(texts / "rows.jsonl", (_row(task, example) for example in examples))
    journal = _complete(config, policy, prompts, texts / "completions.jsonl", advance)
    questions = judge(task, data, examples, journal.written)
    greedy = [question.greedy for question in questions]
    slices = {example.id: breakdowns(task, example) for example in examples}
    completed = [record.completion for question in questions for record in (question.greedy, *question.samples)]
    tokens = sum(map(len, prompts.values())) + sum(completion.tokens for completion in completed)
    result = {
        "arm": run.arm,
        "split": settings.split,
        **summarise(greedy, slices),
        "sampled": summarise_samples(questions, slices) | _drawn(config) if settings.k else None,
        "baselines": _baselines(task, data, examples) if settings.baselines and settings.split == "test" else {},
        "cost": {
            "train": dict(training_cost),
            "evaluation": {
                "tokens": tokens,
                "flops": 2 * policy.parameters * tokens,
                "seconds": round(journal.seconds, 2),
            },
        },
    }
    write_jsonl(texts / "predictions.jsonl", (record.row() for record in greedy))
    if settings.k:
        write_jsonl(texts / "samples.jsonl", (row for question in questions for row in question.sample_rows()))
    write_json(run.folder / "eval.json", result)
    return result, questions


def held_out(config: Config, data: Data) -> list[Example]:
    """The rows to evaluate, the same for every arm."""
    rows = data.splits[filled_split(config)]
    return choose(rows, config.evaluation.limit, lambda row: tuple(breakdowns(config.task, row).values()))


def filled_split(config: Config) -> str:
    """The split to evaluate, which Config has filled."""
    assert config.evaluation.split is not None
    return config.evaluation.split


def breakdowns(task: Task, example: Example) -> dict[str, str]:
    """The slices of one row: its category and the task's own."""
    return {"category": example.category, **task.slices(example)}


def judge(
    task: Task, data: Data, examples: Sequence[Example], written: Mapping[str, Sequence[Completion]]
) -> list[Question]:
    """Parse and score every completion of every question."""
    answers: dict[str, set[str]] = defaultdict(set)
    for row in (row for rows in data.splits.values() for row in rows):
        answers[task.answer_set(row)].add(row.answer)
    questions = []
    for example in examples:
        greedy, *samples = (_record(task, example, completion) for completion in written[example.id])
        closed = task.answer_set(example)
        questions.append(Question(example, greedy, tuple(samples), len(answers[closed]) if closed else None))
    return questions


def _complete(
    config: Config,
    policy: Any,
    prompts: Mapping[str, list[int]],
    path: Path,
    advance: Callable[[int], None],
) -> Journal:
    """Complete the questions that the journal does not hold yet, each process its share; returns the whole journal."""
    settings = config.evaluation
    room = getattr(policy.model.config, "max_position_embeddings", None) or 1 << 30
    fits = room - filled(settings.completion_tokens)
    before = _merged(path).written
    advance(len(before))
    waiting = [key for key, prompt in prompts.items() if key not in before and len(prompt) <= fits]
    mine = {key: prompts[key] for key in share(sorted(waiting, key=lambda key: -len(prompts[key])))}
    journal = Journal(path if is_main() else path.with_suffix(f".{rank()}{path.suffix}"))
    started = time.perf_counter()
    for batch in complete(policy, mine, settings, config.seed):
        now = time.perf_counter()
        journal.add(batch, (now - started) / world_size())  # of all processes together, the time that passed
        advance(len(batch))
        started = now
    advance(len(waiting) - len(mine))
    journal = _merged(path)
    journal.written.update({key: [NO_ROOM] * (1 + filled(settings.k)) for key, p in prompts.items() if len(p) > fits})
    return journal


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
    if completion == NO_ROOM:
        reason = "prompt leaves no room in the context"
        return Record(example, completion, Parsed(Status.MALFORMED, reason), Score(Status.MALFORMED, reason))
    return Record(example, completion, *task.judge(completion.text, example))


def _row(task: Task, example: Example) -> dict[str, Any]:
    """A question as the report shows it."""
    return {
        "id": example.id,
        "group": example.group,
        "category": example.category,
        "slices": breakdowns(task, example),
        "answer_set": task.answer_set(example),
        "prompt": task.prompt(example).user,
        "gold": example.answer,
        "gold_completion": task.gold(example),
        "restricted": task.data_policy is Policy.RESTRICTED,
    }


def _drawn(config: Config) -> dict[str, Any]:
    settings = config.evaluation
    return {"k": settings.k, "temperature": settings.temperature, "top_p": settings.top_p}


def _baselines(task: Task, data: Data, examples: Sequence[Example]) -> dict[str, Any]:
    """Each baseline's accuracy on the same rows; they answer the whole test split, in its order."""
    place = {row.id: index for index, row in enumerate(data.splits["test"])}
    shares = {}
    for name, answers in task.baselines(data).items():
        hits = [task.judge(answers[place[row.id]], row)[1].correct for row in examples]
        shares[name] = clustered_mean(hits, [row.group for row in examples])
    return shares
