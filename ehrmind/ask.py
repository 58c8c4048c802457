"""One question to the model of a run, in the terminal: python -m ehrmind.ask runs/<run> --row test:7

    --note note.txt --question "What is the patient's anion gap?"    a note of one's own, in the task's form of prompt
    --row test:7 or --row generated-0-test-7                         a row of the run's task, scored by its gold

The answer is written as it comes, greedily, as in an evaluation; then what was read of it, and its score where the gold
is known. Of a run on restricted data only lengths and verdicts are shown: its text takes --show-restricted, and is then
written to a terminal alone.
"""

import argparse
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.text import Text

from ehrmind.__main__ import answer
from ehrmind.console import console, say
from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation.generate import end_tokens
from ehrmind.evaluation.shots import as_turns, shown_before
from ehrmind.parsing import parse
from ehrmind.privacy.guard import guarded
from ehrmind.recorded import Recorded, open_run
from ehrmind.tasks.base import SPLITS, Data, Task
from ehrmind.types import Completion, Example

MOST_BYTES = 1 << 22  # of a note
WITHHELD = "withheld (restricted data): --show-restricted writes it to this terminal"


def main(arguments: list[str] | None = None) -> int:
    """Ask; returns the exit code. A user's mistake prints one message, no traceback."""
    words = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(words)
    return answer(lambda: ask(options), words)


def ask(options: argparse.Namespace) -> None:
    """Load the run, ask, show. Raises UserError."""
    _require_question(options)
    found = open_run(options.run)
    shown = options.show_restricted or not found.restricted
    if found.restricted and shown and not sys.stdout.isatty():
        raise ConfigError("--show-restricted: the output is no terminal, and restricted text goes nowhere else")
    with _held_back(found, shown):
        data = found.data() if options.row or found.needs_data or found.config.task.shots else None
        row = _row(options, found.config.task, data)
        completion = _answered(found, data, row, shown)
        show_verdict(found.config.task, row, completion, shown, gold=bool(options.row))


def _held_back(found: Recorded, shown: bool) -> AbstractContextManager[None]:
    """Libraries' messages may quote what they work on, whoever is shown the answer."""
    return guarded(found.config.task.data_policy, found.folder)


def _require_question(options: argparse.Namespace) -> None:
    own = (options.note, options.question)
    if options.row and any(own):
        raise ConfigError(f"--row {options.row} is a question with its note; leave out --note and --question")
    if not options.row and not all(own):
        raise ConfigError('nothing is asked; give --row test:0, or both --note FILE and --question "..."')


def _row(options: argparse.Namespace, task: Task, data: Data | None) -> Example:
    """The row that is asked for, or one of the user's own. Raises ConfigError, DataError."""
    if not options.row:
        return task.own_row(_read(options.note), options.question)
    assert data is not None
    split, _, number = options.row.rpartition(":")
    if split in SPLITS and number.isdecimal():
        rows = data.splits[split]
        if int(number) >= len(rows):
            raise ConfigError(f"--row {options.row}: the split {split} has {len(rows)} rows, from {split}:0 on")
        return rows[int(number)]
    for row in (row for rows in data.splits.values() for row in rows):
        if row.id == options.row:
            return row
    raise ConfigError(
        f"--row {options.row} is neither a split and a number ({', '.join(SPLITS)}), such as test:0, nor a row's id"
    )


def _read(note: str) -> str:
    path = Path(note).expanduser()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"--note {note}: {error.strerror}; give a text file") from None
    if len(content) > MOST_BYTES:
        raise DataError(
            f"--note {note} has {len(content):,} bytes, which is no note; give one of at most {MOST_BYTES:,}"
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise DataError(f"--note {note} is not UTF-8; save it as UTF-8") from None


def _answered(found: Recorded, data: Data | None, row: Example, shown: bool) -> Completion:
    """What the model writes, and to the terminal as it comes."""
    from ehrmind.models.context import check_evaluation
    from ehrmind.models.streaming import stream

    task, length = found.config.task, found.config.evaluation.completion_tokens
    assert length is not None
    policy = found.policy(data)
    before = shown_before(task, data, "test") if task.shots and data is not None else []
    prompt = replace(task.prompt(row), shots=as_turns(task, before))
    if shown:
        console.rule("question", align="left")
        say(visible(prompt.user))
        console.rule("answer", align="left")
    ids = policy.encode(prompt)
    check_evaluation(policy.model, [ids], length)
    written = stream(policy, ids, length, end_tokens(policy), _write if shown else lambda text: None)
    if shown:
        print()
    return written


def _write(text: str) -> None:
    print(visible(text), end="", flush=True)


def visible(text: str) -> str:
    """The text without what would steer a terminal: an escape character is written as its code."""
    return "".join(sign if sign in "\n\t" or sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def show_verdict(task: Task, row: Example, completion: Completion, shown: bool, gold: bool) -> None:
    """What was read of the answer, and its score where there is a gold."""
    parsed, score = task.judge(completion.text, row) if gold else (parse(completion.text, task.answer_keys), None)
    rows: list[tuple[str, str]] = [("row", row.id)] if gold else []
    rows.append(("length", f"{completion.tokens} tokens{'' if completion.finished else ', cut off at the limit'}"))
    rows.append(("format", "kept" if parsed.well_formed else f"not kept: {_told(parsed.reason, shown)}"))
    rows.append(("answer", _told(dict(parsed.answer), shown) if parsed.well_formed else "none"))
    if score is not None:
        rows.append(("score", score.status.value + (f": {score.reason}" if score.reason and shown else "")))
        rows.append(("gold", _told(row.answer, shown)))
    console.rule("read", align="left")
    for name, value in rows:
        console.print(Text(f"{name:8}", style="bold"), Text(visible(value)), soft_wrap=True)


def _told(value: Any, shown: bool) -> str:
    return str(value) if shown else WITHHELD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ehrmind.ask", description="Ask the model of a run one question.")
    parser.add_argument("run", help="the folder of a finished run")
    parser.add_argument("--row", help="a row of the run's task: test:7 (numbered from 0), or its id")
    parser.add_argument("--note", help="a text file with a note of your own")
    parser.add_argument("--question", help="what to ask of the note")
    parser.add_argument("--show-restricted", action="store_true", help="write restricted text to this terminal")
    return parser


if __name__ == "__main__":
    sys.exit(main())
