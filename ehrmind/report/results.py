"""The tables of results, from the arms and the baselines of one experiment.

arms_table(experiment, family(experiment)).rows
    -> (("base", "1", "64", "0.0 % [0, 6]", ...), ("sft", "1", "64", "26.6 % [17, 38]***", "-1.6 [-9, +6]", ...))
"""

from collections.abc import Iterable, Sequence
from itertools import product

from ehrmind.errors import ConfigError
from ehrmind.evaluation.measures import ACCURACY, DEFAULT, Direction, Measure
from ehrmind.evaluation.seeds import FEWEST
from ehrmind.evaluation.shown import BESIDE, NONE, bounds, difference, of_queries, shown, value_of
from ehrmind.report.arms import Arm, Experiment
from ehrmind.report.compare import CROSSED, HELD_FIXED, Comparison, best_baseline, compare, measured, results
from ehrmind.report.lineage import alike, bases_of
from ehrmind.report.read import RunRecord
from ehrmind.report.sampled import sampled
from ehrmind.report.tables import Table

STARS = "* < 0.05, ** < 0.01, *** < 0.001; none below three trainings"
CLOSED = "beyond guessing"
GUESSING = (
    "Beyond guessing: questions of closed answer sets that the samples pass, corrected (as kappa) for those that the "
    "answers to other questions would pass. "
)
ARROWS = {Direction.UP: "↑", Direction.DOWN: "↓", Direction.ONE: "→ 1"}
SEEDS = {  # what a test makes of several seeds
    CROSSED: "Crossed: both arms have the same three seeds or more; another training may turn out otherwise, as may "
    "other rows.",
    HELD_FIXED: "Training held fixed: with fewer than three trainings of an arm, or other seeds in each, they are "
    "averaged; the result is of these weights and no evidence of their recipes, so that it has no star.",
}


def arms_table(experiment: Experiment, comparisons: Iterable[Comparison]) -> Table:
    """A row an arm by the headline measure, marked where it differs from base, and then the baselines.

    A column has the difference from the best baseline: an arm that does not beat it has learned nothing of use.
    """
    measure, others = experiment.headline, experiment.measures[1:] if len(experiment.measures) <= BESIDE + 1 else ()
    bases, best = {label: base.label for label, base in bases_of(experiment).items()}, best_baseline(experiment)
    known = {(item.first, item.second): item for item in comparisons}
    k = max((int((e.get("sampled") or {}).get("k", 0)) for arm in experiment.arms for e in arm.evaluations), default=0)
    columns = ["arm", "seeds", "n", measure.label, *([f"less {best.label}"] if best else [])]
    of_samples = _of_samples(experiment, k)
    columns += [*of_samples]
    columns += [*(other.label for other in others), "tokens"]
    rows = []
    for arm in (*experiment.arms, *experiment.baselines):
        cells = [arm.label, _seeds(arm), str(_rows(arm)), shown(measured(arm, measure))]
        base = bases.get(arm.label, "")
        cells[-1] += known[base, arm.label].stars if (base, arm.label) in known else ""
        if best:
            cells.append(_against(known.get((best.label, arm.label)), measure))
        own = arm in experiment.arms
        cells += [_sampled(arm, path, k) if own else NONE for path in of_samples.values()]
        beside = (measured(arm, other) for other in others)
        rows.append((*cells, *(value_of(found) + bounds(found) for found in beside), _tokens(arm)))
    alone = len(set(bases.values())) == 1
    rivals = [*set(bases.values())] if alone else ["the untrained model asked in the same way"] if bases else []
    rivals += [f"the best baseline in the column “less {best.label}”"] if best else []
    against = f"Stars: p after Holm's correction against {', and against '.join(rivals)}: {STARS}. " if rivals else ""
    return Table(
        "arms",
        "Arms",
        tuple(columns),
        tuple(rows),
        f"Greedy {measure.label} with 95 % intervals. {_few(experiment)}{against}"
        f"{GUESSING if CLOSED in of_samples else ''}"
        f"{_brackets(experiment)}{_rankings(experiment)}{_missing(experiment)}",
        frozenset(range(1, len(columns))),
    )


def _few(experiment: Experiment) -> str:
    """Of arms with two trainings, which do not tell where a third would be: what their intervals are over."""
    found = [arm.label for arm in experiment.arms if 1 < len(arm.trainings) < FEWEST]
    return f"Of two trainings ({', '.join(found)}) intervals are over the rows alone. " if found else ""


