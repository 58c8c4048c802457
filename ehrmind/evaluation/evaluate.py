"""Evaluate a policy on held-out rows and write predictions.jsonl and eval.json.

A row whose prompt leaves no room for an answer in the model's context is not dropped: it counts as failed.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ehrmind.config import Config
from ehrmind.data import choose
from ehrmind.evaluation.generate import generate
from ehrmind.evaluation.metrics import Record, proportion, summarise
from ehrmind.runs import Run, write_json, write_jsonl
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Data, Task
from ehrmind.types import Completion, Example, Parsed, Score, Status

NO_ROOM = Completion("", 0, False)  # of a prompt that fills the context


def evaluate(
    config: Config,
    data: Data,
    policy: Any,
    run: Run,
    training_cost: Mapping[str, float],
    advance: Callable[[int], None] = lambda count: None,
) -> dict[str, Any]:
    """Generate, judge, record. Returns what is written to eval.json."""
    task, settings = config.task, config.evaluation
    examples = held_out(config, data)
    started = time.perf_counter()
    prompts = [policy.encode(task.prompt(example)) for example in examples]
    max_tokens = filled(settings.completion_tokens)
    completions = _within_context(policy, prompts, max_tokens, settings.batch_size, advance)
    seconds = time.perf_counter() - started
    records = judge(task, examples, completions)
    tokens = sum(map(len, prompts)) + sum(completion.tokens for completion in completions)
    result = {
        "arm": run.arm,
        "split": settings.split,
        **summarise(records, {example.id: breakdowns(task, example) for example in examples}),
        "baselines": _baselines(task, data, examples) if settings.baselines and settings.split == "test" else {},
        "cost": {
            "train": dict(training_cost),
            "evaluation": {"tokens": tokens, "flops": 2 * policy.parameters * tokens, "seconds": round(seconds, 2)},
        },
    }
    write_jsonl(run.folder / "predictions.jsonl", (record.row() for record in records))
    write_json(run.folder / "eval.json", result)
    return result


def held_out(config: Config, data: Data) -> list[Example]:
    """The rows to evaluate, the same for every arm."""
    rows = data.splits[config.evaluation.split]
    return choose(rows, config.evaluation.limit, lambda row: tuple(breakdowns(config.task, row).values()))


def breakdowns(task: Task, example: Example) -> dict[str, str]:
    """The slices of one row: its category and the task's own."""
    return {"category": example.category, **task.slices(example)}


def judge(task: Task, examples: Sequence[Example], completions: Sequence[Completion]) -> list[Record]:
    """Parse and score each completion."""
    return [_record(task, *pair) for pair in zip(examples, completions, strict=True)]


def _record(task: Task, example: Example, completion: Completion) -> Record:
    if completion is NO_ROOM:
        reason = "prompt leaves no room in the context"
        return Record(example, completion, Parsed(Status.MALFORMED, reason), Score(Status.MALFORMED, reason))
    return Record(example, completion, *task.judge(completion.text, example))


def _within_context(
    policy: Any, prompts: Sequence[list[int]], max_tokens: int, batch_size: int, advance: Callable[[int], None]
) -> list[Completion]:
    room = getattr(policy.model.config, "max_position_embeddings", None) or 1 << 30
    fitting = [index for index, prompt in enumerate(prompts) if len(prompt) + max_tokens <= room]
    done = generate(policy, [prompts[index] for index in fitting], max_tokens, batch_size, advance)
    results = [NO_ROOM] * len(prompts)
    for index, completion in zip(fitting, done, strict=True):
        results[index] = completion
    return results


def _baselines(task: Task, data: Data, examples: Sequence[Example]) -> dict[str, Any]:
    """Each baseline's accuracy on the same rows; they answer the whole test split, in its order."""
    place = {row.id: index for index, row in enumerate(data.splits["test"])}
    shares = {}
    for name, answers in task.baselines(data).items():
        hits = sum(task.judge(answers[place[row.id]], row)[1].correct for row in examples)
        shares[name] = proportion(hits, len(examples))
    return shares
