"""What a person sees: which data and model, a progress bar, a table of results with intervals."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from ehrmind.distributed import is_main

console = Console(highlight=False, soft_wrap=False, quiet=not is_main())

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
    """A row per arm, then the baselines, each accuracy with its 95 % interval."""
    console.print(results_table(results, title))


def results_table(results: Sequence[Mapping[str, Any]], title: str) -> Table:
    """The table of eval.json results."""
    table = Table(title=title, title_justify="left", caption_justify="left", caption=CAPTION)
    table.add_column("arm", no_wrap=True)
    for name in ("n", "accuracy", "in format", "finished", "tokens", "train s", "eval s"):
        table.add_column(name, justify="right", no_wrap=name == "accuracy")
    for result in results:
        table.add_row(*_arm_row(result))
    if results and results[-1]["baselines"]:
        table.add_section()
        for name, share in results[-1]["baselines"].items():
            table.add_row(f"[dim]{name}[/dim]", str(share["n"]), percent(share))
    return table


def percent(share: Mapping[str, Any]) -> str:
    """{"value": 0.375, "low": 0.229, "high": 0.547} -> "37.5 % [23, 55]"; without an interval the value alone."""
    text = _value(share, 1)
    return text if share["low"] is None else f"{text} \\[{100 * share['low']:.0f}, {100 * share['high']:.0f}]"


def _value(share: Mapping[str, Any], decimals: int = 0) -> str:
    return "-" if share["value"] is None else f"{100 * share['value']:.{decimals}f} %"


def _arm_row(result: Mapping[str, Any]) -> list[str]:
    metrics, cost = result["metrics"], result["cost"]
    return [
        result["arm"],
        str(result["n"]),
        percent(metrics["accuracy"]),
        _value(metrics["format"]),
        _value(metrics["finished"]),
        f"{result['mean_tokens']:.0f}",
        f"{cost['train'].get('seconds', 0):.0f}",
        f"{cost['evaluation']['seconds']:.0f}",
    ]
