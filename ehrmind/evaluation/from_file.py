"""Completions that were made elsewhere, out of a file of JSON lines: a line a completion, or a line a row.

    {"id": "generated-0-test-7", "completion": "<think>...</think><answer>...</answer>"}
    {"id": "generated-0-test-8", "completions": ["<think>...", "..."], "tokens": [88, 64], "finished": [true, false]}
    {"prompt": [{"role": "user", "content": "Patient ..."}], "completion": [{"role": "assistant", "content": "..."}]}

What verl and verifiers write is read as it is (evaluation/others.py). The first completion of a row is its greedy one,
the others are samples, of which `evaluation.k` are wanted. A line without an id is of the row whose question stands in
its prompt. `finished` may say whether a completion came to its end, `tokens` how long it is, and `probabilities` how
likely each label is. Without these the measures that need them are null, and lengths are of words, which stand in no
table of tokens. Every row must be there, since the arms of a table answer the same rows. Errors name a line and quote
nothing of it: it may hold restricted text.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ehrmind.config import Config
from ehrmind.errors import DataError
from ehrmind.evaluation import others
from ehrmind.evaluation.given import COUNTED, WORDS, Given, Writer
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Policy, Task
from ehrmind.types import Completion, Example, Probabilities

_log = logging.getLogger(__name__)
NAMED = 3  # rows in an error
GOLD = ("gold", "gts")  # of predictions.jsonl, and as verl calls it
MOST = 10**9  # tokens of a completion: what is more is no count


def writer(config: Config, path: Path) -> Writer:
    """The file as one who writes completions."""
    return partial(_write, config, path)


def _write(
    config: Config, path: Path, examples: Sequence[Example], directly: bool, advance: Callable[[int], None]
) -> Given:
    """Raises DataError where a row has no completion, too few samples, or more than are wanted."""
    known = {row.id: row for row in examples}
    found: dict[str, list[Completion]] = defaultdict(list)
    foreign, counted, unbound = 0, True, 0
    strayed: list[str] = []
    asked: list[bool] = []  # of lines with a gold: whether their prompt holds the question
    row_of = _finder(config.task, examples)
    for number, line in _lines(path):
        where = f"{path}:{number}"
        given = others.read(line, where)
        key = row_of(given, where)
        if key in known:
            found[key] += _completions(given, config.task.labels(known[key]), where)
            counted = counted and None not in _each(given, "tokens", where)
            gold, question = _has_gold(known[key], given), _has_question(config.task, known[key], given)
            said = question if gold is None else gold
            unbound += said is None
            strayed += [where] if said is False else []
            asked += [question] if gold and question is not None else []
        else:
            foreign += 1
    if strayed:
        raise DataError(
            f"{len(strayed)} lines answer another question, or have another gold, than the row of their id here (the "
            f"first: {strayed[0]}); judge them with the task, data and settings that they were made with"
        )
    if unbound:
        _log.warning(
            "%s: %d lines are matched by their id alone; a gold or a prompt would bind them", path.name, unbound
        )
    otherwise = _asked_otherwise(path, asked)
    _require_all(path, list(known), found, 1 + filled(config.evaluation.k), config.task.data_policy is Policy.OPEN)
    advance(len(known))
    tokens = float(sum(item.tokens for row in found.values() for item in row))
    cost = {"tokens": tokens if counted else None, "flops": None, "seconds": 0.0}
    told = {"file": path.name, "others": foreign, "tokens": COUNTED if counted else WORDS, "by_id_alone": unbound}
    told |= {"asked_otherwise": otherwise} if otherwise else {}
    return Given({key: found[key] for key in known}, cost, facts={"completions": told}, counted=counted)


def _has_gold(row: Example, line: Mapping[str, Any]) -> bool | None:
    """Whether the line has the row's gold; None where it has none. Ids are the same under other settings."""
    golds = [line[name] for name in GOLD if isinstance(line.get(name), str)]
    return all(gold == row.answer for gold in golds) if golds else None


def _has_question(task: Task, row: Example, line: Mapping[str, Any]) -> bool | None:
    """Whether the line's prompt holds the row's question, but for spacing; None where it has no prompt.

    One that is fitted to a budget of tokens differs by the tokenizer, and tells nothing.
    """
    prompt, fitted = line.get("prompt"), type(task).count_with is not Task.count_with
    if not isinstance(prompt, str) or fitted:
        return None
    return "".join(task.prompt(row).user.split()) in "".join(prompt.split())


