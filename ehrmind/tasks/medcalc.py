"""MedCalc: read a patient note, compute what a medical calculator would.

One generated row::

    note       "A 71-year-old woman is admitted for malaise. ... Blood tests show chloride 101 mEq/L,
                potassium 4.2 mEq/L, serum sodium 132 mEq/L, ALT 152 U/L, bicarbonate 22 mEq/L. ..."
    question   "What is the patient's anion gap in mEq/L?"
    gold       <think>
               Chloride + HCO3 = 101 + 22 = 123.
               Anion gap = 132 - 123 = 9 mEq/L.
               </think>
               <answer>{"answer": "9"}</answer>

Departs from MedCalc-Bench (Khandekar et al. 2024, arXiv 2406.12036): the published scorer calls `eval` on the model's
answer, here it is read as a bounded decimal; a rounded decimal is not an integer. By default the notes are generated
over our own calculators, so that the labels are right by construction.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from ehrmind import parsing
from ehrmind.errors import ConfigError, DataError, require_choice
from ehrmind.fields import unhashed
from ehrmind.medcalc import published
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Calculator, Kind
from ehrmind.medcalc.notes import write_case
from ehrmind.registry import register
from ehrmind.tasks.base import SPLITS, Counts, Data, Task
from ehrmind.types import Example, Parsed, Prompt, Score, Status

SOURCES = ("generated", *published.HUB_IDS, "folder")
VALIDATION_SHARE = 0.1  # of the published training notes

SYSTEM = "You are a careful clinician. Reason step by step, then answer."
_ANSWER_FORMS = {
    Kind.DECIMAL: "a number without its unit",
    Kind.INTEGER: "a whole number",
    Kind.DATE: "a date as MM/DD/YYYY",
    Kind.WEEKS_DAYS: 'in the form \\"14 weeks, 1 days\\"',
}


@register("task", "medcalc")
@dataclass
class MedCalc(Task):
    """Medical calculation from notes. `source`: generated, v1.0, v1.1, v1.2, verified, or folder (with `path`)."""

    source: str = "generated"
    path: str | None = unhashed(None)
    rows: Counts = field(default_factory=Counts)
    calculators: list[int] = field(default_factory=list)  # ids; empty: all

    def __post_init__(self) -> None:
        require_choice("task.source", self.source, SOURCES)
        if self.source == "folder" and self.path is None:
            raise ConfigError("task.source=folder needs task.path=, the folder that holds train*.csv and test*.csv")
        if self.source == "generated" and self.path is not None:
            raise ConfigError(
                f"task.path={self.path} is not read by task.source=generated; "
                f"set task.source to one of {', '.join(SOURCES[1:])}"
            )
        unknown = [number for number in self.calculators if number not in CALCULATORS]
        if unknown and self.source == "generated":
            raise ConfigError(
                f"task.calculators={unknown} cannot be generated; known ids: {', '.join(map(str, sorted(CALCULATORS)))}"
            )

    def describe(self) -> str:
        if self.source == "generated":
            return (
                f"GENERATED notes over {len(self._chosen())} calculators, seed {self.seed} (not MedCalc-Bench; "
                "task.source=v1.0 reads the benchmark)"
            )
        place = f"files in {self.path}" if self.path else f"Hugging Face {published.HUB_IDS[self.source]}"
        return f"MedCalc-Bench {self.source}, {place}"

    def load(self) -> Data:
        return self._generate() if self.source == "generated" else self._read()

    def prompt(self, example: Example) -> Prompt:
        form = _ANSWER_FORMS[Kind(example.facts["kind"])]
        user = (
            f"Patient note:\n{example.fields['note']}\n\nQuestion: {example.fields['question']}\n\n"
            "Write your reasoning between <think> and </think>, then the answer as JSON, "
            f'like this: <answer>{{"answer": "{form}"}}</answer>'
        )
        return Prompt(SYSTEM, user)

    def answer_json(self, answer: str) -> str:
        return json.dumps({"answer": answer}, ensure_ascii=False)

    def score(self, parsed: Parsed, example: Example) -> Score:
        value = parsed.answer["answer"]
        try:
            correct, reason = _RULES[Kind(example.facts["kind"])](value, example.facts)
            text = parsing.read_text(value)
        except parsing.Unreadable as error:
            return Score(Status.INVALID, str(error))
        return Score(Status.CORRECT if correct else Status.WRONG, reason, text)

    def slices(self, example: Example) -> Mapping[str, str]:
        return {"calculator": str(example.facts["name"]), "answer type": str(example.facts["kind"])}

    def baselines(self, data: Data) -> dict[str, Sequence[str]]:
        """Oracle; the most common and a cycled training answer of the same calculator."""
        train: dict[int, list[str]] = defaultdict(list)
        for example in data.splits["train"]:
            train[example.facts["calculator"]].append(example.answer)
        common = {number: Counter(answers).most_common(1)[0][0] for number, answers in train.items()}
        turns = {number: cycle(answers) for number, answers in train.items()}
        test = data.splits["test"]
        ids = [example.facts["calculator"] for example in test]
        return {
            **super().baselines(data),
            "majority": [self._answered(common.get(number, "0")) for number in ids],
            "random": [self._answered(next(turns[number]) if number in turns else "0") for number in ids],
        }

    def _answered(self, answer: str) -> str:
        return f"<think></think><answer>{self.answer_json(answer)}</answer>"

    def _chosen(self) -> list[Calculator]:
        return [CALCULATORS[number] for number in self.calculators] or list(CALCULATORS.values())

    def _generate(self) -> Data:
        sizes = {"train": self.rows.train, "validation": self.rows.validation, "test": self.rows.test}
        chosen, seen = self._chosen(), set()
        splits: dict[str, list[Example]] = {}
        dropped: Counter[str] = Counter()
        for split in reversed(SPLITS):  # test first, so that a repeated note is taken from training
            splits[split] = []
            for index, calculator in enumerate(islice(cycle(chosen), sizes[split])):
                example = self._case(calculator, split, index)
                if example.group in seen:
                    dropped[f"{split}: note repeated"] += 1
                    continue
                seen.add(example.group)
                splits[split].append(example)
        return Data(splits, self._manifest(splits, dropped, {}, ()))

    def _case(self, calculator: Calculator, split: str, index: int) -> Example:
        case = write_case(calculator, self.seed, split, index)
        low, high = calculator.limits(case.work.answer)
        return Example(
            id=f"generated-{self.seed}-{split}-{index}",
            group=published.note_key(case.note)[:16],
            category=calculator.category,
            fields={"note": case.note, "question": calculator.question},
            answer=case.work.answer,
            rationale=case.work.text,
            facts={
                "calculator": calculator.id,
                "name": calculator.name,
                "kind": calculator.kind.value,
                "low": low,
                "high": high,
            },
        )

    def _read(self) -> Data:
        read = _reader(self.source, self.path)
        train, test = read("train"), read("test")
        published.drop_shared_notes(train, test)
        splits: dict[str, list[Example]] = {"train": [], "validation": [], "test": test.examples}
        for example in train.examples:
            share = int(hashlib.sha256(f"{self.seed}/{example.group}".encode()).hexdigest()[:8], 16) / 2**32
            splits["validation" if share < VALIDATION_SHARE else "train"].append(example)
        if self.calculators:
            asked = set(self.calculators)
            splits = {name: [row for row in rows if row.facts["calculator"] in asked] for name, rows in splits.items()}
        for name in ("train", "test"):
            if not splits[name]:
                raise DataError(f"task.source={self.source}: no usable {name} rows for the calculators asked for")
        dropped = Counter({f"train: {why}": n for why, n in train.dropped.items()})
        dropped.update({f"test: {why}": n for why, n in test.dropped.items()})
        return Data(splits, self._manifest(splits, dropped, train.files | test.files, train.ignored))

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
            "policy": self.data_policy.value,
            "rows": {name: len(rows) for name, rows in splits.items()},
            "calculators": sorted({row.facts["calculator"] for rows in splits.values() for row in rows}),
            "dropped": dict(sorted(dropped.items())),
            "files": dict(files),
            "files_ignored": list(ignored),
        }


def _reader(source: str, path: str | None) -> Callable[[str], published.Rows]:
    if path is not None:
        return lambda split: published.read_folder(Path(path).expanduser(), split)
    return lambda split: published.read_hub(source, split)


def _decimal(value: object, facts: Mapping[str, Any]) -> tuple[bool, str]:
    low, high = sorted((float(facts["low"]), float(facts["high"])))
    correct = low <= parsing.read_number(value) <= high
    return correct, f"{'within' if correct else 'outside'} {facts['low']} to {facts['high']}"


def _integer(value: object, facts: Mapping[str, Any]) -> tuple[bool, str]:
    return _compare(parsing.read_integer(value), parsing.read_integer(facts["low"]), facts)


def _date(value: object, facts: Mapping[str, Any]) -> tuple[bool, str]:
    return _compare(parsing.read_date(value), parsing.read_date(facts["low"]), facts)


def _weeks_days(value: object, facts: Mapping[str, Any]) -> tuple[bool, str]:
    return _compare(parsing.read_weeks_days(value), parsing.read_weeks_days(facts["low"]), facts)


def _compare(got: object, gold: object, facts: Mapping[str, Any]) -> tuple[bool, str]:
    return got == gold, f"{'equals' if got == gold else 'is not'} {facts['low']}"


_RULES: dict[Kind, Callable[[object, Mapping[str, Any]], tuple[bool, str]]] = {
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.WEEKS_DAYS: _weeks_days,
}
