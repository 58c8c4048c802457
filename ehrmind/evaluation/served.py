"""What a model behind an address answers: many requests at once, each row on the disk as soon as it is whole.

    writer(config, data, run)(examples, directly, advance)
    -> Given({"row-7": [Completion("<think>...", 88, True)], ...}, {"tokens": 41000, "flops": None, "seconds": 31.0},
             facts={"server": {"url": ..., "id": ..., "probabilities": "log-probabilities of the answer"}})

The seed of a completion depends on (seed, row, sample) alone; whether a server then writes the same again is its
affair. FLOPs are not known. The labels' probabilities are those of the answer's own tokens; a server that gives no
log-probabilities has the shares of votes among its samples in their place, and eval.json says which. A prompt that the
server refuses, by a filter of contents, is a completion that failed, if it answers others; eval.json counts them.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from ehrmind.config import Config
from ehrmind.errors import ConfigError, RunError
from ehrmind.evaluation.given import COUNTED, READ, REFUSED, VOTED, WORDS, Answers, Given, Writer, seed_of
from ehrmind.evaluation.here import JOURNAL, journalled
from ehrmind.evaluation.journal import Journal
from ehrmind.evaluation.label_tokens import read_labels
from ehrmind.evaluation.measures import probabilities_needed
from ehrmind.evaluation.probability import named
from ehrmind.evaluation.shots import as_turns, shown_before
from ehrmind.models.server import Refused, Reply, Request, Server, TooLong
from ehrmind.privacy import text_folder
from ehrmind.runs import Run
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Data, Policy, Task
from ehrmind.types import Completion, Example, Probabilities, Prompt

FEWEST_VOTES = 2  # a share of one vote is 0 or 1, whatever the model knows
INSTEAD = "evaluation.k=12 takes the shares of votes among twelve samples"
NO_SHARES = (
    f"the server gives no log-probabilities, which the measures of this task are read from; {INSTEAD} in their place"
)
UNREAD = (
    "the server gives log-probabilities, but no answer names its label first in its JSON, where they are read; "
    f"{INSTEAD} in their place"
)

Outcome = tuple["Ask", Completion | Exception]


@dataclass(frozen=True, slots=True)
class Ask:
    """One completion to ask for: sample 0 is the greedy one."""

    row: str
    sample: int


def writer(config: Config, data: Data, run: Run) -> Writer:
    """The server as one who writes completions."""
    return partial(_write, config, data, run)


def _write(
    config: Config, data: Data, run: Run, examples: Sequence[Example], directly: bool, advance: Callable[[int], None]
) -> Given:
    task = config.task
    server = Server(config.model, tells=task.data_policy is Policy.OPEN)
    facts: dict[str, Any] = {"url": config.model.url, **server.identity()}
    shots = as_turns(task, shown_before(task, data, config.evaluation.split))
    prompts = {row.id: replace(task.prompt(row), shots=shots) for row in examples}
    names = _labels(task, examples)
    path = text_folder(run.folder, task.data_policy) / JOURNAL
    begun = any(item.tokens for row in Journal(path).written.values() for item in row)
    made = journalled(
        path,
        list(prompts),
        lambda mine: _answers(config, server, {key: prompts[key] for key in mine}, names, begun),
        lambda row: True,
        advance,
    )
    written = made.written
    _require_room(config, written, path)
    if names:
        labelled = [row for row in examples if row.id in names]
        written, told = _with_probabilities(task, labelled, written, server.reads, filled(config.evaluation.k))
        facts |= told
    if server.declined:
        facts["declined"] = sorted(server.declined)
    every = [item for completions in written.values() for item in completions]
    if endings := Counter(item.ending for item in every if item.ending):
        facts["endings"] = dict(endings)
    counted = all(item.prompt_tokens for item in every if item.tokens)
    facts["tokens"] = COUNTED if counted else WORDS
    tokens = float(sum(item.tokens + item.prompt_tokens for item in every))
    cost = {"tokens": tokens if counted else None, "flops": None, "seconds": round(made.seconds, 2)}
    return Given(written, cost, facts={"server": facts}, counted=counted)


def _labels(task: Task, examples: Sequence[Example]) -> dict[str, tuple[dict[str, str], str]]:
    """By row its labels as JSON spells them and the key that states one, where measures need their probabilities."""
    if not probabilities_needed(task.measures()):
        return {}
    labels = {row.id: task.labels(row) for row in examples}
    known = {each: named({label: task.answer_json(label) for label in each}) for each in set(labels.values()) if each}
    return {key: known[each] for key, each in labels.items() if each}


def _answers(
    config: Config, server: Server, prompts: Mapping[str, Prompt], names: Mapping[str, Any], begun: bool
) -> Iterator[Answers]:
    """Each row as its completions have all come. When one fails, the rows that are whole are given before the error.

    `begun`: the server has answered others before.
    """
    count = 1 + filled(config.evaluation.k)
    waiting: dict[str, dict[int, Completion]] = {key: {} for key in prompts}
    with closing(_outcomes(config, server, prompts, names, count)) as outcomes:
        for ask, completion in _unless_all_are_refused(outcomes, config.model.at_once, begun):
            row = waiting[ask.row]
            row[ask.sample] = completion
            if len(row) == count:
                yield {ask.row: [row[sample] for sample in range(count)]}


def _unless_all_are_refused(
    outcomes: Iterator[Outcome], at_once: int, answered: bool
) -> Iterator[tuple[Ask, Completion]]:
    """The completions; one that is refused is an empty one. Raises what else went wrong.

    What comes before the first answer is held back: where those of `at_once` rows are refused, or all, the request is
    wrong and not the prompt, and the first refusal is raised.
    """
    held: list[tuple[Ask, Completion]] = []
    refusals: list[Refused] = []
    rows: set[str] = set()
    for ask, found in outcomes:
        if isinstance(found, Refused):
            logging.getLogger(__name__).warning(str(found))
            refusals.append(found)
            rows.add(ask.row)
            found = Completion("", 0, False, ending=REFUSED)
        elif isinstance(found, Exception):
            raise found
        answered = answered or found.tokens > 0
        held.append((ask, found))
        if answered:
            yield from held
            held.clear()
        elif len(rows) >= max(2, at_once):
            break
    if refusals and not answered:
        raise refusals[0]
    yield from held


def _outcomes(
    config: Config, server: Server, prompts: Mapping[str, Prompt], names: Mapping[str, Any], count: int
) -> Generator[Outcome]:
    """What comes of each request, as it comes. An error is the last, after what has come by then.

    What is under way then, or when we are stopped, is left alone: its threads hold no lock of ours and keep no process.
    """
    first = list(prompts)[: config.model.at_once]  # one of each: a row that is refused is then not all that is asked
    every = (Ask(key, sample) for key in prompts for sample in range(count))
    asks = deque(dict.fromkeys((*(Ask(key, 0) for key in first), *every)))
    came: SimpleQueue[Outcome] = SimpleQueue()

    def work() -> None:
        while asks and not server.is_stopped:
            with suppress(IndexError):  # another thread has taken the last
                ask = asks.popleft()
                came.put((ask, _outcome(config, server, prompts[ask.row], ask, names.get(ask.row))))

    left, failed = len(asks), None
    try:
        for _ in range(config.model.at_once):
            Thread(target=work, daemon=True).start()
        while left and not (failed and came.empty()):
            ask, found = came.get()
            left -= 1
            if isinstance(found, Exception) and not isinstance(found, Refused):
                failed = failed or (ask, found)
                asks.clear()
            else:
                yield ask, found
        if failed:
            yield failed
    finally:
        server.stop()


def _outcome(config: Config, server: Server, prompt: Prompt, ask: Ask, names: Any) -> Completion | Exception:
    """The completion, or why there is none."""
    try:
        return _complete(config, server, prompt, ask, names)
    except Exception as error:
        return error


def _complete(config: Config, server: Server, prompt: Prompt, ask: Ask, names: Any) -> Completion:
    settings = config.evaluation
    heat, top_p = (settings.temperature, settings.top_p) if ask.sample else (0.0, 1.0)
    request = Request(
        filled(settings.completion_tokens), heat, top_p, seed_of(config.seed, ask.row, ask.sample), bool(names)
    )
    try:
        reply = server.ask(prompt, request)
    except TooLong:
        return Completion("", 0, False)
    unread = names and reply.text and not (reply.read or server.reads)
    if unread and filled(settings.k) < FEWEST_VOTES:  # at the first answer: the others would be asked for in vain
        raise RunError(NO_SHARES)
    return _completion(reply, names)


def _completion(reply: Reply, names: Any) -> Completion:
    read = read_labels(reply.read, *names) if names and reply.read else None
    return Completion(
        reply.text, reply.tokens, reply.finished, read, prompt_tokens=reply.prompt_tokens, ending=reply.ending
    )


def _require_room(config: Config, written: Answers, path: Path) -> None:
    """Raises ConfigError where no prompt had room; the journal of that is taken away."""
    if any(item.tokens for row in written.values() for item in row):
        return
    path.unlink(missing_ok=True)
    raise ConfigError(
        f"no prompt leaves room for evaluation.completion_tokens={config.evaluation.completion_tokens} in the context "
        f"of {config.model.path}; use less, or serve it with a longer context"
    )


def _with_probabilities(
    task: Task, examples: Sequence[Example], written: Answers, reads: bool, k: int
) -> tuple[Answers, dict[str, Any]]:
    """The completions of rows with labels, each with their probabilities: as read, or where nothing can be, by vote.

    Also what eval.json says of them. Of an answer without any the labels are equally likely; `unread` counts those that
    name a label. `reads`: the server gives log-probabilities. Raises RunError where there are too few votes.
    """
    read = any(item.probabilities for row in examples for item in written[row.id])
    votes = {} if read else {row.id: _votes(task, row, written[row.id][1:] or written[row.id]) for row in examples}
    voted = any(item.mass for item in votes.values())
    if voted and k < FEWEST_VOTES:
        raise RunError(UNREAD if reads else NO_SHARES)
    found = dict(written)
    for row in examples:
        instead = votes[row.id] if voted else _even(task.labels(row))
        found[row.id] = [
            item if item.probabilities else replace(item, probabilities=instead) for item in written[row.id]
        ]
    told: dict[str, Any] = {"probabilities": READ if read or (reads and not voted) else VOTED}
    unread = sum(not written[row.id][0].probabilities and _names_one(task, row, written[row.id][0]) for row in examples)
    return found, told | ({"unread": unread} if read and unread else {})


def _names_one(task: Task, row: Example, completion: Completion) -> bool:
    """Whether the answer is one of the labels."""
    return task.judge(completion.text, row)[1].value in task.labels(row)


def _votes(task: Task, row: Example, completions: Sequence[Completion]) -> Probabilities:
    labels = task.labels(row)
    answers = [task.judge(item.text, row)[1].value for item in completions]
    counted = Counter(answer for answer in answers if answer in labels)
    if not counted:
        return _even(labels)
    shares = {label: counted[label] / counted.total() for label in labels}
    return Probabilities(shares, counted.total() / len(answers))


def _even(labels: Sequence[str]) -> Probabilities:
    return Probabilities(dict.fromkeys(labels, 1 / len(labels)), 0.0)
