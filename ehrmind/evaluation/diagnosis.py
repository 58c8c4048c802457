"""Misapplied or missing: what k samples a question say of a model before it is trained, and what to do about it.

    known       right every time           misapplied  right sometimes (pass@k > 0)       missing  never right

diagnose(questions, slices) -> {"k": 4, "n": 24, "known": {"value": 0.0, ...}, "misapplied": {...}, "missing": {...},
    "predicted_gain": {...}, "by": {"category": {"lab": {...}}}, "advice": "SFT first, on lab, risk ..."}

After the paper (arXiv 2505.24105): RLVR sharpens what is misapplied and cannot supply what is missing. The predicted
gain is what sampling already finds, pass@k less the mean accuracy: what RLVR would gain if it made every question that
is right sometimes right always. It is a ceiling for a model that learns nothing new, not a forecast.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ehrmind.config import Config
from ehrmind.evaluation.metrics import Question, breakdowns
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.files import write_json, write_jsonl
from ehrmind.runs import Run
from ehrmind.stages.diagnose import FILTERED
from ehrmind.tasks.base import Data

CLASSES = ("known", "misapplied", "missing")
HALF = 0.5  # of the questions never right: then there is more to inject than to sharpen
MOSTLY_KNOWN = 0.9


def classify(hits: Sequence[bool]) -> str:
    """known, misapplied or missing."""
    return "known" if all(hits) else "misapplied" if any(hits) else "missing"


def diagnose(questions: Sequence[Question], slices: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The diagnosis, overall and by slice. `slices` maps a row's id to its breakdowns."""
    by: dict[str, dict[str, list[Question]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        for dimension, value in slices[question.example.id].items():
            by[dimension][value].append(question)
    parts = {
        dimension: {value: _count(rows) for value, rows in sorted(values.items())} for dimension, values in by.items()
    }
    overall = _count(questions)
    return {
        "k": min((len(question.samples) for question in questions), default=0),
        **overall,
        "by": parts,
        "advice": advise(overall, parts.get("category", {})),
        "rows": {question.example.id: sum(question.hits) for question in questions},
    }


def _count(questions: Sequence[Question]) -> dict[str, Any]:
    classes = [classify(question.hits) for question in questions]
    found = [float(any(question.hits)) - sum(question.hits) / len(question.hits) for question in questions]
    groups = [question.example.group for question in questions]
    return {
        "n": len(questions),
        **{name: clustered_mean([kind == name for kind in classes], groups) for name in CLASSES},
        "predicted_gain": clustered_mean(found, groups),
    }


def advise(overall: Mapping[str, Any], categories: Mapping[str, Mapping[str, Any]]) -> str:
    """What to train with, in one sentence. The categories decide; the doubt is theirs."""
    known, missing = overall["known"], _share(overall["missing"])
    if known["value"] > MOSTLY_KNOWN:
        return f"Little to train: {_share(known)} of the questions are right every time."
    parts = {name: part["missing"] for name, part in categories.items()} or {"all": overall["missing"]}
    lacking = {name: part for name, part in parts.items() if part["value"] > HALF}
    if not lacking:
        nearest = max(parts, key=lambda name: float(parts[name]["value"]))
        return (
            f"RLVR alone: {_share(overall['misapplied'])} of the questions are right sometimes and only "
            f"{missing} never{_doubt({nearest: parts[nearest]})}."
        )
    where = "every category" if len(lacking) == len(parts) else ", ".join(lacking)
    return (
        f"SFT first, on {where}, then RLVR: {missing} of the questions are never right, which RLVR cannot "
        f"supply{_doubt(lacking)}."
    )


def outline(found: Mapping[str, Any]) -> str:
    """The advice, and a line a category: "  lab (10): 0 % known, 40 % misapplied, 60 % missing"."""
    parts = {**found["by"].get("category", {}), "all": found}
    lines = [
        f"  {name} ({part['n']}): " + ", ".join(f"{_share(part[kind])} {kind}" for kind in CLASSES)
        for name, part in parts.items()
    ]
    return "\n".join([found["advice"], *lines])


def record(config: Config, data: Data, run: Run, questions: Sequence[Question]) -> str:
    """Write diagnosis.json, and of training rows those worth training on; returns the outline."""
    diagnosis = diagnose(questions, {item.example.id: breakdowns(config.task, item.example) for item in questions})
    write_json(run.folder / "diagnosis.json", diagnosis)
    if config.evaluation.split == "train":
        hits = {question.example.id: question.hits for question in questions}
        ids = (row.id for row in data.splits["train"])
        useful = (key for key in ids if key not in hits or classify(hits[key]) == "misapplied")
        write_jsonl(run.folder / FILTERED, ({"id": key, "diagnosed": key in hits} for key in useful))
    return outline(diagnosis)


def _share(share: Mapping[str, Any]) -> str:
    return f"{100 * share['value']:.0f} %"


def _doubt(missing: Mapping[str, Mapping[str, Any]]) -> str:
    """A warning of the categories whose interval reaches over the half that decides."""
    doubts = "; ".join(_range(name, share) for name, share in missing.items() if _is_open(share))
    return f" (uncertain: {doubts}; sample more)" if doubts else ""


def _is_open(share: Mapping[str, Any]) -> bool:
    return share["low"] is None or share["low"] < HALF < share["high"]


def _range(name: str, share: Mapping[str, Any]) -> str:
    if share["low"] is None:
        return f"the {share['n']} questions on {name} share one patient or note"
    low, high = (f"{100 * share[end]:.0f}" for end in ("low", "high"))
    return f"of {share['n']} questions on {name}, between {low} and {high} % may be"
