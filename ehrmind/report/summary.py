"""The tables of a report, from the arms of one experiment.

arms_table(experiment).rows -> (("base", "1", "64", "0.0 % [0, 6]", ...), ("sft", "1", "64", "26.6 % [17, 38]", ...))
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ehrmind.evaluation.statistics import marks
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import CROSSED, HELD_FIXED, Comparison, accuracy, by_slice, results, sampled
from ehrmind.report.read import RunRecord
from ehrmind.report.tables import Table

PUBLISHED = Path(__file__).parent / "published.yaml"
TOP_REASONS = 6
SEEDS = {  # what a test makes of several seeds
    CROSSED: "Crossed: both arms have the same seeds; another training may turn out otherwise, as may other rows.",
    HELD_FIXED: "Training held fixed: the arms' seeds do not match or do not differ and are averaged, so that the "
    "result is of these weights and not of their recipes.",
}


def percent(share: Mapping[str, Any] | None) -> str:
    """{"value": 0.375, "low": 0.229, "high": 0.547} -> "37.5 % [23, 55]"."""
    if not share or share["value"] is None:
        return "–"
    text = f"{100 * share['value']:.1f} %"
    return text if share.get("low") is None else f"{text} [{100 * share['low']:.0f}, {100 * share['high']:.0f}]"


def points(share: Mapping[str, Any]) -> str:
    """A difference of shares in percentage points: "+26.6 [16, 38]"."""
    if share["value"] is None:
        return "–"
    text = f"{100 * share['value']:+.1f}"
    return text if share.get("low") is None else f"{text} [{100 * share['low']:+.0f}, {100 * share['high']:+.0f}]"


def arms_table(experiment: Experiment, comparisons: Iterable[Comparison]) -> Table:
    """A row an arm, marked where it differs from base, then the baselines that use no model."""
    base = experiment.arm("base")
    stars = {item.second: marks(item.adjusted) for item in comparisons if base and item.first == base.label}
    k = max((int((e.get("sampled") or {}).get("k", 0)) for arm in experiment.arms for e in arm.evaluations), default=0)
    columns = ["arm", "seeds", "n", "accuracy"]
    columns += [f"mean of {k}", f"pass@{k}", f"majority of {k}"] if k else []
    rows = []
    for arm in experiment.arms:
        share = accuracy(arm)
        cells = [arm.label, str(len(results(arm))), str(_rows(arm)), percent(share) + stars.get(arm.label, "")]
        if k:
            cells += [percent(sampled(arm, *path)) for path in (("accuracy",), ("pass", str(k)), ("majority",))]
        rows.append((*cells, *_form(arm)))
    for name, share in _baselines(experiment).items():
        blank = len(columns) - 4 + 3
        rows.append((f"({name})", "–", str(share["n"]), percent(share), *["–"] * blank))
    stars_mean = "* < 0.05, ** < 0.01, *** < 0.001. "
    against = f"Stars: p after Holm's correction against {base.label}, {stars_mean}" if base else ""
    return Table(
        "arms",
        "Arms",
        (*columns, "in format", "finished", "tokens"),
        tuple(rows),
        f"Greedy accuracy with 95 % intervals. {against}In brackets: baselines that use no model.",
        frozenset(range(1, len(columns) + 3)),
    )


def comparisons_table(comparisons: Sequence[Comparison]) -> Table:
    """Every pair of arms on the rows that both answered."""
    rows = [
        (
            f"{item.second} − {item.first}",
            str(item.n),
            points(item.difference),
            p_value(item.p),
            p_value(item.adjusted) + marks(item.adjusted),
            item.test,
        )
        for item in comparisons
    ]
    caption = (
        "The same rows in both arms. Points are percentage points with a 95 % interval; p is corrected over the table."
    )
    tests = {item.test for item in comparisons}
    caption += "".join(f" {text}" for name, text in SEEDS.items() if any(name in test for test in tests))
    return Table(
        "comparisons",
        "Paired differences in greedy accuracy",
        ("arms", "n", "points", "p", "p (Holm)", "test"),
        tuple(rows),
        caption,
        frozenset(range(1, 5)),
    )


def slices_table(experiment: Experiment, dimension: str) -> Table:
    """Accuracy of each arm in each slice of a dimension."""
    shares = {arm.label: by_slice(arm, dimension) for arm in experiment.arms}
    names = sorted({name for found in shares.values() for name in found})
    rows = []
    for name in names:
        n = max(found[name]["n"] for found in shares.values() if name in found)
        rows.append((name, str(n), *(percent(found.get(name)) for found in shares.values())))
    return Table(
        f"by-{dimension.replace(' ', '-')}",
        f"Greedy accuracy by {dimension}",
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


def cost_table(experiment: Experiment, runs: Mapping[str, RunRecord]) -> Table:
    """Tokens, FLOPs and time of each arm, with those of the runs that it starts from."""
    rows = []
    for arm in experiment.arms:
        train = total_cost(arm.runs[0], runs)
        spent = (arm.evaluations[0]["cost"]["evaluation"] if arm.evaluations else {}).get("seconds", 0)
        rows.append(
            (
                arm.label,
                f"{train['tokens']:,.0f}",
                f"{train['flops']:.2e}" if train["flops"] else "0",
                f"{train['seconds']:,.0f}",
                f"{train['peak_memory_mb']:,.0f}" if train["peak_memory_mb"] else "–",
                f"{spent:,.0f}",
            )
        )
    return Table(
        "cost",
        "What it cost",
        ("arm", "training tokens", "training FLOPs", "training s", "peak MB", "evaluation s"),
        tuple(rows),
        "The first seed of each arm, with the runs that it starts from. FLOPs are 6 (SFT), 8 or 10 (RLVR, with a "
        "reference model) × weights × tokens.",
        frozenset(range(1, 6)),
    )


def total_cost(run: RunRecord, runs: Mapping[str, RunRecord]) -> dict[str, float]:
    """The training cost of a run and of its ancestors; peak memory is the largest of them."""
    own = ((run.evaluation or {}).get("cost") or {}).get("train", {})
    total = {name: float(own.get(name, 0)) for name in ("tokens", "flops", "seconds", "peak_memory_mb")}
    parent = runs.get(run.parent or "")
    if parent is not None:
        before = total_cost(parent, runs)
        peak = max(total["peak_memory_mb"], before["peak_memory_mb"])
        total = {name: total[name] + before[name] for name in total} | {"peak_memory_mb": peak}
    return total


def runs_table(runs: Iterable[RunRecord]) -> Table:
    """Every run folder that was read, finished or not."""
    rows = tuple(
        (run.id, run.arm, str(run.seed), run.state, run.parent or "–", run.error or "; ".join(run.problems) or "–")
        for run in runs
    )
    columns = ("run", "arm", "seed", "state", "starts from", "problem")
    return Table("runs", "Runs", columns, rows, "A run that is not done stands in no other table.", frozenset({2}))


def published_table(task: str) -> Table | None:
    """Sourced numbers of others for this task."""
    entries = (yaml.safe_load(PUBLISHED.read_text(encoding="utf-8")) or {}).get(task)
    if not entries:
        return None
    rows = tuple(
        (entry["what"], entry["data"], "–".join(f"{100 * end:g}" for end in entry["accuracy"]) + " %", entry["source"])
        for entry in entries
    )
    return Table(
        "published",
        "Published numbers",
        ("what", "data", "accuracy", "source"),
        rows,
        "For orientation: data, prompts and scoring differ from the runs above.",
        frozenset({2}),
    )


def p_value(p: float) -> str:
    """0.00004 -> "< 0.001"."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _rows(arm: Arm) -> int:
    return max(len(run.predictions) for run in arm.runs)


def _form(arm: Arm) -> tuple[str, str, str]:
    """Share in format and finished, and mean tokens, over every completion of the arm; dashes without any."""
    rows = arm.predictions
    total = len(rows)
    if not rows:
        return "–", "–", "–"
    formed = sum(row["status"] != "malformed" for row in rows) / total
    finished = sum(bool(row["finished"]) for row in rows) / total
    return f"{100 * formed:.0f} %", f"{100 * finished:.0f} %", f"{sum(row['tokens'] for row in rows) / total:.0f}"


def _baselines(experiment: Experiment) -> dict[str, Any]:
    found = (evaluation.get("baselines") or {} for arm in experiment.arms for evaluation in arm.evaluations)
    return next((dict(item) for item in found if item), {})


def _reasons(arm: Arm) -> Counter[str]:
    return sum((Counter(evaluation.get("reasons") or {}) for evaluation in arm.evaluations), Counter())