def _of_samples(experiment: Experiment, k: int) -> dict[str, tuple[str, ...]]:
    """What the k samples say, by the name of its column: where it stands in eval.json."""
    if not k:
        return {}
    found: dict[str, tuple[str, ...]] = {
        f"mean of {k}": ("metrics", experiment.headline.name),
        f"pass@{k}": ("pass", str(k)),
        f"majority of {k}": ("majority",),
    }
    closed = any(sampled(arm, "beyond_guessing") for arm in experiment.arms)
    return found | ({CLOSED: ("beyond_guessing",)} if closed else {})


def _sampled(arm: Arm, path: tuple[str, ...], k: int) -> str:
    """A figure of the samples, and of how many seeds it is where others have other samples, or none."""
    found, runs = sampled(arm, *path, k=k), len(results(arm))
    return shown(found) + (f" ({found['runs']} of {runs} seeds)" if found and found["runs"] < runs else "")


def _against(item: Comparison | None, measure: Measure) -> str:
    return difference(item.difference, measure.unit) + item.stars if item else NONE


def _brackets(experiment: Experiment) -> str:
    """What the rows in brackets are."""
    ceilings = [arm.label for arm in experiment.baselines if arm.ceiling]
    own = any(arm.of for arm in experiment.baselines)
    parts = ["In brackets: baselines that use no language model"] if experiment.baselines else []
    parts += [f"{', '.join(ceilings)} knows the answers"] if ceilings else []
    parts += ["direct: the same model's probabilities without reasoning"] if own else []
    return "; ".join(parts + _of_one_arm(experiment)) + "." if parts else ""


def _of_one_arm(experiment: Experiment) -> list[str]:
    """The rules that answer otherwise where a model is asked otherwise (of other events), and whose stand here."""
    found: dict[str, list[str]] = {}
    for rule in (arm for arm in experiment.baselines if not arm.of):
        runs = {f"{run.id}/{rule.name}": (arm, run) for arm in experiment.arms for run in arm.runs}
        owner, own = runs.get(rule.runs[0].id, (None, None))
        if owner and own and any(_answers_otherwise(rule.name, own, run) for _, run in runs.values()):
            found.setdefault(owner.label, []).append(rule.label)
    return [f"{', '.join(rules)} as for {label}; for other settings they differ" for label, rules in found.items()]


def _answers_otherwise(name: str, first: RunRecord, second: RunRecord) -> bool:
    """Whether a rule answers a row of both runs in another way, as these ask otherwise."""
    if alike(first, second):
        return False
    known = {line["id"]: line for line in first.baselines.get(name, ())}
    return any(known.get(line["id"], line) != line for line in second.baselines.get(name, ()))


def _missing(experiment: Experiment) -> str:
    """Why a measure has no value; once for all arms where it has none of any, else with the arms that lack it."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for arm, measure in product(experiment.arms, experiment.measures):
        found = measured(arm, measure)
        if "reason" in found:
            reasons.setdefault((found["label"], found["reason"]), []).append(arm.label)
    of = {key: "" if len(arms) == len(experiment.arms) else f" of {', '.join(arms)}" for key, arms in reasons.items()}
    return "".join(f" No {label}{of[label, why]}: {why}." for label, why in reasons)


def _rankings(experiment: Experiment) -> str:
    """What a ranking's bounds are, and how many queries are left out; the same of all arms, whose rows are the same."""
    found = [measured(arm, measure) for arm in experiment.arms[:1] for measure in experiment.measures]
    skips = "".join(f" {text}." for text in of_queries(found))
    if not any("random" in item for item in found):
        return skips
    return (
        " Rankings are of the judged rows alone: random is what a random order is expected to come to, "
        f"at most what the best one does.{skips}"
    )


def measures_table(experiment: Experiment) -> Table | None:
    """Every measure of every arm and baseline with its interval; None where the table of arms says it all."""
    if experiment.measures == DEFAULT:
        return None
    arms = (*experiment.arms, *experiment.baselines)
    rows = [
        (f"{measure.label} {ARROWS[measure.direction]}", *(shown(measured(arm, measure)) for arm in arms))
        for measure in experiment.measures
    ]
    caption = (
        "Greedy answers, or the probabilities after them, with 95 % intervals. ↑ more is better, ↓ less, → nearer 1."
        f"{_rankings(experiment)}"
    )
    return Table(
        "measures",
        "Every measure",
        ("measure", *(arm.label for arm in arms)),
        tuple(rows),
        caption,
        frozenset(range(1, len(arms) + 1)),
    )


