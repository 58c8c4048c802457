"""What was read of a source, as a table: rows of each table, and what was left out or read otherwise, and why."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console, Group
from rich.table import Table


def read_table(manifest: Mapping[str, Any]) -> Table:
    """A row for each table of the source."""
    table = Table(title="What was read", title_justify="left")
    table.add_column("table", no_wrap=True)
    for name in ("rows", "events"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("left out, and why")
    table.add_column("kept, and noted", style="dim")
    for name, facts in sorted(manifest["tables"].items()):
        row = (f"{facts['read']:,}", f"{facts['kept']:,}", _listed(facts["dropped"]), _listed(facts["noted"]))
        table.add_row(name, *row)
    return table


def facts_table(index_facts: Mapping[str, str]) -> Table:
    """Names and values without lines."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in index_facts.items():
        grid.add_row(f"[bold]{name}[/bold]", value)
    return grid


def head(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What the source is, how much of it there is, and what is to be known of it."""
    splits, unnamed = manifest["splits"], manifest["unnamed"]
    facts = {
        "source": f"{manifest['source']}: {manifest['name']}",
        "sha256": manifest["sha256"],
        "subjects": f"{manifest['subjects']:,}",
        "events": f"{manifest['events']:,}",
        "ends": "of visits and drugs" if manifest["has_ends"] else "none: stays cannot be told",
        "splits": _splits(splits),
        "without a name": f"{unnamed['codes']:,} of {unnamed['of']:,} codes, {unnamed['events']:,} events",
    }
    remarks = [*manifest["remarks"], *([unnamed["remark"]] if "remark" in unnamed else [])]
    checks = [_check(item) for item in manifest["checks"]]
    return {**facts, **({"published": "\n".join(checks)} if checks else {}), "remarks": "\n".join(remarks) or "none"}


def show(*parts: Any) -> None:
    """Print them, one below the other. Output that is no terminal is as wide as its tables need."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=180)
    console.print(Group(*parts))


def _splits(splits: Mapping[str, Any]) -> str:
    if not splits["from"]:
        return "none in the source: to be drawn by patient"
    counts = ", ".join(f"{name} {splits[name]:,}" for name in ("train", "validation", "test"))
    others = "".join(f"; {count:,} subjects of {name!r} are in no split" for name, count in splits["others"].items())
    absent = f"; {splits['absent']:,} without an event" if splits["absent"] else ""
    without = f"; {splits['without']:,} subjects are in none" if splits["without"] else ""
    return f"{counts} (from {splits['from']}){without}{absent}{others}"


def _check(item: Mapping[str, Any]) -> str:
    if "found" not in item:
        return str(item["what"])
    verdict = "as published" if item["ok"] else f"[bold red]published {item['published']:,}[/bold red]"
    return f"{item['what']} {item['found']:,}: {verdict}"


def _listed(counts: Mapping[str, int]) -> str:
    return "\n".join(f"{count:,} {reason}" for reason, count in counts.items())
