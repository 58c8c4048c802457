"""Kill a run again and again, and compare what it ends with to a run that was left alone.

    python -m benchmarks.kill_and_resume --times 10 --json kill.json
    -> kill  3: SIGKILL after 2.1 s, sft_rlvr after step 4, then model.safetensors of checkpoint-4 cut short
       ...
       10 kills, 11 starts: weights, metrics, predictions and evaluation are the same, bit for bit

A chain of SFT and RLVR on the tiny model, with completions that serve two steps (num_iterations=2) and several epochs.
Most kills are SIGKILL; every fourth is SIGTERM, which saves; after every third the newest checkpoint is damaged. Kills
fall at random times after the libraries are imported: each attempt is a fork of this process, which imports them once.
What measures time is left out of the comparison: seconds, step_time, peak memory. A run that ends before it was killed
often enough is begun anew. The reward tells every completion from every other: of random weights all are malformed, and
from equal rewards nothing is learned, so that nothing could differ.
"""

import argparse
import hashlib
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

JOB = (
    *("model=tiny", "task=medcalc", "task.calculators=[39,21]", "task.rows={train: 6, validation: 4, test: 13}"),
    "preflight=false",
    *("stage=sft_rlvr", "stage.sft.steps=9", "stage.sft.lr=1e-3", "stage.sft.save.steps=3"),
    *("stage.rlvr.steps=9", "stage.rlvr.lr=1e-4", "stage.rlvr.save.steps=1", "stage.rlvr.num_iterations=2"),
    *("model.caps.completion_tokens=24", "evaluation.limit=9", "evaluation.batch_size=4", "evaluation.k=2"),
)
TIMES = ("seconds", "peak_memory_mb", "step_time", "tokens_per_second")
COMPARED = (
    "model/model.safetensors",
    "model/adapter_model.safetensors",
    "metrics.jsonl",
    "rollouts.jsonl.zst",
    "predictions.jsonl",
    "samples.jsonl",
    "eval.json",
)
LIBRARIES = ("torch", "trl", "ehrmind.experiment", "ehrmind.rl.grpo", "ehrmind.rl.sft", "ehrmind.models.tiny")


def main() -> int:
    """Measure and print; 1 where anything differs."""
    options = _parse()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for name in LIBRARIES:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        report = compare_runs(Path(folder), options.times, random.Random(options.seed), (*JOB, *options.overrides))
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    same = not report["differences"]
    verdict = "are the same, bit for bit" if same else f"differ: {', '.join(report['differences'])}"
    print(f"{report['kills']} kills, {report['starts']} starts: weights, metrics, predictions and evaluation {verdict}")
    return 0 if same else 1


def compare_runs(folder: Path, times: int, draw: random.Random, job: Sequence[str]) -> dict[str, Any]:
    """A run left alone, then runs killed `times` times in all, each compared with the first."""
    began = time.perf_counter()
    code = wait(start(folder / "alone", job))
    expect(code, (0,), folder / "alone")
    alone = time.perf_counter() - began
    require_learning(folder / "alone")
    kills: list[dict[str, Any]] = []
    differences: list[str] = []
    starts = rounds = 0
    while len(kills) < times:
        rounds += 1
        where = folder / f"killed-{rounds}"
        starts += kill_until_done(where, job, kills, times, alone, draw)
        differences += [f"round {rounds}: {name}" for name in different(folder / "alone", where)]
    return {
        "kills": len(kills),
        "starts": starts,
        "rounds": rounds,
        "seconds_alone": round(alone, 2),
        "by_signal": {name: sum(kill["signal"] == name for kill in kills) for name in ("SIGKILL", "SIGTERM")},
        "damaged": sum(bool(kill["damaged"]) for kill in kills),
        "differences": differences,
        "identical": not differences,
        "moments": kills,
    }


def mark(self: Any, parsed: Any, score: Any, completion: Any, example: Any) -> float:
    """A reward: a number from 0 to 1 that follows from the text."""
    text = hashlib.sha256(f"{example.id}/{completion.text}".encode()).digest()
    return int.from_bytes(text[:4], "big") / 2**32


def require_learning(where: Path) -> None:
    """Stop where the reinforcement learning has left the weights as they were: then any two runs are the same."""
    models = {digest(path) for path in (where / "runs").glob("*/model/model.safetensors")}
    if len(models) < 2:
        sys.exit("SFT and SFT+RLVR end with the same weights: the rewards teach nothing")