def contrasts_table(experiment: Experiment) -> Table | None:
    """The other measures' paired differences from the untrained model and the best baseline, without stars."""
    bases, best = bases_of(experiment), best_baseline(experiment)
    rivals = [(bases.get(arm.label), arm) for arm in experiment.arms] + [(best, arm) for arm in experiment.arms]
    pairs = [(first, arm) for first, arm in rivals if first and first is not arm]
    if experiment.measures == DEFAULT or not pairs:
        return None
    rows = []
    for first, second in pairs:
        found = [compare(first, second, measure) for measure in experiment.measures[1:]]
        cells = (
            difference(item.difference, measure.unit) if item else NONE
            for item, measure in zip(found, experiment.measures[1:], strict=True)
        )
        rows.append((f"{second.label} − {first.label}", *cells))
    return Table(
        "contrasts",
        "Paired differences in the other measures",
        ("arms", *(measure.label for measure in experiment.measures[1:])),
        tuple(rows),
        "The same rows in both arms, with 95 % intervals; of shares percentage points. Not corrected for their number.",
        frozenset(range(1, len(experiment.measures))),
    )


def comparisons_table(
    comparisons: Sequence[Comparison], measure: Measure = ACCURACY, margin: float | None = None
) -> Table:
    """The declared differences, on the rows that both arms answered; with a `margin` also which arms are as good.

    Two arms are where the interval of their difference lies within the margin: two one-sided tests (Schuirmann 1987,
    10.1007/BF01068419), here at 2.5 % each. Raises ConfigError for a margin that every difference lies within.
    """
    distance = None if margin is None else _in_unit(margin, measure)
    within = "" if margin is None else f"within ±{margin:g}"
    rows = [
        (
            f"{item.second} − {item.first}",
            str(item.n),
            difference(item.difference, measure.unit),
            p_value(item.p),
            p_value(item.adjusted) + item.stars,
            item.test,
            *([_same(item, distance)] if distance is not None else []),
        )
        for item in comparisons
    ]
    unit = ", in percentage points" if measure.unit == "%" else ""
    unit_name = "points" if measure.unit == "%" else "difference"
    caption = (
        f"The same rows in both arms{unit}, with a 95 % interval, which leaves out 0 where p is below 0.05. Declared "
        "before any result: each arm less base, less what it starts from, less the best baseline, and sft_more and rft "
        "less the sft_rlvr whose budget they spend; p (Holm) is corrected over the table."
    )
    tests = {item.test for item in comparisons}
    caption += "".join(f" {text}" for name, text in SEEDS.items() if any(name in test for test in tests))
    return Table(
        "comparisons",
        f"Paired differences in greedy {measure.label}",
        ("arms", "n", unit_name, "p", "p (Holm)", "test", *filter(None, [within])),
        tuple(rows),
        caption,
        frozenset(range(1, 5)),
    )


def _in_unit(margin: float, measure: Measure) -> float:
    """The margin as it is typed, of shares in points, in the measure's unit."""
    found = margin / 100 if measure.unit == "%" else margin
    if measure.within and found >= measure.within[1] - measure.within[0]:
        use = "points such as 3" if measure.unit == "%" else "0.03, say, and a report of its own where points are meant"
        raise ConfigError(f"--margin {margin:g} holds every difference in {measure.label}; use {use}")
    return found


def _same(item: Comparison, distance: float) -> str:
    low, high = item.difference["low"], item.difference["high"]
    return "–" if low is None else "yes" if -distance < low and high < distance else "not shown"


def p_value(p: float) -> str:
    """0.00004 -> "< 0.001"."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _rows(arm: Arm) -> int:
    return max(len(run.predictions) for run in arm.runs)


def _seeds(arm: Arm) -> str:
    """How many runs; and of how many trainings, where several go on from one: "3 of 1 training"."""
    if not (arm.trained or arm.name == "base"):
        return NONE
    runs, trainings = len(results(arm)), len(arm.trainings)
    return str(runs) if trainings in (0, runs) else f"{runs} of {trainings} training{'s' if trainings > 1 else ''}"


def _tokens(arm: Arm) -> str:
    """The mean length of a completion; a dash where nobody counted, and for baselines."""
    lengths = [int(row["tokens"]) for row in arm.predictions]
    return f"{sum(lengths) / len(lengths):.0f}" if any(lengths) and arm.counted else NONE
