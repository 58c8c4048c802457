"""Tables on how arms reason: the checks of their rationales, the reward-hacking watch, and how sure they are.

reasoning(experiment) -> (Table("reasoning", ...), ["sft: 12 % of the right answers come without reasoning."])
"""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from ehrmind.evaluation.passk import majority_vote
from ehrmind.evaluation.rationales import Checks, check, summarise, watch
from ehrmind.evaluation.shown import shown
from ehrmind.evaluation.statistics import clustered_mean, proportion
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.lineage import bases_of
from ehrmind.report.read import RunRecord
from ehrmind.report.sampled import sampled
from ehrmind.report.tables import Table

BINS = 5  # of confidence


def reasoning(experiment: Experiment) -> tuple[Table, list[str]]:
    """Checks of the greedy completions of each arm beside those of the gold reasoning, and what looks suspicious.

    Each run is watched by itself, since the completions of several seeds to one prompt are not independent. A run
    without a readable completion is named as not looked at.
    """
    rows, flags, unread = [], [], []
    bases = bases_of(experiment)
    gold = _gold_checks(experiment)
    if gold:
        rows.append(_row("(gold)", summarise(gold)))
    for arm in experiment.arms:
        base = bases.get(arm.label)
        before = _first_metrics(base) if base and base is not arm else None
        checks: list[Checks] = []
        for run in arm.runs:
            found = _checks(run)
            checks += found
            if found:
                flags += [f"{arm.name_run(run)}: {flag}" for flag in _watch(run, found, before)]
            else:
                unread.append(f"{arm.name_run(run)}: not looked at, since no completion could be read.")
        if checks:
            rows.append(_row(arm.label, summarise(checks)))
    if not flags and len(unread) < sum(len(arm.runs) for arm in experiment.arms):
        flags.append(
            "No flag was raised. Looked for: reward that grows with length, format that improves while accuracy does "
            "not, right answers without reasoning. What was not looked for may be there."
        )
    columns = (
        "arm",
        "words",
        "steps",
        "numbers",
        "not in the note",
        "one block",
        "reasoned",
        "refused",
        "script",
    )
    caption = (
        "Means over the greedy completions. “Not in the note”: share of the numbers in the reasoning that the prompt "
        "does not hold and the reasoning does not compute (constants of a formula count, as the gold row shows). "
        "“Script”: another script than Latin."
    )
    return Table("reasoning", "Reasoning", columns, tuple(rows), caption, frozenset(range(1, 9))), flags + unread


def confidence(experiment: Experiment) -> dict[str, list[tuple[float, float, float | None, float | None]]]:
    """By arm, the share of right majority answers at each level of agreement of the samples: (x, value, low, high)."""
    curves = {}
    for arm in experiment.arms:
        bins: list[list[tuple[float, float, str]]] = [[] for _ in range(BINS)]
        for agreement, right, group in _votes(arm):
            bins[min(int(agreement * BINS), BINS - 1)].append((agreement, right, group))
        points = []
        for members in filter(None, bins):
            share = clustered_mean([right for _, right, _ in members], [group for *_, group in members])
            points.append((fmean(agreement for agreement, *_ in members), share["value"], share["low"], share["high"]))
        if points:
            curves[arm.label] = points
    return curves


PROBES = {  # where it stands in eval.json -> what a reader calls it
    ("truncate", "answer_stays_with_half"): "answer stays with half of the reasoning",
    ("truncate", "answer_stays_with_none"): "answer stays with none",
    ("edit", "reasoning_follows"): "reasoning quotes a changed number",
    ("edit", "answer_moves"): "answer moves with it",
}


def probes_table(experiment: Experiment) -> Table | None:
    """Whether the reasoning carries the answer; None where nothing was probed. Of several runs the first that was."""
    rows = []
    for arm in experiment.arms:
        found: Mapping[str, Any] = next((e["probes"] for e in arm.evaluations if e.get("probes")), {})
        if found:
            rows.append((arm.label, *(shown(found.get(kind, {}).get(name)) for kind, name in PROBES)))
    if not rows:
        return None
    caption = (
        "Of well-formed greedy answers, with 95 % intervals. An answer that stays without its reasoning did not need "
        "it; one that stays when a number changes that it quotes was not read off the note, or is a score or a class "
        "that the change does not reach."
    )
    columns, numeric = ("arm", *PROBES.values()), frozenset(range(1, len(PROBES) + 1))
    return Table("probes", "Does the reasoning carry the answer?", columns, tuple(rows), caption, numeric)


