"""What stands beside the results: slices, outcomes, what it cost, every run, and the numbers of others.

slices_table(experiment, "category").rows -> (("lab", "32", "0.0 % [0, 11]", "50.0 % [33, 67]"), ...)
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ehrmind.evaluation.shown import shown
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import by_slice
from ehrmind.report.read import RunRecord
from ehrmind.report.sampled import over_rows
from ehrmind.report.tables import Table

PUBLISHED = Path(__file__).parent / "published.yaml"
TOP_REASONS = 6
ELSEWHERE = "A dash: what was trained, sampled or counted elsewhere is not known here."
Cost = dict[str, float | None]


def slices_table(experiment: Experiment, dimension: str) -> Table:
    """The headline measure of each arm in each slice of a dimension."""
    measure = experiment.headline
    shares = {arm.label: by_slice(arm, dimension, measure) for arm in experiment.arms}
    names = sorted({name for found in shares.values() for name in found})
    rows = []
    for name in names:
        n = max(found[name]["n"] for found in shares.values() if name in found)
        rows.append((name, str(n), *(shown(found.get(name)) for found in shares.values())))
    return Table(
        f"by-{dimension.replace(' ', '-')}",
        f"Greedy {measure.label} by {dimension}",
        (dimension, "n", *shares),
        tuple(rows),
        "95 % intervals. Few rows give wide intervals; slices are not tested against each other.",
        frozenset(range(1, len(shares) + 2)),
    )


def outcomes_table(experiment: Experiment) -> Table:
    """What became of every greedy completion, by status and by the reason for having no readable answer."""
    statuses = ("correct", "wrong", "invalid", "malformed")
    counts = {arm.label: Counter(row["status"] for row in arm.predictions) for arm in experiment.arms}
    reasons = {arm.label: _reasons(arm) for arm in experiment.arms}
    common = [name for name, _ in sum(reasons.values(), Counter()).most_common(TOP_REASONS)]
    others = {label: found.total() - sum(found[name] for name in common) for label, found in reasons.items()}
    rows = [(status, *(str(found[status]) if found else "–" for found in counts.values())) for status in statuses]
    rows += [(f"– {name}", *(str(reasons[label][name]) for label in counts)) for name in common]
    rows += [("– other reasons", *map(str, others.values()))] if any(others.values()) else []
    return Table(
        "outcomes",
        "What became of the greedy completions",
        ("outcome", *counts),
        tuple(rows),
        "Lines with a dash say why answers could not be read; a completion that ran into the token limit is truncated.",
        frozenset(range(1, len(counts) + 1)),
    )


def format_notes(experiment: Experiment) -> list[str]:
    """Of each arm whose failures are mostly of the format, how often an answer in the text is right all the same."""
    found = []
    for arm in experiment.arms:
        failed = [row for row in arm.predictions if row["status"] != "correct"]
        malformed = [row for row in failed if row["status"] == "malformed"]
        known = all("lenient" in row.get("marks", {}) for row in malformed)  # not in a record of an earlier version
        if known and 2 * len(malformed) > len(failed):
            share = over_rows(arm, _lenient)
            many = f"all {len(failed)}" if len(malformed) == len(failed) else f"{len(malformed)} of {len(failed)}"
            found.append(
                f"{arm.label}: {many} failures are of the format. Read leniently, {shown(share)} have a right answer "
                "somewhere in the text; what is malformed earns nothing in any table or reward."
            )
    return found


def _lenient(run: RunRecord) -> dict[str, float]:
    """Of each greedy answer whether a right one stands somewhere in its text."""
    return {
        row["id"]: float(row["status"] == "correct" or bool(row.get("marks", {}).get("lenient")))
        for row in run.predictions
    }


def cost_table(experiment: Experiment, runs: Mapping[str, RunRecord]) -> Table:
    """Tokens, FLOPs and time of each arm, with those of the runs that it starts from."""
    costs = [total_cost(arm.runs[0], runs) for arm in experiment.arms]
    rows = []
    for arm, cost in zip(experiment.arms, costs, strict=True):
        spent = arm.evaluations[0]["cost"]["evaluation"] if arm.evaluations else {}
        rows.append((arm.label, *_of_training(cost), _count(spent.get("tokens")), _count(spent.get("seconds"))))
    columns = ("training tokens", "training FLOPs", "training s", "peak MB", "evaluation tokens", "evaluation s")
    unknown = any(cost is None or cost["flops"] is None for cost in costs)
    return Table(
        "cost",
        "What it cost",
        ("arm", *columns),
        tuple(rows),
        "The first seed of each arm, with the runs that it starts from. FLOPs are 6 (SFT), 8 or 10 (RLVR, with a "
        "reference model; more where completions serve several steps) × weights × tokens; 2 of tokens that were only "
        "sampled (dynamic sampling, rft's samples). Tokens of an evaluation are those of prompts and completions; of a "
        "file those of its completions." + (f" {ELSEWHERE}" if unknown else ""),
        frozenset(range(1, 1 + len(columns))),
    )


def _of_training(cost: Cost | None) -> tuple[str, ...]:
    """Tokens, FLOPs, seconds and peak memory; a dash for what is not known."""
    if cost is None:
        return ("–",) * 4
    flops = "–" if cost["flops"] is None else f"{cost['flops']:.2e}" if cost["flops"] else "0"
    return _count(cost["tokens"]), flops, _count(cost["seconds"]), _count(cost["peak_memory_mb"] or None)


def _count(number: float | None) -> str:
    return "–" if number is None else f"{number:,.0f}"


def total_cost(run: RunRecord, runs: Mapping[str, RunRecord]) -> Cost | None:
    """The training cost of a run and of its ancestors; peak memory is the largest of them.

    None: it was trained elsewhere, or its record is not whole. A number is None where a part of it is not
    known: of what a server has sampled.
    """
    own = ((run.evaluation or {}).get("cost") or {}).get("train", {})
    if own is None or run.trained_elsewhere:
        return None
    total: Cost = {name: own.get(name, 0) for name in ("tokens", "flops", "seconds", "peak_memory_mb")}
    parent = runs.get(run.parent or "")
    if parent is None:
        return total
    before = total_cost(parent, runs) if parent.evaluation else None  # which holds what its training cost
    return None if before is None else {name: _both(name, total[name], before[name]) for name in total}


def _both(name: str, own: float | None, before: float | None) -> float | None:
    if own is None or before is None:
        return None
    return max(own, before) if name == "peak_memory_mb" else own + before


def runs_table(runs: Iterable[RunRecord]) -> Table:
    """Every run folder that was read, finished or not."""
    rows = tuple(
        (run.id, run.arm, str(run.seed), run.state, run.parent or "–", run.error or "; ".join(run.problems) or "–")
        for run in runs
    )
    columns = ("run", "arm", "seed", "state", "starts from", "problem")
    return Table("runs", "Runs", columns, rows, "A run that is not done stands in no other table.", frozenset({2}))


def published_table(task: str, named: bool = False) -> Table | None:
    """Sourced numbers of others for this task; `named` by it where there are several."""
    entries = (yaml.safe_load(PUBLISHED.read_text(encoding="utf-8")) or {}).get(task)
    if not entries:
        return None
    rows = tuple((entry["what"], entry["data"], *_published(entry), entry["source"]) for entry in entries)
    return Table(
        f"published-{task}" if named else "published",
        f"Published numbers: {task}" if named else "Published numbers",
        ("what", "data", "measure", "value", "source"),
        rows,
        "For orientation: data, prompts and scoring differ from the runs above.",
        frozenset({3}),
    )


def _published(entry: Mapping[str, Any]) -> tuple[str, str]:
    """A measure and its value, or the ends of its range: shares in percent, others as they are."""
    measure = entry.get("measure", "accuracy")
    share = entry.get("unit", "%") == "%"
    return measure, "–".join(f"{100 * end:g}" if share else f"{end:g}" for end in entry["value"]) + (
        " %" if share else ""
    )


def _reasons(arm: Arm) -> Counter[str]:
    return sum((Counter(evaluation.get("reasons") or {}) for evaluation in arm.evaluations), Counter())
