"""Write a report: report.html, and each table and plot as files for a README, a spreadsheet and a paper.

report/report.html
report/tables.md  report/tables/arms.csv  report/tables/arms.tex
report/plots/passk.svg  report/plots/passk.png  report/plots/passk-1column.pdf  report/plots/passk-2column.pdf
report/captions.md      what each table and plot is, by the name of its file
"""

from collections.abc import Sequence
from pathlib import Path

from ehrmind.errors import ConfigError
from ehrmind.files import write_text
from ehrmind.report.build import Report
from ehrmind.report.page import Figure, Page, render
from ehrmind.report.tables import Table, csv, latex, markdown, visible


def write(report: Report, folder: Path, columns: Sequence[str] = ()) -> Path:
    """Every file; returns the page's path. `columns`: those of the tables for LaTeX that have all of them.

    Raises ConfigError where no table has.
    """
    chosen = {table.id: table.of(columns) for table in report.tables if set(columns) <= {*table.columns}}
    if not chosen:
        known = dict.fromkeys(name for table in report.tables for name in table.columns)
        raise ConfigError(f"--columns {','.join(columns)}: no table has all of these; columns: {', '.join(known)}")
    for part in (folder, folder / "tables", folder / "plots"):
        part.mkdir(parents=True, exist_ok=True)
    write_text(folder / "report.html", render(report.page))
    write_text(folder / "tables.md", "\n\n".join(markdown(table).rstrip() for table in report.tables) + "\n")
    for table in report.tables:
        write_text(folder / "tables" / f"{table.id}.csv", csv(table))
        write_text(folder / "tables" / f"{table.id}.tex", latex(chosen.get(table.id, table)))
    for name, plot in report.plots.items():
        for end, content in plot.files().items():
            (folder / "plots" / f"{name}{end}").write_bytes(content)
    write_text(folder / "captions.md", captions(report.page))
    return folder / "report.html"


def captions(page: Page) -> str:
    """What each table and plot is, in Markdown."""
    parts: list[Table | Figure] = []
    for section in page.sections:
        parts += (*section.tables, *section.figures)
    return "".join(f"**{part.id}** {visible(' '.join(f'{part.title}. {part.caption}'.split()))}\n\n" for part in parts)