def kill_until_done(
    where: Path, job: Sequence[str], kills: list[dict[str, Any]], times: int, alone: float, draw: random.Random
) -> int:
    """Start, kill, start again, until the run is done; returns the number of starts."""
    starts = 0
    while True:
        child, starts = start(where, job), starts + 1
        delay = draw.uniform(0.05, 0.35) * alone if len(kills) < times else 1e9
        code = wait(child, delay)
        if code is not None:
            expect(code, (0,), where)
            return starts
        sign = signal.SIGTERM if len(kills) % 4 == 1 else signal.SIGKILL
        os.kill(child, sign)
        code = wait(child)
        expect(code, (0, 75, -sign), where)
        kill = {"signal": sign.name, "after_s": round(delay, 2), "exit": code, **moment(where)}
        kill["damaged"] = damage(where, draw) if len(kills) % 3 == 2 else ""
        kills.append(kill)
        damaged = f", then {kill['damaged']} cut short" if kill["damaged"] else ""
        print(
            f"kill {len(kills):2}: {sign.name} after {delay:.1f} s, {kill['arm']} {kill['doing']}{damaged}", flush=True
        )


def start(where: Path, job: Sequence[str]) -> int:
    """A process of its own for one attempt; its id."""
    where.mkdir(exist_ok=True)
    child = os.fork()
    if child:
        return child
    with (where / "log.txt").open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    from ehrmind.__main__ import main as ehrmind
    from ehrmind.rewards.gated import Gated

    Gated.__call__ = mark  # type: ignore[method-assign]
    code: Any = 1
    try:
        code = ehrmind([*job, f"runs_dir={where / 'runs'}"])
    except SystemExit as stop:
        code = stop.code
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


def wait(child: int, seconds: float = 1e9) -> int | None:
    """The exit code of the process, -signal where it was killed; None when it still runs after `seconds`."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    return None


def moment(where: Path) -> dict[str, str]:
    """What the run that was killed was doing, as its folder tells."""
    folders = sorted((where / "runs").glob("*/status.json"), key=lambda path: path.stat().st_mtime)
    if not folders:
        return {"arm": "-", "doing": "before the first run"}
    folder = folders[-1].parent
    status = json.loads(folders[-1].read_text())
    metrics = folder / "metrics.jsonl"
    steps = metrics.read_bytes().count(b"\n") if metrics.exists() else 0
    doing = "in evaluation" if (folder / "checkpoint.json").exists() else f"after step {steps}"
    return {"arm": status["arm"], "doing": doing}


def damage(where: Path, draw: random.Random) -> str:
    """Cut a file of the newest checkpoint in half; which."""
    seals = sorted((where / "runs").glob("*/checkpoints/*/sealed.json"), key=lambda path: path.stat().st_mtime)
    if not seals:
        return ""
    folder = seals[-1].parent
    path = draw.choice(sorted(path for path in folder.iterdir() if path.is_file()))
    os.truncate(path, path.stat().st_size // 2)
    return f"{path.name} of {folder.name}"


def different(first: Path, second: Path) -> list[str]:
    """The files of the runs under both folders that are not the same."""
    names = {path.name for where in (first, second) for path in (where / "runs").iterdir() if path.is_dir()}
    pairs = [
        (f"{run}/{file}", *(where / "runs" / run / file for where in (first, second)))
        for run in sorted(names)
        for file in COMPARED
    ]
    return [name for name, one, other in pairs if digest(one) != digest(other)]


def digest(path: Path) -> str:
    """The sha256 of a file's content without what measures time; empty where there is no file."""
    if not path.exists():
        return ""
    content = path.read_bytes()
    if path.suffix in (".json", ".jsonl"):
        documents = [content] if path.suffix == ".json" else content.splitlines()
        content = json.dumps([timeless(json.loads(document)) for document in documents]).encode()
    return hashlib.sha256(content).hexdigest()


def timeless(value: Any) -> Any:
    """A JSON value without the entries that measure time and memory."""
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in TIMES}
    return [timeless(item) for item in value] if isinstance(value, list) else value


def expect(code: int | None, allowed: Sequence[int], where: Path) -> None:
    """Stop at an exit code that no attempt may end with."""
    if code not in allowed:
        sys.exit(f"an attempt ended with {code}:\n{(where / 'log.txt').read_text(errors='replace')[-2000:]}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=10, help="kills in all")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--json", help="write the report here")
    parser.add_argument("overrides", nargs="*", help="further settings of the run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
