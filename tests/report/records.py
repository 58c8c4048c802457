"""Runs in memory: no folder, no data, and any answers that one likes."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ehrmind.report.arms import Experiment, experiments
from ehrmind.report.read import RunRecord

ROWS = 40


def record(
    name: str,
    arm: str = "sft",
    seed: int = 0,
    right: int = 20,
    parent: str | None = None,
    split: str = "test",
    samples: int = 0,
    prompt: str = "How much?",
    task: Mapping[str, Any] | None = None,
    stage: Mapping[str, Any] | None = None,
    **told: Any,
) -> RunRecord:
    """A finished run with so many right answers of 40; which ones moves with the seed. `told` is of eval.json.

    Where there are samples they are as the greedy answer is. A note has two rows.
    """
    rows = {f"row-{n}": row(n, prompt) for n in range(ROWS)}
    answers = [answer(n, (n + 3 * seed) % ROWS < right) for n in range(ROWS)]
    config = {
        "task": {"name": "none", **(task or {})},
        "model": {"name": "tiny"},
        "stage": {"name": {"base": "evaluate", "sft_rlvr": "rlvr"}.get(arm, arm), **(stage or {})},
        "evaluation": {"k": samples, "split": split, "temperature": 0.6},
        "seed": seed,
    }
    return RunRecord(
        name,
        Path(name),
        arm,
        "done",
        "",
        parent,
        config,
        {"sha256": "ab", "policy": "open"},
        {"split": split, "metrics": {}, **told},
        rows=rows,
        predictions=answers,
        samples=[line | {"sample": at} for line in answers for at in range(samples)],
    )


def row(n: int, prompt: str) -> dict[str, Any]:
    category = "lab" if n % 2 else "risk"
    found = {"id": f"row-{n}", "group": f"note-{n // 2}", "gold": "1", "category": category}
    return found | {"slices": {"category": category}, "prompt": prompt, "gold_completion": ""}


def answer(n: int, right: bool) -> dict[str, Any]:
    status, said = ("correct", "1") if right else ("wrong", "2")
    found = {"id": f"row-{n}", "status": status, "answer": said, "gold": "1", "reason": "", "text": said}
    return found | {"finished": True, "tokens": 10 + n}


def ruled(run: RunRecord, right: int) -> RunRecord:
    """The run with the answers of a rule beside its own, so many of them right."""
    told = {"counts": {"of_model": False, "ceiling": False, "metrics": {}}}
    lines = [{"baseline": "counts", **line} for line in record("rule", right=right).predictions]
    return replace(run, evaluation={**(run.evaluation or {}), "baselines": told}, baselines={"counts": lines})


def only(*runs: RunRecord) -> Experiment:
    """The one experiment of these runs."""
    (found,) = experiments(runs)
    return found


def trained(arm: str = "sft", right: int = 30, **how: Any) -> list[RunRecord]:
    """Three seeds of an arm."""
    return [record(f"{arm}-{right}-{seed}", arm, seed, right + seed, **how) for seed in range(3)]
