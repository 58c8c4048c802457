"""Run a configuration: plan it into runs, and take each from its data to its evaluation.

    base: Evaluate ──────────────────────────────> eval.json
    sft: SFT -> model/ ──────────────────────────> eval.json
    sft_rlvr: RLVR from sft's model/ -> model/ ──> eval.json

A finished run is not done again: its record is read and shown.
"""

import dataclasses
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from ehrmind import checkpoints, naming, runs, stale, tracking, weights
from ehrmind.config import Config
from ehrmind.console import bar, say, show_header, show_results
from ehrmind.data import account
from ehrmind.distributed import agree, barrier, is_main
from ehrmind.errors import RunError
from ehrmind.evaluation import diagnosis, distilled, from_file, here, served
from ehrmind.evaluation.evaluate import More, evaluate, held_out
from ehrmind.evaluation.given import Writer
from ehrmind.evaluation.metrics import Question
from ehrmind.files import is_full, read_json
from ehrmind.job import Checkpoint, Job
from ehrmind.model import Origin
from ehrmind.models import hub
from ehrmind.planned import Planned, in_order, loaded, read_by_some, settle, waited_for
from ehrmind.preflight.headroom import is_exhausted
from ehrmind.privacy.guard import guarded
from ehrmind.provenance import card
from ehrmind.rl.foreseen import check_extras
from ehrmind.runs import Run, State
from ehrmind.stages.base import Step
from ehrmind.stages.diagnose import Diagnose
from ehrmind.stages.distill import Distill
from ehrmind.stages.score import ScoreStage
from ehrmind.stopping import EXIT_REQUEUE, Stopped
from ehrmind.tasks import reasons
from ehrmind.tasks.base import Data, Policy
from ehrmind.tracking import Tracker, open_trackers
from ehrmind.tracking.facts import chain_of
from ehrmind.tracking.results import numbers_of

Conclude = Callable[[Sequence[Path]], Sequence[str]]  # run folders -> sentences on what they show


def run_plan(config: Config, overrides: Sequence[str], conclude: Conclude | None = None) -> list[dict[str, Any]]:
    """Do every run of the config's plan; returns their evaluations. Raises UserError.

    What they show together is said at the end where there is somebody to `conclude` it.
    """
    with guarded(config.task.data_policy):
        return _run_plan(config, overrides, conclude)


def _run_plan(config: Config, overrides: Sequence[str], conclude: Conclude | None) -> list[dict[str, Any]]:
    tracking.check(config.tracking)  # refuse what is not there before anything runs
    check_extras(config.stage)
    for step in config.stage.plan():
        step.stage.reads()
    steps = config.stage.plan()
    config = read_by_some(config, steps)
    data = loaded(config, any(step.stage.trains for step in steps))
    _show_plan(config, data, steps)
    planned = list(in_order(config, steps, data))
    settle(planned, config.rerun)
    results: dict[str, list[dict[str, Any]]] = {}  # by task
    for item in planned:
        needed = agree(item.run.folder in waited_for(planned))
        if agree(runs.is_done(item.run) and not item.faults(needed)):
            say(f"{item.step.arm}: done before, in {item.run.folder} (remove the folder to do it again)")
        else:
            below = item.start is None or item.config.model.lora.rank  # an adapter's base is loaded too
            if below and item.step.stage.loads_model:
                hub.check(item.config.model)
            _do(item, needed, overrides, chain_of(config))
        if item.config.evaluation.split != config.evaluation.split:
            continue  # samples to learn from, which are no row of the table
        name = item.config.task.registered_name
        results.setdefault(name, []).append(read_json(item.run.folder / "eval.json", runs.AGAIN))
    for task, found in results.items():
        show_results(found, f"{task} · {config.model.name} · {config.evaluation.split} split")
    if conclude is not None and len(planned) > 1 and is_main():
        for sentence in conclude([item.run.folder for item in planned]):
            say(sentence)
    for item in planned:
        say(f"{item.run.arm}: {item.run.folder}")
    return [result for found in results.values() for result in found]


