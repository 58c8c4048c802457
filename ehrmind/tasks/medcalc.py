"""MedCalc: read a patient note, compute what a medical calculator would.

One generated row::

    note       "A 71-year-old woman is admitted for malaise. ... Blood tests show chloride 101 mEq/L,
                potassium 4.2 mEq/L, serum sodium 132 mEq/L, ALT 152 U/L, bicarbonate 22 mEq/L. ..."
    question   "What is the patient's anion gap in mEq/L?"
    gold       <think>
               Na 132, Cl 101, HCO3 22 mEq/L.
               Anion gap = 132 - (101 + 22) = 132 - 123 = 9 mEq/L.
               </think>
               <answer>{"answer": "9"}</answer>

Departs from MedCalc-Bench (Khandekar et al. 2024, arXiv 2406.12036): the published scorer calls `eval` on the model's
answer, here it is read as a bounded decimal; a rounded decimal is not an integer, unless `scoring=benchmark`, which is
the published pipeline without its eval. Either way the accuracy by the other rule is reported beside it. By default
the notes are generated over our own calculators, so that the labels are right by construction.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ehrmind.errors import ConfigError, require_choice
from ehrmind.evaluation.marks import mark_where_given
from ehrmind.evaluation.measures import ACCURACY, FINISHED, FORMAT, Measure, mark
from ehrmind.fields import later, number, of_training, unhashed
from ehrmind.medcalc import published
from ehrmind.medcalc.asked import Question
from ehrmind.medcalc.baselines import asks, usual_answers
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.chains import CHAINS
from ehrmind.medcalc.forms import CATEGORIES, Calculator, Kind
from ehrmind.medcalc.generated import chains_of, generate
from ehrmind.medcalc.notes import Length, NoteSettings, Style, Units
from ehrmind.medcalc.reasoning import Reasoning
from ehrmind.medcalc.scoring import NOT_ENOUGH, Scoring, judge, judge_text
from ehrmind.medcalc.steps import PARTS, grade, parts_of
from ehrmind.parsing import parse
from ehrmind.registry import register
from ehrmind.tasks.base import SPLITS, Counts, Data, Policy, Task
from ehrmind.types import Completion, Example, Parsed, Prompt, Score, Status

SOURCES = ("generated", *published.HUB_IDS, "folder")
VALIDATION_SHARE = 0.1  # of the published training notes
WITHOUT_TRAINING_ROWS = (15, 16, 17, 21, 23, 25, 27, 28, 29, 31, 32, 36, 40, 43, 46)  # in MedCalc-Bench v1.0

SYSTEM = "You are a careful clinician. Reason step by step, then answer."
_ANSWER_FORMS = {
    Kind.DECIMAL: "a number without its unit",
    Kind.INTEGER: "a whole number",
    Kind.DATE: "a date as MM/DD/YYYY",
    Kind.WEEKS_DAYS: 'in the form \\"14 weeks, 1 days\\"',
}
# The other rule's accuracy stands beside the one that `scoring` names.
_BY_BENCHMARK = Measure("benchmark_accuracy", "accuracy by MedCalc-Bench's rule", mark(Scoring.benchmark.value))
_BY_STRICT = Measure("strict_accuracy", "accuracy read strictly", mark(Scoring.strict.value))
_OF_STEPS = tuple(
    Measure(part, label, mark_where_given(part, f"their solutions have no {part}"))
    for part, label in zip(PARTS, ("values read", "formula set up", "arithmetic that holds"), strict=True)
)
_GENERATED_ONLY = ("length", "style", "units", "distractors", "inferred", "unanswerable")


@register("task", "medcalc")
@dataclass
class MedCalc(Task):
    """Medical calculation from notes. `source`: generated, v1.0, v1.1, v1.2, verified, or folder (with `path`)."""

    source: str = "generated"
    path: str | None = unhashed(None)
    rows: Counts = field(default_factory=Counts)
    calculators: list[int] = number(factory=list, at_least=1)  # ids; empty: all
    unseen: list[int] = number(factory=lambda: list(WITHOUT_TRAINING_ROWS), at_least=1)  # ids kept for evaluation
    train_categories: list[str] = of_training(list)  # train on these alone; empty: all
    scoring: Scoring = Scoring.strict
    open_book: bool = False  # the formula stands in the prompt
    # of generated notes
    length: Length = Length.short
    style: Style = Style.case_report
    units: Units = Units.conventional
    distractors: float = number(0.0, at_least=0, at_most=1, why="is no share")
    inferred: float = number(0.0, at_least=0, at_most=1, why="is no share")
    unanswerable: float = number(0.0, at_least=0, at_most=1, why="is no share")
    reasoning: Reasoning = later(Reasoning.stepwise)  # of their gold
    questions: list[Question] = later([Question.calculation])  # asked in turn

    def __post_init__(self) -> None:
        require_choice("task.source", self.source, SOURCES)
        if self.source == "folder" and self.path is None:
            raise ConfigError("task.source=folder needs task.path=, the folder that holds train*.csv and test*.csv")
        if self.source == "generated" and self.path is not None:
            raise ConfigError(
                f"task.path={self.path} is not read by task.source=generated; "
                f"set task.source to one of {', '.join(SOURCES[1:])}"
            )
        for key, ids in (("calculators", self.calculators), ("unseen", self.unseen)):
            unknown = [number for number in ids if number not in CALCULATORS]
            if unknown:
                raise ConfigError(f"task.{key}={unknown} are no calculators; ids: {_listed(sorted(CALCULATORS))}")
        for category in self.train_categories:
            require_choice("task.train_categories", category, CATEGORIES)
        self._require_questions()
        if not self._trained():
            raise ConfigError(
                f"task.calculators={self.calculators} leaves none to train on, because of "
                f"task.unseen={self.unseen} and task.train_categories={self.train_categories}; set task.unseen=[]"
            )

    def _require_questions(self) -> None:
        asked = [one.value for one in self.questions]
        if not asked or len(set(asked)) < len(asked):
            raise ConfigError(f"task.questions={asked} must name {', '.join(Question)}, each once, one at least")
        if self.source != "generated" and self.questions != [Question.calculation]:
            raise ConfigError(f"task.questions={asked} is of generated notes; task.source={self.source} has its own")
        if Question.chain in self.questions and not chains_of(self._trained()):
            begin = _listed(sorted({one.start.id for one in CHAINS}))
            raise ConfigError(
                f"task.questions={asked} needs a calculator that a chain begins with to train on ({begin}); "
                "see task.calculators, task.unseen and task.train_categories"
            )

    def describe(self) -> str:
        if self.source == "generated":
            return (
                f"GENERATED {self.length.value} notes over {len(self._asked())} calculators, seed {self.seed} "
                "(not MedCalc-Bench; task.source=v1.0 reads the benchmark)"
            )
        place = f"files in {self.path}" if self.path else f"Hugging Face {published.HUB_IDS[self.source]}"
        return f"MedCalc-Bench {self.source}, {place}"

    def load(self) -> Data:
        return self._generate() if self.source == "generated" else self._read()

    def prompt(self, example: Example) -> Prompt:
        kind = Kind(example.facts["kind"])
        form = f"one of: {', '.join(example.facts['labels'])}" if kind is Kind.LABEL else _ANSWER_FORMS[kind]
        user = f"Patient note:\n{example.fields['note']}\n\nQuestion: {example.fields['question']}\n\n"
        if self.open_book and asks(example) is not Question.extraction:
            user += f"Formula: {CALCULATORS[example.facts['calculator']].formula}\n\n"
        if self.unanswerable:
            user += f'If the note lacks a value that the calculation needs, answer "{NOT_ENOUGH}".\n'
        user += (
            "Write your reasoning between <think> and </think>, then the answer as JSON, "
            f'like this: <answer>{{"answer": "{form}"}}</answer>'
        )
        return Prompt(SYSTEM, user)

    def answer_json(self, answer: str) -> str:
        return json.dumps({"answer": answer}, ensure_ascii=False)

    def score(self, parsed: Parsed, example: Example) -> Score:
        """By `scoring`; both verdicts are among the marks. The published rule reads a malformed text as well."""
        if parsed.well_formed:
            strict = judge(parsed.answer["answer"], example.facts)
        else:
            strict = Score(Status.MALFORMED, parsed.reason)
        benchmark = judge_text(parsed.text, example.facts)
        if benchmark.status is Status.INVALID and not parsed.well_formed:
            benchmark = strict
        marks = {
            Scoring.strict.value: float(strict.correct),
            Scoring.benchmark.value: float(benchmark.correct),
            "format": float(parsed.well_formed),
        }
        return replace(benchmark if self.scoring is Scoring.benchmark else strict, marks=marks)

    def judge(self, text: str, example: Example) -> tuple[Parsed, Score]:
        parsed = parse(text, self.answer_keys)
        return parsed, self.score(parsed, example)

    def marks(self, parsed: Parsed, example: Example) -> Mapping[str, float]:
        """The step-wise grades of the reasoning; 0 of a malformed completion, none of a row without a solution."""
        steps = example.facts.get("steps")
        if not steps:
            return {}
        if not parsed.well_formed:
            return dict.fromkeys(parts_of(steps), 0.0)
        return grade(parsed.think, steps, CALCULATORS[example.facts["calculator"]])

    def measures(self) -> tuple[Measure, ...]:
        other = _BY_STRICT if self.scoring is Scoring.benchmark else _BY_BENCHMARK
        return (ACCURACY, other, FORMAT, FINISHED, *(_OF_STEPS if self.source == "generated" else ()))

    def slices(self, example: Example) -> Mapping[str, str]:
        return {
            "calculators": "unseen" if example.facts["calculator"] in self.unseen else "seen",
            "calculator": str(example.facts["name"]),
            "answer type": str(example.facts["kind"]) if example.facts.get("answerable", True) else "unanswerable",
            **({"question type": asks(example).value} if len(self.questions) > 1 else {}),
        }

    def labels(self, example: Example) -> tuple[str, ...]:
        """A score's possible points, and where notes may lack an input that nothing can be said."""
        if asks(example) is not Question.calculation:
            labels = tuple(example.facts["labels"])
            return (*labels, *([NOT_ENOUGH] if self.unanswerable and labels else []))
        points = CALCULATORS[example.facts["calculator"]].points
        if not points:
            return ()
        said = sorted({*points, *([int(example.answer)] if example.answer.lstrip("-").isdecimal() else [])})
        return (*map(str, said), *([NOT_ENOUGH] if self.unanswerable else []))

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        """The most common and a cycled training answer of the same question, or of the same answer type."""
        test = data.splits["test"]
        found = usual_answers(data.splits["train"], test)
        return {
            rule: [self.answered(row, answer) for row, answer in zip(test, answers, strict=True)]
            for rule, answers in found.items()
        }

    def _asked(self) -> list[Calculator]:
        return [CALCULATORS[number] for number in self.calculators] or list(CALCULATORS.values())

    def _trained(self) -> list[Calculator]:
        """The calculators that training may see."""
        categories = self.train_categories or CATEGORIES
        return [item for item in self._asked() if item.id not in self.unseen and item.category in categories]

    def _generate(self) -> Data:
        settings = NoteSettings(**{name: getattr(self, name) for name in _GENERATED_ONLY})
        plan = {  # test first, so that a repeated note is taken from training
            "test": (self._asked(), self.rows.test),
            "validation": (self._trained(), self.rows.validation),
            "train": (self._trained(), self.rows.train),
        }
        splits, dropped = generate(plan, self.seed, settings, self.reasoning, self.questions)
        return Data(splits, self._manifest(splits, dropped, {}, ()), count=_count)

    def _read(self) -> Data:
        read = _reader(self.source, self.path, self.data_policy is Policy.RESTRICTED)
        train, test = read("train"), read("test")
        published.drop_shared_notes(train, test)
        asked, trained = ({item.id for item in items} for items in (self._asked(), self._trained()))
        splits: dict[str, list[Example]] = {"train": [], "validation": [], "test": []}
        dropped = Counter({f"train: {why}": n for why, n in train.dropped.items()})
        dropped.update({f"test: {why}": n for why, n in test.dropped.items()})
        for example in train.examples:
            if example.facts["calculator"] not in trained:
                dropped["train: calculator is unseen or not asked for"] += 1
                continue
            share = int(hashlib.sha256(f"{self.seed}/{example.group}".encode()).hexdigest()[:8], 16) / 2**32
            splits["validation" if share < VALIDATION_SHARE else "train"].append(example)
        for example in test.examples:
            if example.facts["calculator"] in asked:
                splits["test"].append(example)
            else:
                dropped["test: calculator is not asked for"] += 1
        return Data(splits, self._manifest(splits, dropped, train.files | test.files, train.ignored), count=_count)

    def _manifest(
        self,
        splits: Mapping[str, list[Example]],
        dropped: Mapping[str, int],
        files: Mapping[str, str],
        ignored: Sequence[str],
    ) -> dict[str, Any]:
        return {
            "task": "medcalc",
            "source": self.source,
            "description": self.describe(),
            "dataset": published.HUB_IDS.get(self.source),
            "licence": published.LICENCES[self.source],
            "policy": self.data_policy.value,
            **_count(splits),
            "unseen": sorted(self.unseen),
            "dropped": dict(sorted(dropped.items())),
            "files": dict(files),
            "files_ignored": list(ignored),
        }


def _count(splits: Mapping[str, Sequence[Example]]) -> dict[str, Any]:
    """What the manifest says of the rows."""
    found = {name: published.changed(rows) for name, rows in splits.items()}
    return {
        "rows": {name: len(splits[name]) for name in SPLITS},
        "calculators": sorted({row.facts["calculator"] for rows in splits.values() for row in rows}),
        "changed": {f"{name}: {why}": count for name, counts in found.items() for why, count in counts.items()},
    }


def _reader(source: str, path: str | None, restricted: bool) -> Callable[[str], published.Rows]:
    if path is not None:
        return lambda split: published.read_folder(Path(path).expanduser(), split, restricted)
    return lambda split: published.read_hub(source, split)


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))
