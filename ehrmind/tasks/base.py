"""The contract of a task: data + prompt + score. One definition of correct serves reward, evaluation and audit.

Every task holds this (one contract test checks it for each registered task, row by row): the gold completion scores
CORRECT, an empty or garbage completion does not, and `score` never raises.

    loaded(task).manifest["dropped"]   ->  {"train: gold is malformed: <answer> repeated": 2}
"""

import hashlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from ehrmind.errors import ConfigError
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.fields import number, of_training, seed_number
from ehrmind.parsing import find_answer, parse
from ehrmind.tasks import reasons
from ehrmind.tasks.verdicts import Verdicts, is_value, same
from ehrmind.types import Completion, Example, Parsed, Probabilities, Prompt, Score, Status

SPLITS = ("train", "validation", "test")
UNBALANCED = "train: left out to balance the answers"

Rows = Mapping[str, Sequence[Example]]  # by split
T = TypeVar("T", bound="Task")


class Policy(str, Enum):
    """Where the task's text may go. RESTRICTED text stays in the run's private folder."""

    OPEN = "open"
    RESTRICTED = "restricted"


def counted(rows: Rows) -> dict[str, Any]:
    """How many rows each split has, as a manifest says it."""
    return {"rows": {name: len(members) for name, members in rows.items()}}


MOST_SHOTS, MOST_WORDINGS = 16, 4


class Unexplained(str, Enum):
    """What becomes of training rows without a rationale of `task.rationales`: they keep the task's, or are left out."""

    keep = "keep"
    drop = "drop"