def _do(item: Planned, needed: bool, overrides: Sequence[str], chain: str) -> None:
    """One run, recorded from its first moment to how it ended. `needed`: another one starts from its weights."""
    config, step, run, data = item.config, item.step, item.run, item.data
    with runs.locked(run):
        why = agree(item.faults(needed))
        if agree(runs.is_done(run)) and not why:  # by another process, since we looked
            return
        if why and not config.rerun:
            raise stale.refusal({run.folder: why})
        if item.parent is not None:
            weights.check(item.parent)
        made_by = {**item.made_by, **stale.of_parent(item.parent), **stale.of_others(item.config)}
        stale.take_back(run, why, step.stage) if why else stale.renew(run, made_by)
        manifest = {**data.manifest, "split_sha256": naming.hash_splits(data.splits)}
        resume = agree(runs.begin(run, config, overrides, manifest, made_by, say) if is_main() else None)
        say(f"{step.arm}: {run.folder}")
        with (
            _recorded(run),
            guarded(config.task.data_policy, run.folder),
            _log_file(run.folder / "log.txt"),
            _tracked(config, run, data, chain) as trackers,
        ):
            job = Job(config, data, run, item.start, trackers, resume)
            checkpoint = _train(job, step)
            result, questions = _evaluate(job, checkpoint)
            if is_main():
                card.write(run.folder)
            for tracker in trackers:
                tracker.summary(numbers_of(result, config.task.data_policy))
            if isinstance(step.stage, Diagnose):
                say(f"{step.arm}: {diagnosis.record(config, data, run, questions)}")
            if isinstance(step.stage, Distill):
                say(f"{step.arm}: {distilled.record(config, step.stage, run, questions)}")
    barrier()  # every process reads the finished record


@contextmanager
def _tracked(config: Config, run: Run, data: Data, chain: str) -> Iterator[list[Tracker]]:
    """The trackers of a run, each told at the end whether it failed or was asked to stop."""
    trackers = open_trackers(config, run, data.manifest, chain)
    exit_code = 1
    try:
        for address in filter(None, (tracker.address for tracker in trackers)):
            say(f"{run.arm}: {address}")
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
        weights.check(job.run.folder)
        say(f"{step.arm}: trained before, in {job.run.model}")
        return Checkpoint(job.run.model, read_json(job.run.checkpoint, runs.AGAIN))
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
    config, data, run = job.config, job.data, job.run
    cost: Mapping[str, float | None] | None = {} if config.loads_model else None  # trained elsewhere: not known
    weights, cost = (checkpoint.folder, checkpoint.cost) if checkpoint else (job.start, cost)
    writer, more = _writer(job, weights)
    with (
        bar(f"{run.arm}: evaluate", len(held_out(config, data))) as progress,
        _enough_memory(job, bool(checkpoint)),
    ):
        return evaluate(config, data, writer, run, cost, progress.advance, more)


@contextmanager
def _enough_memory(job: Job, trained: bool) -> Iterator[None]:
    """Say which number to lower. It names the run, so that of a trained one the weights are taken along."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_exhausted(error):
            raise
        at_once = job.config.evaluation.batch_size
        size = f"evaluation.batch_size={at_once // 2}" if at_once > 1 else "model.dtype=bfloat16 or a smaller model"
        kept = f"the weights are kept; in place of the stage's words, stage=evaluate stage.init_from={job.run.folder}"
        again = f"{kept} {size}" if trained else size
        raise RunError(f"out of memory in the evaluation of {job.run.folder}; {again}") from None


def _writer(job: Job, weights: Path | None) -> tuple[Writer, More]:
    """Who writes the completions, and what else is asked of him once they are judged."""
    config, data, run = job.config, job.data, job.run
    if isinstance(config.stage, ScoreStage):
        return from_file.writer(config, config.stage.file), lambda questions: {}
    if config.model.origin is Origin.server:
        return served.writer(config, data, run), lambda questions: {}
    from ehrmind.models.load import policy_of

    policy = policy_of(job, weights)
    return here.writer(config, data, policy, run, say), partial(here.probed, config, data, policy, run)


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
    evaluated = len(held_out(config, data))
    restricted = config.task.data_policy is Policy.RESTRICTED
    show_header(
        "ehrmind",
        {
            "data": data.manifest["description"],
            **({"restricted": "text stays in private/ of the runs"} if restricted else {}),
            "rows": account(data.manifest),
            **_explained(data.manifest),
            **_remarked(data.manifest),
            "model": f"{config.model.name} ({config.model.path or config.model.origin.value})",
            "runs": " -> ".join(step.arm for step in steps),
            **{f"{step.arm}": step.stage.outline() for step in steps if step.stage.outline()},
            "evaluation": _evaluation_outline(config, evaluated),
        },
    )


def _explained(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What task.rationales explains, of each part of a mixture that has some."""
    files = {name: part["rationales"] for name, part in _parts(manifest).items() if "rationales" in part}
    return {f"rationales{name}": reasons.sentence(told["counted"]) for name, told in files.items()}


def _remarked(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What a task remarks on its data: how labels came about, codes without names."""
    said = {name: part["remarks"] for name, part in _parts(manifest).items() if part.get("remarks")}
    return {f"remarks{name}": "; ".join(remarks) for name, remarks in said.items()}


def _parts(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The manifest and those of a mixture's parts, by how they are told apart."""
    return {"": manifest, **{f" of {name}": part for name, part in manifest.get("parts", {}).items()}}


def _evaluation_outline(config: Config, rows: int) -> str:
    settings = config.evaluation
    samples = f"greedy and {settings.k} samples" if settings.k else "greedy"
    return f"{samples} on {rows} rows of the {settings.split} split, {settings.completion_tokens} tokens at most"
