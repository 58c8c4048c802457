"""What a reader must know before any number: runs that failed, files that cannot be read, a model of random weights.

doubts(runs)  ->  ["medcalc-tiny-sft-3f9a1c02: failed (OutOfMemory: 8 GB)", ...]
"""

from collections.abc import Iterator, Mapping, Sequence

from ehrmind.evaluation.given import REFUSED, VOTED
from ehrmind.report.arms import measures_of
from ehrmind.report.mixed import mixed
from ehrmind.report.read import RunRecord
from ehrmind.report.stand_ins import LOOKS, stood_for

OFF = "repetition_penalty"  # stands for what models.server asks to be off
FEW_VOTES = 10  # below it the shares of votes go in steps of more than ten percentage points


def doubts(runs: Sequence[RunRecord]) -> list[str]:
    """What a reader must know before any number: runs that failed or are missing, files that could not be read."""
    ids = {run.id for run in runs}
    found = [f"{run.id}: {run.state}{f' ({run.error})' if run.error else ''}" for run in runs if run.state != "done"]
    found += [f"{run.id}: {problem}" for run in runs for problem in run.problems]
    found += [
        f"{run.id} starts from {run.parent}, which is not among these runs: its cost is not counted"
        for run in runs
        if run.parent and run.parent not in ids
    ]
    found += [f"{run.id}: {problem}" for run in runs for problem in _of_another_version(run)]
    random = sorted({run.model for run in runs if (run.config.get("model") or {}).get("origin") == "random"})
    found += [
        f"{run.id}: the server sampled in its own way (model.own_sampling), so that what is called greedy is one sample"
        for run in runs
        if (run.config.get("model") or {}).get("own_sampling")
    ]
    done = [run for run in runs if run.state == "done"]
    found += [f"{run.id}: {problem}" for run in done for problem in (*_of_a_server(run), *_of_a_file(run))]
    found += [*_of_missing_starts(runs), *_of_stand_ins(runs)]
    found += [*_of_ways(done), *_of_one_file(done), *_of_many_files(done), *mixed(runs)]
    found += [
        f"The model “{name}” has random weights: its numbers show that things run, and nothing else." for name in random
    ]
    return found


def _of_missing_starts(runs: Sequence[RunRecord]) -> Iterator[str]:
    """Of runs of one arm that start from runs which are not here: how many trainings they are, of which seed."""
    by_id = {run.id: run for run in runs}
    found: dict[tuple[str, ...], list[str]] = {}
    for run in runs:
        start = _missing_start(run, by_id)
        if start and run.state == "done" and run.stage not in LOOKS:
            found.setdefault((*run.experiment, run.arm), []).append(start)
    for (*_, arm), starts in found.items():
        if len(starts) > 1 and len(set(starts)) == 1:
            yield f"{arm}: {len(starts)} runs go back to {starts[0]}, which is not among these: they are one training"
        elif len(starts) > 1:
            yield (
                f"{arm}: {len(starts)} runs go back to {len(set(starts))} runs that are not among these: their seeds "
                "cannot be told apart, and no difference of theirs has a star"
            )


def _missing_start(run: RunRecord, by_id: Mapping[str, RunRecord]) -> str:
    """The run that this one goes back to, where it is not among these; empty where it is."""
    parent = by_id.get(run.parent or "")
    return _missing_start(parent, by_id) if parent else run.parent or ""


def _of_stand_ins(runs: Sequence[RunRecord]) -> Iterator[str]:
    """Of runs with the same greedy answers, of which one stands in the tables."""
    if found := stood_for(runs):
        told = ", ".join(f"{best} for {run}" for run, best in sorted(found.items()))
        yield f"of runs that differ in samples and probes alone one stands in the tables: {told}"


def _of_another_version(run: RunRecord) -> Iterator[str]:
    """What stands in the run's evaluation and cannot be computed from its rows here."""
    evaluation = run.evaluation or {}
    known = {measure.name for measure in measures_of(run)}
    unknown = [name for name in evaluation.get("metrics", {}) if name not in known]
    if unknown:
        yield f"the measures {', '.join(unknown)} are not known here, and are not shown"
    lost = [name for name in evaluation.get("baselines") or {} if name not in run.baselines]
    if lost:
        yield f"the answers of the baselines {', '.join(lost)} were not kept, and stand in no table"


