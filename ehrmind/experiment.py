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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ehrmind import checkpoints, runs, tracking
from ehrmind.config import Config, step_config
from ehrmind.console import bar, say, show_header, show_results
from ehrmind.data import check_answers, check_leaks, check_rows
from ehrmind.distributed import agree, barrier, is_main
from ehrmind.errors import RunError
from ehrmind.evaluation import diagnosis
from ehrmind.evaluation.evaluate import evaluate, filled_split, held_out
from ehrmind.evaluation.metrics import Question
from ehrmind.files import is_full
from ehrmind.job import Checkpoint, Job
from ehrmind.models import hub
from ehrmind.privacy.guard import guarded
from ehrmind.provenance import card
from ehrmind.runs import Run, State
from ehrmind.stages.base import Step
from ehrmind.stages.diagnose import Diagnose
from ehrmind.stopping import EXIT_REQUEUE, Stopped
from ehrmind.tasks.base import Data, Policy, loaded
from ehrmind.tracking import Tracker, open_trackers


def run_plan(config: Config, overrides: Sequence[str]) -> list[dict[str, Any]]:
    """Do every run of the config's plan; returns their evaluations. Raises UserError."""
    with guarded(config.task.data_policy):
        return _run_plan(config, overrides)


def _run_plan(config: Config, overrides: Sequence[str]) -> list[dict[str, Any]]:
    tracking.check(config.tracking)  # refuse what is not there before anything runs
    for step in config.stage.plan():
        step.stage.reads()
    steps = config.stage.plan()
    data = _loaded(config, any(step.stage.trains for step in steps))
    _show_plan(config, data, steps)
    known = {config.task.registered_name: (data, runs.hash_examples(data.splits))}
    finished: dict[str, Run] = {}
    results: dict[str, list[dict[str, Any]]] = {}  # by task
    chain = ""
    for step in steps:
        part = step_config(config, step)
        name = part.task.registered_name
        if name not in known:
            rows = _loaded(part, False)
            known[name] = (rows, runs.hash_examples(rows.splits))
        rows, sha256 = known[name]
        parent, start = _origin(step, part, finished)
        run = runs.identify(part, step.arm, parent, sha256)
        chain = chain or run.id
        if agree(runs.is_done(run)):
            say(f"{step.arm}: done before, in {run.folder} (remove the folder to do it again)")
        else:
            if start is None or part.model.lora.rank:  # an adapter's base is loaded too
                hub.check(part.model)
            _do(part, step, run, start, rows, overrides, chain)
        finished[run.folder.name if step.task else step.arm] = run
        results.setdefault(name, []).append(json.loads((run.folder / "eval.json").read_text()))
    for task, found in results.items():
        show_results(found, f"{task} · {config.model.name} · {config.evaluation.split} split")
    for run in finished.values():
        say(f"{run.arm}: {run.folder}")
    return [result for found in results.values() for result in found]


def _loaded(config: Config, trains: bool) -> Data:
    """The task's rows, checked before anything uses them. Raises DataError."""
    with guarded(config.task.data_policy):
        data = loaded(config.task)
    check_leaks(data.splits, data.leaky)
    check_rows(data, filled_split(config), trains)
    if trains:
        check_answers(data.splits["train"], config.task.labels)
    return data


def _origin(step: Step, config: Config, finished: dict[str, Run]) -> tuple[str | None, Path | None]:
    """The parent's id and weights: of the arm that the plan names, or of `stage.init_from`."""
    if step.starts_from is not None:
        parent = finished[step.starts_from]
        return parent.id, parent.model
    if config.stage.init_from is not None:
        return runs.open_finished(config.stage.init_from, config)
    return None, None


def _do(
    config: Config, step: Step, run: Run, start: Path | None, data: Data, overrides: Sequence[str], chain: str
) -> None:
    """One run, recorded from its first moment to how it ended."""
    with runs.locked(run):
        if agree(runs.is_done(run)):  # by another process, since we looked
            return
        resume = agree(runs.begin(run, config, overrides, data.manifest) if is_main() else None)
        say(f"{step.arm}: {run.folder}")
        with (
            _recorded(run),
            guarded(config.task.data_policy, run.folder),
            _log_file(run.folder / "log.txt"),
            _tracked(config, run, data, chain) as trackers,
        ):
            job = Job(config, data, run, start, trackers, resume)
            checkpoint = _train(job, step)
            result, questions = _evaluate(job, checkpoint)
            if is_main():
                card.write(run.folder)
            _summarise(trackers, result)
            if isinstance(step.stage, Diagnose):
                say(f"{step.arm}: {diagnosis.record(config, data, run, questions)}")
    barrier()  # every process reads the finished record


