"""Rationales out of k samples a row: the right ones, without what repeats or leaks, at most n a row.

    rationales.jsonl
    {"provenance": {"run": "medcalc-tiny-distill-1a2b3c4d", "model": "tiny", "k": 4, "kept": {"value": 0.62, ...}, ...}}
    {"id": "generated-0-train-7", "row": "5b1d0c6e9a7f2e34", "rationale": "Sodium ...", "answer": "14", "tokens": 41}

Kept is what ended by itself, keeps the format, is right by the task's own judge, and reasons before its verdict
(tasks/reasons.py, which says what a line holds). Of two that are alike but for spacing one is kept, and with
stage.choice=diverse of two that differ in numbers alone. The greedy completion counts as a sample. The provenance has
the share of rows that were kept, and why others were not, overall and by slice.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ehrmind.config import Config
from ehrmind.evaluation.metrics import Question, Record, breakdowns
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.files import write_jsonl
from ehrmind.privacy import text_folder
from ehrmind.provenance import masked
from ehrmind.runs import Run
from ehrmind.stages.distill import RATIONALES, Choice, Distill
from ehrmind.tasks.base import Task
from ehrmind.tasks.reasons import fault, hash_of
from ehrmind.tasks.verdicts import Verdicts
from ehrmind.types import Status

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def record(config: Config, stage: Distill, run: Run, questions: Sequence[Question]) -> str:
    """Write rationales.jsonl where the run's text lies; returns what was kept, in a sentence."""
    lines, reasons = [], Counter[str]()
    kept: dict[str, int] = {}
    for question in questions:
        found, why = chosen(config.task, question, stage)
        kept[question.example.id] = len(found)
        reasons.update(why)
        lines += [_line(config.task, item) for item in found]
    provenance = _provenance(config, stage, run, questions, kept, reasons)
    path = text_folder(run.folder, config.task.data_policy) / RATIONALES
    write_jsonl(path, [{"provenance": provenance}, *lines])
    rows = sum(map(bool, kept.values()))
    return (
        f"{len(lines)} rationales of {rows} of {len(kept)} rows, out of {provenance['samples']} samples, in {path}; "
        f"learn from them by task.rationales={path}"
    )


def _line(task: Task, item: Record) -> dict[str, Any]:
    """The answer is the sample's own, in its digits, where it is from no closed set: the reasoning comes to that."""
    row, said = item.example, item.parsed.answer.get(task.answer_keys[0])
    own = {} if task.labels(row) or not isinstance(said, (str, int, float)) else {"answer": str(said).strip()}
    if own and task.restated(row, own["answer"]) is None:
        own = {}
    told = {"id": row.id, "row": hash_of(task, row), "rationale": item.parsed.think.strip()}
    return {**told, **own, "tokens": item.completion.tokens}


def chosen(task: Task, question: Question, stage: Distill) -> tuple[list[Record], Counter[str]]:
    """The completions of a row that are kept, best first, and why the others are not."""
    why: Counter[str] = Counter()
    ways: dict[str, Record] = {}
    verdicts = task.verdicts(question.example)
    every = [question.greedy, *question.samples]
    for item in sorted(every, key=lambda item: (item.completion.tokens, item.parsed.think)):
        if reason := _refused(item, verdicts):
            why[reason] += 1
        elif (way := skeleton(item.parsed.think, stage.choice)) in ways:
            why["repeats another"] += 1
        else:
            ways[way] = item
    found = list(ways.values())
    why["more than are wanted"] += len(found[stage.keep :])
    return found[: stage.keep], +why


def _refused(item: Record, verdicts: Verdicts) -> str:
    if not item.completion.finished:
        return "not ended"
    if not item.parsed.well_formed:  # which task.scoring=benchmark may find right
        return Status.MALFORMED.value
    if not item.score.correct:
        return item.score.status.value
    return fault(item.parsed.think, verdicts)


def skeleton(think: str, choice: Choice) -> str:
    """What two completions share that reason alike: the text without its spacing; of `diverse` without numbers, too."""
    text = " ".join(think.split()).lower()
    return _NUMBER.sub("#", text) if choice is Choice.diverse else text


def _provenance(
    config: Config,
    stage: Distill,
    run: Run,
    questions: Sequence[Question],
    kept: Mapping[str, int],
    reasons: Mapping[str, int],
) -> dict[str, Any]:
    model, settings = config.model, config.evaluation
    return {
        **{
            "run": run.id,
            "from": run.parent,
            "model": model.name,
            "path": masked(model.path),
            "task": config.task.registered_name,
        },
        **{
            "wording": config.task.wording,
            "rows": len(questions),
            "samples": sum(1 + len(question.samples) for question in questions),
            "k": settings.k,
            "temperature": None if model.own_sampling else settings.temperature,
            "top_p": None if model.own_sampling else settings.top_p,
        },
        "policy": config.task.data_policy.value,
        **{"choice": stage.choice.value, "keep": stage.keep, "seed": config.seed},
        "kept": clustered_mean(
            [float(kept[q.example.id] > 0) for q in questions], [q.example.group for q in questions]
        ),
        "left_out": dict(sorted(reasons.items())),
        "by": _by_slice(config.task, questions, kept),
    }


def _by_slice(task: Task, questions: Sequence[Question], kept: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """The share of rows that have a rationale, by dimension and value."""
    members: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        for dimension, value in breakdowns(task, question.example).items():
            members[dimension][value].append(float(kept[question.example.id] > 0))
    return {
        dimension: {
            value: {"rows": len(found), "kept": sum(found) / len(found)} for value, found in sorted(parts.items())
        }
        for dimension, parts in members.items()
    }
