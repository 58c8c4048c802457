"""Triage: a task of a test, with three labels, their probabilities and a ranking. One file and one yaml are all it takes.

"Patient 3 has a fever of 39.4 degrees." -> <think>39.4 is from 39.</think><answer>{"urgency": "high", "level": 2}</answer>
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ehrmind import parsing
from ehrmind.evaluation.functionals import auroc, brier, calibration_error, calibration_slope, kappa, macro_f1
from ehrmind.evaluation.measures import DEFAULT, Direction, Judged, Measure, RowMean, Undefined
from ehrmind.evaluation.ranking import ndcg, precision_at
from ehrmind.registry import register
from ehrmind.tasks.base import SPLITS, Data, Task
from ehrmind.types import Completion, Example, Parsed, Probabilities, Prompt, Score, Status

LABELS = ("low", "middle", "high")
LEVELS = (0, 0, 1, 2, 0, 2, 2, 1)  # of a patient's two rows, and the next patient's
GAINS = {"low": 0.0, "middle": 1.0, "high": 2.0}


def off(row: Judged) -> float:
    """How many levels the answer is off; of an unreadable one all of them."""
    return 2.0 if row.number is None else row.number


@register("task", "triage")
@dataclass
class Triage(Task):
    """How urgent a patient is."""

    answer_keys: ClassVar[tuple[str, ...]] = ("urgency", "level")

    patients: int = 32

    def load(self) -> Data:
        splits = {split: [self._row(split, n) for n in range(2 * self.patients)] for split in SPLITS}
        counts = {split: len(rows) for split, rows in splits.items()}
        manifest = {"source": "generated", "description": "triage", "policy": "open", "rows": counts, "dropped": {}}
        return Data(splits, manifest)

    def _row(self, split: str, index: int) -> Example:
        rng = random.Random(f"{self.seed}/{split}/{index}")
        heat = (370 + 10 * LEVELS[index % 8] + rng.randint(0, 9)) / 10
        label = LABELS[(heat >= 38) + (heat >= 39)]
        note = f"Patient {index // 2} has a fever of {heat} degrees."
        group = f"{split}-{index // 2}"
        return Example(f"{split}-{index}", group, "fever", {"note": note}, label, f"{heat} is {label}.", {"heat": heat})

    def prompt(self, example: Example) -> Prompt:
        form = '<answer>{"urgency": "low, middle or high", "level": "0, 1 or 2"}</answer>'
        return Prompt("You triage.", f"{example.fields['note']} How urgent? Reason in <think></think>, then {form}")

    def answer_json(self, answer: str) -> str:
        return json.dumps({"urgency": answer, "level": LABELS.index(answer)})

    def score(self, parsed: Parsed, example: Example) -> Score:
        try:
            said = parsing.read_text(parsed.answer["urgency"])
        except parsing.Unreadable as error:
            return Score(Status.INVALID, str(error))
        if said not in LABELS:
            return Score(Status.INVALID, "not a level")
        right = said == example.answer
        distance = abs(LABELS.index(said) - LABELS.index(example.answer))
        return Score(Status.CORRECT if right else Status.WRONG, f"it is {example.answer}", said, float(distance))

    def labels(self, example: Example) -> tuple[str, ...]:
        return LABELS

    def measures(self) -> tuple[Measure, ...]:
        distance = Measure("off", "levels off", RowMean(off), "levels", Direction.DOWN, within=None)
        numbers = (
            brier(),
            calibration_error(),
            calibration_slope(),
            ndcg(GAINS),
            precision_at(GAINS),
            macro_f1(),
            kappa("quadratic"),
        )
        return (auroc(), *numbers, distance, Measure("never", "never", RowMean(never)), *DEFAULT)

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        even = Probabilities(dict.fromkeys(LABELS, 1 / 3), 1.0)
        test = data.splits["test"]
        return {"coin": [self.answered(row, "low", even) for row in test]}


def never(row: Judged) -> float:
    """A measure that no row defines."""
    raise Undefined("nothing defines it")
