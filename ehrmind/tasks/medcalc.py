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

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ehrmind.errors import ConfigError, require_choice
from ehrmind.evaluation.marks import mark_where_given
from ehrmind.evaluation.measures import ACCURACY, FINISHED, FORMAT, Measure, mark
from ehrmind.fields import later, number, of_training, unhashed
from ehrmind.medcalc import published
from ehrmind.medcalc.asked import OWN, Question
from ehrmind.medcalc.baselines import asks, of_question, usual_answers
from ehrmind.medcalc.calculators import CALCULATORS, EVERY, EXTENDED
from ehrmind.medcalc.forms import CATEGORIES, Calculator, Kind
from ehrmind.medcalc.generated import generate, require_questions
from ehrmind.medcalc.notes import TAGS, Length, NoteSettings, Style, Units
from ehrmind.medcalc.reasoning import Reasoning
from ehrmind.medcalc.scoring import NOT_ENOUGH, Scoring, judge, judge_text
from ehrmind.medcalc.splits import counted, read_splits
from ehrmind.medcalc.steps import PARTS, grade, parts_of
from ehrmind.parsing import parse
from ehrmind.registry import register
from ehrmind.subgroups import subgroups
from ehrmind.tasks.base import Counts, Data, Policy, Task
from ehrmind.tasks.wordings import worded
from ehrmind.types import Completion, Example, Parsed, Prompt, Score, Status

