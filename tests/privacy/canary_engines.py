"""Planted text through a server, distillation, a file of completions and a hand-over: `python -m tests.privacy.canary_engines ROOT DATA`.

The server repeats the note in each answer, and at first in its refusals. What is handed over and given lies in
ROOT/private, where text may be. ROOT/seen.json lists the files written elsewhere and the hosts asked for.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ehrmind import registry
from ehrmind.__main__ import main
from ehrmind.hand_over.__main__ import main as hand_over
from ehrmind.report.__main__ import main as report
from tests.privacy.canary import ANSWER, NOTE, seen, watch
from tests.stub_server import stub

TASK = (
    *("task=medcalc", "task.source=folder", "task.restricted=true", "task.calculators=[39,45]", "task.unseen=[]"),
    *("tracking=wandb", "tracking.mode=offline", "tracking.table_rows=4", "hydra.verbose=true"),
    *("evaluation.limit=4", "preflight=false"),
)
REPLY = f'<think>\n140 of {NOTE} less 104 and 24.\n</think>\n<answer>{{"answer": "{ANSWER}"}}</answer>'


def code(program: Callable[[Sequence[str]], int], *words: str) -> int:
    """The exit code of a command."""
    try:
        return program(words)
    except SystemExit as end:
        return int(end.code or 0)


def given(folder: Path, *torn: str) -> Path:
    """Completions made elsewhere, of all test rows."""
    path = folder / f"given{len(torn)}.jsonl"
    lines = [json.dumps({"id": f"test-{number}", "completion": REPLY}) for number in range(1, 9)]
    path.write_text("\n".join((*lines, *torn)) + "\n")
    return path


if __name__ == "__main__":
    root, data = map(Path, sys.argv[1:])
    registry.discover()
    logging.basicConfig(level=logging.DEBUG)
    watch(root)
    private = root / "private"
    private.mkdir(mode=0o700)
    words = (*TASK, f"task.path={data}", f"runs_dir={root / 'runs'}")
    codes: list[int] = []
    with stub(lambda body: REPLY) as server:
        asked = ("model=server", "model.path=stub-model", f"model.url={server.url}")
        server.refusal = f"cannot answer: Mrs {NOTE}"
        codes.append(code(main, *words, *asked, "stage=evaluate", "evaluation.k=2", "task.shots=2"))
        server.refusal = ""
        codes.append(code(main, *words, *asked, "stage=evaluate", "evaluation.k=2", "task.shots=2"))
        codes.append(code(main, *words, *asked, "stage=distill", "stage.k=2"))
    (made,) = (root / "runs").glob("*distill*/private/rationales.jsonl")
    tiny = ("model=tiny", "model.caps.completion_tokens=16", "evaluation.k=0")
    codes.append(code(main, *words, *tiny, "stage=sft", "stage.steps=1", f"task.rationales={made}"))
    score = (*words, "model=tiny", "stage=score", "stage.label=other", "evaluation.k=0")
    codes.append(code(main, *score, f"stage.completions={given(private, '{torn')}"))
    codes.append(code(main, *score, f"stage.completions={given(private)}"))
    for kind in ("verl", "verifiers"):
        codes.append(code(hand_over, "--to", kind, str(private / kind), "--restricted", *TASK[:5], f"task.path={data}"))
    codes.append(code(report, str(root / "runs"), "--out", str(root / "report")))
    (root / "seen.json").write_text(json.dumps(seen()))
    os.write(1, f"exit codes: {codes}\n".encode())
