"""Before training: sample each question k times, and tell what the model knows, misapplies and lacks.

diagnosis.json    see evaluation/diagnosis.py
filtered.jsonl    with evaluation.split=train: the training rows but those always or never right,
                  for stage.rlvr.filter=<run>
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ehrmind.errors import ConfigError
from ehrmind.registry import register
from ehrmind.stages.base import Checkpoint, Job, Stage

if TYPE_CHECKING:
    from ehrmind.evaluation.metrics import Question

FILTERED = "filtered.jsonl"


def diagnosed(folder: str) -> Path:
    """The file of useful training rows in the folder of a finished diagnosis. Raises ConfigError."""
    path = Path(folder).expanduser().resolve() / FILTERED
    if not path.exists():
        raise ConfigError(
            f"stage.filter={folder} holds no {FILTERED}; make it with stage=diagnose evaluation.split=train"
        )
    return path


@register("stage", "diagnose")
@dataclass
class Diagnose(Stage):
    """k samples a question of the validation or training split. No row of the test split is looked at."""

    arm: ClassVar[str] = "diagnose"
    trains: ClassVar[bool] = False
    split: ClassVar[str] = "validation"
    min_samples: ClassVar[int] = 4

    def check_evaluation(self, split: str, k: int) -> None:
        if split == "test":
            raise ConfigError("evaluation.split=test would steer training by test rows; diagnose validation or train")
        if k < 2:
            raise ConfigError(f"evaluation.k={k} cannot tell misapplied from missing; use 4 or more")

    def train(self, job: Job) -> Checkpoint | None:
        return None

    def conclude(self, job: Job, questions: Sequence["Question"]) -> str:
        from ehrmind.evaluation.diagnosis import classify, diagnose, outline
        from ehrmind.evaluation.evaluate import breakdowns
        from ehrmind.files import write_json, write_jsonl

        slices = {question.example.id: breakdowns(job.config.task, question.example) for question in questions}
        diagnosis = diagnose(questions, slices)
        write_json(job.run.folder / "diagnosis.json", diagnosis)
        if job.config.evaluation.split == "train":
            hits = {question.example.id: question.hits for question in questions}
            ids = (row.id for row in job.data.splits["train"])
            useful = (key for key in ids if key not in hits or classify(hits[key]) == "misapplied")
            write_jsonl(job.run.folder / FILTERED, ({"id": key, "diagnosed": key in hits} for key in useful))
        return outline(diagnosis)
