"""A few predictions for a tracker's table, from predictions.jsonl.

    open        ["generated-0-test-23", "wrong", 0.0, 96, true, "365.873", "366", "<think>..."]
    restricted  ["row-7", "wrong", 0.0, 96, true]

Of a restricted task the id, the verdict and the length in tokens; nothing that the model or a person wrote. Where
nobody counted the tokens there is no length.
"""

from typing import Any

from ehrmind.config import Config
from ehrmind.files import read_json, read_jsonl
from ehrmind.privacy import text_folder
from ehrmind.runs import Run
from ehrmind.tasks.base import Policy
from ehrmind.types import Status

MEND = "evaluate the run again"
NUMBERS = ("id", "status", "score", "tokens", "finished")
TEXT = ("gold", "answer", "text")


def prediction_rows(config: Config, run: Run) -> tuple[list[str], list[list[Any]]]:
    """The columns and the first `tracking.table_rows` rows. Of a restricted task no text: ids, scores and lengths."""
    if not config.tracking.table_rows:
        return [], []
    policy = config.task.data_policy
    columns = list(NUMBERS + TEXT if policy is Policy.OPEN else NUMBERS)
    rows = read_jsonl(text_folder(run.folder, policy) / "predictions.jsonl")[: config.tracking.table_rows]
    counted = _counted(run)
    scored = ({**row, "score": float(row["status"] == Status.CORRECT.value)} for row in rows)
    told = (row if counted else {**row, "tokens": None} for row in scored)
    return columns, [[row[name] for name in columns] for row in told]


def _counted(run: Run) -> bool:
    """Whether the lengths are of tokens, and not of words in their place (evaluation.given)."""
    path = run.folder / "eval.json"
    return not path.is_file() or read_json(path, MEND).get("mean_tokens", 0) is not None
