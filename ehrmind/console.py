"""What a person sees: which data and model, a progress bar, a table of results with intervals."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ehrmind.distributed import is_main
from ehrmind.evaluation.shown import BESIDE, bounds, of_queries, shown, value_of

console = Console(highlight=False, soft_wrap=False, quiet=not is_main())

UNCUT = 1000  # characters
CAPTION = "95 % intervals in brackets; rows of one patient or note count as one cluster"
_SHOWN = {
    "reward": "reward",
    "completions/mean_length": "length",
    "loss": "loss",
    "mean_token_accuracy": "token accuracy",
}


def show_header(title: str, facts: Mapping[str, str]) -> None:
    """A panel of names and values."""
    grid = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        grid.add_row(f"[bold]{name}[/bold]", value)
    console.print(Panel(grid, title=title, title_align="left", expand=False))


def show_warning(title: str, text: str) -> None:
    """A panel that cannot be overlooked."""
    console.print(Panel(text, title=f"WARNING · {title}", title_align="left", border_style="bold red", expand=False))


def say(text: str) -> None:
    """One plain line."""
    console.print(text, markup=False, soft_wrap=True)


class Bar:
    """A progress bar; without a terminal, a plain line at each tenth of the way."""

    def __init__(self, progress: Progress, title: str, total: int | None, done: int = 0) -> None:
        self._progress, self._title, self._total, self._done = progress, title, total, done
        self._task = progress.add_task(title, total=total, completed=done, detail="")

    def advance(self, count: int = 1, detail: str = "") -> None:
        """Move on by `count`."""
        before, self._done = self._done, self._done + count
        self._progress.update(self._task, advance=count, total=self._total, detail=detail)
        tenth = (self._total or 1) / 10
        if not console.is_terminal and int(before / tenth) < int(self._done / tenth):
            say(f"{self._title} {self._done}/{self._total} {detail}".rstrip())

    def step(self, metrics: Mapping[str, float], total: int) -> None:
        """Move on by one training step of `total`, and show its reward and length, or its loss."""
        self._total = total
        detail = " · ".join(f"{label} {metrics[name]:.3g}" for name, label in _SHOWN.items() if name in metrics)
        self.advance(1, detail)


@contextmanager
def bar(title: str, total: int | None = None, done: int = 0) -> Iterator[Bar]:
    """A progress bar for the time of a `with` block; `done` were done before."""
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[detail]}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, title, total, done)


def show_results(results: Sequence[Mapping[str, Any]], title: str) -> None:
    """A row per arm, then the baselines, by the headline measure; a second table where the task has many others."""
    show_whole(results_table(results, title))
    if len(_measures(results)) > BESIDE + 1:
        for table in measures_tables(results, console.width):
            console.print(table)


def show_whole(table: Table, least: int = 0) -> None:
    """Print a table as wide as the terminal, or `least`; into a file or a pipe, where no width is given, uncut."""
    width = max(console.width, least)
    if not console.is_terminal:
        width = max(width, Measurement.get(console, console.options.update(max_width=UNCUT), table).maximum)
    Console(highlight=False, width=width, quiet=console.quiet).print(table)


def results_table(results: Sequence[Mapping[str, Any]], title: str) -> Table:
    """The table of eval.json results of one task: the headline with its interval, and few others beside it."""
    table = Table(title=title, title_justify="left", caption_justify="left", caption=_caption(results))
    headline, *others = _measures(results)
    beside = others if len(others) <= BESIDE else []
    table.add_column("arm", no_wrap=True)
    names = ("n", headline["label"], *(measure["label"] for measure in beside), "tokens", "train s", "eval s")
    for name in names:
        table.add_column(name, justify="right", no_wrap=name == headline["label"])
    for result in results:
        cost = result["cost"]
        train = None if cost["train"] is None else cost["train"].get("seconds", 0)  # None: it was trained elsewhere
        numbers = (result["mean_tokens"], train, cost["evaluation"]["seconds"])  # of tokens None: words were counted
        shown = ("–" if number is None else f"{number:.0f}" for number in numbers)
        table.add_row(result["arm"], *_values(result["metrics"], len(beside)), *shown)
    if results and results[-1]["baselines"]:
        table.add_section()
        for name, found in results[-1]["baselines"].items():
            table.add_row(f"[dim]{name}[/dim]", *_values(found["metrics"], len(beside)))
    return table


def measures_tables(results: Sequence[Mapping[str, Any]], width: int) -> list[Table]:
    """A row per arm and baseline, and for what rankings are bound by; a column per measure: as many tables as it takes
    that no number is cut.
    """
    rows = {result["arm"]: result["metrics"] for result in results}
    rows |= {f"[dim]{name}[/dim]": found["metrics"] for name, found in results[-1]["baselines"].items()}
    for title, key in (("random order", "random"), ("at most", "ceiling")):
        known = {name: item | {"value": item[key]} for name, item in results[-1]["metrics"].items() if key in item}
        rows |= {f"[dim]{title}[/dim]": known} if known else {}
    columns = {
        measure["label"].replace(" ", "\n"): [value_of(metrics.get(name), 1) for metrics in rows.values()]
        for name, measure in results[-1]["metrics"].items()
    }
    room = width - max(len(Text.from_markup(name)) for name in rows) - 4
    tables = []
    for labels in _blocks(columns, room):
        table = Table()
        table.add_column("arm", no_wrap=True)
        for label in labels:
            table.add_column(label, justify="right", no_wrap=True)
        for place, name in enumerate(rows):
            table.add_row(name, *(columns[label][place] for label in labels))
        tables.append(table)
    return tables


def _blocks(columns: Mapping[str, Sequence[str]], room: int) -> list[list[str]]:
    """The columns of each table, of which none is wider than `room`."""
    blocks: list[list[str]] = []
    left = 0
    for label, values in columns.items():
        wide = 3 + max(map(len, (*label.split("\n"), *values)))
        if wide > left:
            blocks.append([])
            left = room
        blocks[-1].append(label)
        left -= wide
    return blocks


def _measures(results: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The task's measures, in its order: the first is the headline."""
    return list(results[0]["metrics"].values()) if results else [{"label": "accuracy"}]


def _values(metrics: Mapping[str, Mapping[str, Any]], beside: int) -> list[str]:
    headline, *others = metrics.values()
    return [str(headline["n"]), escape(shown(headline)), *(value_of(item) + bounds(item) for item in others[:beside])]


def _caption(results: Sequence[Mapping[str, Any]]) -> str:
    """What the brackets are, which queries are skipped, and why a value is missing."""
    found = [item for result in results for item in result["metrics"].values()]
    reasons = sorted({(item["label"], item["reason"]) for item in found if "reason" in item})
    return "\n".join([CAPTION, *of_queries(found), *(f"no {label}: {reason}" for label, reason in reasons)])