@dataclass(slots=True)
class Data:
    """A task's rows by split, and the account of where they came from.

    `manifest` says source, version, files with sha256, rows kept and dropped by reason; it becomes data.json.
    `leaky`: the splits share patients or notes because somebody's published ones do; the manifest counts the leak.
    `count` is what the manifest says of the rows, for when some of them are left out.
    """

    splits: Mapping[str, list[Example]]
    manifest: dict[str, Any]
    leaky: bool = False
    count: Callable[[Rows], dict[str, Any]] = counted


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered to a row, as a task may write it for others."""

    example: Example
    score: Score
    probabilities: Probabilities | None


@dataclass
class Task(ABC):
    """Base of every task. The numbers below are the paper's for the task; stages and models may override them."""

    registered_name: ClassVar[str] = ""
    answer_keys: ClassVar[tuple[str, ...]] = ("answer",)
    takes_rationales: ClassVar[bool] = True  # whether its gold has the row's reasoning, which may be another
    ceilings: ClassVar[tuple[str, ...]] = ()  # baselines that know what a model cannot: none to be beaten

    prompt_tokens: int = number(2048, at_least=1)
    completion_tokens: int = number(1500, at_least=1)
    group_size: int = number(12, at_least=2)
    sft_batch: int = number(16, at_least=1)
    seed: int = seed_number()  # of generated data and of the train/validation cut; the run's own seed is `seed`
    wording: int = number(0, at_least=0, at_most=MOST_WORDINGS, later=True)  # of the instructions; 1 to 4: paraphrases
    shots: int = number(0, at_least=0, at_most=MOST_SHOTS, later=True)  # solved training rows before each question
    # A file of reasoning for training rows (tasks/reasons.py), which names the run by what it holds; and what becomes
    # of rows that it does not name.
    rationales: str | None = of_training(lambda: None, hashed=False)
    unexplained: Unexplained = of_training(lambda: Unexplained.keep, later=True)
    restricted: bool = False  # true in the class: always; true from the user: these data too

    @property
    def data_policy(self) -> Policy:
        """Where the text may go. RESTRICTED when the class or the user says so; neither undoes the other."""
        return Policy.RESTRICTED if self.restricted or type(self).restricted else Policy.OPEN

    @abstractmethod
    def load(self) -> Data:
        """All splits, with the manifest. Raises DataError."""

    @abstractmethod
    def prompt(self, example: Example) -> Prompt:
        """What the model is asked."""

    @abstractmethod
    def score(self, parsed: Parsed, example: Example) -> Score:
        """The verdict on a parsed completion. Never raises, whatever the model wrote."""

    def gold(self, example: Example) -> str:
        """A full completion in the output format: the gold reasoning and the answer."""
        return f"<think>\n{example.rationale}\n</think>\n<answer>{self.answer_json(example.answer)}</answer>"

    def claim(self, example: Example) -> str:
        """What of the gold is judged before a row is used: all of it, but for parts that are right by construction."""
        return self.gold(example)

    @abstractmethod
    def answer_json(self, answer: str) -> str:
        """The JSON that states this answer."""

    def judge(self, text: str, example: Example) -> tuple[Parsed, Score]:
        """Parse and score one completion."""
        parsed = parse(text, self.answer_keys)
        if not parsed.well_formed:
            return parsed, Score(Status.MALFORMED, parsed.reason)
        return parsed, self.score(parsed, example)

    def judge_leniently(self, text: str, example: Example) -> Score:
        """Score an answer that stands somewhere in a malformed completion: for a diagnosis, and never for a reward."""
        found = find_answer(text, self.answer_keys)
        return self.score(found, example) if found else Score(Status.MALFORMED, "no answer found")

    def own_row(self, note: str, question: str) -> Example:
        """A row of a user's own, without gold, for `python -m ehrmind.ask`. Raises ConfigError: by default, none."""
        raise ConfigError(f"task={self.registered_name} asks about its own rows and no note; use --row test:0")

    def marks(self, parsed: Parsed, example: Example) -> Mapping[str, float]:
        """What measures read of a completion besides its score, by name: {"benchmark": 1.0}. Never raises.

        Asked for in an evaluation alone, so that it costs training nothing.
        """
        return {}

    def describe(self) -> str:
        """One line on which data this is, shown before anything else."""
        return self.registered_name

    def fit_prompts(self, tokens: int) -> None:
        """Told how many tokens a prompt may have in all, before anything is read."""

    def count_with(self, count: Callable[[str], int], whole: Callable[[Prompt], int] | None = None) -> None:
        """Told how the model counts a text, and a whole prompt in its template, before the first: to fit prompts."""

    def slices(self, example: Example) -> Mapping[str, str]:
        """The breakdowns that results are reported by, besides the category: {"calculator": "Anion Gap"}."""
        return {}

    def labels(self, example: Example) -> tuple[str, ...]:
        """The closed set that the answer is from, in canonical form and order: ("no", "yes"); () for an open set."""
        return ()

    def shown(self, example: Example) -> Mapping[str, Any]:
        """What the question of a row is made of, whichever model reads it: by it a rationale knows its row."""
        return example.fields

    def verdicts(self, example: Example) -> Verdicts:
        """How an answer to this row is called, which reasoning does not begin with: its closed set, or its own."""
        labels, fields = self.labels(example), example.fields
        words = tuple(name for name in labels or (example.answer,) if not is_value(name))
        given = "" if labels else " ".join(fields.values())  # of a score any small number stands in the note
        return Verdicts(words, partial(self._is_right, example), fields.get("question", ""), given)

    def _is_right(self, example: Example, value: str) -> bool:
        """Whether a number or a date is the answer to this row, within what is accepted."""
        return is_value(example.answer) and self.restated(example, value) is not None

    def restated(self, example: Example, answer: str) -> Example | None:
        """The row with its answer in these words, such as other digits; None where they are not right."""
        if self.labels(example):
            return example if same(answer, example.answer) else None
        try:
            text = f"<think>so</think><answer>{self.answer_json(answer)}</answer>"
        except ValueError:  # what the task cannot write
            return None
        return replace(example, answer=answer) if self.judge(text, example)[1].correct else None

    def own_reasoning(self: T) -> T:
        """The task without the reasoning of a file: itself where it has none, else one that stays the same, since
        it keeps what it has read.
        """
        own: T = self.__dict__.setdefault("_own_reasoning", self._without_rationales())
        return own

    def _without_rationales(self: T) -> T:
        return replace(self, rationales=None, unexplained=Unexplained.keep) if self.rationales else self

    def measures(self) -> tuple[Measure, ...]:
        """What the results are measured by. The first is the headline: it selects, is tested, and stands in plots."""
        return DEFAULT

    def query(self, example: Example) -> str:
        """The rows among which a measure ranks this one: those of the same patient or note."""
        return example.group

    def export(self, answers: Sequence[Answer], folder: Path) -> None:
        """Write the greedy answers in a form of the task's field beside predictions.jsonl; here none."""

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        """Completions to the test rows by rules that use no language model; each is scored like a model's.

        The gold stands beside them as "oracle" by itself.
        """
        return {}

    def answered(self, example: Example, answer: str, probabilities: Probabilities | None = None) -> Completion:
        """A completion that gives this answer without reasoning; sure of it, unless probabilities say otherwise."""
        text = f"<think></think><answer>{self.answer_json(answer)}</answer>"
        return Completion(text, 0, True, probabilities or self.certain(example, answer))

    def certain(self, example: Example, answer: str) -> Probabilities | None:
        """All of the probability on one label; None where the answer is from no closed set."""
        labels = self.labels(example)
        return Probabilities({label: float(label == answer) for label in labels}, 1.0) if labels else None