def _of_a_file(run: RunRecord) -> Iterator[str]:
    """Completions of which nothing but an id says which question they answer."""
    told = (run.evaluation or {}).get("completions") or {}
    if count := told.get("by_id_alone"):
        yield f"{count} completions are matched by the id of their row alone; other settings have rows of the same ids"
    if count := told.get("asked_otherwise"):
        yield f"{count} completions have a prompt without the question as it is asked here: it was cut, or is another"


def _of_a_server(run: RunRecord) -> Iterator[str]:
    """What a server left out or ended, and labels whose probabilities say little."""
    evaluation = run.evaluation or {}
    told = evaluation.get("server") or {}
    endings, k = dict(told.get("endings") or {}), (evaluation.get("sampled") or {}).get("k") or 0
    if count := endings.pop(REFUSED, 0):
        yield f"the server refused {count} completions, which count as failed (log.txt has its words)"
    if endings:
        each = ", ".join(f"{count} by {name}" for name, count in endings.items())
        yield f"the server ended completions before they were whole: {each}"
    if OFF in told.get("declined", ()):
        yield f"the server takes no {OFF}, top_k and min_p: its model's own may be in its answers"
    if names := told.get("changed"):
        yield f"the server said otherwise of its model in a later attempt ({', '.join(names)}): it may be another one"
    if told.get("shots"):
        yield f"solved examples stand {told['shots']}; a model that is loaded here has them as turns of its chat"
    if count := told.get("unread"):
        yield f"of {count} answers that name a label no probability could be read; their labels count as equally likely"
    if told.get("probabilities") == VOTED and 0 < k < FEW_VOTES:
        yield f"its label probabilities are the shares of {k} votes, and go in steps of 1/{k}; evaluation.k=12 is finer"


def _of_ways(runs: Sequence[RunRecord]) -> Iterator[str]:
    """Of label probabilities on the same rows that were obtained in different ways."""
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for run in runs:
        task, _, sha256, split = run.experiment
        if way := _way(run):
            found.setdefault((task, sha256, split), {}).setdefault(way, []).append(f"{run.arm} of {run.model}")
    for (task, *_), ways in found.items():
        if len(ways) > 1:
            told = "; ".join(f"{way}: {', '.join(dict.fromkeys(arms))}" for way, arms in ways.items())
            yield (
                f"{task}: label probabilities were obtained in different ways, so that measures of them differ by the "
                f"way, too. {told}"
            )


def _way(run: RunRecord) -> str:
    """How the labels' probabilities were obtained; empty where there are none."""
    evaluation = run.evaluation or {}
    if not evaluation.get("probabilities"):
        return ""
    here = "given by a file" if "completions" in evaluation else "read after the reasoning, of every label"
    return str((evaluation.get("server") or {}).get("probabilities") or here)


def _of_many_files(runs: Sequence[RunRecord]) -> Iterator[str]:
    """Of SFT on rationales of each seed, which stand as one arm: whether their files are alike is not known here."""
    found: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for run in runs:
        if file := (run.config.get("run") or {}).get("rationales"):
            found.setdefault((*run.experiment, run.arm), {}).setdefault(str(file), set()).add(str(run.seed))
    for (*_, arm), files in found.items():
        seeds = [seed for of in files.values() for seed in of]
        if len(files) == len(seeds) == len(set(seeds)) > 1:
            yield (
                f"{arm}: {len(files)} files of rationales, each of a seed, stand as trainings of one arm; where they "
                "are of other models or settings, report them apart"
            )


def _of_one_file(runs: Sequence[RunRecord]) -> Iterator[str]:
    """Of completions of one file that stand as those of several seeds."""
    found: dict[tuple[str, ...], list[RunRecord]] = {}
    for run in runs:
        if run.file:
            found.setdefault((*run.experiment, run.arm, run.file), []).append(run)
    for same in found.values():
        if len({run.seed for run in same}) > 1:
            yield (
                f"{', '.join(run.id for run in same)} judge one file under several seeds: they are one training, and "
                "count as one"
            )
