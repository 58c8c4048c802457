"""What the model of this process answers: each row's prompt in its tokens, its completions, and what they cost.

    writer(config, data, policy, run)(examples, directly, advance)
    -> Given({"row-7": [Completion("<think>...", 88, True)], ...}, {"tokens": 41000, "flops": 1.1e13, "seconds": 220.4})

Completions are appended to completions.jsonl batch by batch, each process its share. A row whose prompt leaves no room
for an answer is not dropped: its completion is empty, its labels equally likely.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ehrmind.config import Config
from ehrmind.distributed import barrier, is_main, rank, share, world_size
from ehrmind.errors import ConfigError
from ehrmind.evaluation.engines import version, writing
from ehrmind.evaluation.generate import complete
from ehrmind.evaluation.given import Answers, Given, Writer
from ehrmind.evaluation.journal import Journal
from ehrmind.evaluation.measures import probabilities_needed
from ehrmind.evaluation.metrics import Question
from ehrmind.evaluation.order import in_order
from ehrmind.evaluation.probability import Asked, ask
from ehrmind.evaluation.probes import probe
from ehrmind.evaluation.shots import as_turns, shown_before
from ehrmind.files import write_jsonl
from ehrmind.models.context import check_evaluation, context_of
from ehrmind.privacy import text_folder
from ehrmind.runs import Run, note_changed
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Data, Task
from ehrmind.types import Completion, Example, Probabilities

Batches = Iterator[Answers]
JOURNAL = "completions.jsonl"


@dataclass(slots=True)
class Used:
    """The engine that writes at the moment; this process where it has no name, with why another does not."""

    engine: str = ""
    instead: str = ""


def writer(
    config: Config, data: Data, policy: Any, run: Run, tell: Callable[[str], None] = lambda text: None
) -> Writer:
    """The policy as one who writes completions; `tell` is told where another engine was to write them and does not."""
    return partial(_write, config, data, policy, run, tell)


def _write(
    config: Config,
    data: Data,
    policy: Any,
    run: Run,
    tell: Callable[[str], None],
    examples: Sequence[Example],
    directly: bool,
    advance: Callable[[int], None],
) -> Given:
    """Every completion of these rows; with `directly` the labels' probabilities without reasoning, too."""
    task, settings = config.task, config.evaluation
    prompts, changed = encoded(policy.chat, task, examples, "evaluated", shown_before(task, data, settings.split))
    note_changed(run, changed)
    asked = questions_of_labels(task, policy, examples)
    directly = directly and 0 < len(asked) == len(examples)
    fitting = _fitting(config, policy, prompts, asked)
    failed = {key: Completion("", 0, False, _equal(asked.get(key))) for key in prompts if key not in fitting}
    used = Used()
    made = journalled(
        text_folder(run.folder, task.data_policy) / JOURNAL,
        in_order(fitting),
        lambda mine: _completed(
            config, policy, run.texts, {key: fitting[key] for key in mine}, asked, directly, used, tell
        ),
        lambda row: bool(row[0].direct) or not directly,
        advance,
        by=used,
    )
    written: Answers = made.written | {key: [item] * (1 + filled(settings.k)) for key, item in failed.items()}
    direct: dict[str, Probabilities | None] = {}
    if directly:
        direct = {key: row[0].direct for key, row in made.written.items()}
        direct |= {key: item.probabilities for key, item in failed.items()}
    tokens = sum(map(len, prompts.values())) + sum(item.tokens for row in written.values() for item in row)
    others = sorted(filter(None, made.engines))
    engine: dict[str, Any] = {"engine_left": used.instead} if used.instead else {}
    engine |= {"engine": [*others, *(["transformers"] if "" in made.engines else [])]} if others else {}
    cost = {"tokens": tokens, "flops": 2 * policy.parameters * tokens, "seconds": round(made.seconds, 2)}
    return Given(written, cost, direct, engine)


def _completed(
    config: Config,
    policy: Any,
    texts: Path,
    prompts: Mapping[str, list[int]],
    asked: Mapping[str, Asked],
    directly: bool,
    used: Used,
    tell: Callable[[str], None],
) -> Batches:
    def left(why: str) -> None:
        used.engine, used.instead = "", why
        logging.getLogger(__name__).warning(why)
        tell(why)

    with writing(config, policy, texts, prompts, left) as write:
        used.engine = version() if write else ""
        yield from complete(policy, prompts, config.evaluation, config.seed, asked, directly, write)


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


def journalled(
    path: Path,
    keys: Sequence[str],
    make: Callable[[Sequence[str]], Batches],
    is_whole: Callable[[Sequence[Completion]], bool],
    advance: Callable[[int], None],
    by: Used | None = None,
) -> Journal:
    """The journal of these rows; what it does not hold yet, whole, is made, each process its share. All wait here."""
    before = {key for key, row in _merged(path).written.items() if is_whole(row)}
    advance(len(before))
    waiting = [key for key in keys if key not in before]  # the same batches, whatever is done already
    mine = share(waiting)
    journal = Journal(path if is_main() else path.with_suffix(f".{rank()}{path.suffix}"))
    started = time.perf_counter()
    for batch in make(mine):
        now = time.perf_counter()
        name = by.engine if by else ""
        journal.add(batch, (now - started) / world_size(), name)  # of all processes together, the time that passed
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


def probed(config: Config, data: Data, policy: Any, run: Run, questions: Sequence[Question]) -> dict[str, Any]:
    """The probes that are asked for, as a part of eval.json; their texts go to probes.jsonl."""
    task, settings = config.task, config.evaluation
    if not settings.probes:
        return {}
    shots = as_turns(task, shown_before(task, data, settings.split))
    found, lines = probe(config, policy, questions, shots)
    write_jsonl(text_folder(run.folder, task.data_policy) / "probes.jsonl", lines)
    return {"probes": found}