def loaded(task: Task) -> Data:
    """The task's rows, less those whose gold does not score 1, which the manifest counts by reason. Raises DataError.

    An explanation that holds a tag of the output format makes such a gold: what is trained on would earn the penalty.
    """
    data = with_rationales(task, task.load())
    kept: dict[str, list[Example]] = {}
    dropped: Counter[str] = Counter()
    for name, rows in data.splits.items():
        wrong = {row.id: why for row in rows if (why := _fault(task, row))}
        kept[name] = [row for row in rows if row.id not in wrong] if wrong else rows
        dropped.update(f"{name}: {why}" for why in wrong.values())
    if not dropped:
        return data
    reasons = Counter(data.manifest["dropped"]) + dropped
    manifest = {**data.manifest, **data.count(kept), "dropped": dict(sorted(reasons.items()))}
    return replace(data, splits=kept, manifest=manifest)


def with_rationales(task: Task, data: Data) -> Data:
    """The data with the reasoning of `task.rationales` in their training rows. Raises DataError."""
    if not task.rationales:
        return data
    path, drop = Path(task.rationales).expanduser(), task.unexplained is Unexplained.drop
    rows, told = reasons.explained(task, data.splits["train"], path, task.data_policy.value, drop)
    splits = {**data.splits, "train": rows}
    dropped = Counter(data.manifest["dropped"])
    dropped[reasons.DROPPED] += told["counted"].get(reasons.DROPPED, 0)
    manifest = {**data.manifest, **data.count(splits), "rationales": told, "dropped": dict(sorted((+dropped).items()))}
    return replace(data, splits=splits, manifest=manifest)


def _fault(task: Task, row: Example) -> str:
    """Why the gold of a row does not score 1, in words that quote nothing of it; empty where it does."""
    parsed, score = task.judge(task.claim(row), row)
    if score.correct:
        return ""
    return f"gold is {score.status.value}" + ("" if parsed.well_formed else f": {parsed.reason}")


class Sampling(str, Enum):
    """Of the training rows alone: as they are, or as many of one answer as of the other."""

    natural = "natural"
    balanced = "balanced"


def balanced(rows: Sequence[Example], seed: int) -> tuple[list[Example], Counter[str]]:
    """As many rows of each answer, drawn by the hash of their ids; and how many are left out."""
    by_answer: dict[str, list[Example]] = {}
    for row in sorted(rows, key=lambda row: hashlib.sha256(f"{seed}/{row.id}".encode()).digest()):
        by_answer.setdefault(row.answer, []).append(row)
    fewest = min(map(len, by_answer.values()), default=0)
    kept = {row.id for members in by_answer.values() for row in members[:fewest]}
    return [row for row in rows if row.id in kept], +Counter({UNBALANCED: len(rows) - len(kept)})


@dataclass
class Counts:
    """How many rows of each split a generated source makes."""

    train: int = number(2000, at_least=0)
    validation: int = number(200, at_least=0)
    test: int = number(200, at_least=0)
