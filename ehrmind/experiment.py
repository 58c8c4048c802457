"""Run a configuration: plan it into runs, and take each from its data to its evaluation.

    base: Evaluate ──────────────────────────────> eval.json
    sft: SFT -> model/ ──────────────────────────> eval.json
    sft_rlvr: RLVR from sft's model/ -> model/ ──> eval.json

A finished run is not done again: its record is read and shown.
"""

import dataclasses
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ehrmind import runs
from ehrmind.config import Config
from ehrmind.console import bar, say, show_header, show_results
from ehrmind.data import check_leaks
from ehrmind.evaluation.evaluate import evaluate, held_out
from ehrmind.evaluation.metrics import Question
from ehrmind.runs import Run, State
from ehrmind.stages.base import Checkpoint, Job, Step
from ehrmind.tasks.base import Data
from ehrmind.tracking import Tracker, open_trackers


def run_plan(config: Config, overrides: Sequence[str]) -> list[dict[str, Any]]:
    """Do every run of the config's plan; returns their evaluations. Raises UserError."""
    for step in config.stage.plan():
        step.stage.reads()  # refuse what is not there before anything runs
    data = config.task.load()
    check_leaks(data.splits)
    sha256 = runs.hash_examples(data.splits)
    steps = config.stage.plan()
    _show_plan(config, data, steps)
    finished: dict[str, Run] = {}
    results = []
    chain = ""
    for step in steps:
        part = dataclasses.replace(config, stage=step.stage)
        parent, start = _origin(step, part, finished)
        run = runs.identify(part, step.arm, parent, sha256)
        chain = chain or run.id
        if runs.is_done(run):
            say(f"{step.arm}: done before, in {run.folder} (remove the folder to do it again)")
        else:
            _do(part, step, run, start, data, overrides, chain)
        finished[step.arm] = run
        results.append(json.loads((run.folder / "eval.json").read_text()))
    show_results(results, f"{config.task.registered_name} · {config.model.name} · {config.evaluation.split} split")
    for arm, run in finished.items():
        say(f"{arm}: {run.folder}")
    return results


def _origin(step: Step, config: Config, finished: dict[str, Run]) -> tuple[str | None, Path | None]:
    """The parent's id and weights: of the arm that the plan names, or of `stage.init_from`."""
    if step.starts_from is not None:
        parent = finished[step.starts_from]
        return parent.id, parent.model
    if config.stage.init_from is not None:
        return runs.open_finished(config.stage.init_from)
    return None, None


def _do(
    config: Config, step: Step, run: Run, start: Path | None, data: Data, overrides: Sequence[str], chain: str
) -> None:
    """One run, recorded from its first moment to how it ended."""
    runs.begin(run, config, overrides, data.manifest)
    say(f"{step.arm}: {run.folder}")
    with _recorded(run), _log_file(run.folder / "log.txt"):
        trackers = open_trackers(config, run, data.manifest, chain)
        exit_code = 1
        try:
            job = Job(config, data, run, start, trackers)
            checkpoint = _train(job, step)
            result, questions = _evaluate(job, checkpoint)
            _summarise(trackers, result)
            conclusion = step.stage.conclude(job, questions)
            if conclusion:
                say(f"{step.arm}: {conclusion}")
            exit_code = 0
        finally:
            for tracker in trackers:
                tracker.finish(exit_code)


def _train(job: Job, step: Step) -> Checkpoint | None:
    """Train, unless an earlier attempt has; then only its evaluation is left to do."""
    if runs.is_trained(job.run):
        say(f"{step.arm}: trained before, in {job.run.model}")
        return Checkpoint(job.run.model, json.loads(job.run.checkpoint.read_text()))
    with bar(f"{step.arm}: train") as progress:
        checkpoint = step.stage.train(dataclasses.replace(job, advance=progress.step))
    if checkpoint is not None:
        runs.write_json(job.run.checkpoint, dict(checkpoint.cost))
    return checkpoint


def _evaluate(job: Job, checkpoint: Checkpoint | None) -> tuple[dict[str, Any], list[Question]]:
    from ehrmind.models.load import load

    weights, cost = (checkpoint.folder, checkpoint.cost) if checkpoint else (job.start, {})
    policy = load(job.config.model, weights, job.texts)
    with bar(f"{job.run.arm}: evaluate", len(held_out(job.config, job.data))) as progress:
        return evaluate(job.config, job.data, policy, job.run, cost, progress.advance)


def _summarise(trackers: Sequence[Tracker], result: Mapping[str, Any]) -> None:
    summary = {"eval/n": result["n"]}
    for name, share in result["metrics"].items():
        summary |= {
            f"eval/{name}": share["value"],
            f"eval/{name}_low": share["low"],
            f"eval/{name}_high": share["high"],
        }
    for tracker in trackers:
        tracker.summary(summary)


@contextmanager
def _recorded(run: Run) -> Iterator[None]:
    """Write into status.json how the run ends, whatever ends it."""
    try:
        yield
    except KeyboardInterrupt:
        runs.end(run, State.INTERRUPTED)
        raise
    except BaseException as error:
        runs.end(run, State.FAILED, f"{type(error).__name__}: {error}")
        raise
    runs.end(run, State.DONE)


@contextmanager
def _log_file(path: Path) -> Iterator[None]:
    """Send log records and warnings to the run's log.txt instead of the terminal."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level, others = root.level, root.handlers[:]
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = others
        root.setLevel(level)
        handler.close()


def _show_plan(config: Config, data: Data, steps: Sequence[Step]) -> None:
    rows = " · ".join(f"{name} {count}" for name, count in data.manifest["rows"].items())
    dropped = ", ".join(f"{count} {reason}" for reason, count in data.manifest["dropped"].items())
    evaluated = len(held_out(config, data))
    show_header(
        "ehrmind",
        {
            "data": data.manifest["description"],
            "rows": rows + (f" (left out: {dropped})" if dropped else ""),
            "model": f"{config.model.name} ({config.model.path or config.model.origin.value})",
            "runs": " -> ".join(step.arm for step in steps),
            **{f"{step.arm}": step.stage.outline() for step in steps if step.stage.outline()},
            "evaluation": _evaluation_outline(config, evaluated),
        },
    )


def _evaluation_outline(config: Config, rows: int) -> str:
    settings = config.evaluation
    samples = f"greedy and {settings.k} samples" if settings.k else "greedy"
    return f"{samples} on {rows} rows of the {settings.split} split, {settings.completion_tokens} tokens at most"
