"""What was written in training, for the page's browser: of a run some steps, and of each some groups.

    questions, lines = training(run)
    answer_of("sft_rlvr", run, 40, lines[0])
    ->  Answer("sft_rlvr", ..., row=40, sample=0, step=3, earned="gated 1.1, advantage +0.71")

All of them are in the run's rollouts.jsonl.zst; a page that held them would be too large to open. Text of restricted
data stays in the run folder.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ehrmind import zstd
from ehrmind.privacy import FOLDER, text_file
from ehrmind.report.page import Answer, Row
from ehrmind.report.read import RunRecord

FILE = "rollouts.jsonl.zst"
STEPS, GROUPS = 10, 2  # of a run, of a step


def training(run: RunRecord) -> tuple[dict[str, Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The questions by id, and the completions that are shown."""
    try:
        lines = zstd.read(text_file(run.folder, FILE))
    except OSError:  # somebody else's private folder, of which the run's problems tell
        return {}, []
    questions = {line["id"]: line for line in lines if "prompt" in line}
    chosen = choose([line for line in lines if "text" in line and line["id"] in questions])
    shown = {line["id"] for line in chosen}
    return {key: row for key, row in questions.items() if key in shown}, chosen


def choose(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The first groups of steps spread over the training, its first and its last among them."""
    by_step: dict[int, dict[str, list[Mapping[str, Any]]]] = {}
    for line in lines:
        by_step.setdefault(line["step"], {}).setdefault(line["id"], []).append(line)
    steps = sorted(by_step)
    last, count = len(steps) - 1, min(STEPS, len(steps))
    some = sorted({steps[round(at * last / max(count - 1, 1))] for at in range(count)})
    return [line for step in some for group in list(by_step[step].values())[:GROUPS] for line in group]


def answer_of(label: str, run: RunRecord, row: int, line: Mapping[str, Any]) -> Answer:
    """A line of the file as the page shows it, to the question that is the page's row."""
    restricted = is_restricted(run)
    terms = ", ".join(f"{name} {value:g}" for name, value in line["rewards"].items())
    return Answer(
        arm=label,
        run=run.id,
        row=row,
        sample=line["sample"],
        status=line["status"],
        reason="" if restricted else line["reason"],
        answer="" if restricted else line["answer"],
        tokens=line["tokens"],
        finished=line["finished"],
        text="" if restricted else line["text"],
        step=line["step"],
        earned=f"{terms}, advantage {line['advantage']:+.2f}",
    )


def is_restricted(run: RunRecord) -> bool:
    """Whether the run's text may not leave its folder. A run that does not say is taken to be."""
    return run.data.get("policy") != "open" or (run.folder / FOLDER).exists()


def row_of(row: Mapping[str, Any], restricted: bool) -> Row:
    """A line of rows.jsonl as the page shows it."""
    texts = ("", "", "") if restricted else (row["prompt"], str(row["gold"]), row["gold_completion"])
    return Row(row["id"], row["category"], dict(row["slices"]), *texts)
