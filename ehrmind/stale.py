"""Whether what a run left on the disk was made by what is here now: the code, the parent's weights, the configuration.

    runs/medcalc-tiny-rlvr-1a2b3c4d/made_by.json
    {"prompts of test": "9f0c…", "reward gated": "5d1e…", "module mine.units": "77a0…", "weights of <parent>": "…", ...}

    faults(run, made_by(config, data))  ->  ["changed since: module mine.units, reward gated"]

The hashes do not name the run: its name says what was asked for, they say what answered. A finished run whose hashes
differ is never shown as if it were of this code, nor is one that was interrupted gone on with: both are refused, and
done again with `rerun=true`. That leaves alone what is up to date, so that the same command can be started again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from ehrmind import naming, runs, weights
from ehrmind.checkpoints import SEAL
from ehrmind.config import Config
from ehrmind.distributed import is_main
from ehrmind.errors import RecordError, RunError
from ehrmind.files import read_json
from ehrmind.provenance.behaviour import behaviour
from ehrmind.provenance.sources import sources
from ehrmind.runs import MADE_BY, Run
from ehrmind.stages.base import Stage
from ehrmind.stages.diagnose import RATES, diagnosed
from ehrmind.stages.distill import written_to
from ehrmind.tasks.base import Data

OF_PARENT, OF_SAMPLES, OF_MATCHED = "weights of ", "rationales of ", "training FLOPs of "
CHANGED, SCORES = "changed since: ", "scores of "
REWRITTEN = ("config.yaml", "eval.json")  # of a record that is damaged there alone the weights are kept


def made_by(config: Config, data: Data) -> dict[str, str]:
    """What a run of this configuration is made by. Ask before a model is loaded (provenance.behaviour)."""
    chosen = getattr(config.stage, "filter", None)
    rows = {f"rows kept by {name}": _file(diagnosed(chosen)) for name in config.stage.reads()} if chosen else {}
    if chosen and getattr(config.stage, "curriculum", False):
        rows |= {f"pass rates of {name}": _file(diagnosed(chosen).with_name(RATES)) for name in config.stage.reads()}
    return behaviour(config, data) | sources(config) | rows


def of_parent(parent: Path | None) -> dict[str, str]:
    """The weights that a run starts from, as they are by now."""
    known = weights.identity(parent) if parent else None
    return {f"{OF_PARENT}{parent.name}": known} if parent and known else {}


def learned(config: Config) -> Path | None:
    """The folder of the run whose rationales the configured stage learns from."""
    folder = getattr(config.stage, "learn_from", None)
    return Path(folder).expanduser() if folder else None


def of_samples(folder: Path | None) -> dict[str, str]:
    """The rationales that a run learns from, as they are once the run that writes them is done."""
    if folder is None or runs.read_status(folder).get("state") != runs.State.DONE.value:
        return {}
    return {f"{OF_SAMPLES}{folder.resolve().name}": _file(written_to(str(folder)))}


def of_matched(folder: Path | None) -> dict[str, str]:
    """The FLOPs that a training is to cost, once the run is done that it matches. Raises RecordError."""
    if folder is None or runs.read_status(folder).get("state") != runs.State.DONE.value:
        return {}
    spent = read_json(folder / "eval.json", runs.AGAIN)["cost"]["train"] or {}  # null: it was trained elsewhere
    return {f"{OF_MATCHED}{folder.resolve().name}": str(spent.get("flops", 0))}


def of_others(config: Config) -> dict[str, str]:
    """What runs give that the configured stage neither starts from nor does: its samples, its budget."""
    match = getattr(config.stage, "match", None)
    return of_samples(learned(config)) | of_matched(Path(match).expanduser() if match else None)


def faults(
    run: Run,
    now: Mapping[str, str],
    parent: Path | None = None,
    needed: bool = False,
    config: Config | None = None,
) -> list[str]:
    """Why what the run left cannot be used as it is; empty where there is nothing, or nothing wrong.

    `needed`: another run is to start from its weights. `config` names the runs that it learns from or matches. A run
    without made_by.json is not compared.
    """
    done = runs.is_done(run)
    if not done and not _holds_work(run):
        return []
    found = _damaged(run, done)
    try:
        path = run.folder / MADE_BY
        by_now = {**now, **of_parent(parent), **(of_others(config) if config else {})}
        changed = differences(read_json(path, runs.AGAIN), by_now) if path.exists() else []
        found += [f"{CHANGED}{', '.join(changed)}"] if changed else []
        if (needed and done) or (not done and runs.is_trained(run)):
            found += weights.faults(run.folder)
    except RecordError as error:
        found.append(str(error))
    return found


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What was another when the run was made. What it started from, learned from or matched that is gone since is no
    difference, nor are FLOPs that a record of an earlier version does not hold.
    """
    names = sorted({*before, *now} - {runs.CONFIG})
    changed = [name for name in names if before.get(name) != now.get(name)]
    of_runs = (OF_PARENT, OF_SAMPLES, OF_MATCHED)
    held = [name for name in changed if name in before or not name.startswith(OF_MATCHED)]
    return [name for name in held if name in now or not name.startswith(of_runs)]


