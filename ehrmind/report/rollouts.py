"""The questions and the completions that the page's browser shows. Text of restricted data stays in the run folder.

rollouts([experiment])
    -> ([Row("test-7", ...)], [Answer("sft", "medcalc-...", row=0, sample=None, status="correct", ...)])
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ehrmind.report.arms import Experiment
from ehrmind.report.page import Answer, Row
from ehrmind.report.read import RunRecord
from ehrmind.report.training import answer_of, is_restricted, row_of, training

Question = tuple[str, str, str]  # the hash of the rows, the row's id, the prompt


def rollouts(found: Sequence[Experiment]) -> tuple[list[Row], list[Answer]]:
    """Every question once, and every completion of every arm to it: the greedy one, the samples, some of training's.

    A row that arms are asked of in other words, or of other events, is a question of each. Of several experiments an
    arm's name opens with the experiment's title: one model's base is not another's.
    """
    rows: dict[Question, int] = {}
    shown: list[Row] = []
    answers: list[Answer] = []
    for experiment in found:
        title = f"{experiment.title} · " if len(found) > 1 else ""
        for label, run in ((title + arm.name_run(run), run) for arm in experiment.arms for run in arm.runs):
            questions, written = training(run)
            for split, found_rows in ((run.experiment[2], run.rows), (_trained_on(run), questions)):
                for row in found_rows.values():
                    if _question(run, split, row) not in rows:
                        rows[_question(run, split, row)] = len(shown)
                        shown.append(row_of(row, is_restricted(run)))
            answers += _answers(label, run, rows)
            asked = {key: rows[_question(run, _trained_on(run), row)] for key, row in questions.items()}
            answers += (answer_of(label, run, asked[line["id"]], line) for line in written)
    return shown, answers


def _question(run: RunRecord, split: str, row: Mapping[str, Any]) -> Question:
    """What tells a question from others: its rows, its id and its prompt, where that is shown."""
    return split, row["id"], "" if is_restricted(run) else row["prompt"]


def _trained_on(run: RunRecord) -> str:
    return f"train {run.hash_of('train')}"


def _answers(label: str, run: RunRecord, rows: Mapping[Question, int]) -> Iterator[Answer]:
    restricted = is_restricted(run)
    asked = {key: rows[_question(run, run.experiment[2], row)] for key, row in run.rows.items()}
    for found in (*run.predictions, *run.samples):
        place = asked.get(found["id"])
        if place is not None:
            yield Answer(
                arm=label,
                run=run.id,
                row=place,
                sample=found.get("sample"),
                status=found["status"],
                reason="" if restricted else found["reason"],
                answer="" if restricted else str(found["answer"]),
                tokens=int(found["tokens"]) if run.counted else None,
                finished=found["finished"] is not False,
                text="" if restricted else found["text"],
            )
