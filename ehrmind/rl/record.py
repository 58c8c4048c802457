"""What was written in training, kept: rollouts.jsonl.zst, in the run folder, of restricted data in its private part.

    {"id": "train-7", "category": "lab", "prompt": "A 54-year-old man ...", "gold": "14", ...}     a prompt's first time
    {"step": 3, "id": "train-7", "sample": 0, "text": "<think>...", "rewards": {"gated": 1.1}, "advantage": 0.7,
     "finished": true, "tokens": 61, "status": "correct", "reason": "within 13.3 to 14.7", "answer": "14"}
    {"step": 3, "left_out": 24}                                                                what the cap left out

Of a step the whole groups are kept that still fit: the text may grow evenly over the steps up to `stage.keep_rollouts`
MB, so that the end of a training is kept as well as its beginning. What was left out is counted in a line of its own. A
training that goes on from a checkpoint cuts the file back to it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from ehrmind import zstd
from ehrmind.console import say
from ehrmind.distributed import gather, is_main
from ehrmind.evaluation.metrics import line_of
from ehrmind.tasks.base import Task
from ehrmind.types import Example

NAME = "rollouts.jsonl.zst"
MB = 10**6


@dataclass(frozen=True, slots=True)
class Rolled:
    """One group as it was sampled and judged: completions' ids, rewards (G, terms) and advantages (G)."""

    id: str
    completions: list[list[int]]
    rewards: list[list[float]]
    advantages: list[float]


def in_groups(
    rows: Sequence[Mapping[str, Any]],
    completions: list[list[int]],
    rewards: list[list[float]],
    advantages: list[float],
    group: int,
) -> list[Rolled]:
    """The groups of a generation batch, whose rows of the dataset are repeated `group` times."""
    parts = [slice(at, at + group) for at in range(0, len(rows), group)]
    return [
        Rolled(rows[part.start]["example_id"], completions[part], rewards[part], advantages[part]) for part in parts
    ]


@dataclass(frozen=True, slots=True)
class Limits:
    """MB of text in all, over this many steps."""

    megabytes: float
    steps: int


class RolloutRecord:
    """Appends each step's groups to the file. Only the first process writes."""

    def __init__(
        self,
        path: Path,
        task: Task,
        examples: dict[str, Example],
        terms: Sequence[str],
        text_of: Callable[[Sequence[int]], str],
        end_tokens: Sequence[int],
        limits: Limits,
    ) -> None:
        self._path, self._task, self._examples, self._terms = path, task, examples, list(terms)
        self._text_of, self._ends, self._limits = text_of, set(end_tokens), limits
        self._size = self._used = 0  # bytes of the file, and of the text in it
        self._shown: set[str] = set()  # prompts that are in the file

    def add(self, step: int, groups: Sequence[Rolled]) -> None:
        """Keep the groups of a step that the cap leaves room for."""
        if not is_main() or not self._limits.megabytes:
            return
        room = self._limits.megabytes * MB * min(step / self._limits.steps, 1.0)
        kept: list[str] = []
        left_out = 0
        for group in groups:
            lines = self._lines(step, group)
            size = sum(map(len, lines))
            if self._used + size > room:
                left_out += len(group.completions)
                continue
            self._used += size
            self._shown.add(group.id)
            kept += lines
        if left_out:
            kept.append(json.dumps({"step": step, "left_out": left_out}))
        self._size = zstd.add(self._path, kept)

    def add_generation(
        self,
        trainer: Any,
        rows: Sequence[Mapping[str, Any]],
        advantages: Tensor,
        rewards: Tensor,
        completions: list[list[int]],
    ) -> None:
        """Keep the groups of TRL's own prompts: rows and completions of this process, rewards of all."""
        first = trainer.accelerator.process_index * len(rows)
        own = rewards[first : first + len(rows)].tolist()
        mine = in_groups(rows, completions, own, advantages.tolist(), trainer.num_generations)
        self.add(trainer.state.global_step + 1, [item for part in gather(mine) for item in part])

    def state(self) -> dict[str, int]:
        """What a checkpoint has to know."""
        return {"size": self._size, "used": self._used}

    def restore(self, state: dict[str, int] | None) -> None:
        """Go on from `state`: what came after it is dropped. Without one the record begins here."""
        self._size, self._used = (state["size"], state["used"]) if state else (0, 0)
        if not is_main():
            return
        if not zstd.cut(self._path, self._size):
            say(f"! {self._path} is shorter than its checkpoint says: earlier rollouts are lost, the training is not")
            zstd.cut(self._path, 0)  # what is added behind a torn frame could not be read
            self._size = self._used = 0
        self._shown = {line["id"] for line in zstd.read(self._path) if "prompt" in line}

    def _lines(self, step: int, group: Rolled) -> list[str]:
        first = [] if group.id in self._shown else [json.dumps(line_of(self._task, self._examples[group.id]))]
        return first + [json.dumps(self._line(step, group, sample)) for sample in range(len(group.completions))]

    def _line(self, step: int, group: Rolled, sample: int) -> dict[str, Any]:
        ids = group.completions[sample]
        text = self._text_of(ids)
        _, score = self._task.judge(text, self._examples[group.id])
        return {
            "step": step,
            "id": group.id,
            "sample": sample,
            "text": text,
            "rewards": dict(zip(self._terms, group.rewards[sample], strict=True)),
            "advantage": round(group.advantages[sample], 6),
            "finished": bool(ids) and ids[-1] in self._ends,
            "tokens": len(ids),
            "status": score.status.value,
            "reason": score.reason,
            "answer": score.value,
        }
