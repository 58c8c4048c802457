"""Runs as an experiment records them, without a model: the run folder, the trackers opened, fed and finished.

python -m tests.tracking.recorded FOLDER KEY=VALUE ...    the chain below, in a process of its own
"""

import sys
from pathlib import Path
from typing import Any

from ehrmind import files, runs
from ehrmind.config import Config
from ehrmind.runs import Run, State
from ehrmind.stopping import EXIT_REQUEUE
from ehrmind.tracking import open_trackers
from tests.test_config import compose

SHA256 = "ab12" * 16
DATA = "data-medcalc-ab12ab12"
MANIFEST: dict[str, Any] = {
    "task": "medcalc",
    "source": "generated",
    "rows": {"train": 3, "validation": 0, "test": 2},
    "dropped": {"train: prompt over 100 tokens": 1},
}
CANARY = "Marigold Fenwick has a creatinine of 1.4"


def settings(folder: Path, stage: str, *overrides: str) -> Config:
    return compose("model=tiny", f"stage={stage}", f"runs_dir={folder}", *overrides)


def attempt(config: Config, arm: str, parent: str | None, steps: range, exit_code: int) -> Run:
    """One attempt at a run, which logs some steps and, where it succeeds, its weights and predictions."""
    run = runs.identify(config, arm, parent, SHA256)
    runs.begin(run, config, (), MANIFEST)
    trackers = open_trackers(config, run, MANIFEST, "chain")
    print("\n".join(tracker.address for tracker in trackers))
    for step in steps:
        for tracker in trackers:
            tracker.log(step, {"reward": step / 10})
    if exit_code == 0:
        finish(config, run)
        for tracker in trackers:
            tracker.summary({"eval/n": 2, "eval/accuracy": 0.5})
    for tracker in trackers:
        tracker.finish(exit_code)
    runs.end(run, {0: State.DONE, EXIT_REQUEUE: State.INTERRUPTED}.get(exit_code, State.FAILED))
    return run


def finish(config: Config, run: Run) -> None:
    """The weights, and predictions that hold the canary wherever text can be."""
    from ehrmind.privacy import text_folder

    run.model.mkdir(exist_ok=True)
    (run.model / "model.safetensors").write_bytes(b"weights of " + run.id.encode())
    files.write_json(run.checkpoint, {})
    text = {"category": "lab", "reason": CANARY, "answer": CANARY, "gold": CANARY, "text": CANARY}
    rows = [{"id": f"row-{n}", "status": "correct", "tokens": 9, "finished": True, **text} for n in range(5)]
    files.write_jsonl(text_folder(run.folder, config.task.data_policy) / "predictions.jsonl", rows)


def chain(folder: Path, *overrides: str) -> tuple[Run, Run]:
    """SFT, stopped after step 3 and gone on with from step 2; then RLVR from its weights, which fails."""
    attempt(settings(folder, "sft", *overrides), "sft", None, range(1, 4), EXIT_REQUEUE)
    sft = attempt(settings(folder, "sft", *overrides, "tracking.table_rows=2"), "sft", None, range(3, 6), 0)
    return sft, attempt(settings(folder, "rlvr", *overrides), "sft_rlvr", sft.id, range(1, 3), 1)


if __name__ == "__main__":
    import ehrmind.registry
    from ehrmind.config import register_schemas

    ehrmind.registry.discover()
    ehrmind.registry.store_whole_configs()
    register_schemas()
    chain(Path(sys.argv[1]), *sys.argv[2:])
