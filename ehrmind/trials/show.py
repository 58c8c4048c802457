"""Show one generated pair on the terminal: note, trial, gold reasoning, label.

python -m ehrmind.trials.show --seed 1 --index 4
python -m ehrmind.trials.show --difficulty hard --length long --split test --index 17
"""

import argparse
import sys

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from ehrmind.errors import UserError
from ehrmind.stopping import until_read
from ehrmind.tasks.base import SPLITS, Counts, Sampling
from ehrmind.tasks.trial_matching import Difficulty, TrialMatching
from ehrmind.trials.generator import Length
from ehrmind.types import Example

WIDTH = 100
BLOCK = 12  # trials of a patient


def pair(options: argparse.Namespace) -> tuple[TrialMatching, Example]:
    """The pair of this number. Raises ConfigError, DataError."""
    patients = options.index // BLOCK + 1
    task = TrialMatching(
        seed=options.seed,
        sampling=Sampling.natural,
        words=1_000_000,
        patients=Counts(**{split: patients if split == options.split else 0 for split in SPLITS}),
        difficulty=Difficulty(options.difficulty),
        length=Length(options.length) if options.length else None,
        criteria=options.criteria,
    )
    return task, task.load().splits[options.split][options.index]


def render(task: TrialMatching, row: Example) -> Group:
    """The pair as panels."""
    told = row.fields
    trial = f"{told['title']}\n\nInclusion criteria\n{told['inclusion']}\n\nExclusion criteria\n{told['exclusion']}"
    parts = {
        "note": Text(told["note"]),
        "trial": Text(trial),
        "gold reasoning": Text(row.rationale),
        "answer": Text(task.answer_json(row.answer), style="bold"),
    }
    return Group(*(Panel(text, title=title, title_align="left", width=WIDTH) for title, text in parts.items()))


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        task, row = pair(options)
    except UserError as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    console = Console(highlight=False)
    console.print(f"[bold]{row.id}[/bold]")
    console.print(render(task, row))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ehrmind.trials.show", description="Show one generated pair.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--index", type=_number, default=0, help="of the pair; a patient has twelve")
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--difficulty", choices=[item.value for item in Difficulty], default="medium")
    parser.add_argument("--length", choices=[item.value for item in Length], help="default: the difficulty's")
    parser.add_argument("--criteria", type=int, help="default: the difficulty's")
    return parser


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no pair's number; use one from 0 on")
    return int(text)


if __name__ == "__main__":
    sys.exit(until_read(main))
