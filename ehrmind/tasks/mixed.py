"""A mixture of tasks: one model trained on several at once, every row prompted, scored and measured by its own task.

    Example(id="medcalc:generated-0-test-7", group="medcalc:generated-0-test-7", category="medcalc", answer="14",
            facts={"part": "medcalc", "calculator": "Anion Gap", ...})

    weights={medcalc: 2, ehrshot: 1}, 2,000 and 600 training rows    ->  1,200 of medcalc and 600 of ehrshot

Training rows are drawn so that their shares are those of the weights, and no row is repeated: the part that has the
fewest for its weight gives all of them. Validation and test rows are all of every part's. Each part's measures stand
under its name; the headline, the share of right answers, is over all rows and so leans to the part that has the most.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from ehrmind.errors import ConfigError
from ehrmind.evaluation.measures import DEFAULT, Measure, of_part
from ehrmind.fields import number
from ehrmind.registry import register
from ehrmind.tasks.base import SPLITS, Answer, Data, Policy, Task, loaded
from ehrmind.tasks.leaks import check_leaks
from ehrmind.tasks.wordings import worded
from ehrmind.types import Completion, Example, Parsed, Prompt, Score

OVER = "train: over the part's weight"
PARTS = "parts"  # the folder of what the parts write for others


@register("task", "mixed")
@dataclass
class Mixed(Task):
    """Several tasks at once: `parts` by name, `weights` of their training rows (1 if not given, 0 trains on none).

    Numbers that are 0 are the largest of the parts. `seed` draws the rows; a part's data have its own.
    """

    takes_rationales: ClassVar[bool] = False

    prompt_tokens: int = number(0, at_least=0)
    completion_tokens: int = number(0, at_least=0)
    group_size: int = number(0, at_least=0)
    sft_batch: int = number(0, at_least=0)
    parts: dict[str, Task] = field(default_factory=dict)
    weights: dict[str, float] = number(factory=dict, at_least=0, why="is no weight")

    def __post_init__(self) -> None:
        unknown = sorted(set(self.weights) - set(self.parts))
        if unknown:
            raise ConfigError(
                f"task.weights.{unknown[0]} is of no part; the parts are {', '.join(sorted(self.parts))}. One is left "
                f"out with ~task.parts.{unknown[0]} ~task.weights.{unknown[0]}"
            )
        if self.parts and not any(self._weight(name) for name in self.parts):
            raise ConfigError("task.weights are all 0, so that there is nothing to train on; give one part a weight")
        if self.group_size == 1:
            raise ConfigError(
                "task.group_size=1 gives no advantage: a completion is compared with its group; use 2 or more"
            )
        for name, part in self.parts.items():
            if isinstance(part, Mixed):
                raise ConfigError(f"task.parts.{name} is a mixture itself; name its parts here")
            if part.shots:
                raise ConfigError(
                    f"task.parts.{name}.shots={part.shots} is read of no part; set task.shots= for all rows"
                )
        if self.rationales:
            raise ConfigError(
                "task.rationales is of one task's rows; give each part its own: task.parts.<name>.rationales="
            )
        for name in ("prompt_tokens", "completion_tokens", "group_size", "sft_batch"):
            largest = max((getattr(part, name) for part in self.parts.values()), default=1)
            setattr(self, name, getattr(self, name) or largest)
        self._rows: dict[str, Example] = {}  # as their own task made them, by the mixture's id
        self._part_of: dict[str, str] = {}  # by a label of a closed set

    @property
    def data_policy(self) -> Policy:
        """RESTRICTED where one part is."""
        policies = [part.data_policy for part in self.parts.values()]
        return Policy.RESTRICTED if Policy.RESTRICTED in policies else super().data_policy

    def _without_rationales(self) -> "Mixed":
        parts = {name: part.own_reasoning() for name, part in self.parts.items()}
        return self if all(parts[name] is part for name, part in self.parts.items()) else replace(self, parts=parts)

    def fit_prompts(self, tokens: int) -> None:
        self.prompt_tokens = min(self.prompt_tokens, tokens)
        for part in self.parts.values():
            part.fit_prompts(tokens)

    def count_with(self, count: Callable[[str], int], whole: Callable[[Prompt], int] | None = None) -> None:
        def in_our_words(prompt: Prompt) -> int:
            return whole(worded(prompt, self.wording)) if whole else 0

        for part in self.parts.values():
            part.count_with(count, in_our_words if whole else None)

    def describe(self) -> str:
        return "; ".join(f"{name} (weight {self._weight(name):g}): {part.describe()}" for name, part in self._items())

    def load(self) -> Data:
        found = {name: loaded(part) for name, part in self._items()}
        for data in found.values():  # since one leaky part opens the check of the whole
            check_leaks(data.splits, data.leaky)
        kept, dropped = self._drawn({name: data.splits["train"] for name, data in found.items()})
        splits: dict[str, list[Example]] = {split: [] for split in SPLITS}
        for name, data in found.items():
            for split in SPLITS:
                rows = kept[name] if split == "train" else data.splits[split]
                splits[split] += [self._named(name, row) for row in rows]
            dropped.update({f"{name}: {why}": count for why, count in data.manifest["dropped"].items()})
        manifest = {
            "task": "mixed",
            "source": "mixed",
            "description": self.describe(),
            "dataset": None,
            "licence": None,
            "policy": self.data_policy.value,
            "rows": {split: len(rows) for split, rows in splits.items()},
            "dropped": dict(sorted((+dropped).items())),
            "parts": {name: data.manifest for name, data in found.items()},
        }
        return Data(splits, manifest, leaky=any(data.leaky for data in found.values()))

    def prompt(self, example: Example) -> Prompt:
        part, row = self._own(example)
        return worded(part.prompt(row), self.wording)

    def gold(self, example: Example) -> str:
        part, row = self._own(example)
        return part.gold(row)

    def claim(self, example: Example) -> str:
        part, row = self._own(example)
        return part.claim(row)

    def judge_leniently(self, text: str, example: Example) -> Score:
        part, row = self._own(example)
        return part.judge_leniently(text, row)

    def judge(self, text: str, example: Example) -> tuple[Parsed, Score]:
        part, row = self._own(example)
        return part.judge(text, row)

    def score(self, parsed: Parsed, example: Example) -> Score:
        part, row = self._own(example)
        return part.score(parsed, row)

    def marks(self, parsed: Parsed, example: Example) -> Mapping[str, float]:
        part, row = self._own(example)
        return part.marks(parsed, row)

    def answer_json(self, answer: str) -> str:
        return self.parts[self._part_of[answer]].answer_json(answer)

    def answered(self, example: Example, answer: str, probabilities: Any = None) -> Completion:
        part, row = self._own(example)
        return part.answered(row, answer, probabilities)

    def labels(self, example: Example) -> tuple[str, ...]:
        part, row = self._own(example)
        return part.labels(row)

    def query(self, example: Example) -> str:
        part, row = self._own(example)
        return _prefixed(example.facts["part"], part.query(row))

    def measures(self) -> tuple[Measure, ...]:
        return DEFAULT + tuple(of_part(measure, name) for name, part in self._items() for measure in part.measures())

    def slices(self, example: Example) -> Mapping[str, str]:
        part, row = self._own(example)
        name = example.facts["part"]
        return {"task": name, **{f"{name} {key}": value for key, value in part.slices(row).items()}}

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        """Every part's first baseline on its own rows; none where a part that is tested has none."""
        said: dict[str, Completion] = {}
        for name, part in self._items():
            rows = {split: [row for row in data.splits[split] if row.facts["part"] == name] for split in SPLITS}
            own = {split: [self._rows[row.id] for row in rows[split]] for split in SPLITS}
            first = next(iter(part.baselines(Data(own, {})).values()), None)
            if first is None and rows["test"]:
                return {}
            said |= {row.id: answer for row, answer in zip(rows["test"], first or (), strict=True)}
        return {"first baseline": [said[row.id] for row in data.splits["test"]]}

    def export(self, answers: Sequence[Answer], folder: Path) -> None:
        """Each part's own files, in a folder of its name: two of one kind would write one file."""
        for name, part in self._items():
            if type(part).export is Task.export:
                continue
            own = [item for item in answers if item.example.facts["part"] == name]
            home = folder / PARTS / name
            home.mkdir(parents=True, exist_ok=True)
            part.export([replace(item, example=self._rows[item.example.id]) for item in own], home)

    def _items(self) -> list[tuple[str, Task]]:
        return sorted(self.parts.items())

    def _weight(self, name: str) -> float:
        return self.weights.get(name, 1.0)

    def _own(self, example: Example) -> tuple[Task, Example]:
        return self.parts[example.facts["part"]], self._rows[example.id]

    def _named(self, name: str, row: Example) -> Example:
        """The row under its part's name; the part keeps its own."""
        for label in self.parts[name].labels(row):
            owner = self._part_of.setdefault(label, name)
            if owner != name:
                raise ConfigError(
                    f"task.parts.{owner} and task.parts.{name} both have an answer {label!r}, and by its answer a "
                    "mixture knows whose a row is; take one of the parts out, or set it so that it has not this answer"
                )
        mixed = replace(
            row,
            id=_prefixed(name, row.id),
            group=_prefixed(name, row.group),
            category=name,
            facts={**row.facts, "part": name},
        )
        self._rows[mixed.id] = row
        return mixed

    def _drawn(self, train: Mapping[str, Sequence[Example]]) -> tuple[dict[str, list[Example]], Counter[str]]:
        """Of each part as many training rows as its weight allows, by the hash of their ids; and how many are left."""
        many = {name: len(rows) / self._weight(name) for name, rows in train.items() if self._weight(name)}
        each = min(many.values(), default=0.0)
        kept, dropped = {}, Counter[str]()
        for name, rows in train.items():
            order = sorted(rows, key=lambda row: hashlib.sha256(f"{self.seed}/{row.id}".encode()).digest())
            chosen = {row.id for row in order[: round(each * self._weight(name))]}
            kept[name] = [row for row in rows if row.id in chosen]
            dropped[f"{name}: {OVER}"] = len(rows) - len(chosen)
        return kept, dropped


def _prefixed(part: str, text: str) -> str:
    return f"{part}:{text}"