@contextmanager
def _tracked(config: Config, run: Run, data: Data, chain: str) -> Iterator[list[Tracker]]:
    """The trackers of a run, each told at the end whether it failed or was asked to stop."""
    trackers = open_trackers(config, run, data.manifest, chain)
    exit_code = 1
    try:
        yield trackers
        exit_code = 0
    except Stopped:
        exit_code = EXIT_REQUEUE
        raise
    finally:
        for tracker in trackers:
            tracker.finish(exit_code)


def _train(job: Job, step: Step) -> Checkpoint | None:
    """Train, unless an earlier attempt has; then only its evaluation is left to do."""
    if agree(runs.is_trained(job.run)):
        say(f"{step.arm}: trained before, in {job.run.model}")
        return Checkpoint(job.run.model, json.loads(job.run.checkpoint.read_text()))
    done = checkpoints.sealed(job.resume)["step"] if job.resume else 0
    if done:
        say(f"{step.arm}: goes on after step {done}")
    with bar(f"{step.arm}: train", done=done) as progress:
        return _trained(dataclasses.replace(job, advance=progress.step))


def _trained(job: Job) -> Checkpoint | None:
    """The weights of the job's training; None where there is none, and then nothing heavy is loaded for it."""
    if not job.config.stage.trains:
        return None
    from ehrmind.models.machine import forget_training
    from ehrmind.rl.train import train

    checkpoint = train(job)
    forget_training()
    return checkpoint


def _evaluate(job: Job, checkpoint: Checkpoint | None) -> tuple[dict[str, Any], list[Question]]:
    from ehrmind.models.load import policy_of

    weights, cost = (checkpoint.folder, checkpoint.cost) if checkpoint else (job.start, {})
    policy = policy_of(job, weights)
    with bar(f"{job.run.arm}: evaluate", len(held_out(job.config, job.data))) as progress:
        return evaluate(job.config, job.data, policy, job.run, cost, progress.advance)


def _summarise(trackers: Sequence[Tracker], result: Mapping[str, Any]) -> None:
    summary = {"eval/n": result["n"]}
    for name, found in result["metrics"].items():
        ends = {f"eval/{name}_{end}": found[end] for end in ("low", "high")}
        summary |= {f"eval/{name}": found["value"], **ends}
    for tracker in trackers:
        tracker.summary(summary)


@contextmanager
def _recorded(run: Run) -> Iterator[None]:
    """Write into status.json how the run ends, whatever ends it."""
    try:
        yield
    except (KeyboardInterrupt, Stopped):
        runs.end(run, State.INTERRUPTED)
        raise
    except BaseException as error:
        with suppress(OSError):  # a full disk takes no note either
            runs.end(run, State.FAILED, f"{type(error).__name__}: {error}")
        if is_full(run.folder, error):
            raise RunError(
                f"the disk of {run.folder} is full; make room and start again by the same command: "
                "the run goes on from its newest checkpoint"
            ) from error
        raise
    runs.end(run, State.DONE)


@contextmanager
def _log_file(path: Path) -> Iterator[None]:
    """Send log records and warnings to the run's log.txt instead of the terminal."""
    handler = logging.FileHandler(path, encoding="utf-8") if is_main() else logging.NullHandler()
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
    for what, counts in (("left out", data.manifest["dropped"]), ("changed", data.manifest.get("changed"))):
        if counts:
            reasons = ", ".join(f"{count} {reason}" for reason, count in counts.items())
            rows += f" ({what}: {reasons})"
    evaluated = len(held_out(config, data))
    restricted = config.task.data_policy is Policy.RESTRICTED
    show_header(
        "ehrmind",
        {
            "data": data.manifest["description"],
            **({"restricted": "text stays in private/ of the runs"} if restricted else {}),
            "rows": rows,
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
