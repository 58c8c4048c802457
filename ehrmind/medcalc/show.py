"""Show one generated case on the terminal: note, question, worked solution, answer, source.

python -m ehrmind.medcalc.show "Child-Pugh" --seed 3 --index 7
python -m ehrmind.medcalc.show 39 --length long --style admission --units mixed --distractors 0.5
"""

import argparse
import sys
from enum import Enum

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ehrmind.errors import ConfigError, did_you_mean
from ehrmind.medcalc.calculators import CALCULATORS, EVERY, EXTENDED
from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.generated import rationale_of
from ehrmind.medcalc.notes import Case, Length, NoteSettings, Style, Units, write_case
from ehrmind.medcalc.reasoning import Reasoning
from ehrmind.stopping import until_read
from ehrmind.tasks.base import SPLITS

WIDTH = 100


def find(wanted: str) -> Calculator:
    """The calculator of an id or of a part of a name. Raises ConfigError, naming what was probably meant."""
    if wanted.isdigit() and int(wanted) in EVERY:
        return EVERY[int(wanted)]
    found = [item for item in EVERY.values() if wanted.casefold() in item.name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigError(f"{wanted!r} is in {len(found)} names: {'; '.join(f'{x.id} {x.name}' for x in found)}")
    names = [form for item in EVERY.values() for form in (item.name, " ".join(item.name.split()[:2]))]
    near = did_you_mean(wanted, names)
    listed = "; python -m ehrmind.medcalc.show lists all of them"
    raise ConfigError(f"{wanted!r} is no calculator{listed if near.startswith('; choices') else near}")


def render(calculator: Calculator, case: Case, style: Reasoning = Reasoning.stepwise) -> Group:
    """The case as panels."""
    source = Text(f"{calculator.citation}\n{calculator.formula}", style="dim")
    parts = {
        "note": Text(case.note),
        "question": Text(case.question),
        "worked solution": Text(rationale_of(calculator, case, style)),
        "answer": Text(case.answer, style="bold"),
        "source": source,
    }
    return Group(*(Panel(text, title=title, title_align="left", width=WIDTH) for title, text in parts.items()))


def list_all() -> Table:
    """Every calculator with its category and source."""
    table = Table(
        title=f"{len(CALCULATORS)} calculators, and {len(EXTENDED)} more by task.calculators=extended",
        title_justify="left",
    )
    for column in ("id", "calculator", "category", "source"):
        table.add_column(column)
    for number, item in sorted(EVERY.items()):
        table.add_row(str(number), item.name, item.category, str(item.citation))
    return table


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    console = Console(highlight=False)
    if options.calculator is None:
        console.print(list_all())
        return 0
    try:
        calculator = find(options.calculator)
    except ConfigError as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    settings = NoteSettings(
        Length(options.length),
        Style(options.style),
        Units(options.units),
        options.distractors,
        options.inferred,
        options.unanswerable,
    )
    case = write_case(calculator, options.seed, options.split, options.index, settings)
    console.print(f"[bold]{calculator.id} {calculator.name}[/bold] ({calculator.category})")
    console.print(render(calculator, case, Reasoning(options.reasoning)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ehrmind.medcalc.show", description="Show one generated case.")
    parser.add_argument("calculator", nargs="?", help="an id or a part of a name; none lists them all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--index", type=_index, default=0)
    parser.add_argument("--split", choices=SPLITS, default="train")
    for name, kind in (("length", Length), ("style", Style), ("units", Units)):
        default = getattr(NoteSettings(), name).value
        parser.add_argument(f"--{name}", choices=_values(kind), default=default)
    parser.add_argument("--reasoning", choices=_values(Reasoning), default=Reasoning.stepwise.value)
    for name in ("distractors", "inferred", "unanswerable"):
        parser.add_argument(f"--{name}", type=_share, default=0.0, metavar="SHARE")
    return parser


def _index(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no case's number; use one from 0 on")
    return int(text)


def _share(text: str) -> float:
    if not 0 <= float(text) <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share; use 0 to 1")
    return float(text)


def _values(kind: type[Enum]) -> list[str]:
    return [item.value for item in kind]


if __name__ == "__main__":
    sys.exit(until_read(main))
