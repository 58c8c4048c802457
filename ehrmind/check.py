"""Whether a task keeps the contract: python -m ehrmind.check task=mine task.path=data [--rows 200]

    gold scores 1            ok
    garbage scores 0         BROKEN, 2 times
                             row test-7: garbage 6 ('<think></think><answer>{"answer": null}...') is correct, or ...

Takes the words of `python -m ehrmind`; of these the task and what is set of it count. Every row is looked at, or with
`--rows` so many of each split, each category its share. The exit code is 2 where a promise is broken.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from ehrmind.__main__ import EXIT_USER_ERROR, answer
from ehrmind.compose import compose, prepare
from ehrmind.console import say
from ehrmind.contract import CHECKS, MOST, Check, broken
from ehrmind.data import choose, reasons
from ehrmind.errors import DataError
from ehrmind.mistakes import refuse
from ehrmind.privacy.guard import guarded
from ehrmind.tasks.base import SPLITS, Data, Task, loaded

SHOWN = 3  # sentences of a broken promise
WIDTH = 25


def main(arguments: Sequence[str] | None = None) -> int:
    """Check and say; returns the exit code."""
    name, what = "python -m ehrmind.check", "Whether a task keeps the contract."
    usage = f"{name} [-h] [--rows N] [task=NAME] [task.KEY=VALUE ...]"
    parser = argparse.ArgumentParser(prog=name, usage=usage, description=what)
    parser.add_argument("--rows", type=_number, metavar="N", help="rows of each split to look at (default: all)")
    options, words = parser.parse_known_args(arguments)
    found: list[int] = []
    code = answer(lambda: found.append(_check(words, options.rows)), words)
    return code or (EXIT_USER_ERROR if found[0] else 0)


def _check(words: Sequence[str], rows: int | None) -> int:
    """How many promises the task breaks. Raises UserError where there is nothing to check."""
    arguments = prepare(words)
    refuse(arguments)
    task = compose(arguments).task
    with guarded(task.data_policy):
        data = loaded(task)
        if not any(data.splits.values()):
            raise DataError(f"{task.registered_name} has no rows{reasons(data.manifest['dropped'])}")
        say(f"{task.registered_name}: {task.describe()}")
        counts = " · ".join(f"{name} {len(data.splits[name])}" for name in SPLITS if name in data.splits)
        say(counts + reasons(data.manifest["dropped"]))
        some = replace(
            data, splits={name: choose(of, rows, lambda row: row.category) for name, of in data.splits.items()}
        )
        return sum(_say(task, check, some if check.by_row else data) for check in CHECKS)


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _say(task: Task, check: Check, data: Data) -> bool:
    """Check one promise and say how it is; whether it is broken."""
    found = broken(check, task, data)
    many = f"{len(found)}{' or more' if len(found) >= MOST else ''}"
    say(f"{check.promise:{WIDTH}}" + (f"BROKEN, {many} time{'s' if len(found) > 1 else ''}" if found else "ok"))
    for sentence in found[:SHOWN]:
        say(f"{'':{WIDTH}}{sentence}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
