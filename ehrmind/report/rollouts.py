"""The questions and the completions that the page's browser shows. Text of restricted data stays in the run folder.

rollouts([experiment])
    -> ([Row("test-7", ...)], [Answer("sft", "medcalc-...", row=0, sample=None, status="correct", ...)])
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ehrmind.privacy import FOLDER
from ehrmind.report.arms import Experiment
from ehrmind.report.page import Answer, Row
from ehrmind.report.read import RunRecord


def rollouts(found: Sequence[Experiment]) -> tuple[list[Row], list[Answer]]:
    """Every evaluated question once, and every completion of every arm to it: the greedy one, then the samples.

    Of several experiments an arm's name opens with the experiment's title: one model's base is not another's.
    """
    rows: dict[tuple[str, str], int] = {}
    shown: list[Row] = []
    answers: list[Answer] = []
    for experiment in found:
        title = f"{experiment.title} · " if len(found) > 1 else ""
        for label, run in ((title + arm.name_run(run), run) for arm in experiment.arms for run in arm.runs):
            for key, row in run.rows.items():
                if (run.experiment[2], key) not in rows:
                    rows[run.experiment[2], key] = len(shown)
                    shown.append(_row(row, is_restricted(run)))
            answers += _answers(label, run, rows)
    return shown, answers


def is_restricted(run: RunRecord) -> bool:
    """Whether the run's text may not leave its folder. A run that does not say is taken to be."""
    return run.data.get("policy") != "open" or (run.folder / FOLDER).exists()


def _answers(label: str, run: RunRecord, rows: Mapping[tuple[str, str], int]) -> Iterator[Answer]:
    restricted = is_restricted(run)
    for found in (*run.predictions, *run.samples):
        place = rows.get((run.experiment[2], found["id"]))
        if place is not None:
            yield Answer(
                arm=label,
                run=run.id,
                row=place,
                sample=found.get("sample"),
                status=found["status"],
                reason="" if restricted else found["reason"],
                answer="" if restricted else str(found["answer"]),
                tokens=int(found["tokens"]),
                finished=bool(found["finished"]),
                text="" if restricted else found["text"],
            )


def _row(row: Mapping[str, Any], restricted: bool) -> Row:
    texts = ("", "", "") if restricted else (row["prompt"], str(row["gold"]), row["gold_completion"])
    return Row(row["id"], row["category"], dict(row["slices"]), *texts)
