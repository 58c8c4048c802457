"""What a model behind an address answers: many requests at once, each row on the disk as soon as it is whole.

    writer(config, data, run)(examples, directly, advance)
    -> Given({"row-7": [Completion("<think>...", 88, True)], ...}, {"tokens": 41000, "flops": None, "seconds": 31.0},
             facts={"server": {"url": ..., "id": ..., "probabilities": "log-probabilities of the answer"}})

The seed of a completion depends on (seed, row, sample) alone; whether a server then writes the same again is its
affair. FLOPs are not known. The labels' probabilities are those of the answer's own tokens; a server that gives no
log-probabilities has the shares of votes among its samples in their place, and eval.json says which. A prompt that the
server refuses, by a filter of contents, is a completion that failed, if it answers others in this attempt, or one that
it answered in an attempt before; eval.json counts them.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from ehrmind.config import Config
from ehrmind.errors import ConfigError, RunError
from ehrmind.evaluation import server_facts
from ehrmind.evaluation.given import COUNTED, REFUSED, WORDS, Answers, Given, Writer, seed_of
from ehrmind.evaluation.here import JOURNAL, journalled
from ehrmind.evaluation.journal import Journal
from ehrmind.evaluation.label_tokens import read_labels
from ehrmind.evaluation.measures import probabilities_needed
from ehrmind.evaluation.probability import named
from ehrmind.evaluation.shots import as_turns, in_text, shown_before
from ehrmind.evaluation.votes import FEWEST_VOTES, NO_SHARES, with_probabilities
from ehrmind.models.replies import Reply
from ehrmind.models.server import Refused, Request, Server, TooLong
from ehrmind.privacy import text_folder
from ehrmind.runs import Run
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Data, Policy, Task
from ehrmind.types import Completion, Example, Prompt

SHOTS = "in the user's text"  # where solved examples stand
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
    shots = as_turns(task, shown_before(task, data, config.evaluation.split))
    prompts = {row.id: in_text(replace(task.prompt(row), shots=shots)) for row in examples}
    names = _labels(task, examples)
    path = text_folder(run.folder, task.data_policy) / JOURNAL
    beside, identity = path.with_name(server_facts.FILE), server.identity()
    still, note = _still(config, server, prompts, path), partial(server_facts.keep, beside, server, identity)
    made = journalled(
        path,
        list(prompts),
        lambda mine: _answers(config, server, {key: prompts[key] for key in mine}, names, still, note),
        lambda row: True,
        advance,
    )
    written = made.written
    _require_room(config, written, path)
    said = server_facts.kept(beside) or {"identity": identity, "reads": False}
    facts: dict[str, Any] = {"url": config.model.url, **server_facts.told(said), **({"shots": SHOTS} if shots else {})}
    if names:
        labelled = [row for row in examples if row.id in names]
        written, told = with_probabilities(task, labelled, written, said["reads"], filled(config.evaluation.k))
        facts |= told
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


def _still(config: Config, server: Server, prompts: Mapping[str, Prompt], path: Path) -> Callable[[], None] | None:
    """What asks again for a row that an attempt before has answered, the longest one; None where none has.

    That raises RunError where it is not answered now: then the request or the server is wrong, and not the prompts.
    """
    rows = [key for key, row in Journal(path).written.items() if key in prompts and any(item.tokens for item in row)]
    if not rows:
        return None
    longest, length = max(rows, key=lambda key: len(prompts[key].user)), filled(config.evaluation.completion_tokens)

    def ask() -> None:
        try:
            server.ask(prompts[longest], Request(length, 0.0, 1.0, seed_of(config.seed, longest, 0)))
        except (Refused, TooLong) as error:
            why = str(error) or f"no room for evaluation.completion_tokens={length}"
            raise RunError(
                f"{config.model.url} answers none of the rows that are left, nor one that it answered before: {why}; "
                "none of them is counted as failed. Look at how it is served, and start again by the same command"
            ) from None

    return ask


def _answers(
    config: Config,
    server: Server,
    prompts: Mapping[str, Prompt],
    names: Mapping[str, Any],
    still: Callable[[], None] | None,
    note: Callable[[], None],
) -> Iterator[Answers]:
    """Each row as its completions have all come. When one fails, the rows that are whole are given before the error.

    `still`: see there; `note` keeps what the server has said, before a row that was asked for in that way is kept.
    """
    count = 1 + filled(config.evaluation.k)
    waiting: dict[str, dict[int, Completion]] = {key: {} for key in prompts}
    outcomes = _outcomes(config, server, prompts, names, count)
    try:
        for ask, completion in _unless_none_is_answered(outcomes, config.model.at_once, still):
            row = waiting[ask.row]
            row[ask.sample] = completion
            if len(row) == count:
                note()
                yield {ask.row: [row[sample] for sample in range(count)]}
    finally:
        server.stop()  # what is under way is left alone: its threads hold no lock of ours and keep no process


def _unless_none_is_answered(
    outcomes: Iterator[Outcome], at_once: int, still: Callable[[], None] | None
) -> Iterator[tuple[Ask, Completion]]:
    """The completions; one that is refused is an empty one. Raises what else went wrong.

    What comes before the first answer of this attempt is held back. Where those of `at_once` rows are refused, or all,
    the request is wrong and not the prompt, and the first refusal is raised; where other rows were answered before,
    `still` tells, of prompts that are too long, too.
    """
    held: list[tuple[Ask, Completion]] = []
    refusals: list[Refused] = []
    answered, rows, failed = False, set[str](), set[str]()
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
        failed.add(ask.row)
        if still and not answered and len(failed) >= max(2, at_once):
            still()
            answered = True
        if answered:
            yield from held
            held.clear()
        elif len(rows) >= max(2, at_once):
            break
    if held and still and not answered:
        still()
    elif refusals and not answered:
        raise refusals[0]
    yield from held


def _outcomes(
    config: Config, server: Server, prompts: Mapping[str, Prompt], names: Mapping[str, Any], count: int
) -> Iterator[Outcome]:
    """What comes of each request, as it comes. An error is the last, after what has come by then."""
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
    for file in (path, path.with_name(server_facts.FILE)):
        file.unlink(missing_ok=True)
    raise ConfigError(
        f"no prompt leaves room for evaluation.completion_tokens={config.evaluation.completion_tokens} in the context "
        f"of {config.model.path}; use less, or serve it with a longer context"
    )