def take_back(run: Run, why: Sequence[str], stage: Stage) -> None:
    """Take away what cannot be used, so that the run is done again.

    Of a damaged record that part; where only scores are others, and no training saw them, nothing but the verdicts: the
    weights and completions stay. Else everything.
    """
    if not is_main():
        return
    if all(item.startswith(REWRITTEN) or _is_of_scores(item, stage) for item in why):
        runs.end(run, runs.State.INTERRUPTED)
        (run.folder / runs.CONFIG).unlink(missing_ok=True)
    else:
        runs.clear(run)


def _is_of_scores(fault: str, stage: Stage) -> bool:
    """Whether the fault is of verdicts alone, which neither pay nor select in this stage, nor stand in its curve."""
    looks = (getattr(stage, name, None) for name in ("select", "watch"))
    blind = not stage.uses_reward and not any(look and look.every for look in looks)
    names = fault.removeprefix(CHANGED).split(", ")
    return blind and fault.startswith(CHANGED) and all(name.startswith(SCORES) for name in names)


def reopen(run: Run, why: Sequence[str]) -> None:
    """Take back that a run is done, so that its job looks at it again."""
    if runs.is_done(run):
        runs.end(run, runs.State.INTERRUPTED, f"to be done again: {'; '.join(why)}")


def renew(run: Run, now: Mapping[str, str]) -> None:
    """Let the creation files be written anew where an attempt of other code has left nothing else to go on from."""
    path = run.folder / MADE_BY
    if is_main() and path.exists() and not _holds_work(run) and differences(read_json(path, runs.AGAIN), now):
        for name in (runs.CONFIG, "environment.json", "data.json"):
            (run.folder / name).unlink(missing_ok=True)


def refusal(found: Mapping[Path, Sequence[str]]) -> RunError:
    """The error that names each run with its faults."""
    lines = "\n".join(f"  {folder}: {'; '.join(why)}" for folder, why in found.items())
    what = "1 run was" if len(found) == 1 else f"{len(found)} runs were"
    return RunError(
        f"{what} made by other code than is here now, or damaged since, so that the numbers are not shown:\n{lines}\n"
        "rerun=true does again what is named here, from where it is sound, and leaves the rest; or put back what was "
        "changed. What was recorded is shown by python -m ehrmind.report."
    )


def _holds_work(run: Run) -> bool:
    """Whether an unfinished run has something that the next attempt would go on from."""
    journal = run.texts / "completions.jsonl"
    begun = journal.exists() and journal.stat().st_size > 0
    return begun or runs.is_trained(run) or any(run.checkpoints.glob(f"checkpoint-*/{SEAL}"))


def _damaged(run: Run, done: bool) -> list[str]:
    """What of the record cannot be read."""
    found = []
    for name in ("config.yaml", "data.json", *(("eval.json",) if done else ())):
        try:
            if name == runs.CONFIG:
                runs.read_config(run.folder)
            else:
                read_json(run.folder / name, "")
        except RecordError as error:
            found.append(str(error).partition("; ")[0].replace(f"{run.folder}/", ""))
    return found


def _file(path: Path) -> str:
    """The hash of a file; empty where it is gone, which is refused where it is read."""
    if not path.exists():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def key(config: Config) -> str:
    """What `made_by` depends on: configurations with one key, on the same data, need it once."""
    parts = (config.task, config.reward if config.stage.uses_reward else {}, config.evaluation)
    chosen = (getattr(config.stage, name, None) for name in ("filter", "curriculum"))
    stage = [config.stage.registered_name, *chosen]
    return json.dumps([*map(naming.plain, parts), *stage], sort_keys=True)
