"""The judge that goes along: a task's rows and settings out of a folder, and what a completion earns there.

    judge = Judge(Path("out"))                                   # task.json, rows.jsonl
    judge.rows("train")[0]                                       # Row("generated-0-train-0", split="train", ...)
    judge.reward("generated-0-train-0", "<think>...")            # {"score": 1.1, "acc": 1.0, "gated": 1.1}

The reward's terms are those of the configuration, weighed and added up as in a run here; `acc` is Task.score's verdict.
It imports neither torch nor a trainer, and never raises on what a model wrote.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ehrmind import registry
from ehrmind.config import Config
from ehrmind.errors import ConfigError
from ehrmind.files import write_json, write_jsonl
from ehrmind.naming import plain
from ehrmind.recorded import component
from ehrmind.rewards.base import Reward
from ehrmind.rl.rewards import number, stopped
from ehrmind.tasks.base import SPLITS, Data, Task
from ehrmind.types import Completion, Example

SETTINGS, ROWS = "task.json", "rows.jsonl"


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

    def reward(self, key: str, text: str, finished: bool = True) -> dict[str, float]:
        """What a completion of the row earns: `score`, of which each term is a part, and `acc`, 1 where it is right."""
        example = self._rows[key].example
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

    def gold(self, key: str) -> str:
        """The row's gold completion."""
        return self.task.gold(self._rows[key].example)


def write(config: Config, data: Data, folder: Path) -> list[Row]:
    """The settings and rows of a task in a folder; returns the rows."""
    rows = [
        Row(row.id, split, prompt.system, prompt.user, row.answer, row)
        for split in SPLITS
        for row in data.splits[split]
        for prompt in (config.task.prompt(row),)
    ]
    for name, term in config.reward.items():
        if type(term).fit is not Reward.fit:
            raise ConfigError(
                f"reward.{name} counts tokens, which another trainer does not tell its reward function; leave it out"
            )
    settings: dict[str, Any] = {
        "task": plain(config.task),
        "reward": plain(config.reward),
        "stopping": bool(getattr(config.stage, "stopping", True)),
        "policy": config.task.data_policy.value,
    }
    write_json(folder / SETTINGS, settings)
    write_jsonl(folder / ROWS, ({**asdict(row), "example": _plain(row.example)} for row in rows))
    return rows


def check(folder: Path, rows: Sequence[Row]) -> None:
    """Judge a gold of each split out of the folder, as another trainer does. Raises ConfigError."""
    judge = Judge(folder)
    for split in SPLITS:
        for row in [row for row in rows if row.split == split][:1]:
            try:
                right = judge.reward(row.id, judge.gold(row.id))["acc"] == 1.0
            except Exception as error:
                raise ConfigError(
                    f"task={judge.task.registered_name} cannot be judged outside of a run here: "
                    f"{type(error).__name__}; hand over one of its parts, or labels that are its own"
                ) from error
            if not right:
                raise ConfigError(
                    f"{row.id}: its gold is not right outside of a run here, so that nothing is handed over"
                )


def _plain(row: Example) -> Mapping[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(row).items()}
