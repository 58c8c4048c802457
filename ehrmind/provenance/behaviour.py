"""What a task and its rewards do, as hashes: so that an edit is noticed, and a rewrite that changes nothing is not.

    behaviour(config, data)  ->  {"prompts of test": "9f0c…", "golds of test": "…", "scores of test": "…",
                                  "prompts of train": "…", ..., "reward gated": "…"}

For 32 rows of each split that a run uses: the rendered prompts, the gold completions, the scores of standard
completions, and of a training the values of each reward term for them. The standard completions of a row are its gold,
whole, cut and torn, nothing, garbage, each label, and answers near the right one: so a tolerance, a unit or a rounding
that was changed shows. Nothing is sampled from a model, and no text is kept. A reward of a user's package is known by
its source alone (provenance.sources): a call may cost money.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ehrmind.config import Config
from ehrmind.data import choose
from ehrmind.provenance.sources import FRAMEWORK
from ehrmind.rewards.base import Reward
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Data, Task
from ehrmind.types import Completion, Example

ROWS = 32  # of a split
NEAR = (0.5, 0.89, 0.94, 0.96, 0.98, 0.995, 1.005, 1.02, 1.04, 1.06, 1.11, 2.0)  # of a right number
TOKENS = 8  # of a short completion
GRADED, STEPS = 4, 32  # rows whose gold grows in so many steps to the limit


def behaviour(config: Config, data: Data) -> dict[str, str]:
    """The hashes by what they are of. Ask before a model is loaded, in whose tokens a task may then count."""
    trains, reward = config.stage.trains, config.reward if config.stage.uses_reward else {}
    splits = dict.fromkeys((str(config.evaluation.split), *(("train",) if trains or config.task.shots else ())))
    found: dict[str, str] = {}
    for split in splits:
        rows = _sample(config.task, data.splits[split])
        found |= {f"{what} of {split}": value for what, value in _of_task(config.task, rows).items()}
    limit = getattr(config.stage, "completion_tokens", None) or filled(config.evaluation.completion_tokens)
    rows = _sample(config.task, data.splits["train"]) if reward else []
    ours = {name: term for name, term in reward.items() if type(term).__module__.startswith(f"{FRAMEWORK}.")}
    return found | {f"reward {name}": _of_reward(term, config.task, rows, limit) for name, term in ours.items()}


def standard(task: Task, rows: Sequence[Example], row: Example) -> list[str]:
    """The completions by which the row's scores are known. `rows` lend it their answers."""
    gold = task.gold(row)
    think, _, rest = gold.partition("</think>")
    told = f"{think[: len(think) // 2]}</think>{rest}"  # less of the reasoning
    loud = f"{think}</think>{rest.replace(row.answer, f' {row.answer.upper()} ')}"
    texts = [gold, told, loud, gold[: len(gold) // 2], think + rest, gold + gold, gold.upper(), "", "garbage"]
    other = rows[(rows.index(row) + 1) % len(rows)].answer
    answers = task.labels(row) or (row.answer, other, *_near(row.answer))
    return texts + [_try(_answered, task, row, answer) for answer in answers]


def _answered(task: Task, row: Example, answer: str) -> str:
    return task.answered(row, answer).text


def _of_task(task: Task, rows: Sequence[Example]) -> dict[str, str]:
    return {
        "prompts": _hash(_try(_prompt, task, row) for row in rows),
        "golds": _hash([_try(task.gold, row), task.labels(row), dict(task.slices(row))] for row in rows),
        "scores": _hash(_try(_score, task, text, row) for row in rows for text in standard(task, rows, row)),
    }


def _prompt(task: Task, row: Example) -> list[dict[str, str]]:
    return task.prompt(row).messages()


def _of_reward(term: Reward, task: Task, rows: Sequence[Example], limit: int) -> str:
    asked = [
        (row, Completion(text, tokens, tokens < limit))
        for row in rows
        for text in standard(task, rows, row)
        for tokens in (TOKENS, limit)
    ]
    asked += [(row, longer) for row in rows[:GRADED] for longer in _growing(task.gold(row), limit)]
    return _hash(_try(_value, term, task, completion, row) for row, completion in asked)


def _growing(gold: str, limit: int) -> Iterator[Completion]:
    """The gold with ever more reasoning, for a reward of lengths."""
    think, _, rest = gold.partition("</think>")
    for tokens in range(0, limit + 1, max(1, limit // STEPS)):
        yield Completion(f"{think}{' and' * tokens}</think>{rest}", tokens, tokens < limit)


def _score(task: Task, text: str, row: Example) -> list[Any]:
    """The verdict without its reason, whose wording moves no number."""
    parsed, score = task.judge(text, row)
    return [score.status.value, score.value, score.number, *sorted(task.marks(parsed, row).items())]


def _value(term: Reward, task: Task, completion: Completion, row: Example) -> str:
    return repr(term(*task.judge(completion.text, row), completion, row))


def _near(answer: str) -> Iterator[str]:
    """The answer with a unit, in another case, and where it is a number others around it."""
    yield from (f"{answer} mg", answer.upper(), f" {answer}.")
    try:
        number = float(answer)
    except ValueError:
        return
    yield from (f"{number * factor:.6g}" for factor in NEAR)
    yield from (f"{number + step:.6g}" for step in (-1, 1))


def _try(make: Callable[..., Any], *arguments: Any) -> Any:
    """What is made, or the kind of error: an answer that a task cannot write is part of how it behaves."""
    try:
        return make(*arguments)
    except Exception as error:
        return type(error).__name__


def _sample(task: Task, rows: Sequence[Example]) -> list[Example]:
    """The same rows each time, in turn from every slice."""
    return choose(rows, ROWS, lambda row: (row.category, *task.slices(row).values()))


def _hash(values: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for value in values:
        digest.update(json.dumps(value, default=_plain).encode() + b"\n")
    return digest.hexdigest()[:16]


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)
