"""Run folders written by the real evaluation, of a model that follows a script: no torch, any accuracy one likes."""

import atexit
import dataclasses
import functools
import json
import random
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ehrmind import files, naming, runs
from ehrmind.config import Config
from ehrmind.evaluation import diagnosis
from ehrmind.evaluation.evaluate import evaluate, held_out
from ehrmind.evaluation.here import writer
from ehrmind.evaluation.journal import Journal
from ehrmind.runs import Run, State
from ehrmind.stages.diagnose import Diagnose
from ehrmind.tasks.base import Data
from ehrmind.types import Completion, Example
from tests.test_config import compose

TASK = (
    "model=tiny",
    "task.rows={train: 40, validation: 30, test: 60}",
    "task.unseen=[21]",
    "task.calculators=[10,21,26,30,45]",
)
CHAT = SimpleNamespace(
    encode=lambda prompt: list(range(len(prompt.user.split()))), holds_controls=lambda prompt: False, prefill=""
)
TEXT = SimpleNamespace(max_position_embeddings=100_000)
MODEL = SimpleNamespace(config=SimpleNamespace(get_text_config=lambda: TEXT))
POLICY = SimpleNamespace(chat=CHAT, parameters=1000, model=MODEL)
_data: dict[str, Data] = {}
_made: dict[str, Run] = {}


def write_run(
    folder: Path,
    arm: str,
    right: Mapping[str, float] | float,
    *overrides: str,
    seed: int = 0,
    parent: Run | None = None,
    texts: Mapping[str, str] | None = None,
    policy: str = "open",
) -> Run:
    """A finished run whose completions are right with these probabilities, by category; `texts` replaces some, by id.

    Made once for the whole session, and copied: nothing in a run names the folder that it lies in.
    """
    key = json.dumps([arm, right, overrides, seed, parent and parent.id, texts, policy], sort_keys=True)
    if key not in _made:
        _made[key] = _write(
            Path(tempfile.mkdtemp(dir=_kept())),
            arm,
            right,
            *overrides,
            seed=seed,
            parent=parent,
            texts=texts,
            policy=policy,
        )
    made = _made[key]
    run = dataclasses.replace(made, folder=folder / made.folder.name)
    shutil.copytree(made.folder, run.folder, dirs_exist_ok=True)
    return run


@functools.cache
def _kept() -> str:
    """A folder for the runs that are copied, gone when the session ends."""
    folder = tempfile.mkdtemp(prefix="scripted-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _write(
    folder: Path,
    arm: str,
    right: Mapping[str, float] | float,
    *overrides: str,
    seed: int,
    parent: Run | None,
    texts: Mapping[str, str] | None,
    policy: str,
) -> Run:
    stage = {"base": "evaluate", "sft_rlvr": "rlvr", "sft_more": "sft"}.get(arm, arm)
    config = compose(*TASK, f"stage={stage}", f"runs_dir={folder}", f"seed={seed}", *overrides)
    data = load(config)
    run = runs.identify(config, arm, parent.id if parent else None, naming.hash_examples(data.splits))
    hashes = naming.hash_splits(data.splits)
    runs.begin(run, config, overrides, {**data.manifest, "split_sha256": hashes, "policy": policy})
    journal = Journal(run.folder / "completions.jsonl")
    for example in held_out(config, data):
        share = right if isinstance(right, float) else right.get(example.category, 0.5)
        journal.add({example.id: completions(config, example, share, arm, seed, texts or {})}, 0.1)
    cost = {} if arm == "base" else {"tokens": 1000.0, "flops": 6e6, "seconds": 2.0, "steps": 3, "peak_memory_mb": 99}
    _, questions = evaluate(config, data, writer(config, data, POLICY, run), run, cost)
    if isinstance(config.stage, Diagnose):
        diagnosis.record(config, data, run, questions)
    if arm != "base":
        rewards = {} if stage == "sft" else {"reward": 1 / 3}
        steps = ({"step": step, **rewards, "loss": 1 / step} for step in (1, 2, 3))
        files.write_jsonl(run.folder / "metrics.jsonl", steps)
    runs.end(run, State.DONE)
    return run


def load(config: Config) -> Data:
    """The task's data, made once for the whole session."""
    key = json.dumps(naming.plain(config.task), sort_keys=True)
    if key not in _data:
        _data[key] = config.task.load()
    return _data[key]


def completions(
    config: Config, example: Example, share: float, arm: str, seed: int, texts: Mapping[str, str]
) -> list[Completion]:
    """The greedy completion and the samples of one question."""
    # One number a question in all arms, so that a better arm is right where a worse one is: paired rows.
    ease = random.Random(f"{example.id}").random()
    luck = random.Random(f"{arm}/{seed}/{example.id}")
    wrong = '<think>I take a guess, and write 77777.</think><answer>{"answer": "77777"}</answer>'
    written = [
        config.task.gold(example) if 0.7 * ease + 0.3 * luck.random() < share else wrong
        for _ in range(1 + (config.evaluation.k or 0))
    ]
    written[0] = texts.get(example.id, written[0])
    return [Completion(text, len(text.split()), True) for text in written]


def arms(folder: Path, *overrides: str) -> dict[str, Run]:
    """base, sft and sft_rlvr, each better than the one before, with 4 samples a question."""
    overrides = ("evaluation.k=4", *overrides)
    base = write_run(folder, "base", {"lab": 0.3, "physical": 0.1, "risk": 0.2, "severity": 0.0}, *overrides)
    sft = write_run(folder, "sft", {"lab": 0.5, "physical": 0.4, "risk": 0.4, "severity": 0.1}, *overrides)
    both = write_run(
        folder, "sft_rlvr", {"lab": 0.9, "physical": 0.6, "risk": 0.7, "severity": 0.2}, *overrides, parent=sft
    )
    return {"base": base, "sft": sft, "sft_rlvr": both}


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file."""
    return files.read_jsonl(path)
