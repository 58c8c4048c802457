"""The judge that goes along: a task's rows and settings out of a folder, and what a completion earns there.

    judge = Judge(Path("out"))                                   # task.json, rows.jsonl
    judge.rows("train")[0]                                       # Row("generated-0-train-0", split="train", ...)
    judge.reward("generated-0-train-0", "<think>...")            # {"score": 1.1, "acc": 1.0, "gated": 1.1}

The reward's terms are those of the configuration, weighed and added up as in a run here; `acc` is Task.score's verdict.
Reasoning that stands beside an answer, or whose opening tag stood in the prompt, is judged in its tags. It imports
neither torch nor a trainer, and never raises on what a model wrote.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ehrmind import registry
from ehrmind.config import Config
from ehrmind.errors import ConfigError
from ehrmind.files import write_json, write_jsonl
from ehrmind.naming import plain
from ehrmind.parsing import in_tags
from ehrmind.provenance import masked
from ehrmind.recorded import component
from ehrmind.rewards.base import Reward
from ehrmind.rl.rewards import number, stopped
from ehrmind.tasks.base import SPLITS, Data, Task
from ehrmind.tasks.mixed import Mixed
from ehrmind.types import Completion, Example

SETTINGS, ROWS = "task.json", "rows.jsonl"
TAKEN = ("score", "acc", "reward", "row")  # keys beside a reward's terms, here and in verl


@dataclass(frozen=True, slots=True)
class Row:
    """A question as another trainer asks it: chat messages, the answer, and the row that it is judged by."""

    id: str
    split: str
    system: str
    user: str
    answer: str
    example: Example

    @property
    def messages(self) -> list[dict[str, str]]:
        """The prompt as chat messages."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]


class Judge:
    """A folder that was handed over. Raises ConfigError where it is none."""

    def __init__(self, folder: Path) -> None:
        path = folder / SETTINGS
        if not path.is_file():
            raise ConfigError(f"{folder} holds no {SETTINGS}; make it with python -m ehrmind.hand_over")
        registry.discover()
        found = json.loads(path.read_text(encoding="utf-8"))
        self._folder = folder
        self.task: Task = component("task", found["task"])
        self.stopping = bool(found["stopping"])
        self._terms: dict[str, Reward] = {name: component("reward", term) for name, term in found["reward"].items()}

    @cached_property
    def _rows(self) -> dict[str, Row]:
        with (self._folder / ROWS).open(encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        return {line["id"]: Row(**{**line, "example": Example(**line["example"])}) for line in lines}

    def rows(self, split: str) -> list[Row]:
        """The rows of a split, in their order."""
        return [row for row in self._rows.values() if row.split == split]

    def reward(self, key: str, text: str, finished: bool = True, reasoning: str = "") -> dict[str, float]:
        """What a completion of the row earns: `score`, of which each term is a part, and `acc`, 1 where it is right.

        `finished`: it ended by itself. `reasoning` is what a trainer keeps beside the answer.
        """
        example, text = self._rows[key].example, in_tags(text, reasoning)
        parsed, score = self.task.judge(text, example)
        accuracy = float(score.correct)
        if self.stopping:
            parsed, score = stopped(parsed, score, finished)
        completion = Completion(text, len(text.split()), finished)
        terms = {
            name: term.weight * number(term(parsed, score, completion, example), name, key)
            for name, term in self._terms.items()
        }
        return {"score": sum(terms.values()), "acc": accuracy, **terms}

    def claim(self, key: str) -> str:
        """A completion with the row's own answer."""
        return self.task.claim(self._rows[key].example)


def refuse(config: Config) -> None:
    """Refuse what another trainer cannot be given, before anything is read. Raises ConfigError."""
    if isinstance(config.task, Mixed):
        raise ConfigError(
            "task=mixed is judged by its parts, which lie in folders of their own; hand them over one by one: task="
            + ", task=".join(sorted({part.registered_name for part in config.task.parts.values()}))
        )
    if config.task.shots:
        raise ConfigError(f"task.shots={config.task.shots} is for a model as it is; leave it out")
    for name, term in config.reward.items():
        if name in TAKEN:
            raise ConfigError(f"reward.{name}: another trainer has that name for something else; choose another")
        if type(term).fit is not Reward.fit:
            raise ConfigError(
                f"reward.{name} counts tokens, which another trainer does not tell its reward function; leave it out"
            )


def write(config: Config, data: Data, folder: Path) -> list[Row]:
    """The settings and rows of a task in a folder; returns the rows."""
    rows = [
        Row(row.id, split, prompt.system, prompt.user, row.answer, row)
        for split in SPLITS
        for row in data.splits[split]
        for prompt in (config.task.prompt(row),)
    ]
    stages = (config.stage, *(step.stage for step in config.stage.plan()))
    settings: dict[str, Any] = {
        "task": masked(plain(config.task)),
        "reward": plain(config.reward),
        "stopping": all(getattr(stage, "stopping", True) for stage in stages),
        "policy": config.task.data_policy.value,
    }
    write_json(folder / SETTINGS, settings)
    write_jsonl(folder / ROWS, ({**asdict(row), "example": _plain(row.example)} for row in rows))
    return rows


def check(folder: Path, task: Task) -> None:
    """Judge out of the folder, as another trainer does: a right and a wrong answer to each row. Raises ConfigError."""
    judge = Judge(folder)
    for split in SPLITS:
        rows = judge.rows(split)
        others = {row.answer: row.example for row in rows}  # one row of each answer
        for row in rows:
            other = next((example for answer, example in others.items() if answer != row.answer), None)
            if not _agrees(judge, task, row, row.example):
                raise ConfigError(f"{row.id}: its gold is not right outside of a run here; nothing is handed over")
            if other is not None and not _agrees(judge, task, row, other):
                raise ConfigError(f"{row.id}: a wrong answer is judged otherwise outside of a run here")


def _agrees(judge: Judge, task: Task, row: Row, said: Example) -> bool:
    """Whether the answer of `said` is worth to `row` what it is worth in a run here."""
    try:
        found = judge.reward(row.id, judge.task.claim(said))["acc"]
    except Exception as error:
        raise ConfigError(
            f"task={task.registered_name} cannot be judged outside of a run here: {type(error).__name__}; hand over "
            "labels that are its own"
        ) from error
    return found == float(task.judge(task.claim(said), row.example)[1].correct)


def _plain(row: Example) -> Mapping[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(row).items()}