def _asked_otherwise(path: Path, asked: Sequence[bool]) -> int:
    """Of lines with the row's gold, how many have a prompt without its question. Raises DataError where all do.

    A trainer may cut a prompt; where every one is another the answers are to another way to ask.
    """
    count = len(asked) - sum(asked)
    if count and count == len(asked):
        raise DataError(
            f"{path}: none of the {count} prompts beside a gold holds its question as it is asked here; judge the "
            "answers with the settings of the task that they were made with (its wording, what the prompt shows), or "
            "take the prompts out of the file where a trainer has cut every one"
        )
    if count:
        _log.warning("%s: %d of %d prompts do not hold the question as it is asked here", path.name, count, len(asked))
    return count


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                line = json.loads(text.decode())
            except UnicodeDecodeError:
                raise DataError(f"{path}:{number} is not in UTF-8; write the file in it") from None
            except (ValueError, RecursionError) as error:
                why = error if isinstance(error, json.JSONDecodeError) else "it holds a number or lists without end"
                raise DataError(f"{path}:{number} is no JSON: {why}") from None
            if not isinstance(line, dict):
                raise DataError(f"{path}:{number} is no JSON object, such as " + '{"id": ..., "completion": ...}')
            yield number, line


def _finder(task: Task, examples: Sequence[Example]) -> Callable[[Mapping[str, Any], str], str]:
    """Which row a line is of: by its id, else by the question in its prompt."""
    questions: dict[str, str] = {}

    def find(line: Mapping[str, Any], where: str) -> str:
        if line.get("id") is not None:
            return str(line["id"])
        prompt = line.get("prompt")
        if not isinstance(prompt, str):
            raise DataError(f'{where} has neither "id" nor "prompt": which row is it of?')
        if not questions:
            questions.update({task.prompt(row).user.strip(): row.id for row in examples})
        exact = questions.get(prompt.strip())
        # The longest, for one question may stand in another.
        return exact or questions.get(max((text for text in questions if text in prompt), key=len, default=""), "")

    return find


def _completions(line: Mapping[str, Any], labels: Sequence[str], where: str) -> Iterator[Completion]:
    tokens, finished, probabilities = (_each(line, name, where) for name in ("tokens", "finished", "probabilities"))
    for at, text in enumerate(_texts(line, where)):
        size = len(text.split()) if tokens[at] is None else _tokens(tokens[at], where)
        shares = _probabilities(probabilities[at], labels, where)
        yield Completion(text, size, _ended(finished[at], where), shares)


def _texts(line: Mapping[str, Any], where: str) -> list[str]:
    given = line["completions"] if "completions" in line else [line.get("completion")]
    texts = [item for item in given if isinstance(item, str)] if isinstance(given, list) else []
    if not texts or len(texts) != len(given):
        raise DataError(f'{where} has no "completion": a text, or chat messages; nor a list of "completions"')
    return texts


def _each(line: Mapping[str, Any], name: str, where: str) -> list[Any]:
    """A value for each completion, None where there is none: a list of them, or the one value of an only completion."""
    count, value = len(_texts(line, where)), line.get(name)
    values = value if isinstance(value, list) else [value] * count if value is None or count == 1 else [value]
    if len(values) != count:
        raise DataError(f'{where} has {count} completions and {len(values)} of "{name}"')
    return values


def _tokens(found: Any, where: str) -> int:
    """How long a completion is, in tokens; 88.0 is how a table with holes writes 88."""
    sound = isinstance(found, (int, float)) and not isinstance(found, bool) and 0 <= found <= MOST
    if not sound or found != int(found):
        raise DataError(f'{where}: "tokens" must be a whole number for each completion; leave out what is not known')
    return int(found)


def _ended(found: Any, where: str) -> bool | None:
    if found is not None and not isinstance(found, bool):
        raise DataError(
            f'{where}: "finished" must be true, or false where the token limit cut the completion off, without quotes; '
            "leave out what is not known"
        )
    return found


def _probabilities(found: Any, labels: Sequence[str], where: str) -> Probabilities | None:
    if found is None:
        return None
    sound = isinstance(found, dict) and set(found) == set(labels) and all(_is_share(value) for value in found.values())
    if not sound or not sum(found.values()) > 0:
        raise DataError(f'{where}: "probabilities" must give a share to each of {", ".join(labels)}')
    total = sum(found.values())
    return Probabilities({label: found[label] / total for label in labels}, min(1.0, total))


def _is_share(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _require_all(
    path: Path, keys: Sequence[str], found: Mapping[str, Sequence[Completion]], count: int, told: bool
) -> None:
    """Raises DataError, which with `told` names some rows."""
    wrong = [key for key in keys if len(found.get(key, ())) != count]
    if wrong:
        few = ", ".join(f"{key} ({len(found.get(key, ()))})" for key in wrong[: NAMED if told else 0])
        raise DataError(
            f"{path}: {len(wrong)} of {len(keys)} rows do not have the {count} completions that are wanted"
            f"{f': {few}' if few else ''}; all arms answer the same rows, once greedily and evaluation.k times by "
            "samples: set evaluation.k to how many samples the file has, evaluation.limit or evaluation.split to the "
            "rows that it is of"
        )
