"""Two attempts at a chain over planted text, and its report, in a process of its own: `python -m tests.privacy.canary ROOT DATA`.

Everything that talks is made to talk: completions repeat a note, and on the way to the reward a library's logger, a
warning and a thread quote it. The first attempt fails at the third RLVR step, by an error that quotes it too; what it
left is kept in ROOT/failed for the test to look at. ROOT/seen.json lists the files written elsewhere and the hosts asked
for.
"""

import json
import logging
import os
import shutil
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ehrmind import registry
from ehrmind.__main__ import main
from ehrmind.report.__main__ import main as report
from ehrmind.types import Completion, Example, Parsed, Score

# A password of the command line, and what the machine says it is called; in parts, for uncommitted.diff holds this file.
SECRET, HOST = "dompf" + "affen", "zaun" + "koenig"
OVERRIDES = (
    *("model=tiny", "task=medcalc", "task.source=folder", "task.restricted=true", "task.calculators=[39,45]"),
    *("task.unseen=[]", "stage=sft_rlvr", "stage.sft.steps=2", "stage.sft.lr=1e-3", "stage.rlvr.steps=3"),
    *("stage.rlvr.save.steps=1", "stage.sft.save.steps=1", "stage.rlvr.select.every=1", "stage.rlvr.select.rows=2"),
    *("model.caps.completion_tokens=16", "evaluation.limit=4", "evaluation.k=2", "tracking=wandb"),
    "stage.rlvr.num_iterations=2",  # a checkpoint then holds completions that are to be used again
    *("tracking.mode=offline", "tracking.table_rows=4", "hydra.verbose=true"),
    f"+stage.rlvr.extra.vllm_server_base_url='http://anna:{SECRET}@localhost:1'",
)
# Planted: in the note, the question, the gold reasoning, the row's number, the note's id; the answer and its limit. Of
# letters alone, so that a tokenizer cannot join them with what stands around.
NOTE, QUESTION, RATIONALE, ROW_ID, NOTE_ID = "kanarienvogel", "zeisigschwarm", "distelfink", "gimpelpaar", "stieglitz"
ANSWER, LOW = "83.91745206", "79.71812345"
REPEATED = f'<think>Mrs {NOTE}</think><answer>{{"answer": "{NOTE}"}}</answer>'
_calls: list[str] = []
_seen: dict[str, set[str]] = {"files": set(), "hosts": set()}


def watch(root: Path) -> None:
    """Note every file that is opened for writing elsewhere than in ROOT, and every name that is looked up."""

    def note(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR):
            if not args[0].startswith((str(root), "/dev/", "/proc/")):
                _seen["files"].add(args[0])
        elif event == "socket.getaddrinfo":
            _seen["hosts"].add(str(args[0]))

    sys.addaudithook(note)


def seen() -> dict[str, list[str]]:
    """What was noted."""
    return {name: sorted(found) for name, found in _seen.items()}


def talk(note: str) -> None:
    """Say the note in every way a library might."""
    logging.getLogger("trl.trainer").warning("no reward for %s", note)
    logging.getLogger("transformers.trainer").error(note)
    try:
        {}[note]  # type: ignore[index]
    except KeyError:
        logging.getLogger("datasets").exception("no such row")
    warnings.warn(note, stacklevel=1)
    thread = threading.Thread(target=open, args=(note,), name=note)
    thread.start()
    thread.join()


def leak(root: Path) -> None:
    """Make the reward talk and fail, and the evaluation's completions repeat a note."""
    from ehrmind.evaluation import here
    from ehrmind.rewards.gated import Gated

    reward, complete = Gated.__call__, here.complete

    def talking(self: Any, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        if (
            "ehrmind.rl.train" not in sys.modules
        ):  # asked before the training, for what the reward does (provenance.behaviour)
            return reward(self, parsed, score, completion, example)
        note = example.fields["note"]
        if not _calls:
            talk(note)
        _calls.append(note)
        if not (root / "failed").exists() and len(_calls) > 8:  # of the first two steps
            raise ValueError(f"cannot score {completion.text} for {note}")
        return reward(self, parsed, score, completion, example)

    def repeating(*args: Any) -> Iterator[dict[str, list[Completion]]]:
        for batch in complete(*args):
            yield {
                key: [Completion(REPEATED, item.tokens, True) for item in completions]
                for key, completions in batch.items()
            }

    Gated.__call__ = talking  # type: ignore[method-assign]
    here.complete = repeating  # type: ignore[assignment]


def attempt(root: Path, data: Path) -> int:
    try:
        return main([*OVERRIDES, f"task.path={data}", f"runs_dir={root / 'runs'}"])
    except SystemExit as end:
        return int(end.code or 0)


if __name__ == "__main__":
    root, data = map(Path, sys.argv[1:])
    registry.discover()
    socket.gethostname = lambda: HOST
    logging.basicConfig(level=logging.DEBUG)
    watch(root)
    leak(root)
    first = attempt(root, data)
    shutil.copytree(root / "runs", root / "failed")
    second = attempt(root, data)
    third = report([str(root / "runs"), "--out", str(root / "report")])
    (root / "seen.json").write_text(json.dumps(seen()))
    print("exit codes:", first, second, third)