SOURCES = ("generated", *published.HUB_IDS, "folder")
ALL_EXTENDED = "extended"  # as task.calculators: the 55 and the extended ones
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
    """Medical calculation from notes. `source`: generated, v1.0, v1.1, v1.2, verified, or folder (with `path`).

    `calculators`: empty for the 55 of MedCalc-Bench, a list of ids, or "extended" for the 55 and those from 101 on, the
    latter tested and never trained on. Ids from 101 on that are named in a list are trained on like the others.
    """

    source: str = "generated"
    path: str | None = unhashed(None)
    rows: Counts = field(default_factory=Counts)
    calculators: Any = number(factory=list, at_least=1)
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
        self._require_calculators()
        for category in self.train_categories:
            require_choice("task.train_categories", category, CATEGORIES)
        if not self._trained():
            raise ConfigError(
                f"task.calculators={self.calculators} leaves none to train on, because of "
                f"task.unseen={self.unseen} and task.train_categories={self.train_categories}; set task.unseen=[]"
            )
        require_questions(self.questions, self.source, self._trained())

    def _require_calculators(self) -> None:
        """Refuse what is neither ids nor the word, and extended ids where rows are published. Raises ConfigError."""
        if self.calculators != ALL_EXTENDED and not _are_ids(self.calculators):
            raise ConfigError(
                "task.calculators is a list: task.calculators=[A,B] of ids, or task.calculators="
                f"{ALL_EXTENDED}; {self.calculators!r} is neither"
            )
        for key, ids in (("calculators", self._listed()), ("unseen", self.unseen)):
            if unknown := [number for number in ids if number not in EVERY]:
                raise ConfigError(f"task.{key}={unknown} are no calculators; ids: {str(sorted(EVERY))[1:-1]}")
        extended = [item.id for item in self._asked() if item.id in EXTENDED]
        if extended and self.source != "generated":
            raise ConfigError(
                f"task.calculators={self.calculators} asks for {str(extended)[1:-1]}, of which "
                f"task.source={self.source} has no rows; use task.source=generated"
            )

    def describe(self) -> str:
        if self.source == "generated":
            asked = self._asked()
            more = sum(item.id in EXTENDED for item in asked)
            beyond = f", {more} of them beyond MedCalc-Bench" if more else ""
            return (
                f"GENERATED {self.length.value} notes over {len(asked)} calculators{beyond}, seed {self.seed} "
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
            user += f"Formula: {EVERY[example.facts['calculator']].formula}\n\n"
        if self.unanswerable:
            user += f'If the note lacks a value that the calculation needs, answer "{NOT_ENOUGH}".\n'
        user += (
            "Write your reasoning between <think> and </think>, then the answer as JSON, "
            f'like this: <answer>{{"answer": "{form}"}}</answer>'
        )
        return worded(Prompt(SYSTEM, user), self.wording)

    def answer_json(self, answer: str) -> str:
        return json.dumps({"answer": answer}, ensure_ascii=False)

    def score(self, parsed: Parsed, example: Example) -> Score:
        """By `scoring`. The published rule reads a malformed text too, which is MALFORMED if it finds nothing in it."""
        if self.scoring is Scoring.benchmark:
            score = judge_text(parsed.text, example.facts)
            if parsed.well_formed or score.status is not Status.INVALID:
                return score
        if not parsed.well_formed:
            return Score(Status.MALFORMED, parsed.reason)
        return judge(parsed.answer["answer"], example.facts)

    def judge(self, text: str, example: Example) -> tuple[Parsed, Score]:
        parsed = parse(text, self.answer_keys)
        return parsed, self.score(parsed, example)

    def own_row(self, note: str, question: str) -> Example:
        return Example("own", "own", "own", {"note": note, "question": question}, "", facts=OWN)

    def marks(self, parsed: Parsed, example: Example) -> Mapping[str, float]:
        """Whether the answer is right by either rule and in format, and the step-wise grades of the reasoning.

        A row without a worked solution has no grades; of a malformed completion they are 0.
        """
        strict = parsed.well_formed and judge(parsed.answer.get("answer"), example.facts).correct
        found = {
            Scoring.strict.value: float(strict),
            Scoring.benchmark.value: float(judge_text(parsed.text, example.facts).correct),
            "format": float(parsed.well_formed),
        }
        steps = example.facts.get("steps")
        if not steps:
            return found
        if not parsed.well_formed:
            return found | dict.fromkeys(parts_of(steps), 0.0)
        return found | grade(parsed.think, steps, EVERY[example.facts["calculator"]])

    def measures(self) -> tuple[Measure, ...]:
        other = _BY_STRICT if self.scoring is Scoring.benchmark else _BY_BENCHMARK
        worked = self.source == "generated" and set(self.questions) != {Question.extraction}
        return (ACCURACY, other, FORMAT, FINISHED, *(_OF_STEPS if worked else ()))

    def slices(self, example: Example) -> Mapping[str, str]:
        return {
            "calculators": "unseen" if example.facts["calculator"] in self._unseen() else "seen",
            "calculator": str(example.facts["name"]),
            **subgroups(example.fields["note"]),
            "answer type": str(example.facts["kind"]) if example.facts.get("answerable", True) else "unanswerable",
            **(of_question(example) if len(self.questions) > 1 else {}),
            **{
                f"distractor: {tag}": "with" if tag in example.facts["tags"] else "without"
                for tag in (TAGS if self.distractors and "tags" in example.facts else ())
            },
        }

    def labels(self, example: Example) -> tuple[str, ...]:
        """A score's possible points, and where notes may lack an input that nothing can be said."""
        if asks(example) is not Question.calculation:
            labels = tuple(example.facts["labels"])
            return (*labels, *([NOT_ENOUGH] if self.unanswerable and labels else []))
        points = EVERY[example.facts["calculator"]].points
        if not points:
            return ()
        said = sorted({*points, *([int(example.answer)] if example.answer.lstrip("-").isdecimal() else [])})
        return (*map(str, said), *([NOT_ENOUGH] if self.unanswerable else []))

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        """The most common and a cycled training answer of the same question, or of the same answer type."""
        test = data.splits["test"]
        found = usual_answers(data.splits["train"], test)
        rules = {rule: zip(test, answers, strict=True) for rule, answers in found.items()}
        return {rule: [self.answered(row, answer) for row, answer in pairs] for rule, pairs in rules.items()}

    def _listed(self) -> list[int]:
        """The ids that are asked for by number."""
        return [] if self.calculators == ALL_EXTENDED else list(self.calculators)

    def _asked(self) -> list[Calculator]:
        default = EVERY if self.calculators == ALL_EXTENDED else CALCULATORS
        return [EVERY[number] for number in self._listed()] or list(default.values())

    def _unseen(self) -> set[int]:
        """Ids that training never sees."""
        return {*self.unseen, *(EXTENDED if self.calculators == ALL_EXTENDED else ())}

    def _trained(self) -> list[Calculator]:
        """The calculators that training may see."""
        categories, unseen = self.train_categories or CATEGORIES, self._unseen()
        return [item for item in self._asked() if item.id not in unseen and item.category in categories]

    def _generate(self) -> Data:
        settings = NoteSettings(**{name: getattr(self, name) for name in _GENERATED_ONLY})
        plan = {  # test first, so that a repeated note is taken from training
            "test": (self._asked(), self.rows.test),
            "validation": (self._trained(), self.rows.validation),
            "train": (self._trained(), self.rows.train),
        }
        splits, dropped = generate(plan, self.seed, settings, self.reasoning, self.questions)
        return Data(splits, self._manifest(splits, dropped, {}, ()), count=counted)

    def _read(self) -> Data:
        read = _reader(self.source, self.path, self.data_policy is Policy.RESTRICTED)
        asked, trained = ({item.id for item in items} for items in (self._asked(), self._trained()))
        found = read_splits(read, asked, trained, self.seed)
        return Data(
            found.splits, self._manifest(found.splits, found.dropped, found.files, found.ignored), count=counted
        )

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
            **counted(splits),
            "unseen": sorted(self._unseen()),
            "dropped": dict(sorted(dropped.items())),
            "files": dict(files),
            "files_ignored": list(ignored),
        }


def _are_ids(value: Any) -> bool:
    """Whether it is a list of whole numbers."""
    return isinstance(value, list) and all(isinstance(item, int) and not isinstance(item, bool) for item in value)


def _reader(source: str, path: str | None, restricted: bool) -> Callable[[str], published.Rows]:
    if path is not None:
        return lambda split: published.read_folder(Path(path).expanduser(), split, restricted)
    return lambda split: published.read_hub(source, split)
