"""Completions that were made elsewhere, out of a file of JSON lines: a line a completion, or a line a row.

    {"id": "generated-0-test-7", "completion": "<think>...</think><answer>...</answer>"}
    {"id": "generated-0-test-8", "completions": ["<think>...", "<think>..."], "tokens": [88, 91]}
    {"prompt": [{"role": "user", "content": "Patient ..."}], "completion": [{"role": "assistant", "content": "..."}]}

What verl and verifiers write is read as it is (evaluation/others.py). The first completion of a row is its greedy one,
the others are samples, of which `evaluation.k` are wanted. A line without an id is of the row whose question stands in
its prompt. `finished` may say whether a completion ended by itself, and `probabilities` how likely each label is;
without these the measures that need them are null. Every row must be there, since the arms of a table answer the same
rows.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ehrmind.config import Config
from ehrmind.errors import DataError
from ehrmind.evaluation import others
from ehrmind.evaluation.given import Given, Writer
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Task
from ehrmind.types import Completion, Example, Probabilities

NAMED = 3  # rows in an error


def writer(config: Config, path: Path) -> Writer:
    """The file as one who writes completions."""
    return partial(_write, config, path)


def _write(
    config: Config, path: Path, examples: Sequence[Example], directly: bool, advance: Callable[[int], None]
) -> Given:
    """Raises DataError where a row has no completion, too few samples, or more than are wanted."""
    known = {row.id: row for row in examples}
    found: dict[str, list[Completion]] = defaultdict(list)
    foreign = 0
    row_of = _finder(config.task, examples)
    for number, line in _lines(path):
        where = f"{path}:{number}"
        given = others.read(line, where)
        key = row_of(given, where)
        if key in known:
            found[key] += _completions(given, config.task.labels(known[key]), where)
        else:
            foreign += 1
    _require_all(path, list(known), found, 1 + filled(config.evaluation.k))
    advance(len(known))
    tokens = float(sum(item.tokens for row in found.values() for item in row))
    cost = {"tokens": tokens, "flops": None, "seconds": 0.0}
    told = {"file": path.name, "others": foreign, "tokens": "as the file says, else words"}
    return Given({key: found[key] for key in known}, cost, facts={"completions": told})


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                line = json.loads(text)
            except ValueError as error:
                raise DataError(f"{path}:{number} is no JSON: {error}") from None
            if not isinstance(line, dict):
                raise DataError(f"{path}:{number} is no JSON object, such as " + '{"id": ..., "completion": ...}')
            yield number, line


def _finder(task: Task, examples: Sequence[Example]) -> Callable[[Mapping[str, Any], str], str]:
    """Which row a line is of: by its id, else by the question in its prompt."""
    questions: dict[str, str] = {}

    def find(line: Mapping[str, Any], where: str) -> str:
        if "id" in line:
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
    given = line["completions"] if "completions" in line else [line.get("completion")]
    texts = [item for item in given if isinstance(item, str)] if isinstance(given, list) else []
    if not texts or len(texts) != len(given):
        raise DataError(f'{where} has no "completion": a text, or chat messages; nor a list of "completions"')
    count = len(texts)
    tokens, finished = (_each(line, name, count, where) for name in ("tokens", "finished"))
    probabilities = _each(line, "probabilities", count, where)
    for at, text in enumerate(texts):
        size = int(tokens[at]) if tokens[at] is not None else len(text.split())
        ended = True if finished[at] is None else bool(finished[at])
        yield Completion(text, size, ended, _probabilities(probabilities[at], labels, where))


def _each(line: Mapping[str, Any], name: str, count: int, where: str) -> list[Any]:
    """A value for each completion: one list of them, or one value that holds for the only completion."""
    value = line.get(name)
    values = value if isinstance(value, list) else [value] * count if value is None or count == 1 else [value]
    if len(values) != count:
        raise DataError(f'{where} has {count} completions and {len(values)} of "{name}"')
    return values


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


def _require_all(path: Path, keys: Sequence[str], found: Mapping[str, Sequence[Completion]], count: int) -> None:
    wrong = [key for key in keys if len(found.get(key, ())) != count]
    if wrong:
        few = ", ".join(f"{key} ({len(found.get(key, ()))})" for key in wrong[:NAMED])
        raise DataError(
            f"{path}: {len(wrong)} of {len(keys)} rows do not have the {count} completions that are wanted: {few}; all "
            "arms answer the same rows, once greedily and evaluation.k times by samples: set evaluation.k to how many "
            "samples the file has, evaluation.limit or evaluation.split to the rows that it is of"
        )