def diagnosis_table(run: RunRecord) -> Table | None:
    """Known, misapplied and missing by category, with the gain that sampling promises; a checkpoint is named."""
    found = run.diagnosis
    if not found:
        return None
    parts: Mapping[str, Any] = {**found.get("by", {}).get("category", {}), "all": found}
    rows = tuple(
        (
            name,
            str(part["n"]),
            *(shown(part[kind]) for kind in ("known", "misapplied", "missing")),
            shown(part["predicted_gain"]),
        )
        for name, part in parts.items()
    )
    return Table(
        f"diagnosis-{run.id}",
        f"{f'After {run.parent}' if run.parent else 'Before training'}: {run.model}, "
        f"{found['n']} {(run.config.get('evaluation') or {}).get('split')} questions, {found['k']} samples each",
        ("category", "n", "known", "misapplied", "missing", "predicted gain"),
        rows,
        f"{found['advice']} Known: right every time; misapplied: sometimes; missing: never. Predicted gain: pass@"
        f"{found['k']} less mean accuracy, the most that RLVR can gain by sharpening alone.",
        frozenset(range(1, 6)),
    )


def _votes(arm: Arm) -> list[tuple[float, float, str]]:
    """For each question its samples' agreement, whether the majority is right, and its group."""
    votes, groups = [], arm.groups
    for run in arm.runs:
        by_question: dict[str, list[Mapping[str, Any]]] = {}
        for row in run.samples:
            by_question.setdefault(row["id"], []).append(row)
        for key, rows in by_question.items():
            answers = [str(row["answer"]) for row in rows]
            read = [answer for answer in answers if answer]
            agreement = max((read.count(answer) for answer in set(read)), default=0) / len(answers)
            right = majority_vote(answers, [row["status"] == "correct" for row in rows])
            votes.append((agreement, right, groups.get(key, key)))
    return votes


def _watch(run: RunRecord, checks: Sequence[Checks], base: Mapping[str, Mapping[str, Any]] | None) -> list[str]:
    """What looks suspicious in the greedy completions of one run."""
    right = [float(row["status"] == "correct") for row in run.predictions]
    lengths = [int(row["tokens"]) for row in run.predictions]
    return list(watch(right, lengths, checks, _metrics(run), base, "tokens" if run.counted else "words")["flags"])


def _checks(run: RunRecord) -> list[Checks]:
    prompts = {key: str(row["prompt"]) for key, row in run.rows.items()}
    return [check(row["text"], prompts.get(row["id"], ""), row["finished"] is not False) for row in run.predictions]


def _gold_checks(experiment: Experiment) -> list[Checks]:
    rows = {key: row for arm in experiment.arms for run in arm.runs for key, row in run.rows.items()}
    return [check(str(row["gold_completion"]), str(row["prompt"]), True) for row in rows.values()]


def _metrics(run: RunRecord) -> dict[str, dict[str, Any]]:
    rows = run.predictions
    return {
        "accuracy": proportion(sum(row["status"] == "correct" for row in rows), len(rows)),
        "format": proportion(sum(map(_in_format, rows)), len(rows)),
    }


def _first_metrics(arm: Arm) -> dict[str, dict[str, Any]] | None:
    """Of the first of the arm's runs that can be read."""
    return next((_metrics(run) for run in arm.runs if run.predictions), None)


def _in_format(row: Mapping[str, Any]) -> bool:
    return bool(row.get("marks", {}).get("format", row["status"] != "malformed"))


def _row(label: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    shares = found["shares"]
    return (
        label,
        *(_number(found[name]["mean"]) for name in ("words", "steps", "numbers")),
        _percent(found["unsupported_share"]["mean"]),
        *(_percent(shares[name]["value"]) for name in ("one_think_block", "reasoned", "refused", "other_language")),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def curve_of(arm: Arm) -> list[tuple[float, float, float | None, float | None]]:
    """pass@k as points (k, value, low, high)."""
    ks = {k for evaluation in arm.evaluations for k in (evaluation.get("sampled") or {}).get("pass") or {}}
    found = {int(k): sampled(arm, "pass", k) for k in ks}
    return [(k, share["value"], share["low"], share["high"]) for k, share in sorted(found.items()) if share]
